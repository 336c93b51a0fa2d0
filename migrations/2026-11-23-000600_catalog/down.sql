DROP TABLE pages, spotlights, shelf, product_pictures, stock_entries, packs, products, categories;
DROP FUNCTION toned(text);
DROP FUNCTION fold(text);
