CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^LT[0-9A-Z]{7}$'),
    token text NOT NULL UNIQUE CHECK (token ~ '^[0-9a-f]{32}$'),
    account_id bigint REFERENCES accounts,
    buyer_name text NOT NULL,
    buyer_phone text NOT NULL CHECK (buyer_phone ~ '^\+[1-9][0-9]{6,14}$'),
    buyer_email text,
    lang text NOT NULL CHECK (lang IN ('vi', 'en')),
    commune_code text NOT NULL REFERENCES communes,
    commune_name text NOT NULL,
    province_name text NOT NULL,
    street text NOT NULL,
    note text NOT NULL DEFAULT '',
    payment_method text NOT NULL CHECK (payment_method IN ('cod', 'bank_transfer', 'card')),
    goods_total bigint NOT NULL CHECK (goods_total >= 0),
    shipping_total bigint NOT NULL CHECK (shipping_total >= 0),
    total bigint NOT NULL,
    reserved_until timestamptz,
    placed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT orders_total_adds_up CHECK (total = goods_total + shipping_total)
);
COMMENT ON COLUMN orders.token IS 'The checkout form''s token: a second click finds the order the first one made.';
COMMENT ON COLUMN orders.reserved_until IS 'An unpaid order keeps its goods until then; NULL for cash on delivery.';
CREATE INDEX orders_by_account ON orders (account_id, id DESC) WHERE account_id IS NOT NULL;
CREATE INDEX orders_by_phone ON orders (buyer_phone, id DESC);
CREATE INDEX orders_by_placing ON orders (id DESC);
-- Orders come in by time, so a few bytes a block are enough to find a day.
CREATE INDEX orders_by_day ON orders USING brin (placed_at);
-- unaccent is only STABLE because its dictionary could be changed; ours never is, and an index needs the promise.
CREATE FUNCTION folded(typed text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, typed));
CREATE INDEX orders_by_name ON orders USING gin (folded(buyer_name) gin_trgm_ops);
CREATE INDEX orders_expiring ON orders (reserved_until) WHERE reserved_until IS NOT NULL;

CREATE TABLE parcel_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE parcel_moves IS 'The legal moves of a parcel. orders::parcel holds the same table; a test compares the two.';
INSERT INTO parcel_moves VALUES
    ('placed', 'confirmed'), ('placed', 'cancelled'), ('placed', 'unfulfillable'),
    ('confirmed', 'packed'), ('confirmed', 'unfulfillable'),
    ('packed', 'handed_over'), ('packed', 'unfulfillable'),
    ('handed_over', 'delivered'), ('handed_over', 'refused');

CREATE TABLE parcels (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    producer_id bigint NOT NULL REFERENCES producers,
    number smallint NOT NULL CHECK (number >= 1),
    state text NOT NULL DEFAULT 'placed' CHECK (state IN
        ('placed', 'confirmed', 'packed', 'handed_over', 'delivered', 'refused', 'cancelled', 'unfulfillable')),
    delivery_kind text NOT NULL CHECK (delivery_kind IN ('carrier', 'pickup', 'round')),
    delivery_name_vi text NOT NULL,
    delivery_name_en text NOT NULL,
    pickup_point_id bigint REFERENCES pickup_points,
    expected_from date NOT NULL,
    expected_to date NOT NULL CHECK (expected_to >= expected_from),
    goods_total bigint NOT NULL CHECK (goods_total >= 0),
    shipping_fee bigint NOT NULL CHECK (shipping_fee >= 0),
    total bigint NOT NULL,
    state_since timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT parcels_total_adds_up CHECK (total = goods_total + shipping_fee),
    UNIQUE (order_id, producer_id),
    UNIQUE (order_id, number),
    UNIQUE (producer_id, id)
);
CREATE INDEX parcels_desk ON parcels (producer_id, state, id);
CREATE INDEX parcels_waiting ON parcels (state_since) WHERE state = 'placed';

CREATE TABLE order_lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    parcel_id bigint NOT NULL REFERENCES parcels,
    pack_id bigint NOT NULL REFERENCES packs,
    product_id bigint NOT NULL REFERENCES products,
    product_slug text NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    pack_name_vi text NOT NULL,
    pack_name_en text NOT NULL,
    picture_hash text,
    price bigint NOT NULL CHECK (price > 0),
    qty integer NOT NULL CHECK (qty > 0),
    total bigint NOT NULL,
    net_weight_g integer NOT NULL,
    CONSTRAINT order_lines_total_adds_up CHECK (total = price * qty),
    UNIQUE (parcel_id, pack_id)
);
COMMENT ON TABLE order_lines IS 'Names and prices as they were when the order was placed.';
CREATE INDEX order_lines_by_order ON order_lines (order_id);
CREATE INDEX order_lines_by_product ON order_lines (product_id);
CREATE INDEX order_lines_by_pack ON order_lines (pack_id);

CREATE TABLE parcel_diary (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parcel_id bigint NOT NULL REFERENCES parcels,
    from_state text,
    to_state text NOT NULL,
    actor text NOT NULL CHECK (actor IN ('buyer', 'member', 'clerk', 'system')),
    account_id bigint REFERENCES accounts,
    reason text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX parcel_diary_by_parcel ON parcel_diary (parcel_id, id);

CREATE FUNCTION parcels_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM parcel_moves WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'parcel % may not go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'parcels_legal_move';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER parcels_guard_state BEFORE UPDATE OF state ON parcels
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION parcels_guard_state();

CREATE FUNCTION orders_guard_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    SELECT o.id INTO bad FROM orders o
     WHERE o.id = NEW.order_id
       AND (o.goods_total IS DISTINCT FROM (SELECT sum(p.goods_total) FROM parcels p WHERE p.order_id = o.id)
            OR o.shipping_total IS DISTINCT FROM (SELECT sum(p.shipping_fee) FROM parcels p WHERE p.order_id = o.id));
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'order % is not the sum of its parcels', bad
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_sum_of_parcels';
    END IF;
    SELECT p.id INTO bad FROM parcels p
     WHERE p.order_id = NEW.order_id
       AND p.goods_total IS DISTINCT FROM (SELECT sum(l.total) FROM order_lines l WHERE l.parcel_id = p.id);
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'parcel % is not the sum of its lines', bad
            USING ERRCODE = 'check_violation', CONSTRAINT = 'parcels_sum_of_lines';
    END IF;
    RETURN NULL;
END $$;
-- Deferred: an order, its parcels and its lines are written one after the other and must agree at commit.
CREATE CONSTRAINT TRIGGER order_lines_guard_sums AFTER INSERT OR UPDATE ON order_lines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_guard_sums();
CREATE CONSTRAINT TRIGGER parcels_guard_sums AFTER INSERT OR UPDATE OF goods_total, shipping_fee ON parcels
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_guard_sums();
