//! The farm diary by phone: one line in three taps, with a photo or without; nothing written is ever changed.

use market::media::ingest::{MOST_BYTES, jpeg};
use market::platform::secrets;
use market::trace::code;
use market::trace::make::NewLot;

use super::support::{self, Farm, count, everything, farm, lot_of, plot, write};
use crate::support::build;

fn photo() -> Vec<u8> {
    let rgba = (0..400_u32 * 300).flat_map(|n| [3, u8::try_from(n % 251).unwrap(), 90, 255]).collect();
    jpeg(rgba, 400, 300, 90).unwrap()
}

#[actix_web::test]
async fn three_taps_write_a_line_and_a_second_press_writes_nothing() {
    let farm = farm().await;
    let page = farm.member.get("/sell/trace").await;
    let form = page.form("/sell/trace/diary");
    let typed = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap();
    assert_eq!(typed("plot"), farm.plot.to_string(), "the only place is chosen already");
    assert_eq!(
        page.attributes("input[name=work]", "value"),
        ["feed", "change_water", "treat", "clean", "harvest", "other"]
    );
    let mut fields: Vec<(&str, &str)> =
        form.iter().filter(|(n, _)| n != "work").map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.push(("work", "change_water"));
    for _ in 0..2 {
        let answer = write(&farm.member, &fields, None).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
    }
    assert_eq!(count(&farm.shop, "farm_diary").await, 1);
    let page = farm.member.get("/sell/trace").await;
    assert_eq!(page.texts(".timeline b"), ["Thay nước ao"]);
    assert!(page.words().contains("23/11/2026, Ao trước nhà, Người nhà"), "{}", page.words());
}

#[actix_web::test]
async fn a_spraying_that_is_written_down_late_is_told_to_whom_it_makes_a_lot_too_soon() {
    let farm = farm().await;
    let clerk = farm.shop.signed_in(build::clerk(&farm.shop).await).await;
    let plot = market::kernel::ids::PlotId(farm.plot);
    let made_on = support::today() - chrono::Days::new(4);
    let new =
        NewLot { plot: Some(plot), ..NewLot::of(farm.producer, farm.fish.product, made_on, secrets::form_token()) };
    let lot = support::make_lot(&farm.shop, &new).await;
    let elsewhere = lot_of(&farm.shop, farm.producer, farm.fish.product, support::today()).await;
    let place = farm.plot.to_string();
    let spray = async |day: &str, wait: &str| {
        let token = secrets::form_token();
        let fields = [
            ("plot", place.as_str()),
            ("token", &token),
            ("work", "treat"),
            ("material", "Kháng sinh"),
            ("wait_days", wait),
            ("day", day),
        ];
        let answer = write(&farm.member, &fields, None).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        answer.location().unwrap()
    };
    // The waiting time was over on the very day, and a spraying after the harvest changes nothing.
    assert!(spray("2026-11-16", "3").await.starts_with("/sell/trace?plot="));
    assert!(spray("2026-11-20", "30").await.starts_with("/sell/trace?plot="));
    assert!(!farm.member.get("/sell/trace/lots").await.words().contains("Thu sớm"));
    assert_eq!(spray("2026-11-16", "4").await, "/sell/trace/lots");
    let lots = farm.member.get("/sell/trace/lots").await;
    assert!(lots.words().contains("nhà mình xem lô ghi Thu sớm"), "{}", lots.words());
    let tagged = |page: &crate::support::Answer| -> Vec<String> {
        page.texts("tbody th").into_iter().filter(|cell| cell.contains("Thu sớm")).collect()
    };
    assert!(matches!(tagged(&lots).as_slice(), [one] if one.contains(&code::spaced(&lot.code))), "{:?}", tagged(&lots));
    let page = farm.member.get(&format!("/sell/trace/lots/{}", lot.code)).await;
    assert!(page.words().contains("trước ngày hết cách ly 20/11/2026"), "{}", page.words());
    let other = farm.member.get(&format!("/sell/trace/lots/{}", elsewhere.code)).await;
    assert!(!other.words().contains("hết cách ly"), "{}", other.words());
    let lots = clerk.get("/office/lots").await;
    assert!(matches!(tagged(&lots).as_slice(), [one] if one.contains(&code::spaced(&lot.code))), "{:?}", tagged(&lots));
    let page = clerk.get(&format!("/office/lots/{}", lot.code)).await;
    assert!(page.words().contains("trước ngày hết cách ly 20/11/2026"), "{}", page.words());
    // It was written by mistake.
    support::sql(
        &farm.shop,
        "INSERT INTO farm_diary_strikes (line_id, reason) SELECT id, 'nhầm' FROM farm_diary WHERE wait_days = 4",
    )
    .await;
    assert!(!farm.member.get("/sell/trace/lots").await.words().contains("Thu sớm"));
}

#[actix_web::test]
async fn a_photo_goes_the_way_of_all_photos_and_a_bad_one_keeps_what_was_typed() {
    let farm = farm().await;
    let (plot, token) = (farm.plot.to_string(), secrets::form_token());
    let fields = [
        ("plot", plot.as_str()),
        ("token", &token),
        ("work", "harvest"),
        ("words", "Kéo <b>lưới</b>"),
        ("day", "2026-11-20"),
    ];
    let bad = write(&farm.member, &fields, Some(b"<html>no picture</html>".to_vec())).await;
    assert_eq!(bad.status, 422);
    assert!(bad.words().contains("Kéo <b>lưới</b>"), "{}", bad.words());
    assert_eq!(bad.texts("#photo-why").len(), 1);
    assert_eq!(bad.attributes("input[name=work][checked]", "value"), ["harvest"]);
    let large = write(&farm.member, &fields, Some(vec![0xFF; MOST_BYTES + 1])).await;
    assert_eq!((large.status, large.texts("#photo-why").len()), (413, 1), "{}", large.words());
    assert!(large.words().contains("Kéo <b>lưới</b>"), "what was typed is kept: {}", large.words());
    assert_eq!(large.attributes("input[name=work][checked]", "value"), ["harvest"]);
    assert_eq!(count(&farm.shop, "farm_diary").await, 0, "nothing was written");
    let good = write(&farm.member, &fields, Some(photo())).await;
    assert_eq!(good.status, 303, "{}", good.words());
    let page = farm.member.get("/sell/trace").await;
    let shown = page.attributes(".timeline img", "src");
    assert_eq!(farm.member.get(&shown[0]).await.status, 200);
    assert!(page.words().contains("20/11/2026"), "{}", page.words());
}

#[actix_web::test]
async fn what_says_too_little_or_cannot_be_is_refused_beside_its_field() {
    let farm = farm().await;
    let plot = farm.plot.to_string();
    let before = everything(&farm.shop).await;
    let token = secrets::form_token();
    for (fields, why) in [
        (vec![], "#work-why"),
        (vec![("work", "dance")], "#work-why"),
        (vec![("work", "treat"), ("wait_days", "7")], "#material-why"),
        (vec![("work", "treat"), ("material", "Vôi bột"), ("wait_days", "")], "#wait-why"),
        (vec![("work", "treat"), ("material", "Vôi bột"), ("wait_days", "-1")], "#wait-why"),
        (vec![("work", "other")], "#words-why"),
        (vec![("work", "feed"), ("day", "2026-11-24")], "#day-why"),
        (vec![("work", "feed"), ("day", "2020-01-01")], "#day-why"),
        (vec![("work", "feed"), ("day", "hôm qua")], "#day-why"),
    ] {
        let mut all = vec![("plot", plot.as_str()), ("token", token.as_str())];
        all.extend(fields.iter().copied());
        let answer = write(&farm.member, &all, None).await;
        assert_eq!(answer.status, 422, "{fields:?}");
        assert_eq!(answer.texts(why).len(), 1, "{fields:?}: {}", answer.words());
    }
    let long = "ạ".repeat(301);
    let answer =
        write(&farm.member, &[("plot", &plot), ("token", &token), ("work", "feed"), ("words", &long)], None).await;
    assert_eq!(answer.status, 422);
    assert_eq!(everything(&farm.shop).await, before);
    // Not the diary's own form at all.
    assert_eq!(farm.member.post("/sell/trace/diary", &[("work", "feed")]).await.status, 400);
}

#[actix_web::test]
async fn another_households_plots_products_and_lines_are_not_there() {
    let farm = farm().await;
    let other = build::producer(&farm.shop, "Nhà bên").await;
    let honey = build::goods(&farm.shop, other, "Mật ong", 90_000, 5).await;
    let theirs = plot(&farm.shop, other, "Vườn bên", "plot").await;
    let neighbour = farm.shop.signed_in(build::member(&farm.shop, other).await).await;
    let line = support::done(&farm, 1, "feed", "", "").await;
    let token = secrets::form_token();
    let before = everything(&farm.shop).await;
    let (mine, theirs, honey) = (farm.plot.to_string(), theirs.to_string(), honey.product.to_string());
    for fields in [
        [("plot", theirs.as_str()), ("product", "")],
        [("plot", mine.as_str()), ("product", honey.as_str())],
        [("plot", "999999"), ("product", "")],
    ] {
        let mut all = vec![("token", token.as_str()), ("work", "feed")];
        all.extend(fields);
        assert_eq!(write(&farm.member, &all, None).await.status, 404, "{fields:?}");
    }
    for (path, fields) in [
        (format!("/sell/trace/diary/{line}/strike"), vec![("reason", "nhầm")]),
        (format!("/sell/trace/plots/{}/state", farm.plot), vec![("closed", "1")]),
    ] {
        assert_eq!(neighbour.post(&path, &fields).await.status, 404, "{path}");
    }
    assert_eq!(everything(&farm.shop).await, before);
    assert!(!neighbour.get("/sell/trace").await.body.contains("Ao trước nhà"));
    assert!(!neighbour.get("/sell/trace/plots").await.body.contains("Ao trước nhà"));
}

#[actix_web::test]
async fn a_wrong_line_is_struck_once_and_stays_readable() {
    let farm = farm().await;
    let line = support::done(&farm, 1, "feed", ", words", ", 'Cho ăn nhầm ao'").await;
    let url = format!("/sell/trace/diary/{line}/strike");
    let answer = farm.member.post(&url, &[("reason", "")]).await;
    assert_eq!((answer.status, answer.texts(".why").len()), (422, 1), "{}", answer.words());
    assert_eq!(farm.member.post(&url, &[("reason", "Ao bên kia")]).await.status, 303);
    let before = everything(&farm.shop).await;
    assert_eq!(farm.member.post(&url, &[("reason", "Lần nữa")]).await.status, 303);
    assert_eq!(everything(&farm.shop).await, before);
    let page = farm.member.get("/sell/trace").await;
    assert_eq!(page.texts(".timeline s"), ["Cho ăn"]);
    assert!(page.words().contains("Ghi nhầm, đã gạch: Ao bên kia"), "{}", page.words());
}

#[actix_web::test]
async fn a_closed_plot_takes_no_more_lines_until_it_is_opened() {
    let farm = farm().await;
    let url = format!("/sell/trace/plots/{}/state", farm.plot);
    let plot = farm.plot.to_string();
    let token = secrets::form_token();
    let line = [("plot", plot.as_str()), ("token", token.as_str()), ("work", "feed")];
    assert_eq!(farm.member.post(&url, &[("closed", "1")]).await.status, 303);
    assert_eq!(write(&farm.member, &line, None).await.status, 404);
    assert!(farm.member.get("/sell/trace").await.words().contains("cho biết làm ở đâu"));
    assert_eq!(farm.member.post(&url, &[]).await.status, 303);
    assert_eq!(write(&farm.member, &line, None).await.status, 303);
}

#[actix_web::test]
async fn a_place_is_added_with_its_facts_or_refused_with_them_kept() {
    let farm = farm().await;
    let bad = farm
        .member
        .post("/sell/trace/plots", &[("name", "Vườn đồi"), ("kind", "moon"), ("commune", "08761"), ("area", "rộng")])
        .await;
    assert_eq!(bad.status, 422);
    assert_eq!(bad.attributes("#name", "value"), ["Vườn đồi"]);
    assert_eq!(bad.texts("main .why").len(), 2, "{}", bad.words());
    let foreign =
        farm.member.post("/sell/trace/plots", &[("name", "Vườn đồi"), ("kind", "plot"), ("commune", "99999")]).await;
    assert_eq!(foreign.status, 422);
    assert_eq!(count(&farm.shop, "plots").await, 1);
    let fields =
        [("name", "Vườn đồi"), ("kind", "plot"), ("commune", "08761"), ("area", "1200"), ("area_code", "VP.01")];
    assert_eq!(farm.member.post("/sell/trace/plots", &fields).await.status, 303);
    let page = farm.member.get("/sell/trace/plots").await;
    for said in ["Vườn đồi", "1.200 m²", "VP.01"] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
}

#[actix_web::test]
async fn a_long_diary_is_read_in_pages_of_few_queries() {
    let farm: Farm = farm().await;
    for ago in 0..45 {
        support::done(&farm, ago / 3, "feed", "", "").await;
    }
    let mut path = "/sell/trace".to_owned();
    let mut seen = 0;
    for _ in 0..3 {
        farm.member.get(&path).await;
        let before = farm.shop.ground.db.queries();
        let page = farm.member.get(&path).await;
        let spent = farm.shop.ground.db.queries() - before;
        assert!(spent <= 7, "{path} took {spent} queries");
        seen += page.texts(".timeline > li").len();
        match page.attributes("a[rel=next]", "href").pop() {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!(seen, 45);
}
