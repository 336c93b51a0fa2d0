-- What a clerk looked at is free again in the moment in which a role is taken from them or their account is closed: nobody waits
-- for who comes back no more.
CREATE FUNCTION claims_of_role_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM claims WHERE clerk = OLD.account_id;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_of_role_taken AFTER DELETE ON clerks FOR EACH ROW EXECUTE FUNCTION claims_of_role_taken();

CREATE FUNCTION claims_of_account_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM claims WHERE clerk = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_of_account_closed AFTER UPDATE OF disabled_at ON accounts
    FOR EACH ROW WHEN (OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL) EXECUTE FUNCTION claims_of_account_closed();

DELETE FROM claims c WHERE NOT EXISTS (SELECT FROM clerks k JOIN accounts a ON a.id = k.account_id
                                       WHERE k.account_id = c.clerk AND a.disabled_at IS NULL);
