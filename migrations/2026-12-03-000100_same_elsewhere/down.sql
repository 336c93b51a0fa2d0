DROP TRIGGER spotlights_areas ON spotlights;
DROP FUNCTION spotlights_areas();
-- The version before knows one of each in a slot at a time: the first one planned stays.
UPDATE spotlights o SET stopped_at = now()
WHERE o.stopped_at IS NULL AND EXISTS (
    SELECT FROM spotlights x WHERE x.id < o.id AND x.stopped_at IS NULL AND x.slot = o.slot
      AND x.category_id IS NOT DISTINCT FROM o.category_id AND x.product_id IS NOT DISTINCT FROM o.product_id
      AND x.producer_id IS NOT DISTINCT FROM o.producer_id AND x.collection_id IS NOT DISTINCT FROM o.collection_id
      AND x.starts_at < o.ends_at AND o.starts_at < x.ends_at);
ALTER TABLE spotlights
    DROP CONSTRAINT spotlights_twice,
    ADD CONSTRAINT spotlights_twice EXCLUDE USING gist (
        slot WITH =, coalesce(category_id, 0) WITH =, coalesce(product_id, 0) WITH =, coalesce(producer_id, 0) WITH =,
        coalesce(collection_id, 0) WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (stopped_at IS NULL);
