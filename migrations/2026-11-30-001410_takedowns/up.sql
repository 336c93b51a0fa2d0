-- What an authority orders off the market: within 24 hours of its request (Decree 248/2026, article 17), for good or until it says otherwise.
CREATE TABLE takedowns (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products,
    authority text NOT NULL CHECK (length(authority) BETWEEN 1 AND 120),
    reference text NOT NULL CHECK (length(reference) BETWEEN 1 AND 80),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    asked_at timestamptz NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    noted_by bigint NOT NULL REFERENCES accounts,
    hidden_at timestamptz,
    hidden_by bigint REFERENCES accounts,
    was text CHECK (was IN ('draft', 'on_sale', 'hidden')),
    lifted_at timestamptz,
    lifted_by bigint REFERENCES accounts,
    lifted_why text NOT NULL DEFAULT '' CHECK (length(lifted_why) <= 500),
    CONSTRAINT takedowns_hidden_whole CHECK ((hidden_at IS NULL) = (hidden_by IS NULL) AND (hidden_at IS NULL) = (was IS NULL)),
    CONSTRAINT takedowns_lifted_whole CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lifted_why = '')),
    CONSTRAINT takedowns_asked_before CHECK (asked_at <= noted_at)
);
COMMENT ON COLUMN takedowns.asked_at IS 'When the request came: 24 hours run from here.';
COMMENT ON COLUMN takedowns.was IS 'The product''s state before it was hidden, to which it goes back.';
COMMENT ON COLUMN takedowns.lifted_at IS 'The end: of a request that was not followed too, with its reason.';
CREATE UNIQUE INDEX takedowns_one_open ON takedowns (product_id) WHERE lifted_at IS NULL;
CREATE INDEX takedowns_by_time ON takedowns (asked_at DESC, id DESC);

-- A product that was ordered off stays off, whoever would put it back.
CREATE FUNCTION taken_down_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'on_sale' AND OLD.state <> 'on_sale'
       AND EXISTS (SELECT FROM takedowns WHERE product_id = NEW.id AND hidden_at IS NOT NULL AND lifted_at IS NULL) THEN
        RAISE EXCEPTION 'product % was taken down', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'products_taken_down';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER products_taken_down BEFORE UPDATE OF state ON products FOR EACH ROW EXECUTE FUNCTION taken_down_stays();
