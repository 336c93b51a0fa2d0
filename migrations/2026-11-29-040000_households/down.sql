DROP INDEX certificates_waiting;
DROP INDEX certificates_once;
DROP INDEX certificates_checked;
-- Before, a number could stand once only; what was only typed goes first.
DELETE FROM certificates c USING certificates o
    WHERE o.kind = c.kind AND o.number = c.number AND o.id <> c.id
      AND (o.checked_at IS NOT NULL AND c.checked_at IS NULL OR (o.checked_at IS NULL) = (c.checked_at IS NULL) AND o.id < c.id);
ALTER TABLE certificates
    ADD CONSTRAINT certificates_kind_number_key UNIQUE (kind, number),
    DROP COLUMN scan_name, DROP COLUMN scan_kind, DROP COLUMN sent_by, DROP COLUMN sent_at, DROP COLUMN checked_by,
    DROP COLUMN refused_at, DROP COLUMN refused_why;
DROP TABLE takeover_codes;
DROP TRIGGER members_keep_owner ON members;
DROP FUNCTION members_keep_owner();
ALTER TABLE members DROP COLUMN role;
DROP TABLE identities;
DROP TABLE identity_moves;
DROP TABLE terms_acceptances;
DROP TRIGGER pages_keep_version ON pages;
DROP TRIGGER pages_count_version ON pages;
DROP FUNCTION pages_keep_version();
DROP FUNCTION pages_count_version();
DROP TABLE page_versions;
ALTER TABLE pages DROP COLUMN version;
DROP TABLE acts;
DROP FUNCTION away_until(date, date);
DROP INDEX producers_suspended;
DROP INDEX producers_waiting;
DROP INDEX producers_by_commune;
-- Whoever was never approved was never to be seen.
UPDATE producers SET suspended_at = now() WHERE approved_at IS NULL AND suspended_at IS NULL;
ALTER TABLE producers
    DROP COLUMN listed, DROP COLUMN grows, DROP COLUMN applied_by, DROP COLUMN apply_token, DROP COLUMN approved_at,
    DROP COLUMN approved_by, DROP COLUMN suspended_why, DROP COLUMN away_from, DROP COLUMN away_to;
CREATE INDEX producers_by_commune ON producers (commune_code) WHERE suspended_at IS NULL;
