-- A day to complain is for fresh goods. A jar that keeps for months is opened later, and a basket shows its fault in use.
ALTER TABLE complaint_kinds
    ADD COLUMN keeps_hours integer CHECK (keeps_hours BETWEEN 1 AND 8760),
    ADD CONSTRAINT complaint_kinds_keeps_longer CHECK (keeps_hours > window_hours);
COMMENT ON COLUMN complaint_kinds.keeps_hours IS 'The window for a parcel with goods that keep for more than 30 days, or crafts; NULL: the same as for all.';
UPDATE complaint_kinds SET keeps_hours = 168 WHERE word = 'spoiled';
UPDATE complaint_kinds SET keeps_hours = 72 WHERE word = 'damaged';
