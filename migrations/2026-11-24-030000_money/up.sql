-- How the market pays and is paid: settings, bank accounts, rates; payments by three methods; what came in by transfer;
-- refunds; the ledger; payouts; vouchers.

-- One trigger function holds every table of legal moves: TG_ARGV[0] names it.
CREATE FUNCTION guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lawful boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE from_state = $1 AND to_state = $2)', TG_ARGV[0])
       INTO lawful USING OLD.state, NEW.state;
    IF NOT lawful THEN
        RAISE EXCEPTION '% % may not go from % to %', TG_TABLE_NAME, OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_legal_move';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

-- Settings -----------------------------------------------------------------------------------------------------------

CREATE TABLE money_settings (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    cod_on boolean NOT NULL DEFAULT true,
    transfer_on boolean NOT NULL DEFAULT true,
    card_on boolean NOT NULL DEFAULT true,
    cod_order_cap bigint NOT NULL DEFAULT 5000000 CHECK (cod_order_cap >= 0),
    cod_phone_cap bigint NOT NULL DEFAULT 10000000 CHECK (cod_phone_cap >= 0),
    cod_refusals integer NOT NULL DEFAULT 2 CHECK (cod_refusals >= 0),
    transfer_hours integer NOT NULL DEFAULT 24 CHECK (transfer_hours BETWEEN 1 AND 168),
    payout_days integer NOT NULL DEFAULT 2 CHECK (payout_days BETWEEN 0 AND 60),
    payout_minimum bigint NOT NULL DEFAULT 50000 CHECK (payout_minimum >= 0),
    withholding boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT now(),
    changed_by bigint REFERENCES accounts
);
COMMENT ON COLUMN money_settings.cod_order_cap IS 'Most that one order may leave to be paid at the door (đồng).';
COMMENT ON COLUMN money_settings.cod_phone_cap IS 'Most that all open orders of one phone may leave to be paid at the door (đồng).';
COMMENT ON COLUMN money_settings.cod_refusals IS 'A phone that refused more parcels than this at the door in 180 days pays first.';
COMMENT ON COLUMN money_settings.withholding IS 'Whether VAT and income tax are held back from households (Decree 252/2026/NĐ-CP, Arts 43-46).';
INSERT INTO money_settings DEFAULT VALUES;

CREATE TABLE bank_accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producer_id bigint REFERENCES producers,
    bin text NOT NULL CHECK (bin ~ '^[0-9]{6}$'),
    number text NOT NULL CHECK (number ~ '^[0-9A-Z]{4,19}$'),
    holder text NOT NULL CHECK (holder ~ '^[A-Z0-9 .,&-]{2,70}$'),
    since timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
);
COMMENT ON TABLE bank_accounts IS 'Where money goes: a household''s account, or the market''s own where producer_id is NULL. A changed one is ended, never overwritten.';
COMMENT ON COLUMN bank_accounts.holder IS 'As banks write it: capitals without accents.';
CREATE UNIQUE INDEX bank_accounts_live ON bank_accounts (coalesce(producer_id, 0)) WHERE ended_at IS NULL;
CREATE INDEX bank_accounts_by_number ON bank_accounts (number);

CREATE TABLE commission_rates (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category_id bigint REFERENCES categories,
    from_day date NOT NULL,
    bp integer NOT NULL CHECK (bp BETWEEN 0 AND 3000),
    UNIQUE NULLS NOT DISTINCT (category_id, from_day)
);
COMMENT ON TABLE commission_rates IS 'What the market keeps of the goods, in hundredths of a percent, from a day on; a category''s own rate comes before that of all.';
INSERT INTO commission_rates (from_day, bp) VALUES ('2026-01-01', 0);

CREATE TABLE tax_rates (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tax_class text NOT NULL CHECK (tax_class IN ('raw_own_produce', 'processed', 'handicraft', 'resale')),
    status text NOT NULL CHECK (status IN ('household', 'organisation')),
    from_day date NOT NULL,
    vat_bp integer NOT NULL CHECK (vat_bp BETWEEN 0 AND 2000),
    pit_bp integer NOT NULL CHECK (pit_bp BETWEEN 0 AND 2000),
    source text NOT NULL,
    UNIQUE (tax_class, status, from_day)
);
COMMENT ON TABLE tax_rates IS 'VAT and personal income tax to hold back, in hundredths of a percent of revenue, from a day on.';
INSERT INTO tax_rates (tax_class, status, from_day, vat_bp, pit_bp, source) VALUES
    ('raw_own_produce', 'household',    '2026-01-01',   0,  0, 'Nghị định 253/2026/NĐ-CP, Điều 21'),
    ('processed',       'household',    '2026-01-01', 100, 50, 'Nghị định 252/2026/NĐ-CP, Điều 43-46'),
    ('handicraft',      'household',    '2026-01-01', 100, 50, 'Nghị định 252/2026/NĐ-CP, Điều 43-46'),
    ('resale',          'household',    '2026-01-01', 100, 50, 'Nghị định 252/2026/NĐ-CP, Điều 43-46'),
    ('raw_own_produce', 'organisation', '2026-01-01',   0,  0, 'Tổ chức tự kê khai'),
    ('processed',       'organisation', '2026-01-01',   0,  0, 'Tổ chức tự kê khai'),
    ('handicraft',      'organisation', '2026-01-01',   0,  0, 'Tổ chức tự kê khai'),
    ('resale',          'organisation', '2026-01-01',   0,  0, 'Tổ chức tự kê khai');

-- Vouchers -----------------------------------------------------------------------------------------------------------

CREATE TABLE vouchers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9]{3,20}$'),
    producer_id bigint REFERENCES producers,
    percent integer CHECK (percent BETWEEN 1 AND 100),
    amount bigint CHECK (amount > 0),
    most bigint CHECK (most > 0),
    minimum bigint NOT NULL DEFAULT 0 CHECK (minimum >= 0),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    total_limit integer CHECK (total_limit > 0),
    phone_limit integer CHECK (phone_limit > 0),
    borne_by text NOT NULL CHECK (borne_by IN ('market', 'producer')),
    used integer NOT NULL DEFAULT 0 CHECK (used >= 0),
    note text NOT NULL DEFAULT '',
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    stopped_at timestamptz,
    CHECK ((percent IS NULL) <> (amount IS NULL)),
    CHECK (borne_by = 'market' OR producer_id IS NOT NULL),
    CONSTRAINT vouchers_within_limit CHECK (total_limit IS NULL OR used <= total_limit)
);
COMMENT ON COLUMN vouchers.producer_id IS 'Only this household''s goods; NULL: the whole market''s.';
COMMENT ON COLUMN vouchers.most IS 'The most that a percentage takes off (đồng).';
CREATE TABLE voucher_uses (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    voucher_id bigint NOT NULL REFERENCES vouchers,
    order_id bigint NOT NULL UNIQUE REFERENCES orders,
    phone text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    used_at timestamptz NOT NULL DEFAULT now(),
    released_at timestamptz
);
COMMENT ON COLUMN voucher_uses.released_at IS 'The whole order fell through before it was paid: the use counts no more.';
CREATE INDEX voucher_uses_by_phone ON voucher_uses (voucher_id, phone) WHERE released_at IS NULL;

-- Orders, parcels, lines -----------------------------------------------------------------------------------------------

ALTER TABLE orders
    ADD COLUMN settlement text NOT NULL DEFAULT 'operator' CHECK (settlement IN ('operator', 'direct')),
    ADD COLUMN discount_total bigint NOT NULL DEFAULT 0 CHECK (discount_total >= 0),
    ADD COLUMN discount_borne_by text CHECK (discount_borne_by IN ('market', 'producer')),
    ADD COLUMN paid_at timestamptz,
    ADD CONSTRAINT orders_discount_is_borne CHECK ((discount_total > 0) = (discount_borne_by IS NOT NULL)),
    DROP CONSTRAINT orders_total_adds_up,
    ADD CONSTRAINT orders_total_adds_up CHECK (total = goods_total + shipping_total - discount_total);
COMMENT ON COLUMN orders.settlement IS 'operator: paid to the market, which pays the households; direct: each parcel is paid to its household.';
COMMENT ON COLUMN orders.paid_at IS 'When an order that is paid in advance was paid whole.';

ALTER TABLE parcels
    ADD COLUMN discount bigint NOT NULL DEFAULT 0 CHECK (discount >= 0),
    ADD COLUMN delivered_at timestamptz,
    DROP CONSTRAINT parcels_total_adds_up,
    ADD CONSTRAINT parcels_total_adds_up CHECK (total = goods_total + shipping_fee - discount),
    ADD CONSTRAINT parcels_discount_of_goods CHECK (discount <= goods_total),
    DROP CONSTRAINT parcels_state_check,
    ADD CONSTRAINT parcels_state_check CHECK (state IN ('awaiting_payment', 'placed', 'confirmed', 'packed', 'handed_over',
        'delivered', 'refused', 'cancelled', 'expired', 'unfulfillable'));
UPDATE parcels SET delivered_at = state_since WHERE state = 'delivered';
ALTER TABLE parcels ADD CONSTRAINT parcels_delivered_when CHECK ((state = 'delivered') = (delivered_at IS NOT NULL));
INSERT INTO parcel_moves VALUES
    ('awaiting_payment', 'placed'), ('awaiting_payment', 'cancelled'), ('awaiting_payment', 'expired'),
    ('expired', 'placed');
CREATE INDEX parcels_delivered ON parcels (delivered_at, producer_id) WHERE state = 'delivered';

ALTER TABLE order_lines
    ADD COLUMN discount bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT order_lines_discount_of_total CHECK (discount BETWEEN 0 AND total);

CREATE OR REPLACE FUNCTION orders_guard_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    SELECT o.id INTO bad FROM orders o
     WHERE o.id = NEW.order_id
       AND ((o.goods_total, o.shipping_total, o.discount_total) =
            (SELECT sum(p.goods_total), sum(p.shipping_fee), sum(p.discount) FROM parcels p WHERE p.order_id = o.id))
           IS NOT TRUE;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'order % is not the sum of its parcels', bad
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_sum_of_parcels';
    END IF;
    SELECT p.id INTO bad FROM parcels p
     WHERE p.order_id = NEW.order_id
       AND ((p.goods_total, p.discount) =
            (SELECT sum(l.total), sum(l.discount) FROM order_lines l WHERE l.parcel_id = p.id)) IS NOT TRUE;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'parcel % is not the sum of its lines', bad
            USING ERRCODE = 'check_violation', CONSTRAINT = 'parcels_sum_of_lines';
    END IF;
    RETURN NULL;
END $$;

CREATE TABLE parcel_charges (
    parcel_id bigint NOT NULL REFERENCES parcels,
    kind text NOT NULL CHECK (kind IN ('commission', 'vat', 'pit')),
    basis bigint NOT NULL CHECK (basis >= 0),
    amount bigint NOT NULL CHECK (amount BETWEEN 0 AND basis),
    source text NOT NULL,
    PRIMARY KEY (parcel_id, kind)
);
COMMENT ON TABLE parcel_charges IS 'What the market keeps of a parcel, and what tax it holds back, frozen when the order is placed.';
COMMENT ON COLUMN parcel_charges.source IS 'The rates it was made of, each with its part of the basis: "2,00 % of 120000; ...".';
CREATE TRIGGER parcel_charges_append_only BEFORE UPDATE OR DELETE ON parcel_charges
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Payments -----------------------------------------------------------------------------------------------------------

CREATE TABLE payment_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE payment_moves IS 'The legal moves of a payment. payments::payment holds the same table; a test compares the two.';
INSERT INTO payment_moves VALUES
    ('due', 'paid'), ('due', 'collected'), ('due', 'void'), ('due', 'surplus'),
    ('void', 'paid'), ('void', 'surplus'),
    ('collected', 'remitted');

ALTER TABLE payments
    DROP CONSTRAINT payments_parcel_id_key,
    DROP CONSTRAINT payments_state_check,
    DROP CONSTRAINT payments_check,
    ADD COLUMN received bigint NOT NULL DEFAULT 0 CHECK (received >= 0),
    ADD COLUMN refunded bigint NOT NULL DEFAULT 0,
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN cash_with text CHECK (cash_with IN ('household', 'carrier')),
    ADD COLUMN payee_id bigint REFERENCES bank_accounts,
    ADD COLUMN content text,
    ADD COLUMN provider_ref text,
    ADD COLUMN provider_url text,
    ADD COLUMN provider_charge text,
    ADD COLUMN disputed_at timestamptz;
UPDATE payments SET received = amount, cash_with = 'household' WHERE state = 'collected';
ALTER TABLE payments
    ADD CONSTRAINT payments_state_check CHECK (state IN ('due', 'paid', 'collected', 'remitted', 'void', 'surplus')),
    ADD CONSTRAINT payments_settled_when CHECK ((state = 'due') = (settled_at IS NULL)),
    ADD CONSTRAINT payments_refunded_within CHECK (refunded BETWEEN 0 AND received),
    ADD CONSTRAINT payments_paid_whole CHECK (state NOT IN ('paid', 'collected', 'remitted') OR received = amount),
    ADD CONSTRAINT payments_cash_is_cash CHECK ((method = 'cod') OR state NOT IN ('collected', 'remitted')),
    ADD CONSTRAINT payments_cash_with CHECK ((state IN ('collected', 'remitted')) = (cash_with IS NOT NULL));
COMMENT ON TABLE payments IS 'Money asked of a buyer: for cash, and where households are paid directly, one per parcel; else one per order. Another method, another row; the one before is void.';
COMMENT ON COLUMN payments.received IS 'What has come (đồng). A part of a transfer may be here while the rest is due.';
COMMENT ON COLUMN payments.content IS 'What the buyer writes into a transfer, and what finds the payment again.';
COMMENT ON COLUMN payments.provider_ref IS 'Card: the Checkout Session at Stripe.';
CREATE UNIQUE INDEX payments_one_live_of_parcel ON payments (parcel_id)
    WHERE parcel_id IS NOT NULL AND state NOT IN ('void', 'surplus');
CREATE UNIQUE INDEX payments_one_live_of_order ON payments (order_id)
    WHERE parcel_id IS NULL AND state NOT IN ('void', 'surplus');
CREATE UNIQUE INDEX payments_by_provider_ref ON payments (provider_ref) WHERE provider_ref IS NOT NULL;
CREATE INDEX payments_by_provider_charge ON payments (provider_charge) WHERE provider_charge IS NOT NULL;
CREATE INDEX payments_expiring ON payments (expires_at) WHERE state = 'due' AND expires_at IS NOT NULL;
CREATE INDEX payments_by_content ON payments (content) WHERE content IS NOT NULL;
CREATE TRIGGER payments_legal_move BEFORE UPDATE OF state ON payments
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION guard_move('payment_moves');

CREATE TABLE payment_parcels (
    payment_id bigint NOT NULL REFERENCES payments,
    parcel_id bigint NOT NULL REFERENCES parcels,
    amount bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (payment_id, parcel_id)
);
COMMENT ON TABLE payment_parcels IS 'Which parcels a payment pays for, and how much of it is for each.';
CREATE INDEX payment_parcels_by_parcel ON payment_parcels (parcel_id);
INSERT INTO payment_parcels SELECT id, parcel_id, amount FROM payments WHERE parcel_id IS NOT NULL;
CREATE FUNCTION payments_guard_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount IS DISTINCT FROM (SELECT sum(x.amount) FROM payment_parcels x WHERE x.payment_id = NEW.id) THEN
        RAISE EXCEPTION 'payment % is not the sum of its parcels', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_sum_of_parcels';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_guard_parts AFTER INSERT OR UPDATE OF amount ON payments
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_guard_parts();

CREATE TABLE webhooks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider text NOT NULL CHECK (provider IN ('stripe', 'sepay', 'payos', 'casso')),
    external_id text NOT NULL,
    kind text NOT NULL DEFAULT '',
    body bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    applied_at timestamptz,
    outcome text NOT NULL DEFAULT '',
    UNIQUE (provider, external_id)
);
COMMENT ON TABLE webhooks IS 'Every notice a provider signed, as it came; the same notice again is the same row.';
CREATE INDEX webhooks_waiting ON webhooks (id) WHERE applied_at IS NULL;

-- Transfers that came in -----------------------------------------------------------------------------------------------

CREATE TABLE statements (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    account_id bigint NOT NULL REFERENCES bank_accounts,
    content_hash text NOT NULL,
    rows jsonb NOT NULL,
    uploaded_by bigint NOT NULL REFERENCES accounts,
    uploaded_at timestamptz NOT NULL DEFAULT now(),
    applied_at timestamptz,
    UNIQUE (content_hash, account_id)
);
COMMENT ON TABLE statements IS 'Bank statements as they were read: looked at first, then applied; the same file again is the same row.';

CREATE TABLE transfer_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO transfer_moves VALUES
    ('open', 'applied'), ('open', 'refunded'), ('open', 'credited'), ('open', 'ignored'),
    ('credited', 'applied'), ('credited', 'refunded'), ('ignored', 'open');
CREATE TABLE transfers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL CHECK (source IN ('sepay', 'payos', 'casso', 'statement', 'clerk')),
    external_id text NOT NULL,
    account_id bigint NOT NULL REFERENCES bank_accounts,
    amount bigint NOT NULL CHECK (amount > 0),
    content text NOT NULL DEFAULT '',
    bank_reference text,
    payer_name text,
    payer_account text,
    payer_bank text,
    came_at timestamptz NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    noted_by bigint REFERENCES accounts,
    confirmed_by_bank boolean NOT NULL,
    order_id bigint REFERENCES orders,
    payment_id bigint REFERENCES payments,
    state text NOT NULL CHECK (state IN ('open', 'applied', 'refunded', 'credited', 'ignored')),
    problem text CHECK (problem IN ('short', 'over', 'twice', 'late', 'unknown', 'ambiguous')),
    UNIQUE (source, external_id),
    CONSTRAINT transfers_open_for_a_reason CHECK (state <> 'open' OR problem IS NOT NULL),
    CONSTRAINT transfers_applied_to_one CHECK (state <> 'applied' OR payment_id IS NOT NULL)
);
COMMENT ON TABLE transfers IS 'Money that came into a bank account. What does not pay one order to the đồng stays open until a clerk resolves it.';
COMMENT ON COLUMN transfers.confirmed_by_bank IS 'False for a clerk''s word alone, until a notice or a statement says the same.';
CREATE UNIQUE INDEX transfers_one_of_reference ON transfers (account_id, bank_reference, amount) WHERE bank_reference IS NOT NULL;
CREATE INDEX transfers_open ON transfers (id) WHERE state IN ('open', 'credited');
CREATE INDEX transfers_by_order ON transfers (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX transfers_by_payment ON transfers (payment_id) WHERE payment_id IS NOT NULL;
CREATE TRIGGER transfers_legal_move BEFORE UPDATE OF state ON transfers
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION guard_move('transfer_moves');

CREATE TABLE transfer_diary (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transfer_id bigint NOT NULL REFERENCES transfers,
    to_state text NOT NULL,
    account_id bigint REFERENCES accounts,
    note text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX transfer_diary_by_transfer ON transfer_diary (transfer_id, id);
CREATE TRIGGER transfer_diary_append_only BEFORE UPDATE OR DELETE ON transfer_diary
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Refunds ------------------------------------------------------------------------------------------------------------

CREATE TABLE refund_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE refund_moves IS 'The legal moves of a refund. payments::refund holds the same table; a test compares the two.';
INSERT INTO refund_moves VALUES
    ('due', 'sent'), ('due', 'done'), ('sent', 'done'), ('sent', 'failed'), ('failed', 'done'), ('failed', 'due'), ('done', 'failed');
CREATE TABLE refunds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    order_id bigint REFERENCES orders,
    parcel_id bigint REFERENCES parcels,
    payment_id bigint REFERENCES payments,
    transfer_id bigint UNIQUE REFERENCES transfers,
    amount bigint NOT NULL CHECK (amount > 0),
    of_goods bigint NOT NULL DEFAULT 0 CHECK (of_goods >= 0),
    of_shipping bigint NOT NULL DEFAULT 0 CHECK (of_shipping >= 0),
    method text NOT NULL CHECK (method IN ('card', 'bank_transfer', 'cash')),
    state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'sent', 'done', 'failed')),
    reason text NOT NULL CHECK (reason <> ''),
    to_bin text,
    to_number text,
    to_holder text,
    provider_ref text UNIQUE,
    proof text NOT NULL DEFAULT '',
    why_failed text NOT NULL DEFAULT '',
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    done_by bigint REFERENCES accounts,
    done_at timestamptz,
    CONSTRAINT refunds_of_one CHECK ((payment_id IS NULL) <> (transfer_id IS NULL)),
    CONSTRAINT refunds_of_a_parcel CHECK (parcel_id IS NULL OR amount = of_goods + of_shipping),
    CONSTRAINT refunds_done_when CHECK ((state = 'done') = (done_at IS NOT NULL))
);
COMMENT ON TABLE refunds IS 'Money going back to a buyer: of one parcel, of a payment that came twice, or of a transfer that pays nothing.';
COMMENT ON COLUMN refunds.key IS 'The same wish twice is one refund: the form''s token, or what made it due.';
CREATE INDEX refunds_by_order ON refunds (order_id);
CREATE INDEX refunds_by_parcel ON refunds (parcel_id);
CREATE INDEX refunds_by_payment ON refunds (payment_id);
CREATE INDEX refunds_waiting ON refunds (id) WHERE state <> 'done';
CREATE TRIGGER refunds_legal_move BEFORE UPDATE OF state ON refunds
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION guard_move('refund_moves');
CREATE TABLE refund_lines (
    refund_id bigint NOT NULL REFERENCES refunds,
    line_id bigint NOT NULL REFERENCES order_lines,
    qty integer NOT NULL CHECK (qty > 0),
    amount bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (refund_id, line_id)
);
CREATE INDEX refund_lines_by_line ON refund_lines (line_id);

-- Ledger -------------------------------------------------------------------------------------------------------------

CREATE TABLE postings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    kind text NOT NULL,
    order_id bigint REFERENCES orders,
    by_account bigint REFERENCES accounts,
    memo text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN postings.key IS 'What it books: the same thing is never booked twice.';
CREATE INDEX postings_by_order ON postings (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX postings_by_day ON postings USING brin (at);
CREATE TABLE entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    posting_id bigint NOT NULL REFERENCES postings,
    account text NOT NULL CHECK (account IN ('bank', 'card', 'with_household', 'with_carrier', 'held', 'payable', 'delivery',
        'commission', 'vat', 'pit', 'refunds_due', 'vouchers', 'unmatched', 'credit', 'adjustment')),
    producer_id bigint REFERENCES producers,
    parcel_id bigint REFERENCES parcels,
    amount bigint NOT NULL CHECK (amount <> 0),
    CONSTRAINT entries_of_a_household CHECK ((account IN ('with_household', 'payable', 'delivery')) <= (producer_id IS NOT NULL))
);
COMMENT ON TABLE entries IS 'Double entry: a debit is positive, a credit negative, each posting sums to zero. Only ever added to.';
CREATE INDEX entries_by_posting ON entries (posting_id);
CREATE INDEX entries_by_parcel ON entries (parcel_id, account) WHERE parcel_id IS NOT NULL;
CREATE INDEX entries_by_household ON entries (producer_id, account, id) WHERE producer_id IS NOT NULL;
CREATE INDEX entries_by_account ON entries (account, id);
CREATE TRIGGER postings_append_only BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION entries_guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(e.amount) FROM entries e WHERE e.posting_id = NEW.posting_id) <> 0 THEN
        RAISE EXCEPTION 'posting % does not balance', NEW.posting_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_balance';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entries_guard_balance AFTER INSERT ON entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entries_guard_balance();

-- Payouts ------------------------------------------------------------------------------------------------------------

CREATE TABLE payout_batches (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day date NOT NULL UNIQUE,
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE payout_batches IS 'One a day: making it again adds who was not in it and changes nothing else.';
CREATE TABLE payout_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE payout_moves IS 'The legal moves of a payout. payouts::payout holds the same table; a test compares the two.';
INSERT INTO payout_moves VALUES ('due', 'paid'), ('due', 'undone'), ('paid', 'returned');
CREATE TABLE payouts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id bigint NOT NULL REFERENCES payout_batches,
    producer_id bigint NOT NULL REFERENCES producers,
    bank_account_id bigint NOT NULL REFERENCES bank_accounts,
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'paid', 'returned', 'undone')),
    reference text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    settled_by bigint REFERENCES accounts,
    CHECK ((state = 'due') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX payouts_one_live_of_batch ON payouts (batch_id, producer_id) WHERE state IN ('due', 'paid');
CREATE INDEX payouts_by_household ON payouts (producer_id, id DESC);
CREATE INDEX payouts_due ON payouts (id) WHERE state = 'due';
CREATE TRIGGER payouts_legal_move BEFORE UPDATE OF state ON payouts
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION guard_move('payout_moves');
CREATE TABLE payout_lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payout_id bigint NOT NULL REFERENCES payouts,
    parcel_id bigint REFERENCES parcels,
    goods bigint NOT NULL,
    delivery bigint NOT NULL,
    commission bigint NOT NULL,
    tax bigint NOT NULL,
    refunded bigint NOT NULL,
    cash bigint NOT NULL,
    net bigint NOT NULL,
    CONSTRAINT payout_lines_add_up CHECK (net = goods + delivery + commission + tax + refunded + cash)
);
COMMENT ON TABLE payout_lines IS 'The statement, frozen: what a household gets positive, what is taken off negative.';
CREATE INDEX payout_lines_by_payout ON payout_lines (payout_id);
CREATE TABLE payout_entries (
    entry_id bigint PRIMARY KEY REFERENCES entries,
    payout_id bigint NOT NULL REFERENCES payouts
);
COMMENT ON TABLE payout_entries IS 'Which entries a payout settles; one entry is settled once. A payout that is undone or returned lets go of its own.';
CREATE INDEX payout_entries_by_payout ON payout_entries (payout_id);
