CREATE INDEX stock_entries_by_pack ON stock_entries (pack_id);
DROP INDEX stock_entries_latest;
UPDATE stock_entries SET kind = 'write_off' WHERE kind = 'sold_out';
ALTER TABLE stock_entries DROP CONSTRAINT stock_entries_kind_check;
ALTER TABLE stock_entries ADD CONSTRAINT stock_entries_kind_check
    CHECK (kind IN ('initial', 'restock', 'write_off', 'sold'));
