DROP TRIGGER claims_of_account_closed ON accounts;
DROP FUNCTION claims_of_account_closed();
DROP TRIGGER claims_of_role_taken ON clerks;
DROP FUNCTION claims_of_role_taken();
