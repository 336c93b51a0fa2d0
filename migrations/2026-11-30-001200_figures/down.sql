DROP INDEX orders_by_moment;
DROP TABLE figure_days;
DROP TABLE figures;
