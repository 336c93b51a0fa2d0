//! Every URL, grouped by who may call it. The group is proved by the handler's extractor (`Visitor`, `Shopper`, `Member`,
//! `Seller`, `Owner`, `Colleague`, `Clerk`).

mod office;
mod sell;

use crate::accounts::http as account;
use crate::cart::http as cart;
use crate::catalog::list::http as lists;
use crate::catalog::{producer_list, producer_page, product_page};
use crate::checkout::{cancel, delay, http as checkout, order_page, photos, refund_account, switch};
use crate::flags::http as flags;
use crate::orders::http as orders;
use crate::payments::card::http as card;
use crate::payments::transfer::http as notices;
use crate::people::{account_http as own_data, order_http as order_data};
use crate::places;
use crate::platform::assets;
use crate::platform::methods::{Paths, get, post};
use crate::storefront::{http as storefront, machines, news_pages, promoted, share, sitemap};
use crate::{complaints, health, media, reviews, search, trace};

pub fn routes(app: &mut Paths<'_>) {
    sell::routes(app);
    office::routes(app);
    // Anyone
    app.route("/", get().to(storefront::home))
        .route("/season", get().to(storefront::season))
        .route("/collections/{slug}", get().to(promoted::collection))
        .route("/share/{kind}/{slug}.jpg", get().to(share::http::show))
        .route("/news", get().to(news_pages::list))
        .route("/news/{slug}", get().to(news_pages::show))
        .route("/pages/{slug}", get().to(storefront::page))
        .route("/pages/{slug}/{lang:vi|en}/{version:[0-9]{1,9}}", get().to(storefront::version));
    // Anyone: the goods
    app.route("/products", get().to(lists::products))
        .route("/c/{category}", get().to(lists::category))
        .route("/search", get().to(search::http::show))
        .route("/suggest", get().to(search::suggest::show))
        .route("/products/{slug}", get().to(product_page::show))
        .route("/products/{slug}/flag", get().to(flags::show))
        .route("/products/{slug}/flag", post().to(flags::submit))
        .route("/producers", get().to(producer_list::http::list))
        .route("/producers/{slug}", get().to(producer_page::show));
    // Machines
    app.route("/webhooks/stripe", post().to(card::stripe))
        .route("/webhooks/sepay", post().to(notices::sepay))
        .route("/webhooks/payos", post().to(notices::payos))
        .route("/webhooks/casso", post().to(notices::casso))
        .route("/robots.txt", get().to(machines::robots))
        .route("/manifest.webmanifest", get().to(machines::manifest))
        .route("/sitemap.xml", get().to(sitemap::index))
        .route("/sitemap-{kind:[a-z]+}-{part:[0-9]+}.xml", get().to(sitemap::part))
        .route("/healthz", get().to(health::alive))
        .route("/readyz", get().to(health::ready))
        .route("/metrics", get().to(health::metrics))
        .route("/assets/{name:.+}", get().to(assets::serve))
        .route("/media/{name}", get().to(media::http::serve));
    // Anyone
    app.route("/places", get().to(places::http::suggest))
        .route("/account/sign-in", get().to(account::sign_in::show))
        .route("/account/sign-in", post().to(account::sign_in::submit))
        .route("/account/sign-up", get().to(account::sign_up::show))
        .route("/account/sign-up", post().to(account::sign_up::submit))
        .route("/account/verify", get().to(account::sign_up::show_verify))
        .route("/account/verify", post().to(account::sign_up::submit_verify))
        .route("/account/verify/again", post().to(account::sign_up::again))
        .route("/account/reset", get().to(account::reset::show))
        .route("/account/reset", post().to(account::reset::submit))
        .route("/account/reset/code", get().to(account::reset::show_code))
        .route("/account/reset/code", post().to(account::reset::submit_code))
        .route("/account/sign-out", post().to(account::sign_in::out));
    // Whoever is signed in
    app.route("/account", get().to(account::home::show))
        .route("/account/name", get().to(account::home::show_name))
        .route("/account/name", post().to(account::home::submit_name))
        .route("/account/password", get().to(account::home::show_password))
        .route("/account/password", post().to(account::home::submit_password))
        .route("/account/sign-out-everywhere", post().to(account::sign_in::out_everywhere));
    // Clerks, also those who owe the second factor
    app.route("/account/second", get().to(account::second::show))
        .route("/account/second/code", get().to(account::second::ask))
        .route("/account/second/code", post().to(account::second::give))
        .route("/account/second/set-up", get().to(account::second::offer))
        .route("/account/second/set-up", post().to(account::second::confirmed))
        .route("/account/second/codes", post().to(account::second::paper))
        .route("/account/second/off", post().to(account::second::off));
    // Where goods come from: anyone
    app.route("/t", get().to(trace::http::ask))
        .route("/t/{lot}", get().to(trace::http::show))
        .route("/t/{lot}/qr.svg", get().to(trace::http::picture))
        .route("/01/{gtin}/10/{lot}", get().to(trace::http::digital_link));
    // Anyone: buying
    app.route("/cart", get().to(cart::show))
        .route("/cart", post().to(cart::update))
        .route("/cart/lines", post().to(cart::put))
        .route("/checkout", get().to(checkout::show))
        .route("/checkout", post().to(checkout::submit))
        .route("/orders/{code}", get().to(order_page::show))
        .route("/orders/{code}/payment", get().to(order_page::panel))
        .route("/orders/{code}/payment", post().to(switch::submit))
        .route("/orders/{code}/refund-account", post().to(refund_account::submit))
        .route("/orders/{code}/photos/{number:[0-9]{1,4}}", get().to(photos::show))
        .route("/orders/{code}/cancellation", post().to(cancel::submit))
        .route("/track", get().to(orders::track))
        .route("/track", post().to(orders::find));
    // Whoever is signed in
    app.route("/account/orders", get().to(orders::list));
    // Whoever is signed in: their own
    app.route("/account/data", get().to(own_data::show))
        .route("/account/data/requests", post().to(own_data::ask))
        .route("/account/data/requests/{id:[0-9]{1,18}}/back", post().to(own_data::take_back))
        .route("/account/data/news", post().to(own_data::news))
        .route("/account/data/exports/{id:[0-9]{1,18}}", post().to(own_data::file));
    // A guest, by an order
    app.route("/orders/{code}/data", get().to(order_data::show))
        .route("/orders/{code}/data", post().to(order_data::ask));
    // A buyer whose harvest was put off
    app.route("/orders/{code}/delay", post().to(delay::submit));
    // Anyone: what was wrong with a parcel; the times that are kept
    app.route("/complaints", get().to(complaints::public::show))
        .route("/orders/{code}/parcels/{number:[0-9]{1,4}}/complaint", get().to(complaints::http::ask))
        .route("/orders/{code}/parcels/{number:[0-9]{1,4}}/complaint", post().to(complaints::http::submit))
        .route("/orders/{code}/complaints/{id:[0-9]{1,18}}", get().to(complaints::http::show))
        .route("/orders/{code}/complaints/{id:[0-9]{1,18}}", post().to(complaints::http::submit_words))
        .route("/orders/{code}/complaints/{id:[0-9]{1,18}}/withdrawal", post().to(complaints::http::withdraw))
        .route(
            "/orders/{code}/complaints/{id:[0-9]{1,18}}/photos/{message:[0-9]{1,18}}/{nth:[0-9]{1,2}}",
            get().to(complaints::http::photo),
        );
    // Whoever bought it: how it is; anyone: what was said of it
    app.route("/orders/{code}/parcels/{number:[0-9]{1,4}}/review", get().to(reviews::http::ask))
        .route("/orders/{code}/parcels/{number:[0-9]{1,4}}/review", post().to(reviews::http::submit))
        .route(
            "/orders/{code}/parcels/{number:[0-9]{1,4}}/reviews/{id:[0-9]{1,18}}/withdrawal",
            post().to(reviews::http::withdraw),
        )
        .route("/products/{slug}/reviews", get().to(reviews::public::show))
        .route("/products/{slug}/reviews/{id:[0-9]{1,18}}/report", get().to(reviews::public::ask))
        .route("/products/{slug}/reviews/{id:[0-9]{1,18}}/report", post().to(reviews::public::submit));
}
