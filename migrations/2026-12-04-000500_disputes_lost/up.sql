-- Since when the oldest open dispute of a payment waits, and whether all are over and one is lost. It was told from the books
-- before, by being marked later than a loss: so the loss of one moved the wait of another.
ALTER TABLE payments ADD COLUMN dispute_lost boolean NOT NULL DEFAULT false;
UPDATE payments y SET dispute_lost = true
WHERE y.disputed_at IS NOT NULL
  AND EXISTS (SELECT FROM postings g WHERE g.order_id = y.order_id AND g.kind = 'dispute_lost' AND g.at >= y.disputed_at);
ALTER TABLE payments ADD CONSTRAINT payments_lost_was_disputed CHECK (NOT dispute_lost OR disputed_at IS NOT NULL);
