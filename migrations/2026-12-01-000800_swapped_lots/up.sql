-- What comes instead of what was ordered has lots too: a recall must find whoever got it. A line takes as much of a product's
-- lots as comes of that product, not as much as was ordered.
CREATE OR REPLACE FUNCTION lot_lines_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line order_lines; of_product bigint; instead bigint; comes bigint; given bigint;
BEGIN
    -- Both are held, so that two who pack, or one who packs and one who recalls, see one another.
    SELECT * INTO line FROM order_lines WHERE id = NEW.order_line_id FOR NO KEY UPDATE;
    SELECT product_id INTO of_product FROM lots WHERE id = NEW.lot_id FOR SHARE;
    SELECT sum(c.swapped) INTO instead FROM correction_lines c JOIN packs k ON k.id = c.pack_id
     WHERE c.line_id = line.id AND k.product_id = of_product;
    IF line.product_id IS DISTINCT FROM of_product AND instead IS NULL THEN
        RAISE EXCEPTION 'lot % is of another product than line % and what comes instead', NEW.lot_id, NEW.order_line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_lines_same_product';
    END IF;
    IF EXISTS (SELECT FROM recalls WHERE lot_id = NEW.lot_id) THEN
        RAISE EXCEPTION 'lot % is recalled', NEW.lot_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_lines_not_recalled';
    END IF;
    comes := coalesce(instead, 0);
    IF line.product_id = of_product THEN
        comes := comes + line.qty - line.qty_off - line.swapped + line.extra;
    END IF;
    SELECT coalesce(sum(x.qty), 0) INTO given FROM lot_lines x JOIN lots l ON l.id = x.lot_id
     WHERE x.order_line_id = NEW.order_line_id AND x.lot_id <> NEW.lot_id AND l.product_id = of_product;
    IF given + NEW.qty > comes THEN
        RAISE EXCEPTION 'line % has % packs, not %', NEW.order_line_id, comes, given + NEW.qty
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_lines_within_line';
    END IF;
    RETURN NEW;
END $$;
