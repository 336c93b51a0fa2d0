-- One account of a bank belongs to one: who gives the market's number, or another household's, as his own would have its money.
-- The office may say that two use one, as a cooperative does that runs the market and sells. What was filled in before stays.
ALTER TABLE bank_accounts ADD COLUMN shared boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN bank_accounts.shared IS 'The office let it be live beside the same account of somebody else.';
CREATE FUNCTION bank_accounts_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.shared OR NEW.ended_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    -- One at a time, or two would both see nobody.
    PERFORM pg_advisory_xact_lock(hashtextextended('bank account ' || NEW.bin || NEW.number, 0));
    IF EXISTS (SELECT FROM bank_accounts b WHERE b.bin = NEW.bin AND b.number = NEW.number AND b.ended_at IS NULL
               AND b.producer_id IS DISTINCT FROM NEW.producer_id) THEN
        RAISE EXCEPTION 'an account of somebody else' USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_accounts_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_accounts_once BEFORE INSERT OR UPDATE OF producer_id, bin, number, shared ON bank_accounts
    FOR EACH ROW EXECUTE FUNCTION bank_accounts_once();
