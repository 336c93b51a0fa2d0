//! The demo's farm diaries and lots: fish in jars, dragon fruit under lamps, grapes and their jam.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::art::Pictures;
use crate::kernel::ids::{PlotId, ProducerId, ProductId};
use crate::platform::db::Conn;
use crate::platform::secrets;
use crate::schema::{plots, products};
use crate::trace::make::{self, NewLot, Unit};

const FISH: &str = "ca-thinh-ba-lua";
const COOPERATIVE: &str = "htx-thanh-long-doi-nang";
const OFF_SEASON: &str = "vuon-ong-ben-thanh-long-trai-vu";
const GRAPES: &str = "vuon-nho-hoa-loc";

/// Household, name, kind, square metres, growing area code.
type Place = (&'static str, &'static str, &'static str, Option<i32>, &'static str);
const PLOTS: [Place; 7] = [
    (FISH, "Ao trước nhà", "pond", Some(1_800), ""),
    (FISH, "Nhà ủ thính", "workshop", Some(60), ""),
    (COOPERATIVE, "Đồi Sỏi, lô A", "plot", Some(12_000), "DEMO-PUC-0101"),
    (OFF_SEASON, "Vườn đèn", "plot", Some(5_400), ""),
    (GRAPES, "Giàn phía đông", "plot", Some(2_000), ""),
    (GRAPES, "Giàn phía tây", "plot", Some(2_600), ""),
    (GRAPES, "Bếp mứt", "workshop", Some(24), ""),
];

/// Household, plot, product or nothing, days ago, work, with what, days to wait, words.
type Done = (&'static str, &'static str, &'static str, i32, &'static str, &'static str, Option<i16>, &'static str);
const DIARY: [Done; 27] = [
    (FISH, "Ao trước nhà", "", 170, "change_water", "", None, "Nước mưa đầu mùa, thay một phần ba ao."),
    (FISH, "Ao trước nhà", "", 150, "feed", "Cỏ voi, bã ngô", None, ""),
    (FISH, "Ao trước nhà", "", 121, "feed", "Cỏ voi, bã ngô", None, "Cá trắm chừng hai cân một con."),
    (FISH, "Ao trước nhà", "ca-thinh-tram-khuc", 96, "harvest", "", None, "Kéo lưới, được gần tạ rưỡi cá trắm."),
    (FISH, "Nhà ủ thính", "ca-thinh-tram-khuc", 95, "salt", "Muối hạt Sa Huỳnh", None, "Cắt khúc, ướp sáu ngày."),
    (
        FISH,
        "Nhà ủ thính",
        "ca-thinh-tram-khuc",
        89,
        "ferment",
        "Thính ngô rang nhà xay",
        None,
        "Xếp hũ sành, nêm rơm, úp hũ.",
    ),
    (FISH, "Nhà ủ thính", "", 30, "clean", "", None, "Rửa hũ, phơi nắng hai ngày."),
    (
        FISH,
        "Nhà ủ thính",
        "ca-thinh-tram-khuc",
        12,
        "jar",
        "",
        None,
        "Mở hũ thử, thịt đỏ, thơm thính. Sang hộp nửa cân.",
    ),
    (FISH, "Nhà ủ thính", "ca-thinh-tram-khuc", 1, "jar", "", None, "Sang hộp mẻ thứ hai."),
    (COOPERATIVE, "Đồi Sỏi, lô A", "", 120, "fertilise", "Phân bò ủ hoai", None, ""),
    (COOPERATIVE, "Đồi Sỏi, lô A", "", 90, "spray", "Chế phẩm Trichoderma", Some(3), "Phòng thán thư sau mưa."),
    (COOPERATIVE, "Đồi Sỏi, lô A", "thanh-long-ruot-do-loai-1", 60, "prune", "", None, "Bọc quả bằng túi giấy."),
    (COOPERATIVE, "Đồi Sỏi, lô A", "thanh-long-ruot-do-loai-1", 36, "harvest", "", None, "Lứa cuối chính vụ."),
    (OFF_SEASON, "Vườn đèn", "", 75, "fertilise", "Phân gà ủ, kali", None, ""),
    (OFF_SEASON, "Vườn đèn", "", 60, "light", "", None, "Thắp đèn từ 9 giờ tối đến 2 giờ sáng, mười lăm đêm."),
    (OFF_SEASON, "Vườn đèn", "", 33, "spray", "Dầu khoáng SK Enspray", Some(7), "Trừ rệp sáp, phun buổi chiều mát."),
    (OFF_SEASON, "Vườn đèn", "", 14, "water", "", None, "Tưới nhỏ giọt sáng sớm."),
    (OFF_SEASON, "Vườn đèn", "thanh-long-trai-vu-vuon-ong-ben", 1, "harvest", "", None, "Hái lúc sương chưa tan."),
    (GRAPES, "Giàn phía đông", "", 140, "prune", "", None, "Tỉa chùm, mỗi cành để hai chùm."),
    (GRAPES, "Giàn phía đông", "", 135, "spray", "Bordeaux 1%", Some(14), ""),
    (GRAPES, "Giàn phía đông", "nho-ha-den-cat-chum", 112, "harvest", "", None, "Cắt chùm buổi sáng, độ ngọt 18."),
    (GRAPES, "Giàn phía tây", "", 40, "fertilise", "Phân trùn quế", None, ""),
    (GRAPES, "Giàn phía tây", "", 9, "weed", "", None, ""),
    (GRAPES, "Bếp mứt", "", 22, "clean", "", None, "Luộc lọ, sấy khô."),
    (GRAPES, "Bếp mứt", "mut-nho-ha-den", 21, "other", "", None, "Nấu nhỏ lửa năm tiếng với đường phèn."),
    (GRAPES, "Bếp mứt", "mut-nho-ha-den", 20, "jar", "", None, "Vào lọ lúc còn nóng, úp ngược cho kín."),
    (GRAPES, "Giàn phía tây", "", 2, "water", "", None, ""),
];

/// Product, plot, days ago, kilos.
const LOTS: [(&str, &str, u64, i32); 6] = [
    ("ca-thinh-tram-khuc", "Nhà ủ thính", 12, 60),
    ("ca-thinh-tram-khuc", "Nhà ủ thính", 1, 45),
    ("thanh-long-ruot-do-loai-1", "Đồi Sỏi, lô A", 36, 420),
    ("thanh-long-trai-vu-vuon-ong-ben", "Vườn đèn", 1, 180),
    ("nho-ha-den-cat-chum", "Giàn phía đông", 112, 150),
    ("mut-nho-ha-den", "Bếp mứt", 20, 30),
];

/// Writes it all. The diary is dated as if each line had been written in the evening of its day.
pub(super) async fn write(conn: &mut Conn, pictures: &Pictures, today: NaiveDate) -> anyhow::Result<()> {
    diesel::sql_query(
        "INSERT INTO plots (producer_id, name, kind, commune_code, area_m2, growing_area_code) \
         SELECT r.id, x.name, x.kind, r.commune_code, x.area, x.code \
         FROM unnest($1, $2, $3, $4, $5) AS x (slug, name, kind, area, code) JOIN producers r ON r.slug = x.slug",
    )
    .bind::<Array<Text>, _>(PLOTS.map(|p| p.0).to_vec())
    .bind::<Array<Text>, _>(PLOTS.map(|p| p.1).to_vec())
    .bind::<Array<Text>, _>(PLOTS.map(|p| p.2).to_vec())
    .bind::<Array<Nullable<Integer>>, _>(PLOTS.map(|p| p.3).to_vec())
    .bind::<Array<Text>, _>(PLOTS.map(|p| p.4).to_vec())
    .execute(conn)
    .await?;
    // Harvests have a photo: the household's own picture.
    let photo = |d: &Done| pictures.producers.get(d.0).filter(|_| d.4 == "harvest").map(|id| id.0);
    diesel::sql_query(
        "INSERT INTO farm_diary (producer_id, plot_id, product_id, day, work, material, wait_days, words, picture_id, token, \
                                 at) \
         SELECT r.id, p.id, g.id, $9 - x.ago, x.work, x.material, x.wait, x.words, x.picture, x.token, \
                least(now(), ($9 - x.ago + time '18:30') AT TIME ZONE 'Asia/Ho_Chi_Minh') \
         FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $10, $11) \
              AS x (slug, plot, product, ago, work, material, wait, words, picture, token) \
         JOIN producers r ON r.slug = x.slug JOIN plots p ON p.producer_id = r.id AND p.name = x.plot \
         LEFT JOIN products g ON g.slug = x.product AND g.producer_id = r.id ORDER BY x.ago DESC",
    )
    .bind::<Array<Text>, _>(DIARY.map(|d| d.0).to_vec())
    .bind::<Array<Text>, _>(DIARY.map(|d| d.1).to_vec())
    .bind::<Array<Text>, _>(DIARY.map(|d| d.2).to_vec())
    .bind::<Array<Integer>, _>(DIARY.map(|d| d.3).to_vec())
    .bind::<Array<Text>, _>(DIARY.map(|d| d.4).to_vec())
    .bind::<Array<Text>, _>(DIARY.map(|d| d.5).to_vec())
    .bind::<Array<Nullable<SmallInt>>, _>(DIARY.map(|d| d.6).to_vec())
    .bind::<Array<Text>, _>(DIARY.map(|d| d.7).to_vec())
    .bind::<Date, _>(today)
    .bind::<Array<Nullable<BigInt>>, _>(DIARY.iter().map(photo).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(DIARY.map(|_| secrets::form_token()).to_vec())
    .execute(conn)
    .await?;
    for (product, plot, ago, kilos) in LOTS {
        let (product, producer): (ProductId, ProducerId) = products::table
            .select((products::id, products::producer_id))
            .filter(products::slug.eq(product))
            .first(conn)
            .await?;
        let own = plots::producer_id.eq(producer).and(plots::name.eq(plot));
        let plot: PlotId = plots::table.select(plots::id).filter(own).first(conn).await?;
        let made_on = today.checked_sub_days(Days::new(ago)).unwrap_or(today);
        let new = NewLot {
            plot: Some(plot),
            quantity: Some((kilos * 1_000, Unit::Gram)),
            ..NewLot::of(producer, product, made_on, secrets::form_token())
        };
        make::make(conn, &new).await?;
    }
    Ok(())
}
