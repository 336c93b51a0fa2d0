-- A phone's panorama is 12,000 pixels wide and still within 50 million in all.
ALTER TABLE pictures
    DROP CONSTRAINT pictures_width_check,
    DROP CONSTRAINT pictures_height_check,
    ADD CONSTRAINT pictures_width_check CHECK (width BETWEEN 1 AND 16000),
    ADD CONSTRAINT pictures_height_check CHECK (height BETWEEN 1 AND 16000);
