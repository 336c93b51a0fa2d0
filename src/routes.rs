//! Every URL on one screen, grouped by who may call it. The group is proved by the handler's extractor
//! (`Visitor`, `Shopper`, `Member`, `Seller`, `Owner`, `Colleague`, `Clerk`); what right a clerk needs stands in
//! `accounts::rights`.

use crate::accounts::http as account;
use crate::cart::http as cart;
use crate::catalog::list::http as lists;
use crate::catalog::{producer_list, producer_page, product_page};
use crate::checkout::{cancel, delay, http as checkout, order_page, photos, refund_account, switch};
use crate::flags::http as flags;
use crate::office::{households, inbox, money, reports};
use crate::orders::http as orders;
use crate::payments::card::http as card;
use crate::payments::transfer::http as notices;
use crate::places;
use crate::platform::assets;
use crate::platform::methods::{Paths, get, post};
use crate::sell::{household, products as goods};
use crate::storefront::{http as storefront, machines, sitemap};
use crate::{health, media, office, search, sell, trace};

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
        .route("/products/{slug}/flag", get().to(flags::show))
        .route("/products/{slug}/flag", post().to(flags::submit))
        .route("/producers", get().to(producer_list::http::list))
        .route("/producers/{slug}", get().to(producer_page::show))
        // Members: the household's desk
        .route("/sell", get().to(sell::http::today))
        .route("/sell/live", get().to(sell::live::live))
        .route("/sell/picking", get().to(sell::packing::picking::show))
        .route("/sell/picking/ticks", post().to(sell::packing::ticks::submit))
        .route("/sell/labels", get().to(sell::packing::labels::show))
        .route("/sell/rounds", get().to(sell::rounds::show))
        .route("/sell/parcels", get().to(sell::http::parcels))
        .route("/sell/parcels/{code}", get().to(sell::http::parcel))
        .route("/sell/parcels/{code}/state", post().to(sell::http::advance))
        .route("/sell/parcels/{code}/cash", post().to(sell::http::cash))
        .route("/sell/parcels/{code}/correction", post().to(sell::correct::submit))
        .route("/sell/parcels/{code}/handover", post().to(sell::handover::submit))
        .route("/sell/parcels/{code}/receive", post().to(sell::receive::submit))
        .route("/sell/parcels/{code}/photo", get().to(sell::receive::photo))
        .route("/sell/parcels/{code}/photo", post().to(sell::receive::submit_photo))
        .route("/sell/household", post().to(sell::http::switch))
        .route("/sell/money", get().to(sell::money::show))
        .route("/sell/money/{id:[0-9]+}", get().to(sell::money::statement))
        .route("/sell/money/{id:[0-9]+}.xlsx", get().to(sell::money::workbook))
        // Clerks: the trade office's desk
        .route("/office", get().to(office::http::overview))
        .route("/office/orders", get().to(office::http::orders))
        .route("/office/orders/{code}", get().to(office::http::order))
        .route("/office/orders/{code}/parcels/{number:[0-9]{1,4}}/photo", get().to(office::photos::show))
        .route("/office/producers", get().to(office::http::producers))
        .route("/office/producers/new", get().to(households::create::show))
        .route("/office/producers/new", post().to(households::create::submit))
        .route("/office/producers/{slug}", get().to(households::page::show))
        .route("/office/searches", get().to(office::http::searches))
        .route("/office/vouchers", get().to(office::vouchers::http::list))
        .route("/office/vouchers/new", get().to(office::vouchers::http::show))
        .route("/office/vouchers/new", post().to(office::vouchers::http::submit))
        .route("/office/vouchers/{id:[0-9]{1,18}}", get().to(office::vouchers::http::change))
        .route("/office/vouchers/{id:[0-9]{1,18}}", post().to(office::vouchers::http::changed))
        .route("/office/vouchers/{id}/stop", post().to(office::vouchers::http::stop))
        .route("/office/jobs", get().to(office::http::jobs))
        .route("/office/jobs/{id}/retry", post().to(office::http::retry))
        .route("/office/log", get().to(office::log::http::show))
        .route("/office/log.xlsx", get().to(office::log::http::workbook))
        .route("/office/log.csv", get().to(office::log::http::file))
        .route("/office/staff", get().to(office::staff::http::list))
        .route("/office/staff", post().to(office::staff::http::give))
        .route("/office/staff/{id:[0-9]{1,18}}/take", post().to(office::staff::http::take))
        .route("/office/staff/{id:[0-9]{1,18}}/second", post().to(office::staff::http::second))
        // Clerks: transfers
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
    // Clerks: money
    app.route("/office/money", get().to(money::desk::show))
        .route("/office/money/books", post().to(money::books::check))
        .route("/office/money/postings", get().to(money::postings::list))
        .route("/office/money/postings/new", get().to(money::postings::show))
        .route("/office/money/postings/new", post().to(money::postings::submit))
        .route("/office/money/postings/{id:[0-9]{1,18}}/reversal", post().to(money::postings::reverse))
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
        .route("/account/sign-out-everywhere", post().to(account::sign_in::out_everywhere))
        // Clerks, also those who owe the second factor
        .route("/account/second", get().to(account::second::show))
        .route("/account/second/code", get().to(account::second::ask))
        .route("/account/second/code", post().to(account::second::give))
        .route("/account/second/set-up", get().to(account::second::offer))
        .route("/account/second/set-up", post().to(account::second::confirmed))
        .route("/account/second/codes", post().to(account::second::paper))
        .route("/account/second/off", post().to(account::second::off));
    // Members: what the household sells
    app.route("/sell/products", get().to(goods::list::list))
        .route("/sell/products/new", get().to(goods::new::show))
        .route("/sell/products/new", post().to(goods::new::submit))
        .route("/sell/products/{id:[0-9]{1,18}}", get().to(goods::show::show))
        .route("/sell/products/{id:[0-9]{1,18}}", post().to(goods::save::submit))
        .route("/sell/products/{id:[0-9]{1,18}}/preview", get().to(goods::show::preview))
        .route("/sell/products/{id:[0-9]{1,18}}/shelf", post().to(goods::act::shelf))
        .route("/sell/products/{id:[0-9]{1,18}}/revision", post().to(goods::act::revision))
        .route("/sell/products/{id:[0-9]{1,18}}/pictures", post().to(goods::pictures::add))
        .route("/sell/products/{id:[0-9]{1,18}}/pictures/act", post().to(goods::pictures::act))
        .route("/sell/products/{id:[0-9]{1,18}}/packs", post().to(goods::packs::add))
        .route("/sell/products/{id:[0-9]{1,18}}/packs/{pack:[0-9]{1,18}}", post().to(goods::packs::edit))
        .route("/sell/products/{id:[0-9]{1,18}}/packs/{pack:[0-9]{1,18}}/withdraw", post().to(goods::packs::withdraw))
        // Clerks: what waits to be looked at
        .route("/office/listings", get().to(office::listings::http::list))
        .route("/office/listings/{id:[0-9]{1,18}}", get().to(office::listings::http::show))
        .route("/office/listings/{id:[0-9]{1,18}}", post().to(office::listings::http::decide))
        .route("/office/listings/{id:[0-9]{1,18}}/preview", get().to(office::listings::http::preview));
    // Where goods come from: anyone
    app.route("/t", get().to(trace::http::ask))
        .route("/t/{lot}", get().to(trace::http::show))
        .route("/t/{lot}/qr.svg", get().to(trace::http::picture))
        .route("/01/{gtin}/10/{lot}", get().to(trace::http::digital_link))
        // Members
        .route("/sell/trace", get().to(sell::trace::diary::show))
        .route("/sell/trace/diary", post().to(sell::trace::diary::write))
        .route("/sell/trace/diary/{id}/strike", post().to(sell::trace::diary::strike))
        .route("/sell/trace/plots", get().to(sell::trace::plots::show))
        .route("/sell/trace/plots", post().to(sell::trace::plots::add))
        .route("/sell/trace/plots/{id}/state", post().to(sell::trace::plots::close))
        .route("/sell/trace/lots", get().to(sell::trace::lots::show))
        .route("/sell/trace/lots/new", get().to(sell::trace::new_lot::show))
        .route("/sell/trace/lots/new", post().to(sell::trace::new_lot::submit))
        .route("/sell/trace/lots/{lot}", get().to(sell::trace::lot::show))
        .route("/sell/trace/lots/{lot}/labels", get().to(sell::trace::labels::show))
        .route("/sell/trace/lots/{lot}/diary", post().to(sell::trace::lot::add_lines))
        .route("/sell/trace/lots/{lot}/recall", post().to(sell::trace::lot::recall))
        .route("/sell/trace/lots/{lot}/note", post().to(sell::trace::lot::note))
        .route("/sell/parcels/{code}/lots", get().to(sell::trace::pick::show))
        .route("/sell/parcels/{code}/lots", post().to(sell::trace::pick::submit))
        // Clerks
        .route("/office/lots", get().to(office::lots::list))
        .route("/office/lots/{lot}", get().to(office::lots::show))
        .route("/office/lots/{lot}/recall", post().to(office::lots::recall))
        .route("/office/lots/{lot}/note", post().to(office::lots::note));
    // Clerks: what waits, and for whom
    app.route("/office/inbox", get().to(inbox::http::show))
        .route("/office/inbox/count", get().to(inbox::http::count))
        .route("/office/inbox/next", post().to(inbox::http::next))
        .route("/office/inbox/approve", post().to(inbox::approve::submit))
        .route("/office/inbox/reasons", get().to(inbox::reasons_http::show))
        .route("/office/inbox/reasons", post().to(inbox::reasons_http::add))
        .route("/office/inbox/reasons/{id:[0-9]{1,18}}", post().to(inbox::reasons_http::change))
        .route("/office/inbox/{kind}/{id:[0-9]{1,18}}/open", post().to(inbox::http::open))
        .route("/office/inbox/{kind}/{id:[0-9]{1,18}}/release", post().to(inbox::http::release))
        .route("/office/producers/{slug}/trust", post().to(inbox::trust::submit))
        .route("/office/flags/{id:[0-9]{1,18}}", get().to(office::flags::http::show))
        .route("/office/flags/{id:[0-9]{1,18}}", post().to(office::flags::http::submit));
    // Clerks: what the market sold
    app.route("/office/reports", get().to(reports::http::show))
        .route("/office/reports/board.xlsx", get().to(reports::http::workbook))
        .route("/office/reports/table", get().to(reports::http::table))
        .route("/office/reports/table.xlsx", get().to(reports::http::table_workbook))
        .route("/office/reports/table.csv", get().to(reports::http::table_text))
        .route("/office/reports/monthly", get().to(reports::monthly::ask::show))
        .route("/office/reports/monthly", post().to(reports::monthly::ask::submit))
        .route("/office/reports/monthly/{id:[0-9]{1,18}}", get().to(reports::monthly::show::show))
        .route("/office/reports/monthly/{id:[0-9]{1,18}}.xlsx", get().to(reports::monthly::show::workbook));
    // Members: what they learn from their sales, and all of it to take along
    app.route("/sell/know", get().to(sell::know::http::show))
        .route("/sell/export", get().to(sell::export::http::workbook))
        .route("/sell/export/products.csv", get().to(sell::export::http::products))
        // Goods from a spreadsheet
        .route("/sell/import", get().to(sell::import::http::ask))
        .route("/sell/import", post().to(sell::import::http::submit))
        .route("/sell/import/template.xlsx", get().to(sell::import::http::template))
        .route("/sell/import/{id}", get().to(sell::import::http::show))
        .route("/sell/import/{id}", post().to(sell::import::http::begin))
        .route("/sell/import/{id}/rows", post().to(sell::import::http::mend));
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
        .route("/track", post().to(orders::find))
        // Whoever is signed in
        .route("/account/orders", get().to(orders::list));
    // Whoever is signed in: coming to sell
    app.route("/sell/join", get().to(sell::join::http::show))
        .route("/sell/join", post().to(sell::join::http::submit))
        // Members: the household itself
        .route("/sell/household", get().to(household::show::show))
        .route("/sell/household/terms", get().to(household::terms::show))
        .route("/sell/household/terms", post().to(household::terms::submit))
        .route("/sell/household/identity", get().to(household::identity::show))
        .route("/sell/household/identity", post().to(household::identity::submit))
        .route("/sell/household/bank", get().to(household::bank::show))
        .route("/sell/household/bank", post().to(household::bank::submit))
        .route("/sell/household/papers", get().to(household::papers::show))
        .route("/sell/household/papers", post().to(household::papers::submit))
        .route("/sell/household/papers/{id:[0-9]{1,18}}/scan", get().to(household::papers::file))
        .route("/sell/household/holiday", get().to(household::holiday::show))
        .route("/sell/household/holiday", post().to(household::holiday::submit))
        .route("/sell/household/members", get().to(sell::members::http::show))
        .route("/sell/household/members/{account:[0-9]{1,18}}", post().to(sell::members::http::change))
        .route("/sell/household/invites", post().to(sell::members::http::invite))
        .route("/sell/household/invites/{id:[0-9]{1,18}}/void", post().to(sell::members::http::void))
        .route("/sell/take-over", get().to(sell::members::take_over::show))
        .route("/sell/take-over", post().to(sell::members::take_over::submit))
        // Clerks: the office's word on a household
        .route("/office/producers/{slug}/approve", post().to(households::decide::approve))
        .route("/office/producers/{slug}/suspend", post().to(households::decide::suspend))
        .route("/office/producers/{slug}/lift", post().to(households::decide::lift))
        .route("/office/producers/{slug}/identity", post().to(households::decide::identity))
        .route("/office/producers/{slug}/papers/{id:[0-9]{1,18}}", post().to(households::decide::paper))
        .route("/office/producers/{slug}/papers/{id:[0-9]{1,18}}/scan", get().to(households::decide::file))
        .route("/office/producers/{slug}/code", post().to(households::create::code))
        .route("/office/producers/{slug}/act", post().to(households::behalf::begin))
        .route("/office/acting/end", post().to(households::behalf::end));
    // Members: what the household has
    app.route("/sell/stock", get().to(sell::stock::http::show))
        .route("/sell/stock/grid", get().to(sell::stock::grid::show))
        .route("/sell/stock/grid", post().to(sell::stock::grid::submit))
        .route("/sell/stock/{pack}", post().to(sell::stock::http::submit))
        .route("/sell/stock/{pack}/how", get().to(sell::stock::how::show))
        .route("/sell/stock/{pack}/how", post().to(sell::stock::how::submit))
        .route("/sell/harvests", get().to(sell::harvests::http::list))
        .route("/sell/harvests/new", get().to(sell::harvests::http::new))
        .route("/sell/harvests/new", post().to(sell::harvests::http::open))
        .route("/sell/harvests/{harvest}", get().to(sell::harvests::http::show))
        .route("/sell/harvests/{harvest}", post().to(sell::harvests::http::change))
        .route("/sell/harvests/{harvest}/close", post().to(sell::harvests::http::close))
        .route("/sell/harvests/{harvest}/delay", post().to(sell::harvests::delay::submit));
    // A buyer whose harvest was put off
    app.route("/orders/{code}/delay", post().to(delay::submit));
}
