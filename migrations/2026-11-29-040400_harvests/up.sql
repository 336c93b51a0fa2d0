-- "Sold out today" is an entry of its own, so that one press can take it back.
ALTER TABLE stock_entries DROP CONSTRAINT stock_entries_kind_check;
ALTER TABLE stock_entries ADD CONSTRAINT stock_entries_kind_check
    CHECK (kind IN ('initial', 'restock', 'write_off', 'sold_out', 'sold'));
-- The last entry of a pack says whether there is something to take back; the new index does the old one's work too.
CREATE INDEX stock_entries_latest ON stock_entries (pack_id, id);
DROP INDEX stock_entries_by_pack;
