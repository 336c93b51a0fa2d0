-- What was split off a transfer names the orders that the transfer names: it may pay each of them, and keeps its goods.
UPDATE transfers p SET codes = t.codes FROM transfers t WHERE t.id = p.part_of AND p.codes <> t.codes;
