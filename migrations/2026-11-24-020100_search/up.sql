-- What search stands on: words of each product with and without tones, what has changed since an index was fed, what
-- people look for.

-- Words with their accents as VNI types them, the tone last: "cá thính" is "ca1 thinh1", "hoà" and "hòa" are both "hoa2".
-- Plain letters and digits, so that no search engine folds away what tells "cá" from "cà".
CREATE OR REPLACE FUNCTION toned(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
    replace(
        regexp_replace(
            normalize(
                btrim(regexp_replace(lower(normalize(words, NFC) COLLATE "und-x-icu"), '[^[:alnum:]]+', ' ', 'g')),
                NFD),
            '([\u0300\u0301\u0303\u0309\u0323])([[:alnum:]\u0302\u0306\u031B]*)', '\2\1', 'g'),
        'đ', 'd9'),
    U&'\0301\0300\0309\0303\0323\0302\031B\0306', '12345678');

-- The other number of each English word: a jar of "grapes" is found by "grape", an "egg" by "eggs".
CREATE FUNCTION english_forms(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN concat_ws(' ',
    regexp_replace(regexp_replace(regexp_replace(lower(words),
        'ies\M', 'y', 'g'), '(o|x|ch|sh|ss)es\M', '\1', 'g'), '([a-rt-z])s\M', '\1', 'g'),
    regexp_replace(lower(words), '([a-rt-z])\M', '\1s', 'g'));

-- Words as a vector: each folded, and where it has accents also toned, at the same place.
CREATE FUNCTION word_vector(words text, weight text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(string_agg(
        w.folded || ':' || least(w.place, 16383) || weight
            || CASE WHEN w.toned <> w.folded THEN ' ' || w.toned || ':' || least(w.place, 16383) || weight ELSE '' END,
        ' '), '')::tsvector
    FROM unnest(string_to_array(fold(words), ' '), string_to_array(toned(words), ' '))
        WITH ORDINALITY AS w (folded, toned, place)
    WHERE w.folded <> '');

-- What else things are called. The toned words are looked for among the toned words of a product.
CREATE TABLE synonyms (
    words text PRIMARY KEY CHECK (words <> ''),
    also text NOT NULL CHECK (also <> ''),
    toned text NOT NULL GENERATED ALWAYS AS (' ' || toned(words) || ' ') STORED
);
CREATE TABLE synonyms_versions (version text PRIMARY KEY, loaded_at timestamptz NOT NULL DEFAULT now());

-- The shelf is derived: its rows are written again as soon as a runner starts.
DROP INDEX shelf_search;
ALTER TABLE shelf DROP COLUMN name_toned, DROP COLUMN name_folded, DROP COLUMN search_folded,
    ADD COLUMN words tsvector NOT NULL DEFAULT '';
COMMENT ON COLUMN shelf.words IS 'A: names; B: what else it is called; C: category, household, commune; D: former places.';
-- Many rows written at once are gathered first; a short list of those costs a search little.
CREATE INDEX shelf_words ON shelf USING gin (words) WITH (gin_pending_list_limit = 512);
UPDATE schedules SET next_at = now() WHERE kind = 'refresh_season';

-- The words in use on the market, to put spelling right with.
CREATE TABLE search_words (
    folded text PRIMARY KEY,
    shown text NOT NULL,
    n integer NOT NULL
);
COMMENT ON COLUMN search_words.shown IS 'The spelling with accents that is met most.';

-- What an index has still to be told. One row per thing however often it changed; the number tells whether it has
-- changed again since it was read.
CREATE SEQUENCE search_changes_seq;
CREATE TABLE search_changes (
    kind text NOT NULL CHECK (kind IN ('product', 'producer', 'page')),
    key text NOT NULL,
    seq bigint NOT NULL DEFAULT nextval('search_changes_seq'),
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kind, key)
);
CREATE INDEX search_changes_in_order ON search_changes (seq);
CREATE INDEX search_changes_by_age ON search_changes (since);

CREATE TABLE search_indexes (
    uid text PRIMARY KEY,
    filled_to bigint NOT NULL DEFAULT 0,
    ready_at timestamptz,
    made_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN search_indexes.filled_to IS 'The last product that a filling under way has put into it.';

-- What people look for, by day, with nobody's name to it.
CREATE TABLE searches (
    day date NOT NULL,
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 80),
    typed text NOT NULL,
    times integer NOT NULL DEFAULT 0,
    empty integer NOT NULL DEFAULT 0,
    last_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (day, words)
);
COMMENT ON COLUMN searches.words IS 'Folded, so that one wish is one row.';
COMMENT ON COLUMN searches.empty IS 'How often nothing was found.';

-- A change is recorded where it happens, in its own transaction, whoever makes it: a page, a job, a clerk at the
-- database's prompt. `market.quiet` is for filling a shop, which writes the shelf itself afterwards.
CREATE FUNCTION record_products_changed(products bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(cardinality(products), 0) = 0 OR current_setting('market.quiet', true) = 'on' THEN
        RETURN;
    END IF;
    INSERT INTO events (kind, payload)
    SELECT 'products_changed',
           jsonb_build_object('kind', 'products_changed', 'of', jsonb_build_object('products', jsonb_agg(x.id)))
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM (SELECT DISTINCT unnest(products) AS id) d) x
    GROUP BY x.nth / 500;
    PERFORM pg_notify('market', 'events');
END $$;

CREATE FUNCTION products_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_products_changed(ARRAY(SELECT id FROM changed));
    RETURN NULL;
END $$;
CREATE TRIGGER products_inserted AFTER INSERT ON products REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION products_changed();
CREATE TRIGGER products_updated AFTER UPDATE ON products REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION products_changed();

CREATE FUNCTION packs_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_products_changed(ARRAY(SELECT DISTINCT product_id FROM changed));
    RETURN NULL;
END $$;
CREATE TRIGGER packs_inserted AFTER INSERT ON packs REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION packs_changed();
CREATE TRIGGER packs_updated AFTER UPDATE ON packs REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION packs_changed();
CREATE TRIGGER packs_deleted AFTER DELETE ON packs REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION packs_changed();

CREATE FUNCTION record_producers_changed(producers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_products_changed(ARRAY(SELECT p.id FROM products p WHERE p.producer_id = ANY(producers)));
    INSERT INTO search_changes (kind, key) SELECT 'producer', x::text FROM unnest(producers) AS x ORDER BY 2
    ON CONFLICT (kind, key) DO UPDATE SET seq = nextval('search_changes_seq');
END $$;
CREATE FUNCTION producers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_producers_changed(ARRAY(SELECT DISTINCT id FROM changed));
    RETURN NULL;
END $$;
CREATE TRIGGER producers_inserted AFTER INSERT ON producers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION producers_changed();
CREATE TRIGGER producers_updated AFTER UPDATE ON producers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION producers_changed();
CREATE TRIGGER producers_deleted AFTER DELETE ON producers REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION producers_changed();

CREATE FUNCTION certificates_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_producers_changed(ARRAY(SELECT DISTINCT producer_id FROM changed));
    RETURN NULL;
END $$;
CREATE TRIGGER certificates_inserted AFTER INSERT ON certificates REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION certificates_changed();
CREATE TRIGGER certificates_updated AFTER UPDATE ON certificates REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION certificates_changed();
CREATE TRIGGER certificates_deleted AFTER DELETE ON certificates REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION certificates_changed();

CREATE FUNCTION categories_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_products_changed(ARRAY(
        SELECT p.id FROM products p JOIN categories g ON g.id = p.category_id
        WHERE g.id IN (SELECT id FROM changed) OR g.parent_id IN (SELECT id FROM changed)));
    RETURN NULL;
END $$;
CREATE TRIGGER categories_updated AFTER UPDATE ON categories REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION categories_changed();

CREATE FUNCTION shelf_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_changes (kind, key) SELECT 'product', product_id::text FROM changed ORDER BY 2
    ON CONFLICT (kind, key) DO UPDATE SET seq = nextval('search_changes_seq');
    RETURN NULL;
END $$;
CREATE TRIGGER shelf_inserted AFTER INSERT ON shelf REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION shelf_changed();
CREATE TRIGGER shelf_updated AFTER UPDATE ON shelf REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION shelf_changed();
CREATE TRIGGER shelf_deleted AFTER DELETE ON shelf REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION shelf_changed();

CREATE FUNCTION pages_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_changes (kind, key) SELECT DISTINCT 'page', slug FROM changed ORDER BY 2
    ON CONFLICT (kind, key) DO UPDATE SET seq = nextval('search_changes_seq');
    RETURN NULL;
END $$;
CREATE TRIGGER pages_inserted AFTER INSERT ON pages REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION pages_changed();
CREATE TRIGGER pages_updated AFTER UPDATE ON pages REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION pages_changed();
CREATE TRIGGER pages_deleted AFTER DELETE ON pages REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION pages_changed();
