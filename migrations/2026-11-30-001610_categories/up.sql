-- The office adds, renames, moves and retires categories.

ALTER TABLE categories
    ADD COLUMN retired_at timestamptz,
    ADD COLUMN seq integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN categories.retired_at IS 'Nothing new is listed there any more; what is there stays, and its address too.';
COMMENT ON COLUMN categories.seq IS 'Counts every change, so that who writes over an older one is told.';
-- Not looked at for the rows that are there: a market may have been filled with longer names before there was a limit.
ALTER TABLE categories ADD CONSTRAINT categories_named
    CHECK (length(btrim(name_vi)) BETWEEN 1 AND 80 AND length(name_en) <= 80) NOT VALID;

CREATE FUNCTION categories_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug THEN
        RAISE EXCEPTION 'the address of category % stays', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'categories_slug_stays';
    END IF;
    IF NEW.parent_id IS NOT NULL AND (NEW.parent_id = NEW.id
        OR EXISTS (SELECT FROM categories p WHERE p.id = NEW.parent_id AND p.parent_id IS NOT NULL)
        OR EXISTS (SELECT FROM categories c WHERE c.parent_id = NEW.id)) THEN
        RAISE EXCEPTION 'category % would stand on a third level', NEW.slug
            USING ERRCODE = 'check_violation', CONSTRAINT = 'categories_two_levels';
    END IF;
    IF NEW.retired_at IS NOT NULL
        AND EXISTS (SELECT FROM categories c WHERE c.parent_id = NEW.id AND c.retired_at IS NULL) THEN
        RAISE EXCEPTION 'category % has others below it', NEW.slug
            USING ERRCODE = 'check_violation', CONSTRAINT = 'categories_retired_last';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER categories_guard BEFORE INSERT OR UPDATE ON categories FOR EACH ROW EXECUTE FUNCTION categories_guard();
