//! The log: every act of the office is in it, nothing gets out of it, and people find what they look for.

use std::collections::BTreeSet;

use market::accounts::rights::TABLE;
use market::kernel::lang::Lang;
use market::platform::locales;
use reqwest::Method;
use reqwest::multipart::{Form, Part};

use super::*;
use crate::support::Answer;

const BANK: [(&str, &str); 3] = [("bank", "BIDV"), ("number", "21510001234567"), ("holder", "Phòng Kinh tế")];

/// The routes that have been tried.
#[derive(Default)]
pub(super) struct Walk(BTreeSet<&'static str>);

impl Walk {
    /// Notes that this route was accepted and wrote just one act of this name more.
    pub(super) async fn tried(&mut self, shop: &TestShop, route: &str, act: &str, before: i64, answer: &Answer) {
        let (_, known, _) = TABLE.iter().find(|(method, path, _)| *method == "POST" && *path == route).unwrap();
        assert!([200, 303].contains(&answer.status), "{route}: {} {}", answer.status, answer.words());
        assert_eq!(count(shop, act).await, before + 1, "{route} wrote no {act}");
        self.0.insert(known);
    }

    pub(super) async fn post(
        &mut self,
        shop: &TestShop,
        clerk: &Client,
        to: (&str, &str),
        fields: &[(&str, &str)],
        act: &str,
    ) {
        let before = count(shop, act).await;
        let answer = clerk.post(to.1, fields).await;
        self.tried(shop, to.0, act, before, &answer).await;
    }

    /// From a page, whose form has more fields than those.
    pub(super) async fn submit(
        &mut self,
        shop: &TestShop,
        clerk: &Client,
        page: &str,
        to: (&str, &str),
        fields: &[(&str, &str)],
        act: &str,
    ) {
        let before = count(shop, act).await;
        let form = clerk.get(page).await;
        let answer = clerk.submit(&form, to.1, fields).await;
        self.tried(shop, to.0, act, before, &answer).await;
    }
}

pub(super) async fn count(shop: &TestShop, act: &str) -> i64 {
    number(shop, &format!("SELECT count(*) AS n FROM acts WHERE act = '{act}'")).await
}

/// Each word of an act that was written has a sentence in both languages.
pub(super) async fn all_named(shop: &TestShop) {
    let acts = word(shop, "SELECT string_agg(DISTINCT act, ' ') AS word FROM acts").await;
    for act in acts.split(' ') {
        for lang in [Lang::Vi, Lang::En] {
            let key = format!("act-{}", act.replace('.', "-"));
            assert!(locales::find(lang, &key).is_some(), "{key} has no sentence");
        }
    }
}

async fn households(walk: &mut Walk) {
    let shop = support::shop().await;
    let (account, _) = clerk_with_password(&shop, "admin").await;
    let clerk = shop.signed_in(account).await;
    let (owner, _, producer) = crate::households::applicant(&shop).await;
    let slug = slug(&shop, producer).await;
    let at = |tail: &str| format!("/office/producers/{slug}{tail}");
    let terms = owner.get("/sell/household/terms").await;
    owner.submit(&terms, "/sell/household/terms", &[("agree", "1")]).await;
    owner.post("/sell/household/identity", &[("holder", "Trần Thị Mận"), ("number", "025184001234")]).await;
    let verify = [("decision", "verify"), ("until", "2031-01-01")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/identity", &at("/identity")), &verify, "identity.verified")
        .await;
    walk.post(&shop, &clerk, ("/office/producers/{slug}/approve", &at("/approve")), &[], "household.approved").await;
    let why = [("suspend_why", "Hàng không đúng")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/suspend", &at("/suspend")), &why, "household.suspended").await;
    let why = [("lift_why", "Đã sửa")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/lift", &at("/lift")), &why, "household.lifted").await;
    walk.post(&shop, &clerk, ("/office/producers/{slug}/code", &at("/code")), &[], "code.made").await;
    walk.post(&shop, &clerk, ("/office/producers/{slug}/act", &at("/act")), &[], "behalf.began").await;
    walk.post(&shop, &clerk, ("/office/acting/end", "/office/acting/end"), &[], "behalf.ended").await;
    run(
        &shop,
        &format!("INSERT INTO certificates (producer_id, kind, label, number, issued_on) VALUES ({producer}, 'other', 'Giấy', 'S1', '2026-01-01')"),
    )
    .await;
    let paper = number(&shop, "SELECT id AS n FROM certificates").await;
    let route = "/office/producers/{slug}/papers/{id:[0-9]{1,18}}";
    walk.post(&shop, &clerk, (route, &at(&format!("/papers/{paper}"))), &[("answer", "checked")], "paper.checked")
        .await;
    let new = [("contact_name", "Bà Tư"), ("phone", "0912 345 678"), ("name", "Nhà bà Tư")];
    let fields: Vec<_> =
        crate::households::APPLICATION.iter().copied().filter(|(n, _)| *n != "name").chain(new).collect();
    walk.submit(
        &shop,
        &clerk,
        "/office/producers/new",
        ("/office/producers/new", "/office/producers/new"),
        &fields,
        "household.created",
    )
    .await;

    build::goods(&shop, producer, "Thanh long", 50_000, 9).await;
    let lot = crate::trace::support::lot(&shop, producer).await.code;
    let recall = [("reason", "Nghi nhiễm"), ("sure", "1")];
    walk.post(
        &shop,
        &clerk,
        ("/office/lots/{lot}/recall", &format!("/office/lots/{lot}/recall")),
        &recall,
        "lot.recalled",
    )
    .await;
    let note = [("words", "Đã gửi mẫu")];
    walk.post(&shop, &clerk, ("/office/lots/{lot}/note", &format!("/office/lots/{lot}/note")), &note, "lot.noted")
        .await;

    run(&shop, "INSERT INTO jobs (kind, payload, dead_at, attempts) VALUES ('sweep', '{}', now(), 8)").await;
    let job = number(&shop, "SELECT id AS n FROM jobs WHERE dead_at IS NOT NULL").await;
    walk.post(&shop, &clerk, ("/office/jobs/{id}/retry", &format!("/office/jobs/{job}/retry")), &[], "job.retried")
        .await;

    let reports = "/office/reports/monthly";
    walk.post(&shop, &clerk, (reports, reports), &[("month", "2026-10"), ("place", "Lập Thạch")], "report.made").await;

    let terms = [
        ("code", "Tết 2027"),
        ("kind", "amount"),
        ("amount", "20k"),
        ("minimum", "50.000"),
        ("starts_at", "2026-11-01T08:00"),
        ("ends_at", "2027-02-01T23:59"),
    ];
    let new = "/office/vouchers/new";
    walk.submit(&shop, &clerk, new, (new, new), &terms, "voucher.made").await;
    let voucher = number(&shop, "SELECT id AS n FROM vouchers").await;
    let here = format!("/office/vouchers/{voucher}");
    let route = "/office/vouchers/{id:[0-9]{1,18}}";
    walk.submit(&shop, &clerk, &here, (route, &here), &[("note", "gia hạn")], "voucher.changed").await;
    let stop = format!("{here}/stop");
    walk.post(&shop, &clerk, ("/office/vouchers/{id}/stop", &stop), &[], "voucher.stopped").await;
    assert_eq!(clerk.post(&stop, &[]).await.status, 303);
    assert_eq!(count(&shop, "voucher.stopped").await, 1, "stopped is stopped");
    let changed = "SELECT concat_ws('|', subject, before ->> 'note', after ->> 'note') AS word FROM acts WHERE act = 'voucher.changed'";
    assert_eq!(word(&shop, changed).await, "TET2027||gia hạn");

    let person = build::account(&shop, "Chị Hà").await;
    let phone = with_password(&shop, person).await;
    let (part, password) = (("part", "support"), ("password", PASSWORD));
    let staff = "/office/staff";
    walk.post(&shop, &clerk, (staff, staff), &[("login", &phone), part, password], "staff.given").await;
    run(
        &shop,
        &format!("INSERT INTO second_factors (account_id, secret, last_step) VALUES ({person}, decode(repeat('00', 48), 'hex'), 1)"),
    )
    .await;
    let route = "/office/staff/{id:[0-9]{1,18}}/second";
    let why = ("why", "Mất điện thoại");
    walk.post(&shop, &clerk, (route, &format!("{staff}/{person}/second")), &[why, password], "second.reset").await;
    let route = "/office/staff/{id:[0-9]{1,18}}/take";
    walk.post(&shop, &clerk, (route, &format!("{staff}/{person}/take")), &[part, password], "staff.taken").await;
    all_named(&shop).await;
}

async fn listings(walk: &mut Walk) {
    let setting = crate::listing::setting().await;
    for (n, (verdict, act)) in
        [("approve", "listing.approved"), ("return", "listing.returned"), ("refuse", "listing.refused")]
            .into_iter()
            .enumerate()
    {
        let name = format!("Cá thính {n}");
        let fish: Vec<_> =
            crate::listing::FISH.iter().map(|f| if f.0 == "name" { ("name", name.as_str()) } else { *f }).collect();
        let path = crate::listing::begin(&setting, &fish, 1).await;
        crate::listing::submit(&setting, &path).await;
        let listing = crate::listing::waiting(&setting.shop).await;
        let fields = [("verdict", verdict), ("words", "Ảnh mờ quá")];
        let route = "/office/listings/{id:[0-9]{1,18}}";
        walk.submit(&setting.shop, &setting.clerk, &listing, (route, &listing), &fields, act).await;
    }
    let returned = "SELECT concat_ws('|', subject, why, before ->> 'state', after ->> 'state') AS word FROM acts WHERE act = 'listing.returned'";
    assert_eq!(word(&setting.shop, returned).await, "Cá thính 1|Ảnh mờ quá|submitted|returned");
    all_named(&setting.shop).await;
}

async fn money(walk: &mut Walk) {
    let s = crate::payouts::setting().await;
    let scene = crate::payouts::scene(&s).await;
    let shop = &s.shop;
    let clerk = shop.signed_in(s.clerk).await;
    let m = |tail: &str| format!("/office/money/{tail}");
    walk.post(shop, &clerk, ("/office/money/books", "/office/money/books"), &[], "books.checked").await;
    let new = "/office/money/postings/new";
    let posting =
        [("debit", "bank"), ("credit", "adjustment"), ("amount", "5k"), ("memo", "Làm tròn"), ("step", "write")];
    walk.submit(shop, &clerk, new, (new, new), &posting, "posting.written").await;
    let id = number(shop, "SELECT id AS n FROM postings WHERE kind = 'manual'").await;
    let route = "/office/money/postings/{id:[0-9]{1,18}}/reversal";
    walk.post(
        shop,
        &clerk,
        (route, &m(&format!("postings/{id}/reversal"))),
        &[("memo", "Ghi nhầm")],
        "posting.reversed",
    )
    .await;

    let (_, goods) = crate::payouts::household(shop, "HTX Ven Lô").await;
    crate::payouts::sold(&s, goods, 3, crate::payouts::Came::Transfer).await;
    walk.post(shop, &clerk, ("/office/money/payouts", "/office/money/payouts"), &[], "payout.made").await;
    let (newest, _) = crate::payouts::newest(shop).await;
    let due = scene.payouts[0];
    let paid = [("reference", "FT26330000001")];
    walk.post(
        shop,
        &clerk,
        ("/office/money/payouts/{id:[0-9]+}/paid", &m(&format!("payouts/{due}/paid"))),
        &paid,
        "payout.paid",
    )
    .await;
    let back = [("returned_note", "Sai số")];
    let url = m(&format!("payouts/{due}/returned"));
    walk.post(shop, &clerk, ("/office/money/payouts/{id:[0-9]+}/returned", &url), &back, "payout.returned").await;
    let undo = [("undo_note", "Chưa gửi")];
    let url = m(&format!("payouts/{newest}/undo"));
    walk.post(shop, &clerk, ("/office/money/payouts/{id:[0-9]+}/undo", &url), &undo, "payout.undone").await;
    let url = m(&format!("households/{}", scene.slug));
    walk.post(shop, &clerk, ("/office/money/households/{slug}", &url), &BANK, "bank.changed").await;

    let [transfer, _, card] = scene.refunds;
    let url = m(&format!("refunds/{card}/retry"));
    walk.post(shop, &clerk, ("/office/money/refunds/{id:[0-9]+}/retry", &url), &[], "refund.retried").await;
    let url = m(&format!("refunds/{card}/account"));
    walk.post(shop, &clerk, ("/office/money/refunds/{id:[0-9]+}/account", &url), &BANK, "refund.account").await;
    let url = m(&format!("refunds/{transfer}/done"));
    let proof = [("proof", "FT1"), ("from", "bank")];
    walk.post(shop, &clerk, ("/office/money/refunds/{id:[0-9]+}/done", &url), &proof, "refund.done").await;
    assert_eq!(clerk.post(&url, &proof).await.status, 303);
    assert_eq!(count(shop, "refund.done").await, 1, "done is done");
    let url = m(&format!("cash/{}", scene.cash));
    walk.post(shop, &clerk, ("/office/money/cash/{id:[0-9]+}", &url), &[], "cash.remitted").await;
    let url = format!("/office/orders/{}/parcels/1/refund", scene.code);
    let fields = [("part", "amount"), ("amount", "1k"), ("way", "bank_transfer"), ("reason", "Hỏng một hũ")];
    let page = clerk.get(&url).await;
    let before = count(shop, "refund.made").await;
    let (one, two) = futures_util::join!(clerk.submit(&page, &url, &fields), clerk.submit(&page, &url, &fields));
    assert_eq!((one.status, two.status), (303, 303), "{}", one.words());
    walk.tried(shop, "/office/orders/{code}/parcels/{number:[0-9]+}/refund", "refund.made", before, &one).await;

    run(shop, "UPDATE money_settings SET cod_refusals = 2").await;
    let here = "/office/money/settings";
    walk.submit(shop, &clerk, here, (here, here), &[("payout_days", "9")], "settings.money").await;
    let days = "SELECT concat_ws('|', before ->> 'payout_days' <> '9', after ->> 'payout_days') AS word FROM acts WHERE act = 'settings.money'";
    assert_eq!(word(shop, days).await, "t|9");
    walk.submit(shop, &clerk, here, (&m("settings/account"), &m("settings/account")), &BANK, "settings.account").await;
    let rate = [("bp", "2,5"), ("from_day", "2026-12-22")];
    walk.submit(
        shop,
        &clerk,
        here,
        (&m("settings/commission"), &m("settings/commission")),
        &rate,
        "settings.commission",
    )
    .await;
    let tax = [("vat_bp", "1"), ("pit_bp", "0,5"), ("from_day", "2026-12-01"), ("source", "Nghị định 300/2026")];
    walk.submit(shop, &clerk, here, (&m("settings/tax"), &m("settings/tax")), &tax, "settings.tax").await;
    let account = "SELECT string_agg(coalesce(before::text, '') || after::text, '') AS word FROM acts WHERE act LIKE '%account' OR act LIKE 'bank%'";
    assert!(!word(shop, account).await.contains("2151000"), "a whole account number is not kept in the log");
    all_named(shop).await;
}

async fn transfers(walk: &mut Walk) {
    let shop = support::shop().await;
    let account = crate::money::support::market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let code = crate::money::support::order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let received = "/office/money/received";
    let fields = [("amount", "1.000"), ("step", "write")];
    walk.submit(&shop, &clerk, &format!("{received}?order={code}"), (received, received), &fields, "transfer.received")
        .await;
    let csv = "NGÂN HÀNG,,,\nNgày giao dịch,Số tham chiếu,Số tiền ghi có,Mô tả\n23/11/2026,FT26327100005,\"5000\",lai tien gui\n";
    let form = || {
        Form::new()
            .text("account", account.to_string())
            .part("file", Part::bytes(csv.as_bytes().to_vec()).file_name("11.csv"))
    };
    let statement = "/office/money/statement";
    let before = count(&shop, "statement.kept").await;
    let sent = clerk.send(clerk.request(Method::POST, statement).multipart(form())).await;
    walk.tried(&shop, statement, "statement.kept", before, &sent).await;
    clerk.send(clerk.request(Method::POST, statement).multipart(form())).await;
    assert_eq!(count(&shop, "statement.kept").await, 1, "the same file is the same statement");
    let there = sent.location().unwrap();
    let route = "/office/money/statements/{id:[0-9]{1,18}}";
    walk.post(&shop, &clerk, (route, &there), &[], "statement.applied").await;
    shop.work_off().await;
    let unknown = number(&shop, "SELECT id AS n FROM transfers WHERE state = 'open' ORDER BY id DESC LIMIT 1").await;
    let route = "/office/money/transfers/{id:[0-9]{1,18}}/{act}";
    let at = |act: &str| format!("/office/money/transfers/{unknown}/{act}");
    let why = [("why", "Lãi tiền gửi")];
    walk.post(&shop, &clerk, (route, &at("ignored")), &why, "transfer.ignored").await;
    assert_eq!(clerk.post(&at("ignored"), &why).await.status, 303);
    assert_eq!(count(&shop, "transfer.ignored").await, 1, "it was so before");
    walk.post(&shop, &clerk, (route, &at("open")), &why, "transfer.reopened").await;
    let kept = "SELECT concat_ws('|', why, before ->> 'state', after ->> 'state', after ->> 'amount') AS word FROM acts WHERE act = 'transfer.ignored'";
    assert_eq!(word(&shop, kept).await, "Lãi tiền gửi|open|ignored|5000");
    all_named(&shop).await;
}

async fn inbox(walk: &mut Walk) {
    let setting = crate::listing::setting().await;
    let (shop, clerk) = (&setting.shop, &setting.clerk);
    for _ in 0..2 {
        let path = crate::listing::begin(&setting, &crate::listing::FISH, 1).await;
        crate::listing::submit(&setting, &path).await;
    }
    let first = number(shop, "SELECT min(id) AS n FROM revisions").await;
    let open = "/office/inbox/{kind}/{id:[0-9]{1,18}}/open";
    let here = format!("/office/inbox/listing/{first}");
    walk.post(shop, clerk, (open, &format!("{here}/open")), &[], "claim.taken").await;
    assert_eq!(clerk.post(&format!("{here}/open"), &[]).await.status, 303);
    assert_eq!(count(shop, "claim.taken").await, 1, "it was theirs already");
    let release = "/office/inbox/{kind}/{id:[0-9]{1,18}}/release";
    walk.post(shop, clerk, (release, &format!("{here}/release")), &[], "claim.left").await;
    clerk.post(&format!("{here}/release"), &[]).await;
    assert_eq!(count(shop, "claim.left").await, 1, "let go is let go");
    walk.post(shop, clerk, ("/office/inbox/next", "/office/inbox/next"), &[], "claim.taken").await;
    let slug = word(shop, "SELECT slug AS word FROM producers").await;
    let trust = [("trust", "yes"), ("trust_why", "Bán lâu năm, chưa sai")];
    let route = "/office/producers/{slug}/trust";
    walk.post(shop, clerk, (route, &format!("/office/producers/{slug}/trust")), &trust, "household.trust").await;
    let pick = word(shop, &format!("SELECT id || ':' || seq AS word FROM revisions WHERE id <> {first}")).await;
    let approve = "/office/inbox/approve";
    walk.post(shop, clerk, (approve, approve), &[("pick", &pick)], "listing.approved").await;
    let reasons = "/office/inbox/reasons";
    let new = [("kind", "listing"), ("text_vi", "Thiếu ảnh bao bì"), ("sort", "5")];
    walk.post(shop, clerk, (reasons, reasons), &new, "reason.added").await;
    let id = number(shop, "SELECT max(id) AS n FROM reason_templates").await;
    let route = "/office/inbox/reasons/{id:[0-9]{1,18}}";
    let changed = [("text_vi", "Thiếu ảnh bao bì."), ("sort", "6")];
    walk.post(shop, clerk, (route, &format!("{reasons}/{id}")), &changed, "reason.changed").await;
    let product = word(shop, "SELECT slug AS word FROM products WHERE state = 'on_sale'").await;
    let said = [("kind", "untrue"), ("words", "Nói chữa được bệnh")];
    assert_eq!(shop.guest().post(&format!("/products/{product}/flag"), &said).await.status, 303);
    let flag = number(shop, "SELECT id AS n FROM flags").await;
    let answer = [("outcome", "upheld"), ("reason", "Đã nhắc nhà bán")];
    let route = "/office/flags/{id:[0-9]{1,18}}";
    walk.post(shop, clerk, (route, &format!("/office/flags/{flag}")), &answer, "flag.resolved").await;
    all_named(shop).await;
}

async fn answers(walk: &mut Walk) {
    let sold = crate::complaints::delivered(support::shop().await).await;
    let shop = &sold.shop;
    let clerk = shop.signed_in(build::clerk(shop).await).await;
    let id = crate::complaints::complain(&sold).await;
    let at = format!("/office/complaints/{id}");
    let route = "/office/complaints/{id:[0-9]{1,18}}";
    for (act, fields) in [
        ("complaint.noted", vec![("words", "Hộ này lần thứ hai."), ("inner", "1")]),
        ("complaint.answered", vec![("words", "Chúng tôi đang xem.")]),
    ] {
        let before = count(shop, act).await;
        let said = crate::complaints::send(&clerk, shop, &at, &fields, &[]).await;
        walk.tried(shop, route, act, before, &said).await;
    }
    let (route, path) = ("/office/complaints/{id:[0-9]{1,18}}/decision", format!("{at}/decision"));
    let half = [("outcome", "refund"), ("share", "50"), ("way", "cash"), ("words", "Một lọ hỏng.")];
    walk.post(shop, &clerk, (route, &path), &half, "complaint.decided").await;
    assert_eq!(clerk.post(&path, &half).await.status, 409);
    assert_eq!(count(shop, "complaint.decided").await, 1, "it is decided once");
    let decided = "SELECT concat_ws('|', subject, why, after ->> 'outcome', after ->> 'way') AS word FROM acts WHERE act = 'complaint.decided'";
    assert_eq!(word(shop, decided).await, format!("KN{id}|Một lọ hỏng.|refund|cash"));
    let kinds = "/office/complaints/kinds";
    walk.submit(shop, &clerk, kinds, (kinds, kinds), &[("settle-short", "96")], "complaint.hours").await;
    let hours = "SELECT concat_ws('|', subject, before ->> 'settle_hours', after ->> 'settle_hours') AS word FROM acts WHERE act = 'complaint.hours'";
    assert_eq!(word(shop, hours).await, "short|72|96");

    let slug = word(shop, "SELECT slug AS word FROM products").await;
    let request = [
        ("product", slug.as_str()),
        ("authority", "Sở Y tế"),
        ("reference", "7/SYT"),
        ("reason", "Nghi mất an toàn"),
        ("asked_at", "2026-11-22T08:00"),
    ];
    let takedowns = "/office/takedowns";
    walk.post(shop, &clerk, (takedowns, takedowns), &request, "takedown.noted").await;
    let route = "/office/takedowns/{id:[0-9]{1,18}}/{act}";
    let asked = number(shop, "SELECT id AS n FROM takedowns").await;
    walk.post(shop, &clerk, (route, &format!("{takedowns}/{asked}/hide")), &[], "takedown.hidden").await;
    let why = [("why", "Mẫu đạt")];
    walk.post(shop, &clerk, (route, &format!("{takedowns}/{asked}/lift")), &why, "takedown.lifted").await;
    let phrases = "/office/phrases";
    walk.post(shop, &clerk, (phrases, phrases), &[("words", "trẻ mãi")], "phrase.added").await;
    walk.post(shop, &clerk, (phrases, phrases), &[("remove", "trẻ mãi")], "phrase.removed").await;
    all_named(shop).await;
}

#[actix_web::test]
async fn every_act_of_the_office_is_written_down_once() {
    let mut walk = Walk::default();
    answers(&mut walk).await;
    households(&mut walk).await;
    listings(&mut walk).await;
    money(&mut walk).await;
    transfers(&mut walk).await;
    inbox(&mut walk).await;
    super::promotion::papers(&mut walk).await;
    super::promotion::choice(&mut walk).await;
    let all: BTreeSet<_> = TABLE.iter().filter(|(method, ..)| *method == "POST").map(|(_, path, _)| *path).collect();
    let missing: Vec<_> = all.difference(&walk.0).collect();
    assert!(missing.is_empty(), "walk these too, and see that each is written down: {missing:#?}");
}

#[actix_web::test]
async fn nothing_gets_out_of_the_log_again() {
    let shop = support::shop().await;
    run(&shop, "INSERT INTO acts (act, subject) VALUES ('job.retried', 'x')").await;
    let mut conn = shop.conn().await;
    for statement in ["UPDATE acts SET subject = 'y'", "DELETE FROM acts"] {
        assert!(diesel::sql_query(statement).execute(&mut conn).await.is_err(), "{statement}");
    }
    drop(conn);
    assert_eq!(word(&shop, "SELECT subject AS word FROM acts").await, "x");
}

/// A log of a moderator, an admin and the market itself.
async fn log() -> (TestShop, Client, String) {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Cá thính Bà Lụa").await;
    let admin = clerk_as(&shop, "admin").await;
    let ha = build::account_with(&shop, "Phạm Thu Hà", Some("+84990123456")).await;
    run(
        &shop,
        &format!(
            "INSERT INTO acts (at, account_id, producer_id, act, subject, why, before, after) VALUES \
             ('2026-11-20 10:00+07', {ha}, {house}, 'household.suspended', '', 'Bán hàng giả', NULL, NULL), \
             ('2026-11-21 23:30+07', {ha}, NULL, 'voucher.changed', 'TET2027', '', '{{\"minimum\": 50000, \"note\": \"\"}}', '{{\"minimum\": 1250000, \"note\": \"\"}}'), \
             ('2026-11-22 00:30+07', NULL, {house}, 'identity.expired', '', '', NULL, NULL), \
             ('2026-11-22 08:00+07', {admin}, NULL, 'settings.money', '', '', '{{\"cod_on\": true}}', '{{\"cod_on\": false}}'), \
             ('2026-11-22 09:00+07', {admin}, NULL, 'job.retried', '=cmd|x', '', NULL, NULL)"
        ),
    )
    .await;
    let slug = slug(&shop, house).await;
    let client = shop.signed_in(admin).await;
    (shop, client, slug)
}

#[actix_web::test]
async fn an_act_is_found_by_person_kind_household_words_and_day() {
    let (shop, admin, slug) = log().await;
    let by_slug = format!("household={slug}");
    for (query, found) in [
        ("", 5),
        ("who=thu+ha", 2),
        ("who=0990+123+456", 2),
        ("who=khong+co", 0),
        ("kind=voucher.changed", 1),
        ("kind=nothing.at", 0),
        ("household=ba+lua", 2),
        (by_slug.as_str(), 2),
        ("household=khong+co", 0),
        ("q=hang+gia", 1),
        ("q=tet2027", 1),
        ("q=%25", 5),
        ("from=2026-11-22", 3),
        ("to=2026-11-21", 2),
        ("from=2026-11-21&to=2026-11-21", 1),
        ("who=ha&kind=household.suspended&household=lua&q=gia&from=2026-11-20&to=2026-11-20", 1),
        ("from=hom-qua&to=99999-99-99&who=%00&q=%00&household=%00&kind=%00&after=x.y", 5),
        ("from=-262143-01-01&to=262142-12-31", 5),
        ("after=9223372036854775807.9223372036854775807", 5),
        ("after=-9223372036854775808.1", 0),
    ] {
        let page = admin.get(&format!("/office/log?{query}")).await;
        assert_eq!((page.status, page.texts("tbody tr").len()), (200, found), "{query}: {}", page.words());
    }
    let page = admin.get("/office/log").await;
    for said in [
        "đổi mã giảm giá TET2027",
        "Đơn từ: 50.000 → 1.250.000",
        "Nhận tiền mặt tại cửa: có → không",
        "Vì: Bán hàng giả",
    ] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    assert!(!page.words().contains("Ghi chú"), "what did not change is not told");
    assert!(admin.get("/office/log?lang=en").await.words().contains("changed the voucher TET2027"));
    for role in ["moderator", "finance", "support", "promoter"] {
        let other = shop.signed_in(clerk_as(&shop, role).await).await;
        for path in ["/office/log", "/office/log.xlsx", "/office/log.csv"] {
            assert_eq!(other.get(path).await.status, 403, "{role} {path}");
        }
        assert!(!other.get("/office").await.body.contains("/office/log"));
    }
}

#[actix_web::test]
async fn a_long_log_is_read_a_page_at_a_time_and_taken_along_as_it_is_shown() {
    let (shop, admin, _) = log().await;
    run(&shop, "INSERT INTO acts (at, act, subject) SELECT '2026-11-23 12:00+07', 'posting.written', n::text FROM generate_series(1, 120) n").await;
    let mut seen = BTreeSet::new();
    let mut url = "/office/log?kind=posting.written".to_owned();
    for page in 0..3 {
        let answer = admin.get(&url).await;
        seen.extend(answer.texts("tbody td b"));
        match answer.attributes("a[rel=next]", "href").pop() {
            Some(next) => url = next,
            None => assert_eq!(page, 2),
        }
    }
    assert_eq!(seen.len(), 120, "each once, though all are of one moment");
    let csv = admin.get("/office/log.csv?kind=job.retried").await;
    assert!(csv.header("content-type").starts_with("text/csv") && csv.header("cache-control") == "no-store");
    assert_eq!(csv.body.lines().count(), 2, "{}", csv.body);
    assert!(csv.body.contains("'=cmd|x"), "no spreadsheet runs it: {}", csv.body);
    let all = admin.get("/office/log.csv").await;
    assert_eq!(all.body.lines().count(), 126);
    assert!(all.body.contains("Đơn từ: 50.000 → 1.250.000"), "{}", all.body);
    let book = admin.send(admin.request(Method::GET, "/office/log.xlsx?from=2026-11-22&to=2026-11-22")).await;
    assert!(
        book.header("content-type").contains("spreadsheetml") && book.header("content-disposition").contains("nhat-ky")
    );
}
