-- The version before knows no areas: what was for one goes, or it would be for everybody.
UPDATE spotlights SET stopped_at = now() WHERE area IS NOT NULL AND stopped_at IS NULL;
ALTER TABLE spotlights
    DROP CONSTRAINT spotlights_single,
    ADD CONSTRAINT spotlights_single EXCLUDE USING gist (
        slot WITH =,
        (CASE lang WHEN 'vi' THEN int4range(1, 2) WHEN 'en' THEN int4range(2, 3) ELSE int4range(1, 3) END) WITH &&,
        (CASE audience WHEN 'guests' THEN int4range(1, 2) WHEN 'newcomers' THEN int4range(2, 3)
             WHEN 'returning' THEN int4range(3, 4) WHEN 'signed_in' THEN int4range(2, 4) ELSE int4range(1, 4) END) WITH &&,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (stopped_at IS NULL AND slot IN ('home_hero', 'producer_of_week')),
    DROP CONSTRAINT spotlights_area_known,
    DROP COLUMN area;
