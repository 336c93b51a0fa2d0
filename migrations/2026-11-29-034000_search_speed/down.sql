DROP TRIGGER shelf_terms_inserted ON shelf;
DROP TRIGGER shelf_terms_updated ON shelf;
DROP FUNCTION shelf_terms_written;
DROP TABLE shelf_terms, shelf_alike;
DROP FUNCTION plain_words;
CREATE OR REPLACE FUNCTION word_vector(words text, weight text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(string_agg(
        w.folded || ':' || least(w.place, 16383) || weight
            || CASE WHEN w.toned <> w.folded THEN ' ' || w.toned || ':' || least(w.place, 16383) || weight ELSE '' END,
        ' '), '')::tsvector
    FROM unnest(string_to_array(fold(words), ' '), string_to_array(toned(words), ' '))
        WITH ORDINALITY AS w (folded, toned, place)
    WHERE w.folded <> '');
CREATE INDEX shelf_words ON shelf USING gin (words) WITH (gin_pending_list_limit = 512);
-- Derived: written again by the first refresh.
ALTER TABLE shelf DISABLE TRIGGER USER;
UPDATE shelf SET words = '';
ALTER TABLE shelf ENABLE TRIGGER USER;
UPDATE schedules SET next_at = now() WHERE kind = 'refresh_season';
