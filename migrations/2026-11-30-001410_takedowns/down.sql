DROP TRIGGER products_taken_down ON products;
DROP FUNCTION taken_down_stays;
DROP TABLE takedowns;
