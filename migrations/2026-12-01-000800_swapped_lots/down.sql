CREATE OR REPLACE FUNCTION lot_lines_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ordered integer; given bigint; of_product bigint;
BEGIN
    -- Both are held, so that two who pack, or one who packs and one who recalls, see one another.
    SELECT l.qty, l.product_id INTO ordered, of_product FROM order_lines l WHERE l.id = NEW.order_line_id FOR NO KEY UPDATE;
    PERFORM FROM lots WHERE id = NEW.lot_id FOR SHARE;
    IF NOT EXISTS (SELECT FROM lots WHERE id = NEW.lot_id AND product_id = of_product) THEN
        RAISE EXCEPTION 'lot % is of another product than line %', NEW.lot_id, NEW.order_line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_lines_same_product';
    END IF;
    IF EXISTS (SELECT FROM recalls WHERE lot_id = NEW.lot_id) THEN
        RAISE EXCEPTION 'lot % is recalled', NEW.lot_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_lines_not_recalled';
    END IF;
    SELECT coalesce(sum(qty), 0) INTO given FROM lot_lines
     WHERE order_line_id = NEW.order_line_id AND lot_id <> NEW.lot_id;
    IF given + NEW.qty > ordered THEN
        RAISE EXCEPTION 'line % has % packs, not %', NEW.order_line_id, ordered, given + NEW.qty
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_lines_within_line';
    END IF;
    RETURN NEW;
END $$;
