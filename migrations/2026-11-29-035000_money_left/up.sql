-- What Stripe keeps and pays out, postings by hand, and statements that are applied in the background.

ALTER TABLE entries
    DROP CONSTRAINT entries_account_check,
    ADD CONSTRAINT entries_account_check CHECK (account IN ('bank', 'card', 'with_household', 'with_carrier', 'held', 'payable',
        'delivery', 'commission', 'vat', 'pit', 'refunds_due', 'vouchers', 'unmatched', 'credit', 'adjustment', 'stripe_fees'));

ALTER TABLE postings ADD COLUMN for_day date;
COMMENT ON COLUMN postings.for_day IS 'Of a posting by hand: the day that it is about; at says when it was written.';
CREATE INDEX postings_by_hand ON postings (id DESC) WHERE kind IN ('manual', 'reversal');

CREATE TABLE card_movements (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    external_id text NOT NULL UNIQUE,
    kind text NOT NULL,
    source text NOT NULL DEFAULT '',
    currency text NOT NULL,
    amount bigint NOT NULL,
    fee bigint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('booked', 'nothing', 'unknown', 'currency')),
    at timestamptz NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    transfer_id bigint UNIQUE REFERENCES transfers
);
COMMENT ON TABLE card_movements IS 'Stripe''s balance transactions, each once: what it keeps as fees, what it pays out, and what a person must look at.';
COMMENT ON COLUMN card_movements.amount IS 'As Stripe tells it, before the fee; negative when the money leaves its account.';
COMMENT ON COLUMN card_movements.transfer_id IS 'Of a payout: the transfer by which the bank told of the same money.';
CREATE INDEX card_movements_by_day ON card_movements (at);
CREATE INDEX card_movements_payouts ON card_movements (amount) WHERE kind = 'payout' AND transfer_id IS NULL;

ALTER TABLE statements
    ADD COLUMN asked_at timestamptz,
    ADD COLUMN asked_by bigint REFERENCES accounts,
    ADD COLUMN taken integer NOT NULL DEFAULT 0 CHECK (taken >= 0);
UPDATE statements SET asked_at = applied_at, asked_by = uploaded_by, taken = jsonb_array_length(rows -> 'rows')
    WHERE applied_at IS NOT NULL;
ALTER TABLE statements ADD CONSTRAINT statements_asked_by_somebody CHECK ((asked_at IS NULL) = (asked_by IS NULL));
COMMENT ON COLUMN statements.asked_at IS 'When somebody asked for it to be applied; a job does it.';
COMMENT ON COLUMN statements.taken IS 'How many of its lines the job has gone through.';
