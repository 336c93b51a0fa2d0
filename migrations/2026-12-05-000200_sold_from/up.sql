-- How many of a pack are bought at once is the household's to say: no more than any buyer takes.
ALTER TABLE packs
    DROP CONSTRAINT packs_min_qty_check,
    DROP CONSTRAINT packs_qty_step_check,
    ADD CONSTRAINT packs_min_qty_check CHECK (min_qty BETWEEN 1 AND 1000),
    ADD CONSTRAINT packs_qty_step_check CHECK (qty_step BETWEEN 1 AND 1000);
