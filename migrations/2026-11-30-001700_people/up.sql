-- The personal data desk: what people asked for, what they agreed to, what was put together for them; and rows whose person is
-- gone while what happened stays (Law 91/2025/QH15, Decree 356/2025/NĐ-CP).

-- Account, order and message outlive their person -----------------------------------------------------------------------

ALTER TABLE accounts ADD COLUMN erased_at timestamptz;
COMMENT ON COLUMN accounts.erased_at IS 'Its person is gone; the number stays, because orders, books and acts name it.';
-- Wider than before, so every row that is there fits.
ALTER TABLE accounts DROP CONSTRAINT accounts_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_reached CHECK ((phone IS NOT NULL OR email IS NOT NULL) = (erased_at IS NULL)) NOT VALID;
ALTER TABLE accounts VALIDATE CONSTRAINT accounts_reached;
ALTER TABLE accounts ADD CONSTRAINT accounts_erased_closed CHECK (erased_at IS NULL OR disabled_at IS NOT NULL);

ALTER TABLE orders ADD COLUMN erased_at timestamptz;
COMMENT ON COLUMN orders.erased_at IS 'Its buyer is gone: name, phone, e-mail, street and note were taken out.';
ALTER TABLE orders DROP CONSTRAINT orders_buyer_phone_check;
ALTER TABLE orders ADD CONSTRAINT orders_buyer_phone_check
    CHECK (CASE WHEN erased_at IS NULL THEN buyer_phone ~ '^\+[1-9][0-9]{6,14}$' ELSE buyer_phone = '' END) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_buyer_phone_check;
-- People are found by the address they gave.
CREATE INDEX orders_by_email ON orders (buyer_email, id DESC) WHERE buyer_email IS NOT NULL;

-- An order that was under way while its account was erased is a guest's: the lock waits for the erasing to end.
CREATE FUNCTION orders_of_somebody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM accounts WHERE id = NEW.account_id AND erased_at IS NULL FOR KEY SHARE;
    IF NOT FOUND THEN
        NEW.account_id := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_of_somebody BEFORE INSERT ON orders
    FOR EACH ROW WHEN (NEW.account_id IS NOT NULL) EXECUTE FUNCTION orders_of_somebody();

ALTER TABLE messages ADD COLUMN erased_at timestamptz, ADD COLUMN fleeting boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN messages.erased_at IS 'Recipient and words were taken out; never sent again.';
COMMENT ON COLUMN messages.fleeting IS 'Taken out as soon as it is sent: the last word to a person who is gone.';
CREATE INDEX messages_by_recipient ON messages (recipient) WHERE erased_at IS NULL;

-- Whether a text holds one of these words.
CREATE FUNCTION holds_any(words text, needles text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN EXISTS (SELECT FROM unnest(needles) n WHERE n <> '' AND position(lower(n) IN lower(words)) > 0);

-- Consents ---------------------------------------------------------------------------------------------------------------

CREATE TABLE consents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint REFERENCES accounts,
    order_id bigint REFERENCES orders,
    kind text NOT NULL CHECK (kind IN ('terms', 'privacy', 'marketing')),
    given boolean NOT NULL,
    slug text,
    lang text,
    version integer,
    how text NOT NULL CHECK (how IN ('sign_up', 'checkout', 'join', 'account', 'desk')),
    by_clerk bigint REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (slug, lang, version) REFERENCES page_versions,
    CONSTRAINT consents_of_somebody CHECK (account_id IS NOT NULL OR order_id IS NOT NULL),
    CONSTRAINT consents_text_whole CHECK (num_nonnulls(slug, lang, version) IN (0, 3)),
    CONSTRAINT consents_by_a_clerk CHECK (by_clerk IS NULL OR how = 'desk')
);
COMMENT ON TABLE consents IS 'Who agreed to what, or took it back: when, how, and to which text. The last row of a kind counts.';
COMMENT ON COLUMN consents.version IS 'NULL where no such text was published on that day.';
CREATE INDEX consents_by_account ON consents (account_id, kind, id DESC) WHERE account_id IS NOT NULL;
CREATE INDEX consents_by_order ON consents (order_id) WHERE order_id IS NOT NULL;
CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE ON consents FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Requests ---------------------------------------------------------------------------------------------------------------

CREATE TABLE data_request_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE data_request_moves IS 'The legal moves of a request. people::request holds the same table; a test compares the two.';
INSERT INTO data_request_moves VALUES
    ('received', 'answered'), ('received', 'done'), ('received', 'refused'), ('received', 'taken_back'),
    ('answered', 'done'), ('answered', 'refused'), ('answered', 'taken_back');

CREATE TABLE data_requests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint REFERENCES accounts,
    order_id bigint REFERENCES orders,
    kind text NOT NULL CHECK (kind IN ('see', 'correct', 'erase', 'withdraw')),
    how text NOT NULL CHECK (how IN ('account', 'order', 'phone', 'letter', 'mail', 'visit')),
    words text NOT NULL DEFAULT '' CHECK (length(words) <= 1000),
    received_at timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    extended_at timestamptz,
    state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'answered', 'done', 'refused', 'taken_back')),
    answered_at timestamptz,
    outcome text NOT NULL DEFAULT '' CHECK (length(outcome) <= 1000),
    closed_at timestamptz,
    closed_by bigint REFERENCES accounts,
    opened_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT data_requests_of_one CHECK (num_nonnulls(account_id, order_id) = 1),
    CONSTRAINT data_requests_closed_when CHECK ((state IN ('done', 'refused', 'taken_back')) = (closed_at IS NOT NULL)),
    CONSTRAINT data_requests_refused_why CHECK (state <> 'refused' OR outcome <> '')
);
COMMENT ON TABLE data_requests IS 'What people asked about their data, when, and what came of it.';
COMMENT ON COLUMN data_requests.order_id IS 'Of a guest: one of the orders of their phone.';
COMMENT ON COLUMN data_requests.opened_by IS 'The clerk who wrote it down; NULL: the person asked at a page.';
CREATE UNIQUE INDEX data_requests_one_open_of_account ON data_requests (account_id, kind)
    WHERE account_id IS NOT NULL AND state IN ('received', 'answered');
CREATE UNIQUE INDEX data_requests_one_open_of_order ON data_requests (order_id, kind)
    WHERE order_id IS NOT NULL AND state IN ('received', 'answered');
CREATE INDEX data_requests_open ON data_requests (due_at, id) WHERE state IN ('received', 'answered');
CREATE INDEX data_requests_by_account ON data_requests (account_id, id DESC) WHERE account_id IS NOT NULL;
CREATE TRIGGER data_requests_legal_move BEFORE UPDATE OF state ON data_requests
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION guard_move('data_request_moves');

-- What was put together --------------------------------------------------------------------------------------------------

CREATE TABLE data_exports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint REFERENCES accounts,
    order_id bigint REFERENCES orders,
    request_id bigint NOT NULL REFERENCES data_requests,
    asked_by bigint REFERENCES accounts,
    asked_at timestamptz NOT NULL DEFAULT now(),
    made_at timestamptz,
    ends_at timestamptz,
    size integer CHECK (size > 0),
    sealed bytea,
    CONSTRAINT data_exports_of_one CHECK (num_nonnulls(account_id, order_id) = 1),
    CONSTRAINT data_exports_made_whole CHECK (num_nonnulls(made_at, ends_at, size) IN (0, 3)),
    CONSTRAINT data_exports_sealed_when CHECK (sealed IS NULL OR made_at IS NOT NULL)
);
COMMENT ON TABLE data_exports IS 'All that the market holds about a person, encrypted under SECRET_KEY, for seven days.';
COMMENT ON COLUMN data_exports.sealed IS 'NULL before it is made, and again when its days are over or its person is gone.';
CREATE UNIQUE INDEX data_exports_one_at_work ON data_exports (request_id) WHERE made_at IS NULL;
CREATE INDEX data_exports_by_account ON data_exports (account_id, id DESC) WHERE account_id IS NOT NULL;
CREATE INDEX data_exports_by_order ON data_exports (order_id, id DESC) WHERE order_id IS NOT NULL;
CREATE INDEX data_exports_ending ON data_exports (ends_at) WHERE sealed IS NOT NULL;
