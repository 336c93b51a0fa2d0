//! Another household's goods: every address answers 404 and changes nothing.

use super::{FISH, begin, fill, number, on_sale, photo, send, setting, text};
use crate::desk::{about_goods, call, first_table, routes};
use crate::support::build;

const EVERYTHING: &str = "SELECT md5(concat((SELECT string_agg(x::text, ';' ORDER BY id) FROM products x), \
     (SELECT string_agg(x::text, ';' ORDER BY id) FROM revisions x), \
     (SELECT string_agg(x::text, ';' ORDER BY revision_id, position) FROM revision_pictures x), \
     (SELECT string_agg(x::text, ';' ORDER BY id) FROM packs x), (SELECT count(*) FROM price_changes)))";

#[actix_web::test]
async fn nobody_reaches_into_another_household() {
    let setting = setting().await;
    let sold = on_sale(&setting).await;
    let draft = begin(&setting, &FISH, 2).await;
    assert_eq!(setting.phone.post(&format!("{sold}/revision"), &[("do", "begin")]).await.status, 303);
    let page = setting.phone.get(&draft).await;
    let picture = page.attributes(".photos > li", "data-id")[0].clone();
    let pack = number(&setting.shop, "SELECT max(id) FROM packs").await;
    let other = build::producer(&setting.shop, "Nhà khác").await;
    let stranger = setting.shop.signed_in(build::member(&setting.shop, other).await).await;
    let before = text(&setting.shop, EVERYTHING).await;
    for path in [&sold, &draft] {
        assert_eq!(stranger.get(path).await.status, 404);
        assert_eq!(stranger.get(&format!("{path}/preview")).await.status, 404);
        for (to, fields) in [
            ("", vec![("seq", "1"), ("name", "Của tôi"), ("do", "save")]),
            ("", vec![("seq", "1"), ("do", "submit")]),
            ("/shelf", vec![("to", "hidden")]),
            ("/shelf", vec![("to", "on_sale")]),
            ("/revision", vec![("do", "begin")]),
            ("/revision", vec![("do", "take-back")]),
            ("/revision", vec![("do", "discard")]),
            ("/pictures/act", vec![("do", "remove-1")]),
            ("/packs", vec![("name", "kg"), ("price", "1000"), ("left", "1"), ("weight", "1 kg")]),
        ] {
            let answer = stranger.post(&format!("{path}{to}"), &fields).await;
            assert_eq!(answer.status, 404, "{path}{to} {fields:?}");
        }
        let wish = format!("remove-{picture}");
        assert_eq!(stranger.post(&format!("{path}/pictures/act"), &[("do", &wish)]).await.status, 404);
        assert_eq!(send(&stranger, &format!("{path}/pictures"), &[], &[photo(77)]).await.status, 404);
        let fields = [("name", "kg"), ("price", "1000"), ("left", "1"), ("weight", "1 kg")];
        assert_eq!(stranger.post(&format!("{path}/packs/{pack}"), &fields).await.status, 404);
        assert_eq!(stranger.post(&format!("{path}/packs/{pack}/withdraw"), &[]).await.status, 404);
    }
    assert_eq!(text(&setting.shop, EVERYTHING).await, before, "nothing has changed");
    // A pack of another product of the same household is another household's, too.
    assert_eq!(setting.phone.post(&format!("{draft}/packs/{pack}/withdraw"), &[]).await.status, 404);
    // The photos of the draft cannot be moved from one's own product.
    let own =
        fill(&stranger, &stranger.get("/sell/products/new").await, "/sell/products/new", &FISH, &[photo(55)]).await;
    let own = own.location().unwrap();
    let (wish, before) = (format!("remove-{picture}"), text(&setting.shop, EVERYTHING).await);
    assert_eq!(stranger.post(&format!("{own}/pictures/act"), &[("do", &wish)]).await.status, 303);
    assert_eq!(text(&setting.shop, EVERYTHING).await, before);
    // Nor begins a form of somebody else's anything.
    let token = text(&setting.shop, "SELECT token FROM revisions WHERE token IS NOT NULL ORDER BY id LIMIT 1").await;
    assert_eq!(send(&stranger, "/sell/products/new", &[("token", &token), ("name", "x")], &[]).await.status, 404);
}

#[actix_web::test]
async fn each_desk_opens_to_its_own_people_only() {
    let setting = setting().await;
    let sold = on_sale(&setting).await;
    let pack = number(&setting.shop, "SELECT max(id) FROM packs").await.to_string();
    let revision = number(&setting.shop, "SELECT max(id) FROM revisions").await.to_string();
    let buyer = setting.shop.signed_in(build::account(&setting.shop, "Người mua").await).await;
    let guest = setting.shop.guest();
    let before = text(&setting.shop, EVERYTHING).await;
    for prefix in ["/sell", "/office"] {
        let (insider, outsider) =
            if prefix == "/sell" { (&setting.phone, &setting.clerk) } else { (&setting.clerk, &setting.phone) };
        for (method, path) in routes(prefix).into_iter().filter(|(_, path)| about_goods(path)) {
            let id = if prefix == "/sell" { sold.rsplit('/').next().unwrap() } else { &revision };
            let url = first_table(path).replace("{id:[0-9]{1,18}}", id).replace("{pack:[0-9]{1,18}}", &pack);
            let url = url.replace("{kind:xlsx|csv}", "csv");
            assert!(!url.contains('{'), "this test does not know how to fill {path}");
            let answer = call(&guest, method, &url, &[]).await;
            assert_eq!(answer.status, 303, "guest {method} {url}");
            assert!(answer.location().unwrap().starts_with("/account/sign-in?next="), "guest {method} {url}");
            assert_eq!(call(&buyer, method, &url, &[]).await.status, 403, "buyer {method} {url}");
            assert_eq!(call(outsider, method, &url, &[]).await.status, 403, "outsider {method} {url}");
            if method == "GET" {
                let answer = insider.get(&url).await;
                let heads = usize::from(!url.ends_with(".csv"));
                assert_eq!((answer.status, answer.texts("h1").len()), (200, heads), "insider {url}");
            }
        }
    }
    for at in ["0", "999999999", "999999999999999999999", "-1", "x"] {
        assert_eq!(setting.phone.get(&format!("/sell/products/{at}")).await.status, 404, "{at}");
    }
    assert_eq!(text(&setting.shop, EVERYTHING).await, before, "nobody wrote anything");
}
