//! Whatever is sent: refused with a sentence, never a fault, and nothing is written.

use reqwest::Method;

use super::{SPOILED, complain, delivered, everything, send};
use crate::households::clerk_as;
use crate::support::{self, exif};

#[actix_web::test]
async fn nothing_that_is_sent_breaks_the_desk() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
    let at = format!("/office/complaints/{id}");
    let before = everything(shop).await;
    let (long, longest) = ("x".repeat(2_001), "ế".repeat(9_000));
    for words in [long.as_str(), longest.as_str(), "   ", ""] {
        for (who, path) in
            [(&sold.buyer, sold.path(id)), (&sold.member, format!("/sell/complaints/{id}")), (&clerk, at.clone())]
        {
            let refused = send(who, shop, &path, &[("words", words)], &[]).await;
            assert_eq!(refused.status, 422, "{path}: {}", refused.words());
            assert!(refused.body.contains(words), "{path}: what was typed is kept");
        }
    }
    let decision = format!("{at}/decision");
    for fields in [
        vec![
            ("outcome", "refund"),
            ("share", "amount"),
            ("amount", "99999999999999999999999"),
            ("way", "cash"),
            ("words", "x"),
        ],
        vec![
            ("outcome", "refund"),
            ("share", "amount"),
            ("amount", "9223372036854775807"),
            ("way", "cash"),
            ("words", "x"),
        ],
        vec![("outcome", "refund"), ("share", "amount"), ("amount", "-5"), ("way", "cash"), ("words", "x")],
        vec![("outcome", "refund"), ("share", "amount"), ("amount", "0"), ("way", "cash"), ("words", "x")],
        vec![("outcome", "refund"), ("share", "7"), ("way", "cash"), ("words", "x")],
        vec![("outcome", "refund"), ("share", "50"), ("way", "gold"), ("words", "x")],
        vec![("outcome", "replacement"), ("day", "262142-12-31"), ("words", "x")],
        vec![("outcome", "replacement"), ("day", "\0"), ("words", "x")],
        vec![("outcome", "refused"), ("words", long.as_str())],
        vec![("outcome", "\0"), ("words", "\0")],
        vec![],
    ] {
        let refused = clerk.post(&decision, &fields).await;
        assert!([409, 422].contains(&refused.status), "{fields:?}: {} {}", refused.status, refused.words());
    }
    // Bytes that are no text, in a form and in a multipart.
    for (path, body) in [(decision.as_str(), &b"outcome=%FF&words=%00%C3%28"[..]), (decision.as_str(), b"\xff\xfe=1")] {
        let request = clerk.request(Method::POST, path).header("origin", &shop.url);
        let odd = request.header("content-type", "application/x-www-form-urlencoded").body(body.to_vec());
        let status = clerk.send(odd).await.status;
        assert!((400..500).contains(&status), "{status}");
    }
    for kind in ["multipart/form-data; boundary=x", "multipart/form-data", "text/plain"] {
        let request = sold.buyer.request(Method::POST, &sold.path(id)).header("origin", &shop.url);
        let torn = b"--x\r\nContent-Disposition: form-data; name=\"words\"\r\n\r\n\xff\xfe";
        let status = sold.buyer.send(request.header("content-type", kind).body(torn.to_vec())).await.status;
        assert!((400..500).contains(&status), "{kind}: {status}");
    }
    for odd in ["0", "999999999999999999", "9223372036854775808", "x", "-1"] {
        for path in [
            format!("/office/complaints/{odd}"),
            format!("/office/complaints/{odd}.xlsx"),
            format!("{at}/photos/{odd}/0"),
            format!("{at}/photos/1/99"),
        ] {
            assert_eq!(clerk.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(clerk.post(&format!("/office/complaints/{odd}/decision"), &SPOILED).await.status, 404);
        assert_eq!(sold.buyer.get(&format!("/orders/{}/complaints/{odd}", sold.code)).await.status, 404);
        assert_eq!(sold.member.get(&format!("/sell/complaints/{odd}")).await.status, 404);
        assert_eq!(sold.buyer.get(&format!("/orders/{}/parcels/{odd}/complaint", sold.code)).await.status, 404);
    }
    for query in [
        "which=%00&after=x",
        "which=late&after=9223372036854775807.9223372036854775807",
        "which=ended&after=-1.0",
        "after=-9223372036854775808.1",
    ] {
        assert_eq!(clerk.get(&format!("/office/complaints?{query}")).await.status, 200, "{query}");
        assert_eq!(sold.member.get(&format!("/sell/complaints?{query}")).await.status, 200, "{query}");
    }
    assert_eq!(everything(shop).await, before);
    // A NUL within words is no word; the rest of them is kept.
    let nul = send(&sold.buyer, shop, &sold.path(id), &[("words", "Hỏng\0thật")], &[exif::with_gps()]).await;
    assert!([303, 422].contains(&nul.status), "{}", nul.words());
}
