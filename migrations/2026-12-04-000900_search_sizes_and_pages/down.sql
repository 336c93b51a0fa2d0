DROP INDEX pages_words;
ALTER TABLE pages DROP COLUMN words;
DROP FUNCTION page_vector;
ALTER TABLE producers DROP COLUMN name_toned;
DROP FUNCTION size_words;
-- Derived: written again by the first refresh, without sizes.
ALTER TABLE shelf DISABLE TRIGGER USER;
UPDATE shelf SET words = '';
ALTER TABLE shelf ENABLE TRIGGER USER;
UPDATE schedules SET next_at = now() WHERE kind = 'refresh_season';
