DROP INDEX acts_by_evidence;
ALTER TABLE acts DROP COLUMN evidence;
