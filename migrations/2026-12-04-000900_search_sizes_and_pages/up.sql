-- What a search finds by, once more: sizes of packs, the tones in a household's name, the words of a help page.

-- The sizes that names say, each as one word in the unit it is counted in: "Gạo 2 kg" is `2000g`, "vỉ 10 quả" `10qua`,
-- "1,5 lít" `1500ml`, "1.000 g" `1000g`. `catalog::list::size` reads a search the same way.
CREATE FUNCTION size_words(names text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
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

-- Sizes are among the words, which are derived: written again as soon as a runner starts. No index is told that they are
-- gone meanwhile, and what a search finds by stays as it is until then.
ALTER TABLE shelf DISABLE TRIGGER USER;
UPDATE shelf SET words = '';
ALTER TABLE shelf ENABLE TRIGGER USER;
UPDATE schedules SET next_at = now() WHERE kind = 'refresh_season';

ALTER TABLE producers ADD COLUMN name_toned text NOT NULL
    GENERATED ALWAYS AS (' ' || toned(name_vi || ' ' || name_en) || ' ') STORED;
COMMENT ON COLUMN producers.name_toned IS 'Like name_folded, with the accents: "cá" is not "cà".';

-- The words of a help page. A: its title; B: its headings, and what people call it who have never seen it; C: its text.
CREATE FUNCTION page_vector(slug text, lang text, title text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN word_vector(title, 'A')
    || word_vector(concat_ws(' ',
        (SELECT string_agg(h.line[1], ' ' ORDER BY h.nth)
         FROM regexp_matches(regexp_replace(body, '\S{200,}', ' ', 'g'), '^#+[ \t]*(.+)$', 'gn') WITH ORDINALITY AS h (line, nth)),
        (SELECT k.words
         FROM (VALUES
            ('delivery', 'vi', 'phí giao hàng phí giao phí vận chuyển tiền ship phí ship cước vận chuyển nhận hàng'),
            ('delivery', 'en', 'delivery fee fees shipping cost costs postage'),
            ('returns', 'vi', 'đổi hàng trả hàng trả lại tiền hủy đơn hàng'),
            ('returns', 'en', 'return refund cancel an order money back'),
            ('complaints', 'vi', 'khiếu nại phản ánh hàng hỏng'),
            ('complaints', 'en', 'complaint complain problem with an order damaged'),
            ('terms', 'vi', 'thanh toán chuyển khoản trả tiền quy định điều khoản tiền mặt thẻ'),
            ('terms', 'en', 'payment payments pay by card bank transfer cash terms conditions'),
            ('privacy', 'vi', 'quyền riêng tư dữ liệu cá nhân bảo mật'),
            ('privacy', 'en', 'privacy policy personal data'),
            ('seller-terms', 'vi', 'đăng ký bán hàng mở gian hàng bán hàng trên chợ'),
            ('seller-terms', 'en', 'sell on the market become a seller'),
            ('about', 'vi', 'giới thiệu liên hệ'),
            ('about', 'en', 'about us contact')) AS k (slug, lang, words)
         WHERE k.slug = page_vector.slug AND k.lang = page_vector.lang)), 'B')
    -- A word vector takes no endless word, and nobody looks for one.
    || word_vector(regexp_replace(body, '\S{200,}', ' ', 'g'), 'C');

ALTER TABLE pages ADD COLUMN words tsvector NOT NULL
    GENERATED ALWAYS AS (page_vector(slug, lang, title, body)) STORED;
COMMENT ON COLUMN pages.words IS 'A: title; B: headings and what it is called too; C: text.';
CREATE INDEX pages_words ON pages USING gin (words);
