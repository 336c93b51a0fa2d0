DROP TABLE schedules, throttles, sessions, messages, jobs, events;
DROP EXTENSION pg_trgm;
DROP EXTENSION unaccent;
