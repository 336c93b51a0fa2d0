CREATE INDEX acts_by_account ON acts (account_id, id DESC);
DROP INDEX accounts_by_name, acts_by_words, acts_by_household, acts_by_person, acts_by_kind, acts_by_time;
