-- Each line of a statement asks whether a clerk, or a bank's notice, has told of so much money before. A year's statement has
-- thousands of lines of one amount, and without this they were all read again for each of its lines.
CREATE INDEX transfers_told ON transfers (account_id, amount) WHERE source <> 'statement' AND part_of IS NULL;
