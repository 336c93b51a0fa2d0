DROP TRIGGER categories_guard ON categories;
DROP FUNCTION categories_guard;
ALTER TABLE categories DROP CONSTRAINT categories_named;
ALTER TABLE categories DROP COLUMN seq, DROP COLUMN retired_at;
