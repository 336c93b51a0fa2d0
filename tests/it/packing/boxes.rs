//! What lies in a box: with what comes for nothing, and never what was ordered instead of itself.

use super::super::buyer::{execute, number, sound};
use super::super::money::support::house;
use super::super::support::{self, build, placed};
use super::support::line;

#[actix_web::test]
async fn what_comes_for_nothing_is_picked_packed_and_on_the_label() {
    let shop = support::shop().await;
    let house = house(&shop, "Bà Lụa").await;
    let jam = build::goods(&shop, house, "Mứt", 40_000, 50).await;
    let client = shop.signed_in(build::member(&shop, house).await).await;
    let parcel = placed::order(&shop, &[(jam, 2)], "round").await.parcels.remove(0);
    let moved = [("from", "placed"), ("to", "confirmed")];
    assert_eq!(client.post(&format!("/sell/parcels/{}/state", parcel.code), &moved).await.status, 303);
    let here = format!("/sell/parcels/{}", parcel.code);
    let page = client.get(&here).await;
    let extra = format!("extra-{}", line(&shop, parcel.id, 0).await);
    let correction = format!("{here}/correction");
    let much = client.submit(&page, &correction, &[(extra.as_str(), "9999")]).await;
    assert_eq!(much.status, 422, "{}", much.words());
    assert_eq!(much.attributes("[aria-invalid]", "name"), [extra.as_str()], "beside the field it was typed in");
    let done = client.submit(&page, &correction, &[(extra.as_str(), "3"), ("words", "Biếu thêm")]).await;
    assert_eq!(done.status, 303, "nobody asks why more comes: {}", done.words());
    let why = number(&shop, "SELECT count(*) FROM corrections WHERE reason = 'given: Biếu thêm'").await;
    assert_eq!(why, 1);

    let picking = client.get("/sell/picking").await;
    assert_eq!(picking.texts("#all + .pick li b"), ["5"], "{}", picking.words());
    assert!(picking.words().contains("Nguyễn Thu Hà 5"), "{}", picking.words());
    assert_eq!(picking.texts(".box-tick b"), ["5"], "{}", picking.words());
    let label = client.get(&format!("/sell/labels?parcel={}", parcel.code)).await;
    assert!(label.texts(".label footer")[0].contains("5 × Mứt"), "{}", label.words());
    let round = client.get("/sell/rounds?day=2026-11-24").await;
    assert!(round.words().contains("5 × Mứt"), "{}", round.words());
    let page = client.get(&here).await;
    assert_eq!(page.texts("#what + .pick li b"), ["5"], "{}", page.words());
    assert!(page.words().contains("Trong đó gửi thêm 3"), "{}", page.words());
    let english = client.get(&format!("{here}?lang=en")).await;
    assert!(english.words().contains("3 of these are extra"), "{}", english.words());
    sound(&shop).await;
}

#[actix_web::test]
async fn what_was_ordered_does_not_come_instead_of_itself() {
    let shop = support::shop().await;
    let house = house(&shop, "Bà Lụa").await;
    let jam = build::goods(&shop, house, "Mứt", 40_000, 50).await;
    let wax = build::goods(&shop, house, "Sáp ong", 40_000, 50).await;
    let stranger = build::producer(&shop, "Ông Lợi").await;
    let rice = build::goods(&shop, stranger, "Gạo", 20_000, 50).await;
    let client = shop.signed_in(build::member(&shop, house).await).await;
    let parcel = placed::order(&shop, &[(jam, 2)], "carrier").await.parcels.remove(0);
    let here = format!("/sell/parcels/{}", parcel.code);
    let id = line(&shop, parcel.id, 0).await;
    let (swap, with) = (format!("swap-{id}"), format!("with-{id}"));
    let page = client.get(&here).await;
    assert_eq!(page.attributes(&format!("#{with} option"), "value"), ["".to_owned(), wax.pack.to_string()]);
    let wish = async |pack: String| {
        let fields =
            [(swap.as_str(), "1"), (with.as_str(), pack.as_str()), ("reason", "other"), ("words", "Hết hũ nhỏ")];
        client.submit(&page, &format!("{here}/correction"), &fields).await
    };
    for (lang, said) in [("en", "must be something else"), ("vi", "Món gửi thay phải khác món đã đặt")] {
        client.get(&format!("{here}?lang={lang}")).await;
        let refused = wish(jam.pack.to_string()).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
        assert!(refused.texts(&format!("#why-{id}")).join(" ").contains(said), "{}", refused.words());
        assert_eq!(refused.attributes(&format!("#{swap}"), "value"), ["1"], "what was typed is kept");
        assert_eq!(refused.attributes("#fix-words", "value"), ["Hết hũ nhỏ"]);
    }
    // Taken off the shelf since the page was loaded: told beside the field.
    execute(&shop, &format!("UPDATE packs SET withdrawn_at = now() WHERE id = {}", wax.pack)).await;
    let gone = wish(wax.pack.to_string()).await;
    assert_eq!(gone.status, 409, "{}", gone.words());
    assert!(gone.texts(&format!("#why-{id}")).join(" ").contains("không đủ trong kho"), "{}", gone.words());
    for foreign in [rice.pack.to_string(), "999999".to_owned()] {
        assert_eq!(wish(foreign).await.status, 404);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM corrections").await, 0);
}
