-- A spotlight may be for buyers of one commune or province: where the last order of whoever is signed in went. Nothing is kept for it.
ALTER TABLE spotlights
    ADD COLUMN area text CHECK (area ~ '^([0-9]{2}|[0-9]{5})$'),
    -- Only of buyers who have ordered is it known.
    ADD CONSTRAINT spotlights_area_known CHECK (area IS NULL OR audience IN ('all', 'signed_in', 'returning')),
    DROP CONSTRAINT spotlights_single,
    -- One at a time for whoever looks: two meet only where neither their languages nor their visitors meet. One for an area stands
    -- beside one for everybody: the nearer one is shown.
    ADD CONSTRAINT spotlights_single EXCLUDE USING gist (
        slot WITH =,
        coalesce(area, '') WITH =,
        (CASE lang WHEN 'vi' THEN int4range(1, 2) WHEN 'en' THEN int4range(2, 3) ELSE int4range(1, 3) END) WITH &&,
        (CASE audience WHEN 'guests' THEN int4range(1, 2) WHEN 'newcomers' THEN int4range(2, 3)
             WHEN 'returning' THEN int4range(3, 4) WHEN 'signed_in' THEN int4range(2, 4) ELSE int4range(1, 4) END) WITH &&,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (stopped_at IS NULL AND slot IN ('home_hero', 'producer_of_week'));
COMMENT ON COLUMN spotlights.area IS 'Code of a commune or a province; NULL: everywhere.';
