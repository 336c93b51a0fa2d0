DROP INDEX lots_by_picture;
DROP INDEX order_lines_by_picture;
