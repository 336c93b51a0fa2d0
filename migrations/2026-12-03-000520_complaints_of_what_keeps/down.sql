ALTER TABLE complaint_kinds DROP CONSTRAINT complaint_kinds_keeps_longer, DROP COLUMN keeps_hours;
