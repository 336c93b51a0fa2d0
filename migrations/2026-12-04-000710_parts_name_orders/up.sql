-- What was split off a transfer names the orders that the transfer names, as does what was split off that: it may pay each of
-- them, and keeps its goods.
WITH RECURSIVE named AS (
    SELECT id, codes FROM transfers WHERE part_of IS NULL
    UNION ALL
    SELECT p.id, n.codes FROM transfers p JOIN named n ON n.id = p.part_of
)
UPDATE transfers t SET codes = n.codes FROM named n WHERE n.id = t.id AND t.part_of IS NOT NULL AND t.codes <> n.codes;
