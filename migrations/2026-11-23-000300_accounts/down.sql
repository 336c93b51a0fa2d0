DROP TABLE clerks, one_time_codes;
ALTER TABLE sessions DROP CONSTRAINT sessions_account_id_fkey;
DROP TABLE accounts;
