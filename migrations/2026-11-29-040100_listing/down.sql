DROP TABLE banned_phrases, category_defaults, price_changes, revision_pictures, revisions, revision_moves;
DROP FUNCTION revisions_guard_state(), revisions_guard_content();
DROP INDEX product_pictures_by_picture;
ALTER TABLE packs DROP CONSTRAINT packs_name_check;
DROP INDEX products_by_producer;
CREATE INDEX products_by_producer ON products (producer_id);
-- What was never approved said nothing but in its revision.
DELETE FROM products WHERE state = 'draft';
COMMENT ON COLUMN products.state IS NULL;
ALTER TABLE products DROP COLUMN origin;
