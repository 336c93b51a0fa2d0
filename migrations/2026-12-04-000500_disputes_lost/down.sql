-- What waits on is marked later than what is lost, as the code before this reads it.
UPDATE payments y SET disputed_at = clock_timestamp()
WHERE y.disputed_at IS NOT NULL AND NOT y.dispute_lost
  AND EXISTS (SELECT FROM postings g WHERE g.order_id = y.order_id AND g.kind = 'dispute_lost' AND g.at >= y.disputed_at);
ALTER TABLE payments DROP CONSTRAINT payments_lost_was_disputed;
ALTER TABLE payments DROP COLUMN dispute_lost;
