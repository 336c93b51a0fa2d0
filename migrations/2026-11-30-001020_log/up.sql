-- The log is searched by day, person, kind, household and words; each list is read from its end, a page at a time.
CREATE INDEX acts_by_time ON acts (at DESC, id DESC);
CREATE INDEX acts_by_kind ON acts (act, at DESC, id DESC);
CREATE INDEX acts_by_person ON acts (account_id, at DESC, id DESC);
CREATE INDEX acts_by_household ON acts (producer_id, at DESC, id DESC);
CREATE INDEX acts_by_words ON acts USING gin (fold(subject || ' ' || why) gin_trgm_ops);
CREATE INDEX accounts_by_name ON accounts USING gin (fold(name) gin_trgm_ops);
-- acts_by_person goes the same way.
DROP INDEX acts_by_account;
