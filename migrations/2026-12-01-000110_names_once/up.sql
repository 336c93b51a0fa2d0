-- No two pick-up points, and no two categories of one group, are called the same, whoever writes them and however they
-- type the accents. Where a market was filled with two of one name, the later one is told apart by its number.
UPDATE pickup_points p SET name_vi = p.name_vi || ' (' || p.id || ')', seq = p.seq + 1
FROM (SELECT id, row_number() OVER (PARTITION BY fold(name_vi) ORDER BY id) AS nth FROM pickup_points) n
WHERE n.id = p.id AND n.nth > 1;
CREATE UNIQUE INDEX pickup_points_name ON pickup_points (fold(name_vi));

-- Cut to what has been the longest since 2026-11-30: there may be older ones.
UPDATE categories c SET name_vi = left(c.name_vi, 60) || ' (' || c.id || ')', name_en = left(c.name_en, 80), seq = c.seq + 1
FROM (SELECT id, row_number() OVER (PARTITION BY coalesce(parent_id, 0), fold(name_vi) ORDER BY id) AS nth FROM categories) n
WHERE n.id = c.id AND n.nth > 1;
CREATE UNIQUE INDEX categories_name ON categories (coalesce(parent_id, 0), fold(name_vi));
