CREATE OR REPLACE FUNCTION size_words(names text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(string_agg(DISTINCT s.n * u.one / 1000 || u.counted, ' ' ORDER BY s.n * u.one / 1000 || u.counted), '')
    FROM regexp_matches(
            lower(translate(regexp_replace(normalize(names, NFD), '[\u0300-\u036F]', '', 'g'), 'đĐ', 'dd')),
            '\m(\d{1,5})(?:[.,](\d{1,3}))?\s*([a-z]+)\M', 'g') AS m (part)
    CROSS JOIN LATERAL (SELECT CASE length(coalesce(m.part[2], ''))
            WHEN 0 THEN m.part[1]::bigint * 1000
            -- Behind a point stand three digits when it parts thousands.
            WHEN 3 THEN (m.part[1] || m.part[2])::bigint * 1000
            ELSE m.part[1]::bigint * 1000 + rpad(m.part[2], 3, '0')::bigint END AS n OFFSET 0) s
    JOIN (VALUES ('kg', 'g', 1000), ('ki', 'g', 1000), ('kilo', 'g', 1000), ('g', 'g', 1), ('gr', 'g', 1), ('gam', 'g', 1),
            ('gram', 'g', 1), ('grams', 'g', 1), ('ml', 'ml', 1), ('l', 'ml', 1000), ('lit', 'ml', 1000),
            ('litre', 'ml', 1000), ('litres', 'ml', 1000), ('liter', 'ml', 1000), ('liters', 'ml', 1000), ('qua', 'qua', 1),
            ('trai', 'qua', 1), ('con', 'con', 1), ('cu', 'cu', 1), ('hu', 'hu', 1), ('hop', 'hop', 1), ('goi', 'goi', 1),
            ('tui', 'tui', 1), ('chai', 'chai', 1)) AS u (word, counted, one) ON u.word = m.part[3]
    WHERE s.n > 0 AND s.n * u.one % 1000 = 0);
