DROP TABLE spotlight_days;
DROP TRIGGER spotlights_changed ON spotlights;
DROP TRIGGER spotlights_room ON spotlights;
DROP FUNCTION spotlights_room();
-- Only goods and households on the home page were known before, by days.
DELETE FROM spotlights WHERE slot <> 'home_shelf' OR stopped_at IS NOT NULL;
UPDATE spotlights SET
    starts_on = (starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
    ends_on = ((ends_at - interval '1 second') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
DROP INDEX spotlights_by_product;
DROP INDEX spotlights_running;
ALTER TABLE spotlights
    DROP CONSTRAINT spotlights_twice, DROP CONSTRAINT spotlights_single, DROP CONSTRAINT spotlights_target,
    DROP CONSTRAINT spotlights_window,
    ALTER COLUMN starts_on SET NOT NULL, ALTER COLUMN ends_on SET NOT NULL,
    DROP COLUMN slot, DROP COLUMN collection_id, DROP COLUMN category_id, DROP COLUMN starts_at, DROP COLUMN ends_at,
    DROP COLUMN lang, DROP COLUMN audience, DROP COLUMN title_vi, DROP COLUMN title_en, DROP COLUMN picture_id, DROP COLUMN why,
    DROP COLUMN made_by, DROP COLUMN made_at, DROP COLUMN stopped_at,
    ADD CONSTRAINT spotlights_check1 CHECK (num_nonnulls(product_id, producer_id) = 1);
CREATE INDEX spotlights_running ON spotlights (ends_on, starts_on);
DROP TABLE collection_days, collection_products, collections;
DROP FUNCTION spotlights_changed();
