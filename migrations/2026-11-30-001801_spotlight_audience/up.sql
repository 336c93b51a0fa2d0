-- Who is signed in has ordered before or has not: their own orders say so, and nothing more is kept for it.
ALTER TABLE spotlights
    DROP CONSTRAINT spotlights_audience_check,
    ADD CONSTRAINT spotlights_audience_check CHECK (audience IN ('all', 'guests', 'signed_in', 'newcomers', 'returning')),
    DROP CONSTRAINT spotlights_single,
    -- One at a time for whoever looks: two meet only where neither their languages nor their visitors meet.
    ADD CONSTRAINT spotlights_single EXCLUDE USING gist (
        slot WITH =,
        (CASE lang WHEN 'vi' THEN int4range(1, 2) WHEN 'en' THEN int4range(2, 3) ELSE int4range(1, 3) END) WITH &&,
        (CASE audience WHEN 'guests' THEN int4range(1, 2) WHEN 'newcomers' THEN int4range(2, 3)
             WHEN 'returning' THEN int4range(3, 4) WHEN 'signed_in' THEN int4range(2, 4) ELSE int4range(1, 4) END) WITH &&,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (stopped_at IS NULL AND slot IN ('home_hero', 'producer_of_week'));
COMMENT ON COLUMN spotlights.audience IS 'Told by the request and the account''s own orders: nobody is followed for it.';
