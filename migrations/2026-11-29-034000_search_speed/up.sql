-- What a search finds by, in rows less than half as wide as the shelf's: a word like "cá" is in tens of thousands of them, spread over
-- all pages there are, and reading those took most of the time. The order of the best is still weighed by the shelf's own words.

-- A word with its accents stands behind a "~", so that the two kinds can be told apart.
CREATE OR REPLACE FUNCTION word_vector(words text, weight text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(string_agg(
        w.folded || ':' || least(w.place, 16383) || weight
            || CASE WHEN w.toned <> w.folded THEN ' ~' || w.toned || ':' || least(w.place, 16383) || weight ELSE '' END,
        ' '), '')::tsvector
    FROM unnest(string_to_array(fold(words), ' '), string_to_array(toned(words), ' '))
        WITH ORDINALITY AS w (folded, toned, place)
    WHERE w.folded <> '');

-- The folded words of a vector, without their places.
CREATE FUNCTION plain_words(words tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT coalesce(array_to_tsvector(array_agg(w)), '') FROM unnest(tsvector_to_array(words)) AS w
        WHERE left(w, 1) NOT IN ('~', '='));

-- What rows with the same `alike` have in common. Few, and kept when nothing is like that any more.
CREATE TABLE shelf_alike (
    alike bigint PRIMARY KEY,
    top_category_id bigint NOT NULL,
    category_id bigint NOT NULL,
    commune_code text NOT NULL,
    producer_kind text NOT NULL,
    certificates text[] NOT NULL,
    stars smallint NOT NULL,
    in_season boolean NOT NULL,
    in_stock boolean NOT NULL
);

CREATE TABLE shelf_terms (
    product_id bigint PRIMARY KEY REFERENCES shelf ON DELETE CASCADE,
    alike bigint NOT NULL,
    rank bigint NOT NULL,
    from_price bigint NOT NULL,
    words tsvector NOT NULL,
    names tsvector NOT NULL
);
COMMENT ON COLUMN shelf_terms.words IS 'All that it is found by, folded.';
COMMENT ON COLUMN shelf_terms.names IS 'Of these the words of its names, folded, and behind a ~ with their accents.';
DROP INDEX shelf_words;
-- Many rows written at once are gathered first; a short list of those costs a search little.
CREATE INDEX shelf_terms_words ON shelf_terms USING gin (words) WITH (gin_pending_list_limit = 512);

CREATE FUNCTION shelf_terms_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO shelf_alike
    SELECT DISTINCT ON (alike) alike, top_category_id, category_id, commune_code, producer_kind, certificates, stars, in_season,
           in_stock
    FROM changed ORDER BY alike ON CONFLICT (alike) DO NOTHING;
    INSERT INTO shelf_terms AS t (product_id, alike, rank, from_price, words, names)
    SELECT product_id, alike, rank, from_price, plain_words(words), strip(ts_filter(words, '{a}'))
    FROM changed ORDER BY product_id
    ON CONFLICT (product_id) DO UPDATE SET (alike, rank, from_price, words, names) = (excluded.alike, excluded.rank,
        excluded.from_price, excluded.words, excluded.names)
    WHERE t.* IS DISTINCT FROM excluded.*;
    RETURN NULL;
END $$;
CREATE TRIGGER shelf_terms_inserted AFTER INSERT ON shelf REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION shelf_terms_written();
CREATE TRIGGER shelf_terms_updated AFTER UPDATE ON shelf REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION shelf_terms_written();

-- Words are derived: written again as soon as a runner starts. No index is told that they are gone meanwhile.
ALTER TABLE shelf DISABLE TRIGGER USER;
UPDATE shelf SET words = '';
ALTER TABLE shelf ENABLE TRIGGER USER;
UPDATE schedules SET next_at = now() WHERE kind = 'refresh_season';
