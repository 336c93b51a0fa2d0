//! A clerk in a household's place: everything logged, the bank account out of reach, and the household takes over.

use super::*;
use crate::support;
use crate::support::placed;

const WHY: [(&str, &str); 1] = [("act_why", "Chủ nhà gọi nhờ")];

#[actix_web::test]
async fn a_clerk_writes_a_household_down_acts_for_it_and_it_takes_over() {
    let shop = support::shop().await;
    let account = clerk_as(&shop, "moderator").await;
    let clerk = shop.signed_in(account).await;
    let page = clerk.get("/office/producers/new").await;
    let person = [("contact_name", "Trần Thị Mận"), ("phone", "0912 345 678")];
    let fields: Vec<(&str, &str)> = APPLICATION.iter().chain(&person).copied().collect();
    assert_eq!(
        clerk.submit(&page, "/office/producers/new", &fields[..5]).await.status,
        422,
        "a person and a phone too"
    );
    let (a, b) = tokio::join!(
        clerk.submit(&page, "/office/producers/new", &fields),
        clerk.submit(&page, "/office/producers/new", &fields)
    );
    assert_eq!((a.status, b.status), (303, 303), "{}", a.words());
    let producer = ProducerId(number(&shop, "SELECT id AS n FROM producers").await);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM members").await, 0);
    let path = format!("/office/producers/{}", slug(&shop, producer).await);

    assert_eq!(clerk.get("/sell").await.status, 403, "no desk before it is taken");
    let act = format!("{path}/act");
    let unsaid = clerk.submit(&clerk.get(&path).await, &act, &[("act_why", " ")]).await;
    assert_eq!((unsaid.status, unsaid.texts("details[open] #f-act_why-why").len()), (422, 1), "{}", unsaid.words());
    assert_eq!(clerk.get("/sell").await.status, 403, "still no desk");
    assert_eq!(acts(&shop, producer).await, "household.created!", "nothing was written");
    assert_eq!(clerk.post(&act, &WHY).await.location().unwrap(), "/sell");
    let why = "SELECT string_agg(DISTINCT why || evidence, '|') AS word FROM acts WHERE act = 'behalf.began'";
    assert_eq!(word(&shop, why).await, WHY[0].1);
    let desk = clerk.get("/sell").await;
    assert!(desk.words().contains("Bạn đang làm thay Nhà bà Mận"), "{}", desk.words());
    let terms = clerk.get("/sell/household/terms").await;
    assert_eq!(clerk.submit(&terms, "/sell/household/terms", &[("agree", "1")]).await.status, 303);
    let card = [("holder", "Trần Thị Mận"), ("number", "025184001234")];
    assert_eq!(clerk.post("/sell/household/identity", &card).await.status, 303);
    assert_eq!(
        clerk.post("/sell/household/identity", &card).await.status,
        409,
        "a refused press is in the log as well"
    );
    let bank = clerk.post("/sell/household/bank", &[("number", "1")]).await;
    assert!(bank.status == 403 && bank.words().contains("Cán bộ không ghi hay đổi thay"), "{}", bank.words());
    assert_eq!(
        acts(&shop, producer).await,
        "household.created! behalf.began! behalf.request! terms.accepted! behalf.request! identity.submitted! behalf.request! behalf.request!"
    );
    let requests = "SELECT string_agg(subject, ' ' ORDER BY id) AS word FROM acts WHERE act = 'behalf.request'";
    assert_eq!(
        word(&shop, requests).await,
        "/sell/household/terms /sell/household/identity /sell/household/identity /sell/household/bank"
    );
    assert_eq!(number(&shop, &format!("SELECT count(*) AS n FROM acts WHERE account_id <> {account}")).await, 0);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM terms_acceptances WHERE on_behalf").await, 1);

    let slip = clerk.post(&format!("{path}/code"), &[]).await;
    assert_eq!(slip.status, 200, "{}", slip.words());
    let code = slip.texts(".code-slip").pop().unwrap();
    let owner = build::account(&shop, "Trần Thị Mận").await;
    let client = shop.signed_in(owner).await;
    let form = client.get("/sell/take-over").await;
    assert_eq!(
        client.submit(&form, "/sell/take-over", &[("code", &code)]).await.location().unwrap(),
        "/sell/household"
    );
    assert_eq!(word(&shop, &format!("SELECT role AS word FROM members WHERE account_id = {owner}")).await, "owner");
    assert!(
        client.get("/sell/household").await.words().contains("(cán bộ làm thay)"),
        "the household reads what was done for it"
    );

    assert_eq!(clerk.post("/office/acting/end", &[]).await.status, 303);
    assert_eq!(clerk.get("/sell").await.status, 403);
    assert!(acts(&shop, producer).await.ends_with("code.made member.joined behalf.ended!"));
}

#[actix_web::test]
async fn every_press_on_the_desk_is_logged_whichever_handler_takes_it() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, producer, "Cá thính", 98_000, 10).await;
    let order = placed::order(&shop, &[(jar, 1)], "carrier").await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    clerk.post(&format!("/office/producers/{}/act", slug(&shop, producer).await), &WHY).await;
    let mut pressed = 0;
    let code = order.parcels[0].code.clone();
    for (method, path) in crate::desk::routes("/sell") {
        let filled = path
            .replace("{code}", &code)
            .replace("{id:[0-9]+}", "1")
            .replace("{id:[0-9]{1,18}}", "1")
            .replace("{account:[0-9]{1,18}}", "1")
            .replace("{pack:[0-9]{1,18}}", "1")
            .replace("{id}", "1")
            .replace("{pack}", "1")
            .replace("{harvest}", "1")
            .replace("{lot}", "x");
        if method != "POST" || ["/sell/join", "/sell/take-over"].contains(&path) {
            continue;
        }
        assert!(!filled.contains('{'), "this test does not know how to fill {path}");
        let before = number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'behalf.request'").await;
        clerk.post(&filled, &[]).await;
        let after = number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'behalf.request'").await;
        assert_eq!(after, before + 1, "{path}");
        pressed += 1;
    }
    assert!(pressed >= 8, "{pressed}");
    // To look is no act.
    let before = number(&shop, "SELECT count(*) AS n FROM acts").await;
    clerk.get("/sell").await;
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts").await, before);
}

#[actix_web::test]
async fn a_clerk_takes_a_households_books_along_only_with_the_right_and_a_line_in_the_log() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, house, "Cá thính", 98_000, 10).await;
    let taken = "SELECT coalesce(string_agg(subject || ' ' || (after ->> 'file') || ' ' || on_behalf, ', ' ORDER BY id), '') AS word \
                 FROM acts WHERE act = 'list.taken'";
    let owner = shop.signed_in(build::member(&shop, house).await).await;
    for path in ["/sell/export", "/sell/export/products.csv"] {
        assert_eq!(owner.get(path).await.status, 200, "{path}");
    }
    assert_eq!(word(&shop, taken).await, "", "what is their own");
    let moderator = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    moderator.post(&format!("/office/producers/{}/act", slug(&shop, house).await), &WHY).await;
    assert_eq!(moderator.get("/sell/export").await.status, 403);
    assert!(moderator.get("/sell/know").await.attributes("a[href='/sell/export']", "href").is_empty());
    assert_eq!(word(&shop, taken).await, "");
    assert_eq!(moderator.get("/sell/export/products.csv").await.status, 200, "nobody stands in it");
    assert_eq!(word(&shop, taken).await, "hang-ban csv true");
    let admin = shop.signed_in(clerk_as(&shop, "admin").await).await;
    admin.post(&format!("/office/producers/{}/act", slug(&shop, house).await), &WHY).await;
    assert_eq!(admin.get("/sell/export").await.status, 200);
    assert_eq!(word(&shop, taken).await, "hang-ban csv true, so-cua-ho xlsx true");
    let of = format!("SELECT count(*) AS n FROM acts WHERE act = 'list.taken' AND producer_id = {house}");
    assert_eq!(number(&shop, &of).await, 2);
}

#[actix_web::test]
async fn what_a_clerk_does_on_the_desk_is_named_in_the_log_and_a_members_own_work_is_not() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 10).await;
    let parcel = placed::order(&shop, &[(jar, 1)], "carrier").await.parcels[0].code.clone();
    let owner = shop.signed_in(build::member(&shop, house).await).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    clerk.post(&format!("/office/producers/{}/act", slug(&shop, house).await), &WHY).await;
    let moves = format!("/sell/parcels/{parcel}/state");
    let (product, pack) = (format!("/sell/products/{}", jar.product), format!("/sell/stock/{}", jar.pack));
    let size = format!("{product}/packs/{}", jar.pack);
    let tick = [("parcel", parcel.as_str()), ("all", "1"), ("on", "1")];
    let plot = [("name", "Ao trước nhà"), ("kind", "pond"), ("commune", "08761")];
    let pressed = [
        clerk.post(&moves, &[("from", "placed"), ("to", "confirmed")]).await,
        clerk.post("/sell/picking/ticks", &tick).await,
        clerk.post("/sell/trace/plots", &plot).await,
        clerk.submit(&clerk.get("/sell/stock").await, &pack, &[("do", "less")]).await,
        clerk.submit(&clerk.get(&product).await, &size, &[("price", "99k"), ("least", "2")]).await,
        clerk.post(&format!("{product}/shelf"), &[("to", "hidden")]).await,
    ];
    for answer in &pressed {
        assert_eq!(answer.status, 303, "{}", answer.words());
    }
    let named = "SELECT string_agg(act || ' ' || subject || ' ' || on_behalf, ', ' ORDER BY id) AS word FROM acts \
                 WHERE act NOT LIKE 'behalf.%'";
    let all = word(&shop, named).await;
    assert_eq!(
        all,
        format!(
            "parcel.moved {parcel} true, parcel.ticked {parcel} true, plot.added Ao trước nhà true, stock.counted {} true, \
             pack.changed hũ 1 kg true, product.hidden {} true",
            jar.pack, jar.product
        )
    );
    let changed = "SELECT string_agg(concat_ws(' ', act, before ->> 'state', after ->> 'state', before ->> 'price', after ->> 'price', \
                   before ->> 'left', after ->> 'left'), ', ' ORDER BY id) AS word FROM acts WHERE before IS NOT NULL";
    assert_eq!(
        word(&shop, changed).await,
        "parcel.moved placed confirmed, parcel.ticked, stock.counted 9 8, pack.changed 98000 99000, product.hidden on_sale hidden",
        "what stood there and what stands there"
    );
    let from = "SELECT concat_ws(' ', before ->> 'min_qty', after ->> 'min_qty', after ->> 'qty_step') AS word FROM acts \
                WHERE act = 'pack.changed'";
    assert_eq!(word(&shop, from).await, "1 2", "from how many it is sold, and nothing that stayed");
    let page = owner.get("/sell/household").await.words();
    assert!(page.contains("(cán bộ làm thay)") && page.contains("cất món khỏi sạp"), "{page}");
    // What is refused changes nothing and says nothing; what members do stands beside the things themselves.
    assert_eq!(clerk.post(&moves, &[("from", "packed"), ("to", "handed_over")]).await.status, 409);
    assert_eq!(
        clerk.post(&format!("{product}/shelf"), &[("to", "hidden")]).await.status,
        303,
        "it is put away already"
    );
    assert_eq!(owner.post(&moves, &[("from", "confirmed"), ("to", "packed")]).await.status, 303);
    assert_eq!(word(&shop, named).await, all);
    // Each is for the reason told when it began, which the log says in words.
    let silent = "SELECT count(*) AS n FROM acts WHERE on_behalf AND act <> 'behalf.began' AND evidence <> 'on-behalf'";
    assert_eq!(number(&shop, silent).await, 0);
    let log = shop.signed_in(clerk_as(&shop, "admin").await).await.get("/office/log?kind=parcel.moved").await;
    assert!(log.words().contains("Căn cứ: Làm thay nhà"), "{}", log.words());
}

#[actix_web::test]
async fn a_forged_cookie_makes_nobody_act_for_a_household() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let own = build::member(&shop, other).await;
    let forged = format!("acting={producer}");
    for account in
        [build::account(&shop, "Người mua").await, clerk_as(&shop, "promoter").await, clerk_as(&shop, "finance").await]
    {
        let client = shop.signed_in(account).await;
        let asked = client.request(reqwest::Method::GET, "/sell").header("cookie", forged.clone());
        assert!([303, 403].contains(&client.send(asked).await.status));
    }
    let member = shop.signed_in(own).await;
    assert!(member.get("/sell/household").await.body.contains("HTX Ven Lô"));
    let signed = market::platform::sessions::open(&mut *shop.conn().await, &shop.ground.config, own).await.unwrap();
    let both = Client::with_cookies(&shop.url, &[&signed.to_string(), &format!("{forged}; Path=/")]);
    let desk = both.get("/sell/household").await;
    assert!(desk.body.contains("HTX Ven Lô") && !desk.body.contains("Bà Lụa"), "{}", desk.words());
    // A household that is not there gives a clerk no desk.
    let clerk = clerk_as(&shop, "admin").await;
    let signed = market::platform::sessions::open(&mut *shop.conn().await, &shop.ground.config, clerk).await.unwrap();
    for nothing in ["acting=999999", "acting=x", "acting=-1", "acting=99999999999999999999"] {
        let client = Client::with_cookies(&shop.url, &[&signed.to_string(), &format!("{nothing}; Path=/")]);
        assert_eq!(client.get("/sell").await.status, 403, "{nothing}");
    }
}
