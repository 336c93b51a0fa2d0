ALTER TABLE producers DROP COLUMN name_folded;
