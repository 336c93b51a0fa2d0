-- What the office puts forward: where, from when to when by the minute, in which order, for whom, why; and what came of it.

CREATE TABLE collections (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80),
    title_vi text NOT NULL CHECK (title_vi <> ''),
    title_en text NOT NULL DEFAULT '',
    lead_vi text NOT NULL DEFAULT '',
    lead_en text NOT NULL DEFAULT '',
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT collections_window CHECK (ends_at > starts_at)
);
COMMENT ON TABLE collections IS 'Goods that the office has gathered, on a page of their own while it is open.';
CREATE TABLE collection_products (
    collection_id bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    position smallint NOT NULL,
    PRIMARY KEY (collection_id, product_id)
);
CREATE INDEX collection_products_by_product ON collection_products (product_id);
CREATE TABLE collection_days (
    collection_id bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    day date NOT NULL,
    shown bigint NOT NULL DEFAULT 0 CHECK (shown >= 0),
    clicked bigint NOT NULL DEFAULT 0 CHECK (clicked >= 0),
    PRIMARY KEY (collection_id, day)
);
COMMENT ON TABLE collection_days IS 'How often the page was opened, and how often somebody went on from it; no word of who.';

ALTER TABLE spotlights
    ADD COLUMN slot text NOT NULL DEFAULT 'home_shelf'
        CHECK (slot IN ('home_hero', 'home_shelf', 'category_top', 'campaign', 'producer_of_week')),
    ADD COLUMN collection_id bigint REFERENCES collections ON DELETE CASCADE,
    ADD COLUMN category_id bigint REFERENCES categories,
    ADD COLUMN starts_at timestamptz,
    ADD COLUMN ends_at timestamptz,
    ADD COLUMN lang text CHECK (lang IN ('vi', 'en')),
    ADD COLUMN audience text NOT NULL DEFAULT 'all' CHECK (audience IN ('all', 'guests', 'signed_in')),
    ADD COLUMN title_vi text NOT NULL DEFAULT '',
    ADD COLUMN title_en text NOT NULL DEFAULT '',
    ADD COLUMN picture_id bigint REFERENCES pictures,
    ADD COLUMN why text NOT NULL DEFAULT '',
    ADD COLUMN made_by bigint REFERENCES accounts,
    ADD COLUMN made_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN stopped_at timestamptz;
UPDATE spotlights SET
    starts_at = starts_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh',
    ends_at = (ends_on + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh';
-- The days are no longer written; processes of the version before pass over rows without them. The next release drops them.
ALTER TABLE spotlights
    ALTER COLUMN starts_on DROP NOT NULL,
    ALTER COLUMN ends_on DROP NOT NULL,
    ALTER COLUMN starts_at SET NOT NULL,
    ALTER COLUMN ends_at SET NOT NULL,
    DROP CONSTRAINT spotlights_check1,
    ADD CONSTRAINT spotlights_window CHECK (ends_at > starts_at),
    ADD CONSTRAINT spotlights_target CHECK (
        num_nonnulls(product_id, producer_id, collection_id) = 1
        AND CASE slot WHEN 'home_hero' THEN true WHEN 'campaign' THEN collection_id IS NOT NULL
                 WHEN 'producer_of_week' THEN producer_id IS NOT NULL ELSE product_id IS NOT NULL END
        AND (slot = 'category_top') = (category_id IS NOT NULL));
COMMENT ON COLUMN spotlights.lang IS 'The language of the visitors who see it; NULL: both.';
COMMENT ON COLUMN spotlights.audience IS 'Told from the request alone, by whether somebody is signed in: nobody is followed for it.';
COMMENT ON COLUMN spotlights.reason_vi IS 'Why, as buyers read it; spotlights.why is for the office.';
COMMENT ON COLUMN spotlights.picture_id IS 'NULL: the picture of what it shows.';

-- Of two that show the same thing in the same place at the same time the later one never counted.
UPDATE spotlights o SET stopped_at = now()
WHERE EXISTS (SELECT FROM spotlights x WHERE x.id < o.id AND x.stopped_at IS NULL
              AND x.product_id IS NOT DISTINCT FROM o.product_id AND x.producer_id IS NOT DISTINCT FROM o.producer_id
              AND x.starts_at < o.ends_at AND o.starts_at < x.ends_at);
ALTER TABLE spotlights
    ADD CONSTRAINT spotlights_twice EXCLUDE USING gist (
        slot WITH =, coalesce(category_id, 0) WITH =, coalesce(product_id, 0) WITH =, coalesce(producer_id, 0) WITH =,
        coalesce(collection_id, 0) WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (stopped_at IS NULL),
    -- One at a time for whoever looks: two meet only where neither their languages nor their visitors meet.
    ADD CONSTRAINT spotlights_single EXCLUDE USING gist (
        slot WITH =,
        (CASE lang WHEN 'vi' THEN int4range(1, 2) WHEN 'en' THEN int4range(2, 3) ELSE int4range(1, 3) END) WITH &&,
        (CASE audience WHEN 'guests' THEN int4range(1, 2) WHEN 'signed_in' THEN int4range(2, 3) ELSE int4range(1, 3) END) WITH &&,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (stopped_at IS NULL AND slot IN ('home_hero', 'producer_of_week'));
DROP INDEX spotlights_running;
CREATE INDEX spotlights_running ON spotlights (ends_at, starts_at) WHERE stopped_at IS NULL;
CREATE INDEX spotlights_by_product ON spotlights (product_id) WHERE product_id IS NOT NULL;

-- A shelf has room for so many at any moment: eight on the home page, three on top of a category, two campaigns.
CREATE FUNCTION spotlights_room() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    room integer := CASE NEW.slot WHEN 'home_shelf' THEN 8 WHEN 'category_top' THEN 3 WHEN 'campaign' THEN 2 END;
    most bigint;
BEGIN
    IF room IS NULL OR NEW.stopped_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    -- One at a time, or two would both see the last place free.
    PERFORM pg_advisory_xact_lock(4242011);
    -- It is fullest at a moment at which one of them, or this one, begins.
    SELECT max(n) INTO most FROM (
        SELECT count(*) AS n
        FROM (SELECT DISTINCT greatest(o.starts_at, NEW.starts_at) AS at FROM spotlights o
              WHERE o.slot = NEW.slot AND o.category_id IS NOT DISTINCT FROM NEW.category_id AND o.stopped_at IS NULL
                AND o.id <> NEW.id AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at) points
        JOIN spotlights x ON x.slot = NEW.slot AND x.category_id IS NOT DISTINCT FROM NEW.category_id
            AND x.stopped_at IS NULL AND x.id <> NEW.id AND x.starts_at <= points.at AND points.at < x.ends_at
        GROUP BY points.at) AS fullness;
    IF coalesce(most, 0) >= room THEN
        RAISE EXCEPTION 'no room in %', NEW.slot USING ERRCODE = 'check_violation', CONSTRAINT = 'spotlights_room';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER spotlights_room BEFORE INSERT OR UPDATE ON spotlights FOR EACH ROW EXECUTE FUNCTION spotlights_room();

-- Whoever changes one, the pages of every process are made anew.
CREATE FUNCTION spotlights_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('market', 'shelf');
    RETURN NULL;
END $$;
CREATE TRIGGER spotlights_changed AFTER INSERT OR UPDATE OR DELETE ON spotlights
    FOR EACH STATEMENT EXECUTE FUNCTION spotlights_changed();
CREATE TRIGGER collections_changed AFTER INSERT OR UPDATE OR DELETE ON collections
    FOR EACH STATEMENT EXECUTE FUNCTION spotlights_changed();
CREATE TRIGGER collection_products_changed AFTER INSERT OR UPDATE OR DELETE ON collection_products
    FOR EACH STATEMENT EXECUTE FUNCTION spotlights_changed();

CREATE TABLE spotlight_days (
    spotlight_id bigint NOT NULL REFERENCES spotlights ON DELETE CASCADE,
    day date NOT NULL,
    shown bigint NOT NULL DEFAULT 0 CHECK (shown >= 0),
    clicked bigint NOT NULL DEFAULT 0 CHECK (clicked >= 0),
    PRIMARY KEY (spotlight_id, day)
);
COMMENT ON TABLE spotlight_days IS 'How often a spotlight was on a page that somebody asked for, and how often somebody followed it; no word of who.';
