//! Photos one by one, their order, what is refused, and what nobody shows any more.

use market::catalog::orphans::SweepPictures;
use market::media;
use market::platform::jobs::Job as _;
use reqwest::Method;
use reqwest::header::ACCEPT;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use super::{FISH, Setting, begin, fill, number, photo, run, script, send, setting, setting_in, text};

async fn upload(setting: &Setting, path: &str, bytes: Vec<u8>) -> (u16, Value) {
    let form = Form::new().part("photos", Part::bytes(bytes).file_name("a.jpg"));
    let request = setting.phone.request(Method::POST, &format!("{path}/pictures")).header(ACCEPT, "application/json");
    let answer = setting.phone.send(request.multipart(form)).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap_or(Value::Null))
}

fn ids(json: &Value) -> Vec<i64> {
    json["pictures"].as_array().unwrap().iter().map(|p| p["id"].as_i64().unwrap()).collect()
}

#[actix_web::test]
async fn photos_come_one_by_one_and_change_places() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 0).await;
    let act = format!("{path}/pictures/act");
    for seed in 1..=3 {
        let (status, json) = upload(&setting, &path, photo(seed)).await;
        assert_eq!((status, ids(&json).len()), (200, usize::from(seed)));
    }
    let (_, json) = upload(&setting, &path, photo(2)).await;
    let there = ids(&json);
    assert_eq!(there.len(), 3, "the same photo again is the same picture");
    let base = &setting.shop.url;
    let wish = async |wish: String| ids(&script(&setting.phone, base, &act, &[("do", &wish)]).await.1);
    assert_eq!(wish(format!("cover-{}", there[2])).await, [there[2], there[0], there[1]]);
    // Its answer is lost on the way, and it is pressed again.
    for _ in 0..2 {
        assert_eq!(wish(format!("to-{}-2", there[2])).await, [there[0], there[2], there[1]]);
    }
    assert_eq!(wish(format!("order-{}.{}", there[1], there[0])).await, [there[1], there[0], there[2]]);
    assert_eq!(wish(format!("remove-{}", there[0])).await, [there[1], there[2]]);
    for wrong in ["", "to", "to-1", "to-x-1", "to-1-x", "to-1--1", "up-1", "order-1.x"] {
        assert_eq!(script(&setting.phone, base, &act, &[("do", wrong)]).await.0, 400, "{wrong}");
    }
    // Without script the same buttons take along what was typed.
    let page = setting.phone.get(&path).await;
    let up = format!("to-{}-1", there[2]);
    assert!(page.attributes("button[name=do]", "value").contains(&up), "{}", page.body);
    for _ in 0..2 {
        let page = setting.phone.get(&path).await;
        let typed = [("do", up.as_str()), ("description", "Vừa gõ")];
        assert_eq!(fill(&setting.phone, &page, &path, &typed, &[]).await.status, 303);
    }
    assert_eq!(text(&setting.shop, "SELECT content ->> 'description' FROM revisions").await, "Vừa gõ");
    assert_eq!(
        number(&setting.shop, "SELECT picture_id FROM revision_pictures ORDER BY position LIMIT 1").await,
        there[2]
    );
}

#[actix_web::test]
async fn eight_photos_are_enough_and_what_is_none_is_said() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 7).await;
    let page = setting.phone.get(&path).await;
    let answer = fill(&setting.phone, &page, &path, &[("description", "Giữ lấy")], &[photo(8), photo(9)]).await;
    assert_eq!(answer.status, 422, "the ninth is told of: {}", answer.words());
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM revision_pictures").await, 8);
    assert_eq!(text(&setting.shop, "SELECT content ->> 'description' FROM revisions").await, "Giữ lấy");
    let (status, json) = upload(&setting, &path, b"<svg onload=alert(1)>".to_vec()).await;
    assert_eq!(status, 422);
    assert!(json["refused"].as_str().unwrap().contains("không phải ảnh"), "{json}");
    let (status, _) = upload(&setting, &path, vec![0xFF; media::ingest::MOST_BYTES + 1]).await;
    assert_eq!(status, 422);
    // A new product with a broken photo is not begun, and what was typed stays.
    let page = setting.phone.get("/sell/products/new").await;
    let answer = fill(&setting.phone, &page, "/sell/products/new", &FISH, &[b"no picture".to_vec()]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("Cá thính chép"));
}

#[actix_web::test]
async fn two_phones_that_add_at_once_fill_eight_places() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 6).await;
    let more = (20..26).map(|seed| upload(&setting, &path, photo(seed)));
    let answers = futures_util::future::join_all(more).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 2);
    assert!(answers.iter().all(|(status, _)| [200, 422].contains(status)));
    assert_eq!(
        text(&setting.shop, "SELECT string_agg(position::text, '' ORDER BY position) FROM revision_pictures").await,
        "01234567"
    );
}

#[actix_web::test]
async fn each_photo_of_a_form_that_is_refused_is_named_with_its_own_reason() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".to_vec();
    let many = [b"no picture".to_vec(), photo(7), heic];
    let answer = send(&setting.phone, &format!("{path}/pictures"), &[], &many).await;
    assert_eq!(answer.status, 422, "{}", answer.words());
    let said = answer.texts("#photos-why").join(" ");
    assert!(said.contains("Ảnh thứ 1: ") && said.contains("Ảnh thứ 3: ") && !said.contains("Ảnh thứ 2"), "{said}");
    assert!(said.contains("không phải ảnh") && said.contains("HEIC"), "{said}");
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM revision_pictures").await, 2, "the good one is there");
    // One alone needs no number.
    let alone = send(&setting.phone, &format!("{path}/pictures"), &[], &[b"no picture".to_vec()]).await;
    assert!(!alone.texts("#photos-why")[0].contains("Ảnh thứ"), "{}", alone.words());
    // That there is room for no more of them is said besides, where they come with the words as well.
    let many: Vec<Vec<u8>> = std::iter::once(b"no picture".to_vec()).chain((31..=39).map(photo)).collect();
    let page = setting.phone.get("/sell/products/new").await;
    let begun = fill(&setting.phone, &page, "/sell/products/new", &FISH, &many).await;
    let page = setting.phone.get(&path).await;
    let saved = fill(&setting.phone, &page, &path, &[("do", "save")], &many).await;
    for answer in [begun, saved] {
        let said = answer.texts("#photos-why").join(" ");
        assert_eq!(answer.status, 422, "{}", answer.words());
        assert!(said.contains("Ảnh thứ 1: ") && said.contains("Đã đủ 8 ảnh"), "{said}");
    }
}

#[actix_web::test]
async fn of_the_eighth_and_the_ninth_at_once_one_is_refused_and_sent_again_neither_is_there_twice() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 7).await;
    let (one, other) = futures_util::join!(upload(&setting, &path, photo(40)), upload(&setting, &path, photo(41)));
    let (kept, lost, refused) = if one.0 == 200 { (40, 41, &other) } else { (41, 40, &one) };
    assert_eq!((one.0 + other.0, refused.0), (622, 422), "{one:?} {other:?}");
    assert!(refused.1["refused"].as_str().unwrap().contains("Đã đủ 8 ảnh"), "{refused:?}");
    assert_eq!(ids(&refused.1).len(), 8, "the page shows what there is");
    // The answer was lost on the way, so the phone sends it again: it is there already, and no ninth.
    let again = futures_util::join!(upload(&setting, &path, photo(kept)), upload(&setting, &path, photo(kept)));
    assert_eq!((again.0.0, again.1.0), (200, 200), "{again:?}");
    assert_eq!(upload(&setting, &path, photo(lost)).await.0, 422);
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM revision_pictures").await, 8);
    // The cover is taken away: the next is it, the others move up, and there is room for one.
    let there = ids(&upload(&setting, &path, photo(kept)).await.1);
    let wish = format!("remove-{}", there[0]);
    let act = format!("{path}/pictures/act");
    let (_, left) = script(&setting.phone, &setting.shop.url, &act, &[("do", &wish)]).await;
    assert_eq!(ids(&left), there[1..]);
    assert_eq!(upload(&setting, &path, photo(lost)).await.0, 200);
    // Without script the ninth is told of beside the field.
    let answer = send(&setting.phone, &format!("{path}/pictures"), &[], &[photo(42)]).await;
    assert_eq!((answer.status, answer.texts("#photos-why").len()), (422, 1), "{}", answer.words());
    assert_eq!(
        text(&setting.shop, "SELECT string_agg(position::text, '' ORDER BY position) FROM revision_pictures").await,
        "01234567"
    );
}

#[actix_web::test]
async fn what_nothing_shows_for_a_day_is_thrown_away_with_its_files() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 2).await;
    let lost = media::ingest(&setting.shop.ground, photo(50)).await.unwrap();
    let fresh = media::ingest(&setting.shop.ground, photo(51)).await.unwrap();
    let guest = setting.shop.guest();
    let file = |hash: &str| format!("/media/{hash}-320.webp");
    let age = format!("UPDATE pictures SET created_at = now() - interval '25 hours' WHERE id <> {}", fresh.id);
    run(&setting.shop, &age).await;
    SweepPictures {}.run(setting.shop.ground.clone()).await.unwrap();
    assert_eq!(guest.get(&file(&lost.hash)).await.status, 404);
    assert_eq!(guest.get(&file(&fresh.hash)).await.status, 200, "it may still be put somewhere");
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM pictures").await, 3);
    // The same photo comes back whole.
    let again = media::ingest(&setting.shop.ground, photo(50)).await.unwrap();
    assert_eq!(guest.get(&file(&again.hash)).await.status, 200);
    // What a revision shows stays, and goes when the revision does.
    assert_eq!(setting.phone.post(&format!("{path}/revision"), &[("do", "discard")]).await.status, 303);
    run(&setting.shop, "UPDATE pictures SET created_at = now() - interval '25 hours'").await;
    SweepPictures {}.run(setting.shop.ground.clone()).await.unwrap();
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM pictures").await, 0);
}

#[actix_web::test]
async fn a_plain_form_of_another_kind_is_no_fault() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    assert_eq!(send(&setting.phone, &format!("{path}/pictures"), &[], &[photo(3)]).await.status, 303);
    for to in [format!("{path}/pictures"), path.clone(), "/sell/products/new".to_owned()] {
        for kind in
            ["multipart/form-data", "multipart/form-data; boundary=", "text/plain", "multipart/form-data; boundary=x"]
        {
            let request = setting.phone.request(Method::POST, &to).header("content-type", kind).body("--x\r\nnothing");
            let status = setting.phone.send(request).await.status;
            assert!([303, 400, 422].contains(&status), "{to} {kind}: {status}");
        }
    }
}

#[actix_web::test]
async fn one_account_sends_so_many_files_in_an_hour() {
    let shop = crate::support::shop_with(|config| config.rate_limits = true).await;
    let setting = setting_in(shop).await;
    let path = begin(&setting, &FISH, 0).await;
    assert_eq!(upload(&setting, &path, photo(1)).await.0, 200);
    // Two hundred and forty are goods enough for an hour.
    run(&setting.shop, "UPDATE throttles SET hits = 240 WHERE key LIKE 'uploads:%'").await;
    assert_eq!(upload(&setting, &path, photo(2)).await.0, 429);
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM pictures").await, 1);
    // What is typed is saved all the same.
    let (status, _) = script(&setting.phone, &setting.shop.url, &path, &[("do", "auto"), ("seq", "1")]).await;
    assert!([200, 409].contains(&status), "{status}");
}

#[actix_web::test]
async fn a_photo_without_a_byte_is_refused_to_script_too() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    let (status, json) = upload(&setting, &path, Vec::new()).await;
    assert_eq!((status, ids(&json).len()), (422, 1), "{json}");
    assert!(json["refused"].as_str().unwrap().contains("không phải ảnh"), "{json}");
}
