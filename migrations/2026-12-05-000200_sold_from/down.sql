ALTER TABLE packs
    DROP CONSTRAINT packs_min_qty_check,
    DROP CONSTRAINT packs_qty_step_check,
    ADD CONSTRAINT packs_min_qty_check CHECK (min_qty >= 1),
    ADD CONSTRAINT packs_qty_step_check CHECK (qty_step >= 1);
