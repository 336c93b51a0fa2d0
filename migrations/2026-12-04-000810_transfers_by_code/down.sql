CREATE INDEX transfers_open_by_code ON transfers USING gin (codes) WHERE state = 'open';
DROP INDEX transfers_by_code;
