ALTER TABLE broadcasts DROP COLUMN goes_at, DROP COLUMN urgent_why;
ALTER TABLE messages DROP COLUMN by_day;
