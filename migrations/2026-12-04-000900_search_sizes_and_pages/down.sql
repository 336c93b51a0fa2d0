DROP INDEX pages_words;
ALTER TABLE pages DROP COLUMN words;
DROP FUNCTION page_vector;
ALTER TABLE producers DROP COLUMN name_toned;
DROP FUNCTION size_words;
UPDATE schedules SET next_at = now() WHERE kind = 'refresh_season';
