COMMENT ON COLUMN search_indexes.kept_at IS NULL;
ALTER TABLE search_indexes RENAME COLUMN kept_at TO made_at;
