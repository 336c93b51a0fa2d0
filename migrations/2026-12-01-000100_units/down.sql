DROP FUNCTION pack_english(text, text);
DROP TABLE units;
