TRUNCATE shelf_alike;
ALTER TABLE shelf_alike DROP COLUMN band;
COMMENT ON COLUMN shelf_alike.alike IS NULL;
CREATE OR REPLACE FUNCTION shelf_terms_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO shelf_alike
    SELECT DISTINCT ON (alike) alike, top_category_id, category_id, commune_code, producer_kind, certificates, stars, in_season,
           in_stock
    FROM changed ORDER BY alike ON CONFLICT (alike) DO NOTHING;
    INSERT INTO shelf_terms AS t (product_id, alike, rank, from_price, words, names)
    SELECT product_id, alike, rank, from_price, plain_words(words), strip(ts_filter(words, '{a}'))
    FROM changed ORDER BY product_id
    ON CONFLICT (product_id) DO UPDATE SET (alike, rank, from_price, words, names) = (excluded.alike, excluded.rank,
        excluded.from_price, excluded.words, excluded.names)
    WHERE t.* IS DISTINCT FROM excluded.*;
    RETURN NULL;
END $$;
INSERT INTO shelf_alike
SELECT DISTINCT ON (alike) alike, top_category_id, category_id, commune_code, producer_kind, certificates, stars, in_season, in_stock
FROM shelf ORDER BY alike;
UPDATE shelf_terms t SET alike = s.alike FROM shelf s WHERE s.product_id = t.product_id;
DROP FUNCTION price_band;
