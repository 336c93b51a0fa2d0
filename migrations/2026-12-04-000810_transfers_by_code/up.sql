-- An order's page shows every transfer that named it, also those that were resolved: the index of open ones alone is not enough.
CREATE INDEX transfers_by_code ON transfers USING gin (codes);
DROP INDEX transfers_open_by_code;
