DROP TRIGGER tax_rates_in_use ON tax_rates;
DROP TRIGGER commission_rates_in_use ON commission_rates;
DROP FUNCTION rates_in_use();
DROP TRIGGER tax_rates_unchanged ON tax_rates;
DROP TRIGGER commission_rates_unchanged ON commission_rates;
ALTER TABLE tax_rates DROP COLUMN made_at, DROP COLUMN made_by, DROP COLUMN why;
ALTER TABLE commission_rates DROP COLUMN made_at, DROP COLUMN made_by, DROP COLUMN why;
