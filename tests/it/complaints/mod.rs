//! A buyer complains, household and office answer, somebody decides; nobody else reads a word of it.

mod again;
mod buyer;
mod decide;
mod file;
mod hostile;
mod phrases;
mod pictures;
mod takedowns;
mod times;
mod written;

use diesel_async::RunQueryDsl as _;
use market::kernel::ids::{ParcelId, ProducerId};
use reqwest::Method;
use reqwest::multipart::{Form, Part};

use crate::money::support::{house, market_account, order, parcel, pay, payment};
use crate::support::build::{self, Goods};
use crate::support::{Answer, Client, TestShop, exif};

pub struct Sold {
    pub shop: TestShop,
    pub house: ProducerId,
    pub member: Client,
    pub buyer: Client,
    pub code: String,
    pub parcel: ParcelId,
    /// Nothing is taken at the door.
    pub paid: bool,
}

impl Sold {
    pub fn new_path(&self) -> String {
        format!("/orders/{}/parcels/1/complaint", self.code)
    }

    pub fn path(&self, id: i64) -> String {
        format!("/orders/{}/complaints/{id}", self.code)
    }
}

/// Two jars of honey, ordered for cash at the door.
pub async fn sold(shop: TestShop) -> Sold {
    sold_by(shop, "cod").await
}

/// The same, paid by `method` where that is asked for in advance.
pub async fn sold_by(shop: TestShop, method: &str) -> Sold {
    let buyer = shop.guest();
    sold_to(shop, buyer, method).await
}

/// The same to this buyer.
pub async fn sold_to(shop: TestShop, buyer: Client, method: &str) -> Sold {
    market_account(&shop).await;
    let house = house(&shop, "Bà Lụa").await;
    let honey: Goods = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let code = order(&shop, &buyer, &[(honey, 2)], method).await;
    if method != "cod" {
        pay(&shop, payment(&shop, &code).await, None).await;
        shop.work_off().await;
    }
    let parcel = parcel(&shop, &code, 1).await;
    Sold { shop, house, member, buyer, code, parcel, paid: method != "cod" }
}

/// Delivered, and paid in cash at the door.
pub async fn delivered(shop: TestShop) -> Sold {
    deliver(sold(shop).await).await
}

/// Brings them to their buyer.
pub async fn deliver(sold: Sold) -> Sold {
    for (from, to) in
        [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over"), ("handed_over", "delivered")]
    {
        let path = format!("/sell/parcels/G{}/state", sold.parcel);
        let fields = [("from", from), ("to", to), ("cash", "1")];
        let moved = sold.member.post(&path, &fields[..if sold.paid { 2 } else { 3 }]).await;
        assert_eq!(moved.status, 303, "{}", moved.words());
    }
    sold.shop.work_off().await;
    sold
}

/// A form as a browser sends it, pictures included.
pub async fn send(client: &Client, shop: &TestShop, path: &str, fields: &[(&str, &str)], photos: &[Vec<u8>]) -> Answer {
    let mut form = Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    for bytes in photos {
        form = form.part("photos", Part::bytes(bytes.clone()).file_name("hong.jpg"));
    }
    let request = client.request(Method::POST, path).header("origin", &shop.url);
    client.send(request.multipart(form)).await
}

pub async fn refused_by_sql(shop: &TestShop, sql: &str) -> bool {
    diesel::sql_query(sql).execute(&mut shop.conn().await).await.is_err()
}

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
pub const SPOILED: [(&str, &str); 4] =
    [("token", TOKEN), ("kind", "spoiled"), ("wish", "refund"), ("words", "Một lọ bị sủi bọt.")];

/// A complaint of a spoiled jar, with a picture; its number.
pub async fn complain(sold: &Sold) -> i64 {
    let sent = send(&sold.buyer, &sold.shop, &sold.new_path(), &SPOILED, &[exif::with_gps()]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let at = sent.location().unwrap();
    at.rsplit('/').next().unwrap().parse().unwrap()
}

/// How many complaints and messages there are, and how they stand.
pub async fn everything(shop: &TestShop) -> String {
    let sql = "SELECT concat_ws(' ', (SELECT string_agg(state || coalesce(outcome, ''), ',' ORDER BY id) FROM complaints), \
               (SELECT count(*) FROM complaint_messages), (SELECT count(*) FROM refunds), (SELECT count(*) FROM acts))";
    crate::buyer::text(shop, sql).await
}
