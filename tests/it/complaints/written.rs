//! A complaint that a clerk writes down for somebody who calls.

use super::{SPOILED, complain, delivered, everything, send};
use crate::buyer::{execute, number, text};
use crate::households::clerk_as;
use crate::support;

#[actix_web::test]
async fn who_calls_has_the_same_complaint_as_who_writes() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
    let path = format!("/office/orders/{}/parcels/1/complaint", sold.code);
    let order = clerk.get(&format!("/office/orders/{}", sold.code)).await;
    assert_eq!(order.attributes(&format!("main a[href='{path}']"), "href").len(), 1, "{}", order.words());
    let page = clerk.get(&path).await;
    assert!(page.body.contains("value=\"spoiled\"") && page.texts("h1").len() == 1, "{}", page.words());
    let bare = send(&clerk, shop, &path, &SPOILED, &[]).await;
    assert_eq!((bare.status, bare.texts("#f-how-why").len()), (422, 1), "{}", bare.words());
    assert_eq!(bare.texts("#f-words"), ["Một lọ bị sủi bọt."], "what was typed stays");
    assert_eq!(number(shop, "SELECT count(*) FROM complaints").await, 0);
    // No picture can come by phone; pressed twice, it is written once.
    let called = [&SPOILED[..], &[("how", "Gọi lúc 9 giờ")]].concat();
    let sent = send(&clerk, shop, &path, &called, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let at = sent.location().unwrap();
    assert_eq!(send(&clerk, shop, &path, &called, &[]).await.location().unwrap(), at);
    assert_eq!(everything(shop).await, "open 2 0 1", "the buyer's words and the office's note, and one act");
    assert_eq!(text(shop, "SELECT why FROM acts").await, "Gọi lúc 9 giờ");
    shop.work_off().await;
    let told = "SELECT body FROM messages WHERE dedupe_key LIKE 'complaint-written:%'";
    assert!(text(shop, told).await.contains(&sold.code), "the buyer has its number");
    let household = "SELECT count(*) FROM messages WHERE body LIKE '%bị khiếu nại%'";
    assert_eq!(number(shop, household).await, 1, "as of any other");
    // The buyer reads their words, and not the note; nobody has answered yet.
    let id = at.rsplit('/').next().unwrap().parse().unwrap();
    let read = sold.buyer.get(&sold.path(id)).await;
    assert!(read.words().contains("Một lọ bị sủi bọt.") && !read.words().contains("Gọi lúc 9 giờ"), "{}", read.words());
    assert_eq!(clerk.get(&path).await.location().unwrap(), at, "one is open");
    // Who only reads complaints writes none down.
    let finance = shop.signed_in(clerk_as(shop, "finance").await).await;
    assert_eq!(finance.get(&path).await.status, 403);
    let order = finance.get(&format!("/office/orders/{}", sold.code)).await;
    assert!(order.attributes(&format!("main a[href='{path}']"), "href").is_empty());
}

#[actix_web::test]
async fn nothing_is_written_down_too_late_or_about_what_is_not_there() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
    let path = format!("/office/orders/{}/parcels/1/complaint", sold.code);
    execute(shop, "UPDATE parcels SET delivered_at = now() - interval '25 hours'").await;
    let late = [&SPOILED[..], &[("how", "Gọi điện")]].concat();
    assert_eq!(send(&clerk, shop, &path, &late, &[]).await.status, 422);
    for nowhere in
        [format!("/office/orders/{}/parcels/9/complaint", sold.code), "/office/orders/LT0/parcels/1/complaint".into()]
    {
        assert_eq!(clerk.get(&nowhere).await.status, 404, "{nowhere}");
        assert_eq!(send(&clerk, shop, &nowhere, &late, &[]).await.status, 404, "{nowhere}");
    }
    assert_eq!(everything(shop).await, "0 0 0");
    execute(shop, "UPDATE parcels SET delivered_at = now()").await;
    let id = complain(&sold).await;
    let open = send(
        &clerk,
        shop,
        &path,
        &[("token", &"e".repeat(32)), ("kind", "short"), ("wish", "talk"), ("words", "x"), ("how", "x")],
        &[],
    )
    .await;
    assert_eq!(open.location().unwrap(), format!("/office/complaints/{id}"), "what is new belongs there");
    assert_eq!(number(shop, "SELECT count(*) FROM complaint_messages").await, 1);
}
