ALTER TABLE transfers DROP CONSTRAINT transfers_looked_at_twice, DROP CONSTRAINT transfers_looked_by_another;
UPDATE transfers SET problem = 'unknown' WHERE problem = 'second_look';
ALTER TABLE transfers DROP CONSTRAINT transfers_problem_check;
ALTER TABLE transfers
    ADD CONSTRAINT transfers_problem_check CHECK (problem IN ('short', 'over', 'twice', 'late', 'unknown', 'ambiguous')),
    DROP COLUMN second_look,
    DROP COLUMN looked_by;

DELETE FROM rule_changes WHERE name = 'second_look_from';
ALTER TABLE rule_changes DROP CONSTRAINT rule_changes_within_bounds;
ALTER TABLE rule_changes ADD CONSTRAINT rule_changes_within_bounds CHECK (CASE
    WHEN name IN ('cod_on', 'transfer_on', 'card_on', 'withholding') THEN value BETWEEN 0 AND 1
    WHEN name IN ('transfer_hours', 'confirm_hours') THEN value BETWEEN 1 AND 168
    WHEN name = 'card_minutes' THEN value BETWEEN 31 AND 1440
    WHEN name = 'payout_days' THEN value BETWEEN 0 AND 60
    WHEN name = 'payout_minimum' THEN value BETWEEN 0 AND 50000000
    WHEN name = 'cod_refusals' THEN value BETWEEN 0 AND 1000
    WHEN name IN ('cod_order_cap', 'cod_phone_cap') THEN value BETWEEN 0 AND 1000000000
    ELSE false END);
ALTER TABLE money_settings DROP COLUMN second_look_from;
