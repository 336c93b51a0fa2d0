//! A first product before its household may sell: it can be looked at, and nobody says that it is on sale.

use super::{FISH, begin, run, setting, submit, text, waiting};

#[actix_web::test]
async fn the_first_product_of_a_newcomer_is_looked_at_and_told_as_it_stands() {
    let setting = setting().await;
    run(&setting.shop, "UPDATE producers SET approved_at = NULL").await;
    let home = async || setting.phone.get("/sell/household").await.words();
    let path = begin(&setting, &FISH, 1).await;
    let preview = setting.phone.get(&format!("{path}/preview")).await;
    assert_eq!((preview.status, preview.texts("h1")), (200, vec!["Cá thính chép".to_owned()]), "{}", preview.words());
    assert!(home().await.contains("Đăng một món, chụp một tấm ảnh là được"), "{}", home().await);
    assert_eq!(submit(&setting, &path).await.status, 303);
    assert!(home().await.contains("Món đầu tiên Chờ Phòng Kinh tế"), "{}", home().await);
    let listing = waiting(&setting.shop).await;
    assert_eq!(setting.clerk.get(&format!("{listing}/preview")).await.status, 200);
    let back = [("verdict", "return"), ("words", "Ảnh mờ")];
    assert_eq!(setting.clerk.submit(&setting.clerk.get(&listing).await, &listing, &back).await.status, 303);
    assert!(home().await.contains("Cần sửa lại"), "{}", home().await);
    assert_eq!(submit(&setting, &path).await.status, 303);
    let listing = waiting(&setting.shop).await;
    let approve = [("verdict", "approve")];
    let approved = setting.clerk.submit(&setting.clerk.get(&listing).await, &listing, &approve).await;
    let said = setting.clerk.get(&approved.location().unwrap()).await.words();
    assert!(said.contains("khi gian hàng của nhà được mở bán") && !said.contains("món đã lên chợ"), "{said}");
    setting.shop.work_off().await;
    let told = text(&setting.shop, "SELECT body FROM messages ORDER BY id DESC LIMIT 1").await;
    assert!(told.contains("da duyet") && !told.contains("da len cho"), "{told}");
    assert!(home().await.contains("Phòng đã duyệt món") && !home().await.contains("Đã có món đang bán"));
    run(&setting.shop, "UPDATE producers SET approved_at = now()").await;
    assert!(home().await.contains("Đã có món đang bán"), "{}", home().await);
    // An open stall is not about to open.
    assert!(home().await.contains("việc nên làm") && !home().await.contains("việc để mở bán"), "{}", home().await);
    let today = setting.phone.get("/sell").await.words();
    assert!(today.contains("việc nên làm") && !today.contains("việc để mở bán"), "{today}");
}

#[actix_web::test]
async fn what_was_done_lately_is_named_as_people_name_it() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    let product = path.rsplit('/').next().unwrap();
    run(&setting.shop, &format!("UPDATE products SET name_vi = 'Cá thính chép' WHERE id = {product}")).await;
    for (act, subject) in [
        ("product.photos", product),
        ("behalf.request", path.as_str()),
        ("terms.accepted", "vi 7"),
        ("diary.struck", "79"),
        ("spotlight.made", "9"),
    ] {
        run(
            &setting.shop,
            &format!("INSERT INTO acts (producer_id, act, subject) SELECT id, '{act}', '{subject}' FROM producers"),
        )
        .await;
    }
    let said = setting.phone.get("/sell/household").await.texts(".timeline .soft");
    // The times that stand there are no subjects.
    let subjects: Vec<_> = said.iter().filter(|words| !words.contains(':')).collect();
    assert_eq!(subjects, ["Cá thính chép"], "of the others there is nothing to read");
}
