DROP TABLE pages, spotlights, shelf, product_pictures, stock_entries, packs, products, categories;
