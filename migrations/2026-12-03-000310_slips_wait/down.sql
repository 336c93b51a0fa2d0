ALTER TABLE takeover_codes DROP COLUMN opens_at;
