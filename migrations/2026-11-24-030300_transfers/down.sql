DELETE FROM transfer_moves WHERE (from_state, to_state) = ('applied', 'refunded');
DROP INDEX transfers_by_day;
DROP INDEX transfers_open_by_code;
DROP INDEX transfers_by_part_of;
DROP INDEX transfers_confirmed_once;
ALTER TABLE transfers DROP COLUMN part_of, DROP COLUMN confirmed_as, DROP COLUMN codes;
