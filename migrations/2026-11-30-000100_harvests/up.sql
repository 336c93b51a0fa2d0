-- A dated window in which goods that are still growing are sold ahead.
CREATE TABLE harvest_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE harvest_moves IS 'The legal moves of a harvest. catalog::harvest::state holds the same table; a test compares the two.';
INSERT INTO harvest_moves VALUES ('open', 'going'), ('open', 'failed'), ('open', 'closed'), ('going', 'closed');

-- Only for the rule below that two windows of one product do not overlap.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE harvests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    expected_g bigint NOT NULL CHECK (expected_g BETWEEN 1 AND 1000000000),
    cap_g bigint NOT NULL CHECK (cap_g BETWEEN 1 AND expected_g),
    promised_g bigint NOT NULL DEFAULT 0,
    ships_from date NOT NULL,
    ships_to date NOT NULL,
    minimum_g bigint CHECK (minimum_g BETWEEN 1 AND cap_g),
    decide_at timestamptz,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'going', 'failed', 'closed')),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT harvests_window CHECK (opens_at < closes_at),
    CONSTRAINT harvests_days CHECK (ships_from <= ships_to AND ships_to - ships_from <= 60),
    CONSTRAINT harvests_promised_within_cap CHECK (promised_g BETWEEN 0 AND cap_g),
    CONSTRAINT harvests_minimum_is_decided CHECK ((minimum_g IS NULL) = (decide_at IS NULL)),
    CONSTRAINT harvests_one_at_a_time EXCLUDE USING gist (product_id WITH =, tstzrange(opens_at, closes_at) WITH &&)
        WHERE (state IN ('open', 'going'))
);
COMMENT ON COLUMN harvests.promised_g IS 'Grams of the lines that wait for it or were sent from it; what was cancelled is not among them (market check).';
CREATE INDEX harvests_by_product ON harvests (product_id, id);
CREATE INDEX harvests_selling ON harvests (product_id, closes_at) WHERE state IN ('open', 'going');
CREATE INDEX harvests_to_decide ON harvests (decide_at) WHERE state = 'open' AND decide_at IS NOT NULL;

CREATE FUNCTION harvests_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM harvest_moves WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'harvest % may not go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'harvests_legal_move';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER harvests_guard_state BEFORE UPDATE OF state ON harvests
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION harvests_guard_state();
-- What can be had of a product changes with its harvest, as it does with its packs.
CREATE FUNCTION harvests_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_products_changed(ARRAY(SELECT DISTINCT product_id FROM changed));
    RETURN NULL;
END $$;
CREATE TRIGGER harvests_inserted AFTER INSERT ON harvests REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION harvests_changed();
CREATE TRIGGER harvests_updated AFTER UPDATE ON harvests REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION harvests_changed();

ALTER TABLE packs
    ADD COLUMN made_to_order boolean NOT NULL DEFAULT false,
    ADD COLUMN make_days smallint NOT NULL DEFAULT 0 CHECK (make_days BETWEEN 0 AND 60),
    ADD COLUMN most_per_day integer CHECK (most_per_day BETWEEN 1 AND 9999);
COMMENT ON COLUMN packs.made_to_order IS 'Sold without being there: made within make_days, at most most_per_day of a day''s orders.';

ALTER TABLE order_lines
    ADD COLUMN harvest_id bigint REFERENCES harvests,
    ADD COLUMN made_on date,
    ADD CONSTRAINT order_lines_one_source CHECK (harvest_id IS NULL OR made_on IS NULL);
COMMENT ON COLUMN order_lines.made_on IS 'Of goods made to order: the day in Vietnam whose orders they count among.';
CREATE INDEX order_lines_by_harvest ON order_lines (harvest_id) WHERE harvest_id IS NOT NULL;
CREATE INDEX order_lines_made ON order_lines (pack_id, made_on) WHERE made_on IS NOT NULL;

-- Where each pack would be sold from now, and how many: of what is there while it lasts, else of a harvest whose window is
-- open, else made to order. An order takes a line from one of them, never from two.
CREATE VIEW offers AS
SELECT k.id AS pack_id,
       CASE WHEN s.n >= k.min_qty THEN 'stock' WHEN h.n >= k.min_qty THEN 'harvest' WHEN k.made_to_order THEN 'made'
            ELSE 'stock' END AS source,
       CASE WHEN s.n >= k.min_qty THEN s.n WHEN h.n >= k.min_qty THEN h.n WHEN k.made_to_order THEN m.n
            ELSE s.n END AS left_n,
       h.id AS harvest_id, h.ships_from, h.ships_to, h.left_g, h.decide_at,
       (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS today
FROM packs k
CROSS JOIN LATERAL (SELECT k.on_hand - k.reserved AS n) s
LEFT JOIN LATERAL (
    SELECT v.id, v.ships_from, v.ships_to, v.cap_g - v.promised_g AS left_g,
           CASE WHEN v.state = 'open' THEN v.decide_at END AS decide_at,
           least((v.cap_g - v.promised_g) / k.net_weight_g, 9999)::integer AS n
    FROM harvests v
    WHERE v.product_id = k.product_id AND v.state IN ('open', 'going') AND v.opens_at <= now() AND v.closes_at > now()
    LIMIT 1) h ON s.n < k.min_qty
LEFT JOIN LATERAL (
    SELECT CASE WHEN k.most_per_day IS NULL THEN 9999 ELSE greatest(k.most_per_day - (
        SELECT coalesce(sum(l.qty - l.qty_off - l.swapped), 0) FROM order_lines l JOIN parcels p ON p.id = l.parcel_id
        WHERE l.pack_id = k.id AND l.made_on = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
          AND p.state NOT IN ('cancelled', 'expired', 'unfulfillable')), 0)::integer END AS n
    ) m ON k.made_to_order AND s.n < k.min_qty;

-- Rain puts a harvest off: every parcel that waits for it is put off with it, once, and its buyer may keep or cancel.
CREATE TABLE harvest_delays (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    harvest_id bigint NOT NULL REFERENCES harvests,
    days smallint NOT NULL CHECK (days BETWEEN 1 AND 60),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 120),
    made_by bigint REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN harvest_delays.at IS 'Under the harvest''s lock: orders placed before saw the old days, orders placed after see the new ones.';
CREATE INDEX harvest_delays_by_harvest ON harvest_delays (harvest_id, id);
CREATE TABLE delayed_parcels (
    delay_id bigint NOT NULL REFERENCES harvest_delays,
    parcel_id bigint NOT NULL REFERENCES parcels,
    answer text CHECK (answer IN ('keep', 'cancel')),
    answered_at timestamptz,
    PRIMARY KEY (delay_id, parcel_id),
    CHECK ((answer IS NULL) = (answered_at IS NULL))
);
CREATE INDEX delayed_parcels_by_parcel ON delayed_parcels (parcel_id, delay_id);
