-- A clerk's word that money came pays only after another clerk has looked, from a sum on that the office sets.
ALTER TABLE money_settings ADD COLUMN second_look_from bigint NOT NULL DEFAULT 0
    CONSTRAINT money_settings_second_look CHECK (second_look_from BETWEEN 0 AND 1000000000);
COMMENT ON COLUMN money_settings.second_look_from IS 'From this sum on, what one clerk has seen at the bank is looked at by another before it pays, where there is another.';

ALTER TABLE rule_changes DROP CONSTRAINT rule_changes_within_bounds;
ALTER TABLE rule_changes ADD CONSTRAINT rule_changes_within_bounds CHECK (CASE
    WHEN name IN ('cod_on', 'transfer_on', 'card_on', 'withholding') THEN value BETWEEN 0 AND 1
    WHEN name IN ('transfer_hours', 'confirm_hours') THEN value BETWEEN 1 AND 168
    WHEN name = 'card_minutes' THEN value BETWEEN 31 AND 1440
    WHEN name = 'payout_days' THEN value BETWEEN 0 AND 60
    WHEN name = 'payout_minimum' THEN value BETWEEN 0 AND 50000000
    WHEN name = 'cod_refusals' THEN value BETWEEN 0 AND 1000
    WHEN name IN ('cod_order_cap', 'cod_phone_cap', 'second_look_from') THEN value BETWEEN 0 AND 1000000000
    ELSE false END);

ALTER TABLE transfers DROP CONSTRAINT transfers_problem_check;
ALTER TABLE transfers
    ADD CONSTRAINT transfers_problem_check
        CHECK (problem IN ('short', 'over', 'twice', 'late', 'unknown', 'ambiguous', 'second_look')),
    ADD COLUMN second_look boolean NOT NULL DEFAULT false,
    ADD COLUMN looked_by bigint REFERENCES accounts;
COMMENT ON COLUMN transfers.second_look IS 'A clerk''s word that another clerk must look at, or has.';
COMMENT ON COLUMN transfers.looked_by IS 'The other clerk who did.';
ALTER TABLE transfers
    ADD CONSTRAINT transfers_looked_by_another CHECK (looked_by <> noted_by),
    ADD CONSTRAINT transfers_looked_at_twice
        CHECK (NOT second_look OR state IN ('open', 'ignored') OR confirmed_by_bank OR looked_by IS NOT NULL);
