-- Rates say why and by whom they came. One that begins later may be taken back; one by which an order was charged stays, and none
-- is ever written over.
ALTER TABLE commission_rates
    ADD COLUMN why text NOT NULL DEFAULT '' CHECK (length(why) <= 300),
    ADD COLUMN made_by bigint REFERENCES accounts,
    ADD COLUMN made_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE tax_rates
    ADD COLUMN why text NOT NULL DEFAULT '' CHECK (length(why) <= 300),
    ADD COLUMN made_by bigint REFERENCES accounts,
    ADD COLUMN made_at timestamptz NOT NULL DEFAULT now();
CREATE TRIGGER commission_rates_unchanged BEFORE UPDATE ON commission_rates FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tax_rates_unchanged BEFORE UPDATE ON tax_rates FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION rates_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM orders WHERE placed_at >= OLD.from_day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') THEN
        RAISE EXCEPTION 'orders were charged by this rate' USING ERRCODE = 'check_violation', CONSTRAINT = 'rates_in_use';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER commission_rates_in_use BEFORE DELETE ON commission_rates FOR EACH ROW EXECUTE FUNCTION rates_in_use();
CREATE TRIGGER tax_rates_in_use BEFORE DELETE ON tax_rates FOR EACH ROW EXECUTE FUNCTION rates_in_use();
