-- A shelf is full for whoever looks at it: what is for another area takes no room there.
CREATE OR REPLACE FUNCTION spotlights_room() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    room integer := CASE NEW.slot WHEN 'home_shelf' THEN 8 WHEN 'category_top' THEN 3 WHEN 'campaign' THEN 2 END;
    most bigint;
BEGIN
    IF room IS NULL OR NEW.stopped_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    -- One at a time, or two would both see the last place free.
    PERFORM pg_advisory_xact_lock(4242011);
    -- It is fullest at a moment at which one of them, or this one, begins, for a buyer of a place that one of them is for.
    WITH others AS (
        SELECT o.starts_at, o.ends_at, o.area FROM spotlights o
        WHERE o.slot = NEW.slot AND o.category_id IS NOT DISTINCT FROM NEW.category_id AND o.stopped_at IS NULL
          AND o.id <> NEW.id AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at),
    points AS (SELECT DISTINCT greatest(starts_at, NEW.starts_at) AS at FROM others),
    buyers AS (
        SELECT w.area, c.province_code AS province FROM (SELECT area FROM others UNION SELECT NEW.area) w
        LEFT JOIN communes c ON c.code = w.area
        WHERE NEW.area IS NULL OR NEW.area IN (w.area, c.province_code))
    SELECT max(n) INTO most FROM (
        SELECT count(*) AS n FROM points CROSS JOIN buyers b
        JOIN others x ON x.starts_at <= points.at AND points.at < x.ends_at
            AND (x.area IS NULL OR x.area IN (b.area, b.province))
        GROUP BY points.at, b.area) AS fullness;
    IF coalesce(most, 0) >= room THEN
        RAISE EXCEPTION 'no room in %', NEW.slot USING ERRCODE = 'check_violation', CONSTRAINT = 'spotlights_room';
    END IF;
    RETURN NEW;
END $$;
