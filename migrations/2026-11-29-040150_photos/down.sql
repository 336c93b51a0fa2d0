-- Pictures that are larger stay: the old bounds hold for what comes from now on.
ALTER TABLE pictures
    DROP CONSTRAINT pictures_width_check,
    DROP CONSTRAINT pictures_height_check,
    ADD CONSTRAINT pictures_width_check CHECK (width BETWEEN 1 AND 8000) NOT VALID,
    ADD CONSTRAINT pictures_height_check CHECK (height BETWEEN 1 AND 8000) NOT VALID;
