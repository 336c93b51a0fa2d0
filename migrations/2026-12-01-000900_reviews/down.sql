DELETE FROM inbox_hours WHERE kind = 'review';
ALTER TABLE inbox_hours DROP CONSTRAINT inbox_hours_within_bounds;
ALTER TABLE inbox_hours ADD CONSTRAINT inbox_hours_within_bounds CHECK (CASE
    WHEN kind IN ('takedown', 'flag', 'listing', 'revision') THEN hours BETWEEN 1 AND 24
    WHEN kind = 'identity' THEN hours BETWEEN 1 AND 48
    WHEN kind IN ('application', 'paper', 'transfer', 'refund', 'job') THEN hours BETWEEN 1 AND 720
    ELSE false END);
DELETE FROM claims WHERE kind = 'review';
DROP TABLE product_stars, review_reports, review_replies, reviews;
DROP FUNCTION reviews_of_received, reviews_counted;
