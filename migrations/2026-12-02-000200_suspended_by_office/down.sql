-- One cause only was known before: where both stand, the office's.
UPDATE producers SET suspended_with_identity = false WHERE suspended_by_office AND suspended_with_identity;
ALTER TABLE producers DROP COLUMN suspended_by_office;
COMMENT ON COLUMN producers.suspended_with_identity IS 'Suspended because its identity was revoked: it is lifted when the identity is proved again.';
