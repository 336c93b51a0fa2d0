ALTER TABLE search_indexes DROP COLUMN wrong, DROP COLUMN compared_at;
