//! Every URL on one screen, grouped by who may call it. The group is proved by the handler's extractor
//! (`Visitor`, `Shopper`, `Member`, `Clerk`, `Treasurer`), not by the path.

use crate::accounts::http as account;
use crate::cart::http as cart;
use crate::catalog::list::http as lists;
use crate::catalog::{producer_list, producer_page, product_page};
use crate::checkout::{cancel, http as checkout, order_page, refund_account, switch};
use crate::office::money;
use crate::orders::http as orders;
use crate::payments::card::http as card;
use crate::payments::transfer::http as notices;
use crate::places;
use crate::platform::assets;
use crate::platform::methods::{Paths, get, post};
use crate::storefront::{http as storefront, machines, sitemap};
use crate::{health, media, office, search, sell};

pub fn routes(app: &mut Paths<'_>) {
    app
        // Anyone
        .route("/", get().to(storefront::home))
        .route("/season", get().to(storefront::season))
        .route("/pages/{slug}", get().to(storefront::page))
        // Anyone: the goods
        .route("/products", get().to(lists::products))
        .route("/c/{category}", get().to(lists::category))
        .route("/search", get().to(search::http::show))
        .route("/suggest", get().to(search::suggest::show))
        .route("/products/{slug}", get().to(product_page::show))
        .route("/producers", get().to(producer_list::http::list))
        .route("/producers/{slug}", get().to(producer_page::show))
        // Members: the household's desk
        .route("/sell", get().to(sell::http::today))
        .route("/sell/picking", get().to(sell::http::picking))
        .route("/sell/parcels", get().to(sell::http::parcels))
        .route("/sell/parcels/{code}", get().to(sell::http::parcel))
        .route("/sell/parcels/{code}/state", post().to(sell::http::advance))
        .route("/sell/parcels/{code}/cash", post().to(sell::http::cash))
        .route("/sell/household", post().to(sell::http::switch))
        .route("/sell/money", get().to(sell::money::show))
        .route("/sell/money/{id:[0-9]+}", get().to(sell::money::statement))
        .route("/sell/money/{id:[0-9]+}.xlsx", get().to(sell::money::workbook))
        // Clerks: the trade office's desk
        .route("/office", get().to(office::http::overview))
        .route("/office/orders", get().to(office::http::orders))
        .route("/office/orders/{code}", get().to(office::http::order))
        .route("/office/producers", get().to(office::http::producers))
        .route("/office/producers/{slug}", get().to(office::http::producer))
        .route("/office/searches", get().to(office::http::searches))
        .route("/office/vouchers", get().to(office::vouchers::http::list))
        .route("/office/vouchers/new", get().to(office::vouchers::http::show))
        .route("/office/vouchers/new", post().to(office::vouchers::http::submit))
        .route("/office/vouchers/{id}/stop", post().to(office::vouchers::http::stop))
        .route("/office/jobs", get().to(office::http::jobs))
        .route("/office/jobs/{id}/retry", post().to(office::http::retry))
        // Treasurers: transfers
        .route("/office/money/transfers", get().to(office::transfers::queue::show))
        .route("/office/money/transfers/{id:[0-9]{1,18}}", get().to(office::transfers::show::show))
        .route("/office/money/transfers/{id:[0-9]{1,18}}/{act}", post().to(office::transfers::acts::submit))
        .route("/office/money/statement", get().to(office::transfers::statement::ask))
        .route("/office/money/statement", post().to(office::transfers::statement::submit))
        .route("/office/money/statements/{id:[0-9]{1,18}}", get().to(office::transfers::statement::show))
        .route("/office/money/statements/{id:[0-9]{1,18}}", post().to(office::transfers::statement::apply))
        .route("/office/money/received", get().to(office::transfers::received::show))
        .route("/office/money/received", post().to(office::transfers::received::submit))
        // Machines
        .route("/webhooks/stripe", post().to(card::stripe))
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
    // Clerks who may see and move money
    app.route("/office/money", get().to(money::desk::show))
        .route("/office/money/books", post().to(money::books::check))
        .route("/office/money/payouts", get().to(money::payouts::list))
        .route("/office/money/payouts", post().to(money::payouts::make))
        .route("/office/money/payouts.csv", get().to(money::payouts::file))
        .route("/office/money/payouts/{id:[0-9]+}", get().to(money::payouts::show))
        .route("/office/money/payouts/{id:[0-9]+}.xlsx", get().to(money::payouts::workbook))
        .route("/office/money/payouts/{id:[0-9]+}/paid", post().to(money::payouts::paid))
        .route("/office/money/payouts/{id:[0-9]+}/undo", post().to(money::payouts::undone))
        .route("/office/money/payouts/{id:[0-9]+}/returned", post().to(money::payouts::returned))
        .route("/office/money/batches/{day}", get().to(money::payouts::day))
        .route("/office/money/households/{slug}", get().to(money::accounts::show))
        .route("/office/money/households/{slug}", post().to(money::accounts::submit))
        .route("/office/money/refunds", get().to(money::refunds::list))
        .route("/office/money/refunds/{id:[0-9]+}", get().to(money::refunds::show))
        .route("/office/money/refunds/{id:[0-9]+}/account", post().to(money::refunds::account))
        .route("/office/money/refunds/{id:[0-9]+}/done", post().to(money::refunds::done))
        .route("/office/money/refunds/{id:[0-9]+}/retry", post().to(money::refunds::retry))
        .route("/office/money/cash", get().to(money::cash::show))
        .route("/office/money/cash/{id:[0-9]+}", post().to(money::cash::handed_on))
        .route("/office/money/settings", get().to(money::settings::show))
        .route("/office/money/settings", post().to(money::settings::submit))
        .route("/office/money/settings/account", post().to(money::settings::account))
        .route("/office/money/settings/commission", post().to(money::settings::commission))
        .route("/office/money/settings/tax", post().to(money::settings::tax))
        .route("/office/money/reports", get().to(money::reports::show))
        .route("/office/money/reports/{month:[0-9]+-[0-9]+}.xlsx", get().to(money::reports::workbook))
        .route("/office/orders/{code}/parcels/{number:[0-9]+}/refund", get().to(money::refund_form::show))
        .route("/office/orders/{code}/parcels/{number:[0-9]+}/refund", post().to(money::refund_form::submit));
    // Anyone
    app.route("/places", get().to(places::http::suggest));
    app.route("/account/sign-in", get().to(account::sign_in::show))
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
        .route("/account/sign-out", post().to(account::sign_in::out))
        // Whoever is signed in
        .route("/account", get().to(account::home::show))
        .route("/account/name", get().to(account::home::show_name))
        .route("/account/name", post().to(account::home::submit_name))
        .route("/account/password", get().to(account::home::show_password))
        .route("/account/password", post().to(account::home::submit_password))
        .route("/account/sign-out-everywhere", post().to(account::sign_in::out_everywhere));
    // Members: what they learn from their sales, and all of it to take along
    app.route("/sell/know", get().to(sell::know::http::show))
        .route("/sell/export", get().to(sell::export::http::workbook))
        .route("/sell/export/products.csv", get().to(sell::export::http::products));
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
        .route("/orders/{code}/cancellation", post().to(cancel::submit))
        .route("/track", get().to(orders::track))
        .route("/track", post().to(orders::find))
        // Whoever is signed in
        .route("/account/orders", get().to(orders::list));
}
