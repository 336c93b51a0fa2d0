CREATE TABLE categories (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint REFERENCES categories,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    description_vi text NOT NULL DEFAULT '',
    description_en text NOT NULL DEFAULT '',
    sort integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE categories IS 'Two levels: a top category has no parent, products hang on the second level.';

CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    producer_id bigint NOT NULL REFERENCES producers,
    category_id bigint NOT NULL REFERENCES categories,
    name_vi text NOT NULL CHECK (length(name_vi) BETWEEN 1 AND 160),
    name_en text NOT NULL,
    description_vi text NOT NULL DEFAULT '',
    description_en text NOT NULL DEFAULT '',
    season integer NOT NULL CHECK (season BETWEEN 0 AND 4095),
    preorder boolean NOT NULL DEFAULT false,
    shelf_life_days integer CHECK (shelf_life_days > 0),
    storage_class text NOT NULL CHECK (storage_class IN ('ambient', 'cool', 'chilled', 'frozen')),
    storage_vi text NOT NULL DEFAULT '',
    storage_en text NOT NULL DEFAULT '',
    ingredients_vi text,
    ingredients_en text,
    allergens text[] NOT NULL DEFAULT '{}',
    may_contain text[] NOT NULL DEFAULT '{}',
    warnings_vi text,
    warnings_en text,
    ship_scope text NOT NULL CHECK (ship_scope IN ('local', 'north', 'nationwide')),
    fragile boolean NOT NULL DEFAULT false,
    cold boolean NOT NULL DEFAULT false,
    tax_class text NOT NULL CHECK (tax_class IN ('raw_own_produce', 'processed', 'handicraft', 'resale')),
    certificate_kinds text[] NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'on_sale' CHECK (state IN ('draft', 'on_sale', 'hidden')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN products.season IS 'Bit m-1 is set when month m is in season.';
COMMENT ON COLUMN products.certificate_kinds IS 'Kinds of the producer''s certificates that cover this product; shown only while a checked one is in force.';
CREATE INDEX products_by_producer ON products (producer_id);

CREATE TABLE packs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    price bigint NOT NULL CHECK (price BETWEEN 1 AND 1000000000),
    net_weight_g integer NOT NULL CHECK (net_weight_g > 0),
    min_qty integer NOT NULL DEFAULT 1 CHECK (min_qty >= 1),
    qty_step integer NOT NULL DEFAULT 1 CHECK (qty_step >= 1),
    on_hand integer NOT NULL CHECK (on_hand >= 0),
    reserved integer NOT NULL DEFAULT 0,
    sort integer NOT NULL DEFAULT 0,
    withdrawn_at timestamptz,
    CONSTRAINT packs_reserved_within_stock CHECK (reserved BETWEEN 0 AND on_hand)
);
COMMENT ON COLUMN packs.price IS 'Whole đồng: VND has no smaller unit.';
COMMENT ON COLUMN packs.reserved IS 'Promised to orders whose goods have not left the household yet.';
CREATE INDEX packs_by_product ON packs (product_id);

CREATE TABLE stock_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pack_id bigint NOT NULL REFERENCES packs ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('initial', 'restock', 'write_off', 'sold')),
    qty integer NOT NULL CHECK (qty <> 0),
    parcel_id bigint,
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE stock_entries IS 'Every change of on_hand: its sum per pack is on_hand, always (market check).';
CREATE INDEX stock_entries_by_pack ON stock_entries (pack_id);
CREATE UNIQUE INDEX stock_entries_sold_once ON stock_entries (parcel_id, pack_id) WHERE kind = 'sold';

CREATE TABLE product_pictures (
    product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    picture_id bigint NOT NULL REFERENCES pictures,
    position smallint NOT NULL CHECK (position >= 0),
    PRIMARY KEY (product_id, position)
);

-- Text as kernel::text::fold leaves it: no accents, đ as d, lower case, words parted by single spaces.
CREATE FUNCTION fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(lower(translate(
    regexp_replace(normalize(words, NFD), '[\u0300-\u036F]', '', 'g'), 'đĐ', 'dd') COLLATE "und-x-icu"),
    '[^[:alnum:]]+', ' ', 'g'));
-- The same with its accents: "cá" is not "cà".
CREATE FUNCTION toned(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(lower(normalize(words, NFC) COLLATE "und-x-icu"), '[^[:alnum:]]+', ' ', 'g'));

-- The shelf: one narrow row per product on sale, all that lists, facets and search need without a join.
-- It is derived: catalog::shelf writes it from the tables above after each change.
CREATE TABLE shelf (
    product_id bigint PRIMARY KEY REFERENCES products ON DELETE CASCADE,
    producer_id bigint NOT NULL,
    category_id bigint NOT NULL,
    top_category_id bigint NOT NULL,
    commune_code text NOT NULL,
    producer_kind text NOT NULL,
    certificates text[] NOT NULL,
    stars smallint NOT NULL,
    from_price bigint NOT NULL,
    per_kg bigint NOT NULL,
    season integer NOT NULL,
    in_season boolean NOT NULL,
    in_stock boolean NOT NULL,
    sold_30d integer NOT NULL DEFAULT 0,
    rank bigint NOT NULL,
    listed_at timestamptz NOT NULL,
    name_toned text NOT NULL,
    name_folded text NOT NULL,
    search_folded text NOT NULL
);
COMMENT ON COLUMN shelf.certificates IS 'Kinds of the certificates in force that cover the product.';
COMMENT ON COLUMN shelf.stars IS 'OCOP stars in force, 0 for none.';
COMMENT ON COLUMN shelf.sold_30d IS 'Orders of the last 30 days that hold it and did not fail.';
COMMENT ON COLUMN shelf.rank IS 'Order of the default list: in stock, in season, sold in 30 days, newest. Published on /pages/ranking.';
COMMENT ON COLUMN shelf.name_toned IS 'Both names between spaces, so that a word is found by its beginning; so are the next two.';
CREATE INDEX shelf_rank ON shelf (rank DESC, product_id DESC);
CREATE INDEX shelf_price ON shelf (from_price, product_id);
CREATE INDEX shelf_new ON shelf (listed_at DESC, product_id DESC);
CREATE INDEX shelf_top_rank ON shelf (top_category_id, rank DESC, product_id DESC);
CREATE INDEX shelf_top_price ON shelf (top_category_id, from_price, product_id);
CREATE INDEX shelf_top_new ON shelf (top_category_id, listed_at DESC, product_id DESC);
CREATE INDEX shelf_category_rank ON shelf (category_id, rank DESC, product_id DESC);
CREATE INDEX shelf_category_price ON shelf (category_id, from_price, product_id);
CREATE INDEX shelf_category_new ON shelf (category_id, listed_at DESC, product_id DESC);
CREATE INDEX shelf_producer_rank ON shelf (producer_id, rank DESC, product_id DESC);
-- All that facets count by, so that counting a category reads this index and nothing else.
CREATE INDEX shelf_facets ON shelf (top_category_id) INCLUDE
    (category_id, commune_code, producer_kind, certificates, stars, from_price, in_season, in_stock);
CREATE INDEX shelf_search ON shelf USING gin (search_folded gin_trgm_ops);

CREATE TABLE spotlights (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint REFERENCES products ON DELETE CASCADE,
    producer_id bigint REFERENCES producers ON DELETE CASCADE,
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on >= starts_on),
    position smallint NOT NULL DEFAULT 0,
    reason_vi text NOT NULL DEFAULT '',
    reason_en text NOT NULL DEFAULT '',
    CHECK (num_nonnulls(product_id, producer_id) = 1)
);
CREATE INDEX spotlights_running ON spotlights (ends_on, starts_on);

CREATE TABLE pages (
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    lang text NOT NULL CHECK (lang IN ('vi', 'en')),
    title text NOT NULL,
    body text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (slug, lang)
);
COMMENT ON COLUMN pages.body IS 'Markdown; raw HTML in it is shown as text.';
