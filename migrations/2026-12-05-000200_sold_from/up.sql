-- A household says from how many a pack is sold, and by how many more: no more than a cart can reach.
ALTER TABLE packs
    DROP CONSTRAINT packs_min_qty_check,
    DROP CONSTRAINT packs_qty_step_check,
    ADD CONSTRAINT packs_min_qty_check CHECK (min_qty BETWEEN 1 AND 999),
    ADD CONSTRAINT packs_qty_step_check CHECK (qty_step BETWEEN 1 AND 999);
