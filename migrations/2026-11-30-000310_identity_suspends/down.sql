ALTER TABLE producers DROP COLUMN suspended_with_identity;
