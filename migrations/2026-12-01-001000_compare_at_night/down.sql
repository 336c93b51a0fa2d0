-- The version before writes its schedule by itself.
DELETE FROM schedules WHERE kind = 'compare_tonight';
