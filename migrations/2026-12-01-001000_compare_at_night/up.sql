-- The index was compared at the hour the shop was first opened; now a job of its own waits for each night.
DELETE FROM schedules WHERE kind = 'compare_index';
