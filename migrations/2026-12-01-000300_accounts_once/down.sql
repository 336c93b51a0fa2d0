DROP TRIGGER bank_accounts_once ON bank_accounts;
DROP FUNCTION bank_accounts_once;
ALTER TABLE bank_accounts DROP COLUMN shared;
