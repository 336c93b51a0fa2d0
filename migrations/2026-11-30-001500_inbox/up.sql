-- What waits at the office: who looks at what, reasons ready to be chosen, whom the office trusts, and what visitors say
-- against a product.

CREATE TABLE claims (
    kind text NOT NULL CHECK (kind ~ '^[a-z]{1,20}$'),
    item bigint NOT NULL,
    clerk bigint NOT NULL REFERENCES accounts,
    since timestamptz NOT NULL DEFAULT now(),
    until timestamptz NOT NULL,
    view text CHECK (length(view) <= 200),
    PRIMARY KEY (kind, item),
    CHECK (until > since)
);
COMMENT ON TABLE claims IS 'Which clerk looks at which item of the inbox. One row that has run out is nobody''s.';
COMMENT ON COLUMN claims.view IS 'Query of the inbox that it was opened from, to go back there; NULL when it was not.';
CREATE INDEX claims_by_clerk ON claims (clerk, until);

CREATE TABLE reason_templates (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('listing', 'identity', 'paper', 'household', 'transfer', 'flag')),
    text_vi text NOT NULL CHECK (length(text_vi) BETWEEN 1 AND 200),
    text_en text NOT NULL DEFAULT '' CHECK (length(text_en) <= 200),
    sort integer NOT NULL DEFAULT 100 CHECK (sort BETWEEN 0 AND 9999),
    active boolean NOT NULL DEFAULT true,
    UNIQUE (kind, text_vi)
);
COMMENT ON TABLE reason_templates IS 'Sentences that a clerk chooses when something goes back. The household reads the Vietnamese one.';
INSERT INTO reason_templates (kind, text_vi, text_en, sort) VALUES
    ('listing', 'Ảnh mờ, tối hoặc không phải món này.', 'The photo is blurred, dark or of something else.', 10),
    ('listing', 'Ảnh chưa thấy nhãn hoặc bao bì của món chế biến.', 'The photos do not show the label of processed goods.', 20),
    ('listing', 'Tên món chưa rõ, người mua dễ nhầm.', 'The name is unclear.', 30),
    ('listing', 'Thành phần, hạn dùng hoặc cách bảo quản chưa đúng.', 'Ingredients, shelf life or storage are not right.', 40),
    ('listing', 'Có lời quảng cáo quá mức hoặc nói chữa được bệnh.', 'It promises too much, or claims to cure.', 50),
    ('listing', 'Giá hoặc cân nặng có vẻ gõ nhầm.', 'The price or weight looks like a slip.', 60),
    ('listing', 'Món này không được bán trên chợ.', 'This may not be sold here.', 70),
    ('identity', 'Họ tên hoặc số giấy tờ không khớp với thẻ. Xem lại rồi gửi lại.', 'Name or number differ from the card. Check and send again.', 10),
    ('identity', 'Thẻ đã hết hạn. Làm thẻ mới rồi gửi lại.', 'The card has run out. Get a new one and send again.', 20),
    ('paper', 'Ảnh giấy mờ hoặc bị cắt mất góc. Chụp lại cả trang giấy.', 'The scan is blurred or cut off. Send the whole page again.', 10),
    ('paper', 'Số, ngày hoặc nơi cấp không khớp với giấy.', 'Number, date or issuer differ from the paper.', 20),
    ('paper', 'Giấy đã hết hạn.', 'The paper has run out.', 30),
    ('household', 'Bán hàng không đúng như đã đăng. Phòng tạm dừng để kiểm tra.', 'Goods were not as listed. The office stops the sale to look into it.', 10),
    ('household', 'Đã sửa xong những điều Phòng yêu cầu.', 'What the office asked for has been put right.', 20),
    ('transfer', 'Khách chuyển nhầm, đã gọi xác nhận.', 'The buyer sent it by mistake; confirmed by telephone.', 10),
    ('transfer', 'Không phải tiền mua hàng.', 'This is no money for goods.', 20),
    ('flag', 'Đã kiểm tra: thông tin của nhà bán là đúng.', 'Looked into: what the household says is right.', 10),
    ('flag', 'Đã yêu cầu nhà bán sửa.', 'The household was asked to put it right.', 20),
    ('flag', 'Đã dừng bán món này.', 'The product was taken off sale.', 30);

CREATE TABLE trust_marks (
    producer_id bigint PRIMARY KEY REFERENCES producers ON DELETE CASCADE,
    trusted boolean NOT NULL,
    why text NOT NULL CHECK (length(why) BETWEEN 1 AND 300),
    clerk bigint NOT NULL REFERENCES accounts,
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE trust_marks IS 'A clerk''s word, over the rule of office::inbox::trust: this household''s listings may be approved many at once, or never.';

CREATE TABLE flags (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('banned', 'fake', 'untrue', 'unsafe', 'picture', 'other')),
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 1000),
    phone text CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
    who_hash bytea NOT NULL CHECK (octet_length(who_hash) = 32),
    made_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'upheld', 'dismissed')),
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 600),
    resolved_by bigint REFERENCES accounts,
    resolved_at timestamptz,
    CONSTRAINT flags_resolved_when CHECK ((state = 'open') = (resolved_at IS NULL) AND (state = 'open') = (resolved_by IS NULL)),
    CONSTRAINT flags_says_why CHECK (state = 'open' OR reason <> '')
);
COMMENT ON TABLE flags IS 'What visitors say against a product (Law on E-commerce 122/2025/QH15, Decree 248/2026 arts. 17-18).';
COMMENT ON COLUMN flags.who_hash IS 'HMAC of the account or the address under SECRET_KEY: one visitor has one open flag on a product. Neither is kept.';
CREATE UNIQUE INDEX flags_once ON flags (product_id, who_hash) WHERE state = 'open';
CREATE INDEX flags_open ON flags (made_at, id) WHERE state = 'open';
CREATE INDEX flags_by_product ON flags (product_id, id DESC);
