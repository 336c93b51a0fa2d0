CREATE TABLE carts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash bytea UNIQUE CHECK (octet_length(token_hash) = 32),
    account_id bigint UNIQUE REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    touched_at timestamptz NOT NULL DEFAULT now(),
    CHECK (num_nonnulls(token_hash, account_id) = 1)
);
COMMENT ON TABLE carts IS 'A guest''s cart is found by the hash of its cookie, an account''s by the account.';
CREATE INDEX carts_by_touch ON carts (touched_at);
CREATE TABLE cart_lines (
    cart_id bigint NOT NULL REFERENCES carts ON DELETE CASCADE,
    pack_id bigint NOT NULL REFERENCES packs ON DELETE CASCADE,
    qty integer NOT NULL CHECK (qty BETWEEN 1 AND 9999),
    seen_price bigint NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (cart_id, pack_id)
);
COMMENT ON COLUMN cart_lines.seen_price IS 'The price when it was put in; a change since is said in words, never charged unseen.';
