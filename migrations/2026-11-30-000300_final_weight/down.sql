CREATE OR REPLACE FUNCTION correction_lines_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE order_lines l
       SET qty_off = l.qty_off + NEW.qty_off, swapped = l.swapped + NEW.swapped, extra = l.extra + NEW.extra,
           total_off = l.total_off + NEW.total_off, paid_off = l.paid_off + NEW.paid_off
     WHERE l.id = NEW.line_id
       AND l.parcel_id = (SELECT c.parcel_id FROM corrections c WHERE c.id = NEW.correction_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'line % is not of the parcel that is corrected', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_lines_of_one_parcel';
    END IF;
    RETURN NULL;
END $$;
-- What was weighed and cost no less stays written: it says nothing to the program before, and is never changed.
ALTER TABLE correction_lines
    DROP CONSTRAINT correction_lines_say_something,
    ADD CONSTRAINT correction_lines_say_something CHECK (qty_off + swapped + extra > 0 OR total_off > 0) NOT VALID,
    DROP COLUMN final_g;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_final_g, DROP COLUMN final_g, DROP COLUMN weight_band;
ALTER TABLE packs DROP COLUMN weight_band;
