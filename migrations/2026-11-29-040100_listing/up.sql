-- What households write about their goods, and what the office says to it.

ALTER TABLE products ADD COLUMN origin text NOT NULL DEFAULT '' CHECK (length(origin) <= 160);
COMMENT ON COLUMN products.origin IS 'Where it was grown or made, when that is not simply at the household.';
COMMENT ON COLUMN products.state IS 'draft: never approved, the row only holds its place; what it will say is in its revision.';
-- The desk lists the newest first.
DROP INDEX products_by_producer;
CREATE INDEX products_by_producer ON products (producer_id, id DESC);
ALTER TABLE packs ADD CONSTRAINT packs_name_check CHECK (length(name_vi) BETWEEN 1 AND 80);

CREATE TABLE revision_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE revision_moves IS 'The legal moves of a revision. catalog::revision::state holds the same table; a test compares the two.';
INSERT INTO revision_moves VALUES
    ('draft', 'submitted'), ('returned', 'submitted'), ('submitted', 'draft'),
    ('submitted', 'approved'), ('submitted', 'returned'), ('submitted', 'refused');

CREATE TABLE revisions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'submitted', 'approved', 'returned', 'refused')),
    seq integer NOT NULL DEFAULT 1 CHECK (seq >= 1),
    content jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object'),
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
    token text UNIQUE CHECK (length(token) BETWEEN 8 AND 64),
    written_by bigint REFERENCES accounts,
    decided_by bigint REFERENCES accounts,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    submitted_at timestamptz,
    decided_at timestamptz,
    CONSTRAINT revisions_submitted_when CHECK (state IN ('draft') OR submitted_at IS NOT NULL),
    CONSTRAINT revisions_decided_when CHECK ((state IN ('approved', 'returned', 'refused')) = (decided_at IS NOT NULL)),
    CONSTRAINT revisions_says_why CHECK (state NOT IN ('returned', 'refused') OR reason <> '')
);
COMMENT ON TABLE revisions IS 'One writing of a product: names, text, facts, first packs. Approved ones stay: what changed is the difference of two.';
COMMENT ON COLUMN revisions.seq IS 'Counts every change, so that who writes over an older one is told.';
COMMENT ON COLUMN revisions.content IS 'catalog::revision::content::Content.';
COMMENT ON COLUMN revisions.token IS 'Of the form that began it: a form sent twice begins one product.';
CREATE UNIQUE INDEX revisions_one_open ON revisions (product_id) WHERE state IN ('draft', 'submitted', 'returned');
CREATE INDEX revisions_by_product ON revisions (product_id, id DESC);
CREATE INDEX revisions_waiting ON revisions (submitted_at, id) WHERE state = 'submitted';

CREATE FUNCTION revisions_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM revision_moves WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'revision % may not go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'revisions_legal_move';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revisions_guard_state BEFORE UPDATE OF state ON revisions
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION revisions_guard_state();
CREATE FUNCTION revisions_guard_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'revision % is not open', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'revisions_open';
END $$;
CREATE TRIGGER revisions_guard_content BEFORE UPDATE OF content ON revisions
    FOR EACH ROW WHEN (OLD.state NOT IN ('draft', 'returned') AND OLD.content IS DISTINCT FROM NEW.content)
    EXECUTE FUNCTION revisions_guard_content();

CREATE TABLE revision_pictures (
    revision_id bigint NOT NULL REFERENCES revisions ON DELETE CASCADE,
    picture_id bigint NOT NULL REFERENCES pictures,
    position smallint NOT NULL CHECK (position BETWEEN 0 AND 7),
    PRIMARY KEY (revision_id, picture_id),
    CONSTRAINT revision_pictures_in_order UNIQUE (revision_id, position) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE revision_pictures IS 'At most eight; the first is the cover.';
CREATE INDEX revision_pictures_by_picture ON revision_pictures (picture_id);
CREATE INDEX product_pictures_by_picture ON product_pictures (picture_id);

CREATE TABLE price_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pack_id bigint NOT NULL REFERENCES packs,
    account_id bigint REFERENCES accounts,
    before bigint NOT NULL,
    after bigint NOT NULL CHECK (after <> before),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX price_changes_by_pack ON price_changes (pack_id, id DESC);
CREATE TRIGGER price_changes_append_only BEFORE UPDATE OR DELETE ON price_changes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE category_defaults (
    slug text PRIMARY KEY,
    words text[] NOT NULL DEFAULT '{}',
    requires text[] NOT NULL DEFAULT '{}' CHECK (requires <@ '{season,shelf_life,storage,ingredients,allergens,warnings,origin}'),
    storage_class text NOT NULL DEFAULT 'ambient' CHECK (storage_class IN ('ambient', 'cool', 'chilled', 'frozen')),
    storage_vi text NOT NULL DEFAULT '',
    ship_scope text NOT NULL DEFAULT 'north' CHECK (ship_scope IN ('local', 'north', 'nationwide')),
    shelf_life_days integer CHECK (shelf_life_days > 0),
    tax_class text NOT NULL DEFAULT 'raw_own_produce'
        CHECK (tax_class IN ('raw_own_produce', 'processed', 'handicraft', 'resale')),
    fragile boolean NOT NULL DEFAULT false,
    allergens text[] NOT NULL DEFAULT '{}',
    warnings_vi text NOT NULL DEFAULT '',
    must_warn text NOT NULL DEFAULT ''
);
COMMENT ON TABLE category_defaults IS 'By a category''s slug: what a product there is taken to be until its household says otherwise, and what must be said of it.';
COMMENT ON COLUMN category_defaults.words IS 'Folded words of a name that let us guess the category.';
COMMENT ON COLUMN category_defaults.must_warn IS 'Words that its warnings must hold.';
INSERT INTO category_defaults
    (slug, words, requires, storage_class, storage_vi, ship_scope, shelf_life_days, tax_class, fragile, allergens, warnings_vi, must_warn)
VALUES
    ('ca-thinh', '{ca thinh,ca muoi,mam,dua muoi,mang muoi,ca chua muoi,dua chua}', '{ingredients,allergens,shelf_life,storage,warnings}',
     'cool', 'Nơi khô mát, tránh nắng; mở ra thì để ngăn mát', 'nationwide', 180, 'processed', true, '{fish}',
     'Làm từ cá nước ngọt: nấu chín kỹ trước khi ăn.', 'nấu chín kỹ'),
    ('thanh-long', '{thanh long}', '{season,shelf_life,storage}',
     'cool', 'Nơi thoáng mát; để ngăn mát giữ được lâu hơn', 'north', 7, 'raw_own_produce', false, '{}', '', ''),
    ('nho', '{nho ha den,nho sua,nho tuoi,chum nho,nho}', '{season,shelf_life,storage}',
     'chilled', 'Ngăn mát, rửa khi ăn', 'local', 5, 'raw_own_produce', true, '{}', '', ''),
    ('trai-cay', '{oi,na dai,na bo,qua na,vai thieu,nhan,buoi,chuoi,mit,cam,quyt,xoai,du du,trai cay,hong,chanh}', '{season,shelf_life,storage}',
     'cool', 'Nơi thoáng mát', 'north', 6, 'raw_own_produce', false, '{}', '', ''),
    ('rau-cu', '{rau,cai,bi,bau,muop,khoai,su hao,ca rot,nam,ca chua,hanh,toi,dau bap,ngo,mang tuoi,cu}', '{season,shelf_life,storage}',
     'cool', 'Ngăn mát, ăn trong vài ngày', 'local', 4, 'raw_own_produce', false, '{}', '', ''),
    ('gao-dau-do', '{gao,dau,lac,vung,do den,do xanh,nep,bot san,san day}', '{shelf_life,storage,origin}',
     'ambient', 'Nơi khô ráo, đậy kín', 'nationwide', 180, 'raw_own_produce', false, '{}', '', ''),
    ('mat-ong', '{mat ong,phan hoa,sua ong chua,sap ong}', '{ingredients,allergens,shelf_life,storage,origin,warnings}',
     'ambient', 'Nơi khô mát, tránh nắng, không cần ngăn mát', 'nationwide', 730, 'processed', true, '{bee_products}',
     'Không dùng cho trẻ dưới 1 tuổi.', 'trẻ dưới 1 tuổi'),
    ('tra-thao-moc', '{tra,che,che bup,la voi,tia to kho,hoa cuc,thao moc,gao rang}', '{ingredients,shelf_life,storage}',
     'ambient', 'Nơi khô ráo, đậy kín', 'nationwide', 365, 'processed', false, '{}', '', ''),
    ('thit-trung-ca', '{trung,ga,vit,ngan,lon,thit,ca tuoi,ca chep,ca tram,lap xuong,gio,cha,ca me,tom,oc}', '{shelf_life,storage,allergens,warnings}',
     'chilled', 'Ngăn mát 0–5 °C', 'local', 3, 'raw_own_produce', false, '{}', 'Nấu chín kỹ trước khi ăn.', 'chín'),
    ('do-kho-gia-vi', '{mang kho,tuong,nghe,hat sen,moc nhi,mien,ca kho,ot,gia vi,giam,muoi vung}', '{ingredients,allergens,shelf_life,storage}',
     'ambient', 'Nơi khô ráo, đậy kín', 'nationwide', 180, 'processed', false, '{}', '', ''),
    ('banh-mut-do-uong', '{banh,keo,mut,nuoc cot,siro,ruou nep,che kho,com ruou}', '{ingredients,allergens,shelf_life,storage}',
     'ambient', 'Nơi khô ráo, đậy kín', 'nationwide', 60, 'processed', false, '{}', '', ''),
    ('thu-cong', '{ro tre,gio tre,may tre,thung,nong,nia,chieu,chan tre,dan tay,met tre,lan}', '{}',
     'ambient', 'Nơi khô ráo', 'nationwide', NULL, 'handicraft', false, '{}', '', '');

CREATE TABLE banned_phrases (words text PRIMARY KEY CHECK (fold(words) <> ''));
COMMENT ON TABLE banned_phrases IS 'What no product may claim: food cures no disease (Law on Advertising, Decree 15/2018 art. 27).';
INSERT INTO banned_phrases VALUES
    ('chữa bệnh'), ('trị bệnh'), ('chữa khỏi'), ('chữa dứt điểm'), ('khỏi bệnh'), ('trị dứt điểm'), ('đặc trị'),
    ('chữa ung thư'), ('trị ung thư'), ('chống ung thư'), ('ngừa ung thư'), ('phòng ung thư'), ('diệt tế bào ung thư'),
    ('chữa tiểu đường'), ('trị tiểu đường'), ('chữa đái tháo đường'), ('trị đái tháo đường'), ('hạ đường huyết'),
    ('chữa dạ dày'), ('trị dạ dày'), ('chữa đau dạ dày'), ('chữa gút'), ('trị gút'), ('trị gout'), ('chữa gout'),
    ('chữa huyết áp'), ('trị huyết áp'), ('hạ huyết áp'), ('chữa mất ngủ'), ('trị mất ngủ'), ('chữa xương khớp'),
    ('trị xương khớp'), ('chữa vô sinh'), ('chữa yếu sinh lý'), ('trị ho'), ('trị viêm họng'), ('chữa viêm'),
    ('thay thuốc'), ('thay thế thuốc'), ('thần dược'), ('tiên dược'), ('không cần uống thuốc'),
    ('cures cancer'), ('cure cancer'), ('treats cancer'), ('cures disease'), ('cures diabetes'), ('treats diabetes'),
    ('prevents cancer'), ('miracle cure');
