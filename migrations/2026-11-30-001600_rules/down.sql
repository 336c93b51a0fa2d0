DROP TABLE rule_changes;
ALTER TABLE money_settings DROP CONSTRAINT money_settings_some_method;
ALTER TABLE money_settings DROP COLUMN card_minutes;
