-- The invented history of `market demo` had its transfers applied without booking that they came: the payment took the money
-- from the bank at once. The books now hold each transfer against its posting, so those rows are put as the shop writes them;
-- no account's balance changes. No transfer that the shop itself took in is one of these.
CREATE TEMP TABLE uncome ON COMMIT DROP AS
    SELECT t.id, t.amount, t.order_id, t.content, t.noted_at, t.payment_id
    FROM transfers t JOIN bank_accounts b ON b.id = t.account_id AND b.producer_id IS NULL
    WHERE t.part_of IS NULL AND t.state = 'applied'
      AND NOT EXISTS (SELECT FROM postings g WHERE g.key = 'came:transfer/' || t.id)
      AND EXISTS (SELECT FROM postings g JOIN entries e ON e.posting_id = g.id
                  WHERE g.key = 'paid:' || t.payment_id AND e.account = 'bank' AND e.amount = t.amount);
ALTER TABLE entries DISABLE TRIGGER entries_append_only;
UPDATE entries e SET account = 'unmatched'
    FROM uncome u JOIN postings g ON g.key = 'paid:' || u.payment_id
    WHERE e.posting_id = g.id AND e.account = 'bank' AND e.amount = u.amount;
ALTER TABLE entries ENABLE TRIGGER entries_append_only;
INSERT INTO postings (key, kind, order_id, memo, at)
    SELECT 'came:transfer/' || id, 'came', order_id, content, noted_at FROM uncome ORDER BY id;
INSERT INTO entries (posting_id, account, amount)
    SELECT g.id, e.account, e.amount FROM uncome u JOIN postings g ON g.key = 'came:transfer/' || u.id
    CROSS JOIN LATERAL (VALUES ('bank', u.amount), ('unmatched', -u.amount)) AS e (account, amount) ORDER BY g.id;
