DROP TABLE lot_scans, lot_lines, recall_notes, recalls, lot_certificates, lot_diary, lots, farm_diary_strikes, farm_diary,
    plots;
DROP FUNCTION lot_lines_guard, plots_guard;
DROP INDEX products_of_producer;
ALTER TABLE products DROP COLUMN gtin;
DROP FUNCTION gtin_checks;
