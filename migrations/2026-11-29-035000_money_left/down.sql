ALTER TABLE statements
    DROP CONSTRAINT statements_asked_by_somebody,
    DROP COLUMN asked_at,
    DROP COLUMN asked_by,
    DROP COLUMN taken;
DROP TABLE card_movements;
DROP INDEX postings_by_hand;
ALTER TABLE postings DROP COLUMN for_day;
-- Fees that were booked stay in the books, as what the office corrects by hand.
ALTER TABLE entries DISABLE TRIGGER entries_append_only;
UPDATE entries SET account = 'adjustment' WHERE account = 'stripe_fees';
ALTER TABLE entries ENABLE TRIGGER entries_append_only;
ALTER TABLE entries
    DROP CONSTRAINT entries_account_check,
    ADD CONSTRAINT entries_account_check CHECK (account IN ('bank', 'card', 'with_household', 'with_carrier', 'held', 'payable',
        'delivery', 'commission', 'vat', 'pit', 'refunds_due', 'vouchers', 'unmatched', 'credit', 'adjustment'));
