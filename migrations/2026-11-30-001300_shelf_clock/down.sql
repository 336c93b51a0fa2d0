DROP TRIGGER harvests_by_the_clock ON harvests;
DROP FUNCTION harvests_by_the_clock;
DELETE FROM jobs WHERE kind = 'refresh_shelf' AND dedupe_key LIKE 'refresh_shelf:%@%';
