-- Sizes as they are said at a stall are sizes too: "1 cân", "nửa ký", "2 lạng", "1 yến". These names are other words with other accents
-- ("5 làng", "2 cần"), so they are compared with theirs; all others as they are folded. Only what `catalog::list::size` takes for a
-- digit is one: a cast knows no others.
--
-- The words of the shelf are made anew within a day, a part of them each hour; until then they are as good as they were.
CREATE OR REPLACE FUNCTION size_words(names text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(string_agg(DISTINCT s.n * u.one / 1000 || u.counted, ' ' ORDER BY s.n * u.one / 1000 || u.counted), '')
    FROM regexp_matches(
            lower(normalize(names, NFC) COLLATE "und-x-icu"),
            '\m([0-9]{1,5}|nửa)(?:[.,]([0-9]{1,3}))?\s*([[:alpha:]]+)\M', 'g') AS m (part)
    CROSS JOIN LATERAL (SELECT CASE
            WHEN m.part[1] = 'nửa' THEN 500
            WHEN m.part[2] IS NULL THEN m.part[1]::bigint * 1000
            -- Behind a point stand three digits when it parts thousands.
            WHEN length(m.part[2]) = 3 THEN (m.part[1] || m.part[2])::bigint * 1000
            ELSE m.part[1]::bigint * 1000 + rpad(m.part[2], 3, '0')::bigint END AS n,
            -- Folded once for all units, and not at all when it has no accents.
            CASE WHEN octet_length(m.part[3]) = length(m.part[3]) THEN m.part[3] ELSE fold(m.part[3]) END AS unit OFFSET 0) s
    JOIN (VALUES ('kg', 'g', 1000), ('ki', 'g', 1000), ('kilo', 'g', 1000), ('g', 'g', 1), ('gr', 'g', 1), ('gam', 'g', 1),
            ('gram', 'g', 1), ('grams', 'g', 1), ('ml', 'ml', 1), ('l', 'ml', 1000), ('lit', 'ml', 1000),
            ('litre', 'ml', 1000), ('litres', 'ml', 1000), ('liter', 'ml', 1000), ('liters', 'ml', 1000), ('qua', 'qua', 1),
            ('trai', 'qua', 1), ('con', 'con', 1), ('cu', 'cu', 1), ('hu', 'hu', 1), ('hop', 'hop', 1), ('goi', 'goi', 1),
            ('tui', 'tui', 1), ('chai', 'chai', 1), ('cân', 'g', 1000), ('ký', 'g', 1000), ('lạng', 'g', 100),
            ('yến', 'g', 10000)) AS u (word, counted, one) ON u.word IN (m.part[3], s.unit)
    WHERE s.n > 0 AND s.n * u.one % 1000 = 0);
