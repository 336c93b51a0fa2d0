-- Goods that are weighed when they are packed: a fish, a hen, a bunch. The price said before is the most it costs; what
-- weighs less costs less in proportion, down to a band below, and what weighs more costs no more.

ALTER TABLE packs ADD COLUMN weight_band integer CHECK (weight_band BETWEEN 1 AND 20);
COMMENT ON COLUMN packs.weight_band IS 'Sold by final weight: by so many per cent it may weigh less than net_weight_g. NULL: sold as it is.';

ALTER TABLE order_lines
    ADD COLUMN weight_band integer CHECK (weight_band BETWEEN 1 AND 20),
    ADD COLUMN final_g integer,
    ADD CONSTRAINT order_lines_final_g CHECK (final_g IS NULL OR final_g > 0 AND weight_band IS NOT NULL
        AND final_g::bigint * 100 >= net_weight_g::bigint * (qty - qty_off - swapped) * (100 - weight_band));
COMMENT ON COLUMN order_lines.weight_band IS 'The pack''s band when it was ordered; the buyer was told.';
COMMENT ON COLUMN order_lines.final_g IS 'What the pieces that come as ordered weigh together (grams). NULL: not weighed, or some taken out since.';

ALTER TABLE correction_lines
    ADD COLUMN final_g integer CHECK (final_g > 0),
    DROP CONSTRAINT correction_lines_say_something,
    ADD CONSTRAINT correction_lines_say_something
        CHECK (qty_off + swapped + extra > 0 OR total_off > 0 OR final_g IS NOT NULL);
COMMENT ON COLUMN correction_lines.final_g IS 'The line was weighed: so many grams. What it costs less for that is total_off, perhaps nothing.';

CREATE OR REPLACE FUNCTION correction_lines_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE order_lines l
       SET qty_off = l.qty_off + NEW.qty_off, swapped = l.swapped + NEW.swapped, extra = l.extra + NEW.extra,
           total_off = l.total_off + NEW.total_off, paid_off = l.paid_off + NEW.paid_off,
           final_g = CASE WHEN NEW.qty_off + NEW.swapped > 0 THEN NULL ELSE coalesce(NEW.final_g, l.final_g) END
     WHERE l.id = NEW.line_id
       AND l.parcel_id = (SELECT c.parcel_id FROM corrections c WHERE c.id = NEW.correction_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'line % is not of the parcel that is corrected', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_lines_of_one_parcel';
    END IF;
    RETURN NULL;
END $$;
