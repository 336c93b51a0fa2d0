//! Every route of the office by which something is done, walked once: each writes its act, once, in words.

use std::collections::BTreeSet;

use market::accounts::rights::TABLE;
use reqwest::Method;
use reqwest::multipart::{Form, Part};

use super::walk::{Walk, all_named, count, moved, none_left_out};
use super::*;

const BANK: [(&str, &str); 4] =
    [("bank", "BIDV"), ("number", "21510001234567"), ("holder", "Phòng Kinh tế"), ("why", "Có giấy của ngân hàng")];

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
    let (route, to) = ("/office/producers/{slug}/identity", at("/identity"));
    let back = [("decision", "return"), ("identity_why", "Ảnh mờ")];
    walk.post(&shop, &clerk, (route, &to), &back, "identity.returned").await;
    owner.post("/sell/household/identity", &[("holder", "Trần Thị Mận"), ("number", "025184001234")]).await;
    let verify = [("decision", "verify"), ("until", "2031-01-01")];
    walk.post(&shop, &clerk, (route, &to), &verify, "identity.verified").await;
    let why = [("refuse_why", "Chưa gọi được cho nhà")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/refuse", &at("/refuse")), &why, "household.refused").await;
    walk.post(&shop, &clerk, ("/office/producers/{slug}/approve", &at("/approve")), &[], "household.approved").await;
    let why = [("day", "2031-01-01"), ("plan_why", "Hàng không đúng")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/suspension", &at("/suspension")), &why, "suspension.planned")
        .await;
    let (route, back) = ("/office/producers/{slug}/suspension/take-back", at("/suspension/take-back"));
    walk.post(&shop, &clerk, (route, &back), &[("back_why", "Đã sửa")], "suspension.taken-back").await;
    let why = [("suspend_why", "Hàng không đúng"), ("order", "QĐ 12 ngày 20/11/2026")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/suspend", &at("/suspend")), &why, "household.suspended").await;
    let why = [("lift_why", "Đã sửa")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/lift", &at("/lift")), &why, "household.lifted").await;
    for (act, stood) in [
        ("household.refused", "waiting|refused"),
        ("household.approved", "refused|approved"),
        ("household.suspended", "approved|suspended"),
        ("household.lifted", "suspended|approved"),
    ] {
        assert_eq!(moved(&shop, act, "standing").await, stood, "{act}");
    }
    let own = "/sell/household/facts";
    let changed = owner.submit(&owner.get(own).await, own, &[("hamlet", "Thôn Vạn Thắng")]).await;
    assert_eq!(changed.status, 303, "{}", changed.words());
    let route = "/office/producers/{slug}/facts/seen";
    walk.post(&shop, &clerk, (route, &at("/facts/seen")), &[], "facts.seen").await;
    let route = "/office/producers/{slug}/facts";
    let mended = [("name", "Nhà bà Mận Vân Trục"), ("facts_why", "Tên ghi nhầm")];
    walk.submit(&shop, &clerk, &at("/facts"), (route, &at("/facts")), &mended, "facts.corrected").await;
    let why = [("code_why", "Chủ nhà mất máy")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/code", &at("/code")), &why, "code.made").await;
    let why = [("act_why", "Chủ nhà gọi nhờ")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/act", &at("/act")), &why, "behalf.began").await;
    let before = count(&shop, "behalf.request").await;
    clerk.post("/sell/household/holiday", &[("from", "2026-12-01"), ("to", "2026-12-05")]).await;
    assert_eq!(count(&shop, "behalf.request").await, before + 1, "in the household's place, and for that reason");
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

    run(&shop, "INSERT INTO jobs (kind, payload, dead_at, attempts) VALUES ('sweep', '{}', now(), 8)").await;
    let all = "/office/jobs/retry";
    walk.post(&shop, &clerk, (all, all), &[("kind", "sweep")], "jobs.retried").await;
    let checks = "/office/jobs/checks";
    walk.post(&shop, &clerk, (checks, checks), &[], "books.asked").await;

    let reports = "/office/reports/monthly";
    walk.post(&shop, &clerk, (reports, reports), &[("month", "2026-10"), ("place", "Lập Thạch")], "report.made").await;

    let reason = ("why", "Họp ngày 20/11");
    let terms = [
        ("code", "Tết 2027"),
        ("kind", "amount"),
        ("amount", "20k"),
        ("minimum", "50.000"),
        ("starts_at", "2026-11-01T08:00"),
        ("ends_at", "2027-02-01T23:59"),
        reason,
    ];
    let new = "/office/vouchers/new";
    walk.submit(&shop, &clerk, new, (new, new), &terms, "voucher.made").await;
    let voucher = number(&shop, "SELECT id AS n FROM vouchers").await;
    let here = format!("/office/vouchers/{voucher}");
    let route = "/office/vouchers/{id:[0-9]{1,18}}";
    walk.submit(&shop, &clerk, &here, (route, &here), &[("note", "gia hạn"), reason], "voucher.changed").await;
    let stop = format!("{here}/stop");
    walk.post(&shop, &clerk, ("/office/vouchers/{id}/stop", &stop), &[reason], "voucher.stopped").await;
    assert_eq!(clerk.post(&stop, &[]).await.status, 303);
    assert_eq!(count(&shop, "voucher.stopped").await, 1, "stopped is stopped");
    let changed = "SELECT concat_ws('|', subject, before ->> 'note', after ->> 'note') AS word FROM acts WHERE act = 'voucher.changed'";
    assert_eq!(word(&shop, changed).await, "TET2027||gia hạn");

    let person = build::account(&shop, "Chị Hà").await;
    let phone = with_password(&shop, person).await;
    let (part, why, password) = (("part", "support"), ("why", "Mất điện thoại"), ("password", PASSWORD));
    let staff = "/office/staff";
    walk.post(&shop, &clerk, (staff, staff), &[("login", &phone), part, why, password], "staff.given").await;
    run(
        &shop,
        &format!("INSERT INTO second_factors (account_id, secret, last_step) VALUES ({person}, decode(repeat('00', 48), 'hex'), 1)"),
    )
    .await;
    let route = "/office/staff/{id:[0-9]{1,18}}/second";
    walk.post(&shop, &clerk, (route, &format!("{staff}/{person}/second")), &[why, password], "second.reset").await;
    let route = "/office/staff/{id:[0-9]{1,18}}/take";
    walk.post(&shop, &clerk, (route, &format!("{staff}/{person}/take")), &[part, why, password], "staff.taken").await;
    let revoke = [("decision", "revoke"), ("identity_why", "Không phải người ấy")];
    walk.post(&shop, &clerk, ("/office/producers/{slug}/identity", &to), &revoke, "identity.revoked").await;
    all_named(walk, &shop).await;
}

/// The index has to be one that can be made anew.
async fn search(walk: &mut Walk) {
    use std::sync::Arc;

    use market::kernel::clock::Clock;
    use market::platform::files::Files;
    use market::platform::meili::{Meili, Standby};

    let _ = rustls::crypto::ring::default_provider().install_default();
    let engine = Arc::new(Standby::new(Meili::new("http://127.0.0.1:1", None).unwrap(), "market"));
    let url = support::database_url().await;
    let shop = support::open_at(Clock::Real, url, Files::memory(), |_| {}, |ground| ground.engine = Some(engine));
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let reindex = "/office/jobs/reindex";
    walk.post(&shop, &clerk, (reindex, reindex), &[], "search.remade").await;
    all_named(walk, &shop).await;
}

async fn people(walk: &mut Walk) {
    let (s, account, _) = crate::people::scene().await;
    let shop = &s.shop;
    let (_, clerk) = crate::people::clerk(shop, "support").await;
    let desk = "/office/people";
    walk.post(shop, &clerk, (desk, desk), &[("who", crate::people::PHONE)], "person.sought").await;
    let person = format!("{desk}/a{account}");
    let fields = [("kind", "see"), ("how", "visit")];
    walk.submit(shop, &clerk, &person, ("/office/people/{who}", &person), &fields, "person.asked").await;
    let id = number(shop, "SELECT id AS n FROM data_requests").await;
    let route = "/office/people/requests/{id:[0-9]{1,18}}/{act}";
    let at = |id: i64, act: &str| format!("/office/people/requests/{id}/{act}");
    walk.post(shop, &clerk, (route, &at(id, "answer")), &[], "person.answered").await;
    walk.post(shop, &clerk, (route, &at(id, "extend")), &[("outcome", "Nhiều đơn")], "person.extended").await;
    walk.post(shop, &clerk, (route, &at(id, "file")), &[], "person.file").await;
    shop.work_off().await;
    let before = count(shop, "person.taken").await;
    let export = number(shop, "SELECT id AS n FROM data_exports").await;
    let (status, _) = crate::people::download(shop, &clerk, &format!("{desk}/exports/{export}")).await;
    assert_eq!((status, count(shop, "person.taken").await), (200, before + 1));
    walk.routes.insert("/office/people/exports/{id:[0-9]{1,18}}");
    walk.post(shop, &clerk, (route, &at(id, "done")), &[("outcome", "Đã đưa tận tay")], "person.done").await;
    let right = vec![("name", "Bưởi"), ("phone", "0987 654 321"), ("why", "xem giấy tờ")];
    for (kind, act, fields, told) in [
        ("withdraw", "withdraw", vec![], "person.withdrew"),
        ("correct", "correct", right, "person.corrected"),
        ("see", "refuse", vec![("outcome", "Không đúng người")], "person.refused"),
        ("erase", "erase", vec![("password", crate::people::PASSWORD)], "person.erased"),
    ] {
        crate::people::asked(&clerk, &format!("a{account}"), kind).await;
        let id = number(shop, "SELECT max(id) AS n FROM data_requests").await;
        walk.post(shop, &clerk, (route, &at(id, act)), &fields, told).await;
    }
    all_named(walk, shop).await;
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
    // What was approved is stopped until it is put right, and on sale again with the next change.
    let shop = &setting.shop;
    let product = number(shop, "SELECT id AS n FROM products WHERE state = 'on_sale'").await;
    let slug = word(shop, "SELECT slug AS word FROM products WHERE state = 'on_sale'").await;
    let stop =
        [("by", "office"), ("stop_product", slug.as_str()), ("stop_how", "mend"), ("stop_reason", "Thiếu hạn dùng")];
    let takedowns = "/office/takedowns";
    walk.post(shop, &setting.clerk, (takedowns, takedowns), &stop, "takedown.stopped").await;
    let path = format!("/sell/products/{product}");
    assert_eq!(setting.phone.post(&format!("{path}/revision"), &[("do", "begin")]).await.status, 303);
    assert_eq!(crate::listing::submit(&setting, &path).await.status, 303);
    let change = number(shop, "SELECT id AS n FROM revisions WHERE state = 'submitted'").await;
    let listing = format!("/office/listings/{change}");
    let approve = [("verdict", "approve")];
    let route = "/office/listings/{id:[0-9]{1,18}}";
    walk.submit(shop, &setting.clerk, &listing, (route, &listing), &approve, "takedown.mended").await;
    let returned = "SELECT concat_ws('|', subject, why, before ->> 'state', after ->> 'state') AS word FROM acts WHERE act = 'listing.returned'";
    assert_eq!(word(&setting.shop, returned).await, "Cá thính 1|Ảnh mờ quá|submitted|returned");
    all_named(walk, &setting.shop).await;
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
    let route = "/office/money/households/{slug}";
    walk.submit(shop, &clerk, &url, (route, &url), &BANK, "bank.changed").await;
    let other = word(shop, "SELECT slug AS word FROM producers WHERE name_vi = 'HTX Ven Lô'").await;
    let (other, sure) = (m(&format!("households/{other}")), ("take_why", "Có sổ của ngân hàng"));
    let take = [BANK[0], BANK[1], BANK[2], ("take", "1"), sure];
    walk.submit(shop, &clerk, &other, (route, &other), &take, "bank.taken").await;

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

    let here = "/office/money/settings";
    let own = [BANK[0], ("number", "21510001234568"), BANK[2], BANK[3]];
    walk.submit(shop, &clerk, here, (&m("settings/account"), &m("settings/account")), &own, "settings.account").await;
    let rate = [("bp", "2,5"), ("from_day", "2036-11-01"), ("why", "Nghị quyết của xã")];
    walk.submit(
        shop,
        &clerk,
        here,
        (&m("settings/commission"), &m("settings/commission")),
        &rate,
        "settings.commission",
    )
    .await;
    let tax = [
        ("vat_bp", "1"),
        ("pit_bp", "0,5"),
        ("from_day", "2036-11-01"),
        ("source", "Nghị định 300/2026"),
        ("why", "Luật mới"),
    ];
    walk.submit(shop, &clerk, here, (&m("settings/tax"), &m("settings/tax")), &tax, "settings.tax").await;
    for table in ["commission", "tax"] {
        let id = number(shop, &format!("SELECT max(id) AS n FROM {table}_rates")).await;
        let route = format!("/office/money/settings/{table}/{{id:[0-9]{{1,18}}}}/back");
        let at = format!("/office/money/settings/{table}/{id}/back");
        walk.post(shop, &clerk, (&route, &at), &[("why", "Gõ nhầm")], &format!("settings.{table}-back")).await;
    }
    // What is only looked at, or taken along, stands in the log too.
    run(shop, "INSERT INTO webhooks (provider, external_id, kind, body, applied_at, outcome) VALUES ('sepay', 'a', 'transfer', '{}', now(), 'new')").await;
    let notice = number(shop, "SELECT max(id) AS n FROM webhooks").await;
    for (path, act) in [(m(&format!("webhooks/{notice}")), "webhook.opened"), (m("postings.csv"), "list.taken")] {
        let before = count(shop, act).await;
        assert_eq!(clerk.get(&path).await.status, 200, "{path}");
        assert_eq!(count(shop, act).await, before + 1, "{path}");
    }
    let account = "SELECT string_agg(coalesce(before::text, '') || after::text, '') AS word FROM acts WHERE act LIKE '%account' OR act LIKE 'bank%'";
    assert!(!word(shop, account).await.contains("2151000"), "a whole account number is not kept in the log");
    all_named(walk, shop).await;
}

/// What the office sets up.
async fn setup(walk: &mut Walk) {
    let (shop, clerk) = crate::setup::office().await;
    let why = ("why", "Họp ngày 20/11");
    let route = "/office/setup/rules/{rule}";
    let here = "/office/setup/rules/payout_days";
    walk.submit(&shop, &clerk, here, (route, here), &[("value", "9"), why], "rule.changed").await;
    let later = [("value", "8"), ("from_day", "2026-12-01"), why];
    walk.submit(&shop, &clerk, here, (route, here), &later, "rule.planned").await;
    let plan = number(&shop, "SELECT max(id) AS n FROM rule_changes").await;
    let back = format!("/office/setup/plans/{plan}");
    walk.post(&shop, &clerk, ("/office/setup/plans/{id:[0-9]{1,18}}", &back), &[why], "rule.withdrawn").await;

    let new = "/office/setup/categories/new";
    let fields = [("name_vi", "Quả"), ("name_en", "Fruit"), why];
    walk.submit(&shop, &clerk, new, (new, new), &fields, "category.made").await;
    let made = number(&shop, "SELECT max(id) AS n FROM categories").await;
    let here = format!("/office/setup/categories/{made}");
    let route = "/office/setup/categories/{id:[0-9]{1,18}}";
    walk.submit(&shop, &clerk, &here, (route, &here), &[("sort", "7"), why], "category.changed").await;
    let (route, to) = ("/office/setup/categories/{id:[0-9]{1,18}}/retired", format!("{here}/retired"));
    walk.submit(&shop, &clerk, &here, (route, &to), &[why], "category.retired").await;
    walk.submit(&shop, &clerk, &here, (route, &to), &[why], "category.back").await;

    let new = "/office/setup/units/new";
    let fields = [("name_vi", "ống tre"), ("name_en", "bamboo tube"), why];
    walk.submit(&shop, &clerk, new, (new, new), &fields, "unit.made").await;
    let made = number(&shop, "SELECT max(id) AS n FROM units").await;
    let (route, here) = ("/office/setup/units/{id:[0-9]{1,18}}", format!("/office/setup/units/{made}"));
    walk.submit(&shop, &clerk, &here, (route, &here), &[("offered", ""), why], "unit.changed").await;

    let (route, here) = ("/office/setup/communes/{commune}", "/office/setup/communes/08842");
    walk.submit(&shop, &clerk, here, (route, here), &[why], "commune.left").await;
    walk.submit(&shop, &clerk, here, (route, here), &[why], "commune.served").await;
    let (route, here) = ("/office/setup/delivery/zones/{zone}", "/office/setup/delivery/zones/hanoi");
    walk.submit(&shop, &clerk, here, (route, here), &[("base_fee", "27k"), why], "delivery.rate").await;
    let here = "/office/setup/delivery/provinces";
    walk.submit(&shop, &clerk, here, (here, here), &[("zone-79", "north"), why], "delivery.provinces").await;
    let new = "/office/setup/points/new";
    let fields = [
        ("name_vi", "Chợ Lập Thạch"),
        ("name_en", "Lập Thạch market"),
        ("address", "Cổng chính"),
        ("hours_vi", "6–11 giờ"),
        ("hours_en", "6–11 am"),
        why,
    ];
    walk.submit(&shop, &clerk, new, (new, new), &fields, "point.made").await;
    let made = number(&shop, "SELECT id AS n FROM pickup_points").await;
    let (route, here) = ("/office/setup/points/{id:[0-9]{1,18}}", format!("/office/setup/points/{made}"));
    walk.submit(&shop, &clerk, &here, (route, &here), &[("fee", "5k"), why], "point.changed").await;
    let here = "/office/setup/hours";
    walk.submit(&shop, &clerk, here, (here, here), &[("hours-paper", "48"), why], "inbox.hours").await;
    let (route, here) = ("/office/setup/messages/{key}/{lang}", "/office/setup/messages/order-sms-placed/vi");
    let text = ("body", "Đơn { $code }: { $total }. { $link }");
    walk.submit(&shop, &clerk, here, (route, here), &[text, why, ("do", "keep")], "message.written").await;
    walk.submit(&shop, &clerk, here, (route, here), &[why, ("do", "reset")], "message.reset").await;
    all_named(walk, &shop).await;
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
    let csv = "NGÂN HÀNG,,,\nNgày giao dịch,Số tham chiếu,Số tiền ghi có,Mô tả\n\
               23/11/2026,FT26327100001,\"6000\",mua ca\n\
               23/11/2026,FT26327100002,\"7000\",chuyen nham\n\
               23/11/2026,FT26327100003,\"8000\",giu giup\n\
               23/11/2026,FT26327100004,\"9000\",STRIPE\n\
               23/11/2026,FT26327100005,\"5000\",lai tien gui\n";
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
    let unknown = number(&shop, "SELECT id AS n FROM transfers WHERE amount = 5000").await;
    let route = "/office/money/transfers/{id:[0-9]{1,18}}/{act}";
    let at = |act: &str| format!("/office/money/transfers/{unknown}/{act}");
    let why = [("why", "Lãi tiền gửi")];
    walk.post(&shop, &clerk, (route, &at("ignored")), &why, "transfer.ignored").await;
    assert_eq!(clerk.post(&at("ignored"), &why).await.status, 303);
    assert_eq!(count(&shop, "transfer.ignored").await, 1, "it was so before");
    walk.post(&shop, &clerk, (route, &at("open")), &why, "transfer.reopened").await;
    let kept = "SELECT concat_ws('|', why, before ->> 'state', after ->> 'state', after ->> 'amount') AS word FROM acts WHERE act = 'transfer.ignored'";
    assert_eq!(word(&shop, kept).await, "Lãi tiền gửi|open|ignored|5000");
    run(
        &shop,
        "INSERT INTO card_movements (external_id, kind, source, currency, amount, fee, outcome, at) \
         VALUES ('txn_1', 'payout', 'po_1', 'vnd', -9000, 0, 'booked', now())",
    )
    .await;
    for (amount, act, fields, name) in [
        (6_000, "applied", vec![("code", code.as_str()), ("why", "Khách gọi báo")], "transfer.applied"),
        (7_000, "refunded", vec![("why", "Chuyển nhầm")], "transfer.refunded"),
        (8_000, "credited", vec![("why", "Khách nhờ giữ")], "transfer.credited"),
        (9_000, "payout", vec![], "transfer.payout"),
    ] {
        let of = format!("SELECT id AS n FROM transfers WHERE amount = {amount} AND state = 'open'");
        let at = format!("/office/money/transfers/{}/{act}", number(&shop, &of).await);
        walk.post(&shop, &clerk, (route, &at), &fields, name).await;
    }
    all_named(walk, &shop).await;
}

async fn inbox(walk: &mut Walk) {
    let setting = crate::listing::setting().await;
    let (shop, clerk) = (&setting.shop, &setting.clerk);
    for _ in 0..4 {
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
    let decide = "/office/inbox/decide";
    for (verdict, act) in
        [("approve", "listing.approved"), ("return", "listing.returned"), ("refuse", "listing.refused")]
    {
        let next = "SELECT min(id) || ':' || min(seq) AS word FROM revisions WHERE state = 'submitted'";
        let pick = word(shop, &format!("{next} AND id <> {first}")).await;
        let fields = [("pick", pick.as_str()), ("verdict", verdict), ("words", "Ảnh mờ quá")];
        walk.post(shop, clerk, (decide, decide), &fields, act).await;
    }
    let told = "SELECT string_agg(concat_ws('|', why, before ->> 'state', after ->> 'state'), ' ' ORDER BY id) AS word \
        FROM acts WHERE act IN ('listing.returned', 'listing.refused')";
    assert_eq!(word(shop, told).await, "Ảnh mờ quá|submitted|returned Ảnh mờ quá|submitted|refused");
    let reasons = "/office/inbox/reasons";
    let why = ("why", "Họp ngày 20/11");
    let new = [("kind", "listing"), ("text_vi", "Thiếu ảnh bao bì"), ("sort", "5"), why];
    walk.post(shop, clerk, (reasons, reasons), &new, "reason.added").await;
    let id = number(shop, "SELECT max(id) AS n FROM reason_templates").await;
    let route = "/office/inbox/reasons/{id:[0-9]{1,18}}";
    let changed = [("text_vi", "Thiếu ảnh bao bì."), ("sort", "6"), ("seq", "0"), why];
    walk.post(shop, clerk, (route, &format!("{reasons}/{id}")), &changed, "reason.changed").await;
    assert_eq!(moved(shop, "reason.changed", "text_vi").await, "Thiếu ảnh bao bì|Thiếu ảnh bao bì.");
    let product = word(shop, "SELECT slug AS word FROM products WHERE state = 'on_sale'").await;
    let said = [("kind", "untrue"), ("words", "Nói chữa được bệnh")];
    assert_eq!(shop.guest().post(&format!("/products/{product}/flag"), &said).await.status, 303);
    let flag = number(shop, "SELECT id AS n FROM flags").await;
    let answer = [("outcome", "upheld"), ("reason", "Đã nhắc nhà bán")];
    let route = "/office/flags/{id:[0-9]{1,18}}";
    walk.post(shop, clerk, (route, &format!("/office/flags/{flag}")), &answer, "flag.resolved").await;
    all_named(walk, shop).await;
}

#[actix_web::test]
async fn every_act_of_the_office_is_written_down_once() {
    let mut walk = Walk::default();
    super::answers::answers(&mut walk).await;
    households(&mut walk).await;
    listings(&mut walk).await;
    money(&mut walk).await;
    transfers(&mut walk).await;
    inbox(&mut walk).await;
    super::promotion::papers(&mut walk).await;
    super::promotion::choice(&mut walk).await;
    search(&mut walk).await;
    people(&mut walk).await;
    setup(&mut walk).await;
    let all: BTreeSet<_> = TABLE.iter().filter(|(method, ..)| *method == "POST").map(|(_, path, _)| *path).collect();
    let missing: Vec<_> = all.difference(&walk.routes).collect();
    assert!(missing.is_empty(), "walk these too, and see that each is written down: {missing:#?}");
    none_left_out(&walk);
}
