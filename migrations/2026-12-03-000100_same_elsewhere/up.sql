-- The same thing may stand in one slot for two areas at once, as long as no buyer is in both: two communes, or two provinces.
ALTER TABLE spotlights
    DROP CONSTRAINT spotlights_twice,
    ADD CONSTRAINT spotlights_twice EXCLUDE USING gist (
        slot WITH =, coalesce(category_id, 0) WITH =, coalesce(product_id, 0) WITH =, coalesce(producer_id, 0) WITH =,
        coalesce(collection_id, 0) WITH =, coalesce(area, '') WITH =, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (stopped_at IS NULL);

-- Areas that lie in one another are not equal, and which commune lies in which province is in a table: what the constraint
-- cannot see is refused here, under its name. It comes before spotlights_room by its own name: what stands there already is told
-- that, and not that the slot is full.
CREATE FUNCTION spotlights_areas() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.stopped_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    -- One at a time, as in spotlights_room, or neither of two would see the other.
    PERFORM pg_advisory_xact_lock(4242011);
    IF EXISTS (
        SELECT FROM spotlights o
        LEFT JOIN communes theirs ON theirs.code = o.area
        LEFT JOIN communes own ON own.code = NEW.area
        WHERE o.id <> NEW.id AND o.stopped_at IS NULL AND o.slot = NEW.slot
          AND o.category_id IS NOT DISTINCT FROM NEW.category_id
          AND o.product_id IS NOT DISTINCT FROM NEW.product_id
          AND o.producer_id IS NOT DISTINCT FROM NEW.producer_id
          AND o.collection_id IS NOT DISTINCT FROM NEW.collection_id
          AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at
          AND (o.area IS NULL OR NEW.area IS NULL OR NEW.area IN (o.area, theirs.province_code)
               OR o.area = own.province_code)) THEN
        RAISE EXCEPTION 'it stands in % at that time already', NEW.slot
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'spotlights_twice';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER spotlights_areas
    BEFORE INSERT OR UPDATE OF slot, category_id, product_id, producer_id, collection_id, area, starts_at, ends_at, stopped_at
    ON spotlights FOR EACH ROW EXECUTE FUNCTION spotlights_areas();
