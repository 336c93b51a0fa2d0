-- The version before counts everything that is planned; what then is too many stays until it is changed.
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
    -- It is fullest at a moment at which one of them, or this one, begins.
    SELECT max(n) INTO most FROM (
        SELECT count(*) AS n
        FROM (SELECT DISTINCT greatest(o.starts_at, NEW.starts_at) AS at FROM spotlights o
              WHERE o.slot = NEW.slot AND o.category_id IS NOT DISTINCT FROM NEW.category_id AND o.stopped_at IS NULL
                AND o.id <> NEW.id AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at) points
        JOIN spotlights x ON x.slot = NEW.slot AND x.category_id IS NOT DISTINCT FROM NEW.category_id
            AND x.stopped_at IS NULL AND x.id <> NEW.id AND x.starts_at <= points.at AND points.at < x.ends_at
        GROUP BY points.at) AS fullness;
    IF coalesce(most, 0) >= room THEN
        RAISE EXCEPTION 'no room in %', NEW.slot USING ERRCODE = 'check_violation', CONSTRAINT = 'spotlights_room';
    END IF;
    RETURN NEW;
END $$;
