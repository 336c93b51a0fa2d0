-- The words that packs are named by, kept by the office: households are offered them, and a pack that nobody gave an
-- English name is read in English by them.
CREATE TABLE units (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name_vi text NOT NULL CHECK (length(btrim(name_vi)) BETWEEN 1 AND 40 AND name_vi IS NFC NORMALIZED),
    name_en text NOT NULL CHECK (length(btrim(name_en)) BETWEEN 1 AND 40),
    sort integer NOT NULL DEFAULT 100 CHECK (sort BETWEEN 0 AND 9999),
    said text NOT NULL GENERATED ALWAYS AS (lower(name_vi COLLATE "und-x-icu")) STORED,
    off_at timestamptz,
    seq integer NOT NULL DEFAULT 1
);
COMMENT ON COLUMN units.name_vi IS 'The first word or words of a pack''s name: "hũ", "chục quả".';
COMMENT ON COLUMN units.name_en IS 'What stands for them in English: "jar".';
COMMENT ON COLUMN units.said IS 'The name as packs are compared with it.';
COMMENT ON COLUMN units.off_at IS 'Offered to no household any more; packs that are named so keep their English.';
COMMENT ON COLUMN units.seq IS 'Counts every change, so that who writes over an older one is told.';
-- With its tones: "lọ" is a jar, "lố" a dozen. "hoà" and "hòa" are one.
CREATE UNIQUE INDEX units_name ON units (toned(name_vi));

INSERT INTO units (name_vi, name_en, sort) VALUES
    ('kg', 'kg', 10), ('túi 500 g', '500 g bag', 20), ('túi 1 kg', '1 kg bag', 30), ('hộp 1 kg', '1 kg box', 40),
    ('hũ 500 g', '500 g jar', 50), ('chai 1 lít', '1 litre bottle', 60), ('chục quả', 'ten pieces', 70),
    ('túi', 'bag', 110), ('gói', 'pack', 120), ('hộp', 'box', 130), ('hũ', 'jar', 140), ('lọ', 'small jar', 150),
    ('chai', 'bottle', 160), ('can', 'can', 170), ('thùng', 'crate', 180), ('bao', 'sack', 190), ('giỏ', 'basket', 200),
    ('rổ', 'flat basket', 210), ('khay', 'tray', 220), ('vỉ', 'egg tray', 230), ('bó', 'bunch', 240), ('nải', 'hand', 250),
    ('chùm', 'cluster', 260), ('quả', 'piece', 270), ('con', 'whole', 280), ('cái', 'piece', 290), ('chiếc', 'piece', 300),
    ('đôi', 'pair', 310), ('bộ', 'set', 320), ('chục', 'ten', 330), ('lạng', '100 g', 340), ('cân', 'kg', 350),
    ('yến', '10 kg', 360), ('tạ', '100 kg', 370), ('lít', 'litre', 380);

-- The English name of a pack: its own, or the English of the longest unit that its name begins with and the rest as it
-- stands ("hũ 1 kg" is "jar 1 kg"), or nothing.
CREATE FUNCTION pack_english(vi text, en text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN en <> '' THEN en ELSE coalesce((
    SELECT u.name_en || substr(k.name, length(u.name_vi) + 1)
    FROM (SELECT normalize(vi, NFC) AS name, lower(normalize(vi, NFC) COLLATE "und-x-icu") || ' ' AS said OFFSET 0) k
    JOIN units u ON starts_with(k.said, u.said || ' ')
    ORDER BY length(u.name_vi) DESC, u.id LIMIT 1), '') END;
