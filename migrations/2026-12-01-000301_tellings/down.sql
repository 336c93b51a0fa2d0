DROP INDEX transfers_by_words;
DROP INDEX transfers_by_only_code;
-- Before, a number and a sum were one transfer's.
UPDATE transfers t SET bank_reference = NULL
WHERE EXISTS (SELECT FROM transfers o WHERE o.account_id = t.account_id AND o.bank_reference = t.bank_reference
              AND o.amount = t.amount AND o.id < t.id);
CREATE UNIQUE INDEX transfers_one_of_reference ON transfers (account_id, bank_reference, amount) WHERE bank_reference IS NOT NULL;
DROP TABLE tellings;
