DROP TABLE inbox_hours;
