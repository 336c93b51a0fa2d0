DROP INDEX complaints_replacing;
DROP TABLE replacements;
