-- Until now nobody's selling ended with their identity, and nobody was told that it ran out. Whoever sells under one that is
-- over on the day of this change, or will be within two weeks, goes on for those two weeks and is told.
ALTER TABLE identities ADD COLUMN sells_until date;
COMMENT ON COLUMN identities.sells_until IS 'Through this day the household sells although its identity is over; null where it ends with the identity.';
UPDATE identities i SET sells_until = d.day + 14
  FROM producers r, (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day) d
 WHERE r.id = i.producer_id AND r.listed AND i.verified_until < d.day + 14;
