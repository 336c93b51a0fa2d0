DROP INDEX messages_by_day, messages_waiting;
DROP INDEX webhooks_by_time;
DROP TABLE webhook_refusals, backups, reindexes, book_faults;
ALTER TABLE schedules DROP COLUMN done_at, DROP COLUMN every_seconds;
