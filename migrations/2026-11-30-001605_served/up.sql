-- A market without any commune is none: whoever takes the last one away is refused.
CREATE FUNCTION communes_some_served() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM communes WHERE served) THEN
        RAISE EXCEPTION 'commune % is the last one served', OLD.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'communes_some_served';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER communes_some_served AFTER UPDATE OF served ON communes
    FOR EACH ROW WHEN (OLD.served AND NOT NEW.served) EXECUTE FUNCTION communes_some_served();
