UPDATE review_reports
SET words = replace(replace(replace(words,
    E'\n', E'\n\nCó câu không được quảng cáo: '),
    'review-kin-bank', 'Tài khoản nhận tiền hoàn của đơn này là tài khoản nhận tiền của nhà bán.'),
    'review-kin-email', 'Email của đơn này là email của một người trong nhà bán.')
WHERE side = 'kin';
COMMENT ON COLUMN review_reports.words IS NULL;
