-- Where goods come from: plots and their diary, lots with what was true when they were made, which order line got how
-- much of which lot, recalls, and how often a lot's label was read. What was once written down is never changed.

-- A GTIN as GS1 keeps it: 14 digits, shorter ones padded with zeros in front. The last digit checks the others.
CREATE FUNCTION gtin_checks(gtin text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN gtin ~ '^[0-9]{14}$' AND (
    SELECT sum(substr(gtin, i, 1)::int * CASE WHEN i % 2 = 1 THEN 3 ELSE 1 END) % 10 = 0
    FROM generate_series(1, 14) AS i);

ALTER TABLE products ADD COLUMN gtin text;
ALTER TABLE products ADD CONSTRAINT products_gtin_checks CHECK (gtin_checks(gtin)) NOT VALID;
ALTER TABLE products VALIDATE CONSTRAINT products_gtin_checks;
COMMENT ON COLUMN products.gtin IS 'GS1 trade item number, 14 digits; most households have none.';
CREATE UNIQUE INDEX products_of_producer ON products (producer_id, id);

CREATE TABLE plots (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint NOT NULL REFERENCES producers,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    kind text NOT NULL CHECK (kind IN ('plot', 'pond', 'workshop')),
    commune_code text NOT NULL REFERENCES communes,
    area_m2 integer CHECK (area_m2 BETWEEN 1 AND 100000000),
    growing_area_code text NOT NULL DEFAULT '',
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    UNIQUE (producer_id, id)
);
COMMENT ON COLUMN plots.growing_area_code IS 'Mã số vùng trồng (PUC), where the province gave one; empty for none.';
COMMENT ON COLUMN plots.closed_at IS 'Not used any more. A plot is never deleted: lots tell of it.';
CREATE FUNCTION plots_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'closed_at') IS DISTINCT FROM (to_jsonb(OLD) - 'closed_at') THEN
        RAISE EXCEPTION 'plot % may only be closed and opened', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plots_append_only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plots_guard BEFORE UPDATE ON plots FOR EACH ROW EXECUTE FUNCTION plots_guard();

CREATE TABLE farm_diary (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint NOT NULL,
    plot_id bigint NOT NULL,
    product_id bigint,
    day date NOT NULL,
    work text NOT NULL CHECK (work IN ('fertilise', 'water', 'spray', 'weed', 'prune', 'light', 'feed', 'change_water',
        'treat', 'salt', 'ferment', 'jar', 'dry', 'clean', 'harvest', 'other')),
    material text NOT NULL DEFAULT '' CHECK (length(material) <= 80),
    wait_days smallint CHECK (wait_days BETWEEN 0 AND 365),
    words text NOT NULL DEFAULT '' CHECK (length(words) <= 300),
    picture_id bigint REFERENCES pictures,
    token text NOT NULL UNIQUE CHECK (token ~ '^[0-9a-f]{32}$'),
    account_id bigint REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (producer_id, plot_id) REFERENCES plots (producer_id, id),
    FOREIGN KEY (producer_id, product_id) REFERENCES products (producer_id, id),
    UNIQUE (producer_id, id),
    -- What was sprayed without saying what and how long to wait is worth nothing to whoever eats it.
    CONSTRAINT farm_diary_spray_says_what CHECK (work NOT IN ('spray', 'treat') OR (material <> '' AND wait_days IS NOT NULL))
);
COMMENT ON COLUMN farm_diary.day IS 'When it was done; "at" is when it was written down.';
COMMENT ON COLUMN farm_diary.product_id IS 'What it was done for; NULL: for all that the plot bears.';
COMMENT ON COLUMN farm_diary.wait_days IS 'Days from a spraying to the first harvest after it.';
CREATE INDEX farm_diary_by_day ON farm_diary (producer_id, day DESC, id DESC);
CREATE INDEX farm_diary_by_plot ON farm_diary (plot_id, day DESC);
CREATE INDEX farm_diary_by_product ON farm_diary (product_id, day DESC) WHERE product_id IS NOT NULL;
CREATE TRIGGER farm_diary_append_only BEFORE UPDATE OR DELETE ON farm_diary
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE farm_diary_strikes (
    line_id bigint PRIMARY KEY REFERENCES farm_diary,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    account_id bigint REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE farm_diary_strikes IS 'A wrong line is struck through with a reason, and stays readable.';
CREATE TRIGGER farm_diary_strikes_append_only BEFORE UPDATE OR DELETE ON farm_diary_strikes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE lots (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[2-9A-HJKMNPQRTV-Z]{8}$'),
    token text NOT NULL UNIQUE CHECK (token ~ '^[0-9a-f]{32}$'),
    producer_id bigint NOT NULL,
    product_id bigint NOT NULL,
    plot_id bigint,
    made_on date NOT NULL,
    expires_on date CHECK (expires_on >= made_on),
    quantity integer CHECK (quantity > 0),
    unit text NOT NULL DEFAULT 'g' CHECK (unit IN ('g', 'piece')),
    diary_from date NOT NULL CHECK (diary_from <= made_on),
    gtin text CHECK (gtin_checks(gtin)),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    picture_hash text,
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (producer_id, product_id) REFERENCES products (producer_id, id),
    FOREIGN KEY (producer_id, plot_id) REFERENCES plots (producer_id, id)
);
COMMENT ON COLUMN lots.code IS 'What the label says: seven random symbols and a check symbol (kernel::spoken).';
COMMENT ON COLUMN lots.name_vi IS 'Name and picture as they were when the lot was made.';
COMMENT ON COLUMN lots.quantity IS 'Grams or pieces, as unit says; NULL when nobody weighed it.';
CREATE INDEX lots_by_producer ON lots (producer_id, id DESC);
CREATE INDEX lots_by_product ON lots (product_id, made_on DESC, id DESC);
CREATE TRIGGER lots_append_only BEFORE UPDATE OR DELETE ON lots FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE lot_diary (
    lot_id bigint NOT NULL REFERENCES lots,
    line_id bigint NOT NULL REFERENCES farm_diary,
    PRIMARY KEY (lot_id, line_id)
);
COMMENT ON TABLE lot_diary IS 'The lines of the diary that tell how the lot came to be, chosen when it was made.';
CREATE INDEX lot_diary_by_line ON lot_diary (line_id);
CREATE TRIGGER lot_diary_append_only BEFORE UPDATE OR DELETE ON lot_diary
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE lot_certificates (
    lot_id bigint NOT NULL REFERENCES lots,
    kind text NOT NULL,
    label text NOT NULL,
    number text NOT NULL,
    issuer text NOT NULL,
    scope_vi text NOT NULL,
    scope_en text NOT NULL,
    stars smallint,
    issued_on date NOT NULL,
    expires_on date,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (lot_id, kind, number)
);
COMMENT ON TABLE lot_certificates IS 'The papers in force on the day the lot was made, as they were then.';
CREATE TRIGGER lot_certificates_append_only BEFORE UPDATE OR DELETE ON lot_certificates
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE recalls (
    lot_id bigint PRIMARY KEY REFERENCES lots,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    by_office boolean NOT NULL,
    account_id bigint REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE recalls IS 'A recall is never taken back: whoever was told must be able to find it again. A note may add to it.';
CREATE TRIGGER recalls_append_only BEFORE UPDATE OR DELETE ON recalls FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE recall_notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lot_id bigint NOT NULL REFERENCES recalls,
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 300),
    by_office boolean NOT NULL,
    account_id bigint REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX recall_notes_by_lot ON recall_notes (lot_id, id);
CREATE TRIGGER recall_notes_append_only BEFORE UPDATE OR DELETE ON recall_notes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE lot_lines (
    order_line_id bigint NOT NULL REFERENCES order_lines,
    lot_id bigint NOT NULL REFERENCES lots,
    qty integer NOT NULL CHECK (qty > 0),
    PRIMARY KEY (order_line_id, lot_id)
);
COMMENT ON TABLE lot_lines IS 'So many packs of an order line came from this lot.';
CREATE INDEX lot_lines_by_lot ON lot_lines (lot_id, order_line_id);
CREATE FUNCTION lot_lines_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ordered integer; given bigint; of_product bigint;
BEGIN
    -- Both are held, so that two who pack, or one who packs and one who recalls, see one another.
    SELECT l.qty, l.product_id INTO ordered, of_product FROM order_lines l WHERE l.id = NEW.order_line_id FOR NO KEY UPDATE;
    PERFORM FROM lots WHERE id = NEW.lot_id FOR SHARE;
    IF NOT EXISTS (SELECT FROM lots WHERE id = NEW.lot_id AND product_id = of_product) THEN
        RAISE EXCEPTION 'lot % is of another product than line %', NEW.lot_id, NEW.order_line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_lines_same_product';
    END IF;
    IF EXISTS (SELECT FROM recalls WHERE lot_id = NEW.lot_id) THEN
        RAISE EXCEPTION 'lot % is recalled', NEW.lot_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_lines_not_recalled';
    END IF;
    SELECT coalesce(sum(qty), 0) INTO given FROM lot_lines
     WHERE order_line_id = NEW.order_line_id AND lot_id <> NEW.lot_id;
    IF given + NEW.qty > ordered THEN
        RAISE EXCEPTION 'line % has % packs, not %', NEW.order_line_id, ordered, given + NEW.qty
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_lines_within_line';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lot_lines_guard BEFORE INSERT OR UPDATE ON lot_lines FOR EACH ROW EXECUTE FUNCTION lot_lines_guard();

CREATE TABLE lot_scans (
    lot_id bigint NOT NULL REFERENCES lots,
    day date NOT NULL,
    scans integer NOT NULL CHECK (scans > 0),
    PRIMARY KEY (lot_id, day)
);
COMMENT ON TABLE lot_scans IS 'How often a lot''s page was looked at on a day. Nothing is kept of who did.';
