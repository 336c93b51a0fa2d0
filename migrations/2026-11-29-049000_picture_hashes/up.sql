-- Orders and lots remember a picture by its hash, so that it outlives the product that showed it; the sweep of pictures
-- that nothing shows asks for them.
CREATE INDEX order_lines_by_picture ON order_lines (picture_hash) WHERE picture_hash IS NOT NULL;
CREATE INDEX lots_by_picture ON lots (picture_hash) WHERE picture_hash IS NOT NULL;
