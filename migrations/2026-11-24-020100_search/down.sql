DROP FUNCTION products_changed, packs_changed, producers_changed, certificates_changed, categories_changed, shelf_changed,
    pages_changed CASCADE;
DROP FUNCTION record_producers_changed, record_products_changed;
DROP TABLE searches, search_indexes, search_changes, search_words, synonyms, synonyms_versions;
DROP SEQUENCE search_changes_seq;
DROP INDEX shelf_words;
-- Derived: written again by the first refresh.
DELETE FROM shelf;
ALTER TABLE shelf DROP COLUMN words, ADD COLUMN name_toned text NOT NULL, ADD COLUMN name_folded text NOT NULL,
    ADD COLUMN search_folded text NOT NULL;
COMMENT ON COLUMN shelf.name_toned IS 'Both names between spaces, so that a word is found by its beginning; so are the next two.';
CREATE INDEX shelf_search ON shelf USING gin (search_folded gin_trgm_ops);
DROP FUNCTION word_vector, english_forms;
CREATE OR REPLACE FUNCTION toned(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(lower(normalize(words, NFC) COLLATE "und-x-icu"), '[^[:alnum:]]+', ' ', 'g'));
