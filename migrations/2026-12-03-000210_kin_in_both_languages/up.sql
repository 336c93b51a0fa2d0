-- What hints at a buyer of the household was kept as a Vietnamese sentence: it is the key of the sentence now, and on the next line the
-- phrase that no product may claim, so that whoever reads it reads it in their own language.
UPDATE review_reports
SET words = replace(replace(replace(words,
    E'\n\nCó câu không được quảng cáo: ', E'\n'),
    'Tài khoản nhận tiền hoàn của đơn này là tài khoản nhận tiền của nhà bán.', 'review-kin-bank'),
    'Email của đơn này là email của một người trong nhà bán.', 'review-kin-email')
WHERE side = 'kin';
COMMENT ON COLUMN review_reports.words IS 'As they were typed; of kin the key of the sentence, and on the next line a phrase that stands in the review.';
