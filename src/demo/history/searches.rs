//! What people looked for in the last year, and what of it the market did not have.

use chrono::{Datelike as _, Days, NaiveDate};
use diesel::sql_types::{Array, Date, Integer, Text};
use diesel_async::RunQueryDsl;

use crate::kernel::text;
use crate::platform::db::Conn;

/// Words, whether the market has it, and how often a day it is looked for in a hundred days.
const WORDS: [(&str, bool, i32); 14] = [
    ("cá thính", true, 320),
    ("thanh long ruột đỏ", true, 260),
    ("mật ong", true, 150),
    ("gạo nếp", true, 90),
    ("trứng gà ta", true, 110),
    ("nho hạ đen", true, 80),
    ("su su Tam Đảo", false, 95),
    ("thịt lợn mán", false, 85),
    ("rượu gạo", false, 60),
    ("chè xanh Thái Nguyên", false, 45),
    ("nấm hương rừng", false, 40),
    ("mắm tép", false, 35),
    ("hoa đào Tết", false, 30),
    ("vải thiều", false, 28),
];

/// Days of it: as many as are kept.
const DAYS: u64 = 390;

pub async fn write(conn: &mut Conn, today: NaiveDate) -> anyhow::Result<()> {
    let (mut days, mut words, mut typed, mut times, mut empty) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for day in (today - Days::new(DAYS)).iter_days().take_while(|day| *day <= today) {
        for (nth, (word, there, often)) in (0_i32..).zip(WORDS) {
            let wave = (day.num_days_from_ce() * (nth * 2 + 7) + nth * 13).rem_euclid(100);
            let n = often / 100 + i32::from(wave < often % 100);
            if n > 0 {
                days.push(day);
                words.push(text::fold(word));
                typed.push(word);
                times.push(n);
                empty.push(if there { 0 } else { n });
            }
        }
    }
    diesel::sql_query(
        "INSERT INTO searches (day, words, typed, times, empty, last_at) \
         SELECT x.day, x.words, x.typed, x.times, x.empty, least(x.day + interval '13 hours', now()) \
         FROM unnest($1, $2, $3, $4, $5) AS x (day, words, typed, times, empty) ON CONFLICT DO NOTHING",
    )
    .bind::<Array<Date>, _>(days)
    .bind::<Array<Text>, _>(words)
    .bind::<Array<Text>, _>(typed)
    .bind::<Array<Integer>, _>(times)
    .bind::<Array<Integer>, _>(empty)
    .execute(conn)
    .await?;
    Ok(())
}
