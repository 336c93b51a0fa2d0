DROP TABLE pack_codes;
DROP TABLE import_rows;
DROP TABLE imports;
