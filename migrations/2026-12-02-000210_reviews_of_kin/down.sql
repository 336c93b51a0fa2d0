UPDATE review_reports SET side = 'phrase' WHERE side = 'kin';
ALTER TABLE review_reports DROP CONSTRAINT review_reports_side_check;
ALTER TABLE review_reports ADD CONSTRAINT review_reports_side_check CHECK (side IN ('household', 'visitor', 'phrase'));
