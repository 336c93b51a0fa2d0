//! Private pictures that no row names are thrown away when they are a day old; nothing else is.

use chrono::{TimeZone as _, Utc};
use market::complaints::orphans::SweepPhotos;
use market::kernel::clock::Clock;
use market::orders::photo;
use market::platform::Ground;
use market::platform::jobs::Job as _;

use super::{complain, delivered, send};
use crate::buyer::{execute, number, text};
use crate::support::{self, TestShop, exif};

const AT_THE_DOOR: &str = "00112233445566778899aabbccddeeff";

/// The same shop when every file of today is old.
fn long_after(shop: &TestShop) -> Ground {
    let mut later = shop.ground.clone();
    later.clock = Clock::Stopped(Utc.with_ymd_and_hms(2099, 1, 1, 5, 0, 0).unwrap());
    later
}

#[actix_web::test]
async fn a_picture_that_nothing_names_goes_after_a_day_and_what_is_named_stays() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    // A form that came back with a mistake, and never again.
    let typo = [("kind", "spoiled"), ("wish", ""), ("words", "Hỏng")];
    let back = send(&sold.buyer, shop, &sold.new_path(), &typo, &[exif::with_gps()]).await;
    assert_eq!(back.status, 422);
    let kept = back.attributes("input[name=kept]", "value").remove(0);
    let lost = kept.split(' ').nth(1).unwrap();
    let there = async |name: &str| shop.ground.files.get(&format!("proofs/{name}")).await.unwrap().is_some();
    SweepPhotos {}.run(long_after(shop)).await.unwrap();
    assert!(there(lost).await, "a shop that names no picture at all throws none away");

    let id = complain(&sold).await;
    let named = text(shop, "SELECT photos[1] FROM complaint_messages").await;
    shop.ground.files.put(&format!("proofs/{AT_THE_DOOR}"), b"\xFF\xD8\xFF\xE0".to_vec()).await.unwrap();
    execute(
        shop,
        &format!(
            "INSERT INTO proofs (parcel_id, kind, file, made_by) \
             SELECT {}, 'photo', '{AT_THE_DOOR}', min(id) FROM accounts",
            sold.parcel
        ),
    )
    .await;
    SweepPhotos {}.run(shop.ground.clone()).await.unwrap();
    assert!(there(lost).await, "its form may still come back");
    assert!(photo::nameable(&shop.ground, lost).await.unwrap());
    assert!(!photo::nameable(&long_after(shop), lost).await.unwrap(), "and then no more");
    for _ in 0..2 {
        SweepPhotos {}.run(long_after(shop)).await.unwrap();
        assert_eq!((there(lost).await, there(&named).await, there(AT_THE_DOOR).await), (false, true, true));
    }
    // The seal of the form that comes back after all names nothing that is gone.
    let late = [("words", "Còn một điều nữa."), ("kept", kept.as_str())];
    let said = send(&sold.buyer, shop, &sold.path(id), &late, &[]).await;
    assert_eq!(said.status, 303, "{}", said.words());
    assert_eq!(number(shop, "SELECT sum(cardinality(photos)) FROM complaint_messages").await, 1);
}
