-- The market itself asks the office to look at a review that a household may have had written of its own goods.
ALTER TABLE review_reports DROP CONSTRAINT review_reports_side_check;
ALTER TABLE review_reports ADD CONSTRAINT review_reports_side_check CHECK (side IN ('household', 'visitor', 'phrase', 'kin'));
