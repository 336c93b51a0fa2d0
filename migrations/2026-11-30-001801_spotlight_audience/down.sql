-- For everybody who is signed in two of them could meet: they end.
UPDATE spotlights SET stopped_at = coalesce(stopped_at, now()), audience = 'signed_in'
WHERE audience IN ('newcomers', 'returning');
ALTER TABLE spotlights
    DROP CONSTRAINT spotlights_audience_check,
    ADD CONSTRAINT spotlights_audience_check CHECK (audience IN ('all', 'guests', 'signed_in')),
    DROP CONSTRAINT spotlights_single,
    ADD CONSTRAINT spotlights_single EXCLUDE USING gist (
        slot WITH =,
        (CASE lang WHEN 'vi' THEN int4range(1, 2) WHEN 'en' THEN int4range(2, 3) ELSE int4range(1, 3) END) WITH &&,
        (CASE audience WHEN 'guests' THEN int4range(1, 2) WHEN 'signed_in' THEN int4range(2, 3) ELSE int4range(1, 3) END) WITH &&,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (stopped_at IS NULL AND slot IN ('home_hero', 'producer_of_week'));
COMMENT ON COLUMN spotlights.audience IS 'Told from the request alone, by whether somebody is signed in: nobody is followed for it.';
