-- What the office sets, with the day from which it holds. `money_settings` stays the row that is read: a change that holds
-- from today on is written there at once, one that is planned by a job on its day. So nothing that reads it changes, and
-- an older version of the program reads the same.

ALTER TABLE money_settings ADD COLUMN card_minutes integer CHECK (card_minutes BETWEEN 31 AND 1440);
COMMENT ON COLUMN money_settings.card_minutes IS 'How long an order that is paid by card keeps its goods; NULL: as RESERVATION_MINUTES says. Stripe closes no page earlier than after 30 minutes.';
-- A market without any method takes no orders: cash at the door is what it began with.
UPDATE money_settings SET cod_on = true WHERE NOT (cod_on OR transfer_on OR card_on);
ALTER TABLE money_settings ADD CONSTRAINT money_settings_some_method CHECK (cod_on OR transfer_on OR card_on);

CREATE TABLE rule_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    follows bigint NOT NULL CHECK (follows >= 0),
    value bigint NOT NULL,
    from_day date NOT NULL,
    why text NOT NULL CHECK (length(why) BETWEEN 1 AND 300),
    made_by bigint NOT NULL REFERENCES accounts,
    made_at timestamptz NOT NULL DEFAULT now(),
    applied_at timestamptz,
    withdrawn_at timestamptz,
    CONSTRAINT rule_changes_in_a_row UNIQUE (name, follows),
    CONSTRAINT rule_changes_applied_or_withdrawn CHECK (applied_at IS NULL OR withdrawn_at IS NULL),
    CONSTRAINT rule_changes_within_bounds CHECK (CASE
        WHEN name IN ('cod_on', 'transfer_on', 'card_on', 'withholding') THEN value BETWEEN 0 AND 1
        WHEN name IN ('transfer_hours', 'confirm_hours') THEN value BETWEEN 1 AND 168
        WHEN name = 'card_minutes' THEN value BETWEEN 31 AND 1440
        WHEN name = 'payout_days' THEN value BETWEEN 0 AND 60
        WHEN name = 'payout_minimum' THEN value BETWEEN 0 AND 50000000
        WHEN name = 'cod_refusals' THEN value BETWEEN 0 AND 1000
        WHEN name IN ('cod_order_cap', 'cod_phone_cap') THEN value BETWEEN 0 AND 1000000000
        ELSE false END)
);
COMMENT ON TABLE rule_changes IS 'Every change of a rule of the market, in force from from_day on; payments::rules holds the same names and bounds.';
COMMENT ON COLUMN rule_changes.follows IS 'The change of this rule before it, 0 for the first: of two clerks who both changed what they saw, one is told.';
COMMENT ON COLUMN rule_changes.value IS 'đồng, hours, minutes, days or times; 1 for yes and 0 for no.';
CREATE INDEX rule_changes_waiting ON rule_changes (from_day) WHERE applied_at IS NULL AND withdrawn_at IS NULL;
