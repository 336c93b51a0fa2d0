//! Every URL on one screen, grouped by who may call it. The group is proved by the handler's extractor
//! (`Visitor`, `Shopper`, `Member`, `Seller`, `Owner`, `Colleague`, `Clerk`); what right a clerk needs stands in
//! `accounts::rights`.

use crate::accounts::http as account;
use crate::cart::http as cart;
use crate::catalog::list::http as lists;
use crate::catalog::{producer_list, producer_page, product_page};
use crate::checkout::{cancel, delay, http as checkout, order_page, photos, refund_account, switch};
use crate::flags::http as flags;
use crate::office::{
    broadcasts, certificates, households, inbox, lists as files, machine, money, reports, setup, spotlights,
};
use crate::orders::http as orders;
use crate::payments::card::http as card;
use crate::payments::transfer::http as notices;
use crate::people::{account_http as own_data, order_http as order_data};
use crate::places;
use crate::platform::assets;
use crate::platform::methods::{Paths, get, post};
use crate::sell::{household, products as goods};
use crate::storefront::{desk as writing, http as storefront, machines, news_pages, promoted, share, sitemap};
use crate::{complaints, health, media, office, reviews, search, sell, trace};

pub fn routes(app: &mut Paths<'_>) {
    app
        // Anyone
        .route("/", get().to(storefront::home))
        .route("/season", get().to(storefront::season))
        .route("/collections/{slug}", get().to(promoted::collection))
        .route("/share/{kind}/{slug}.jpg", get().to(share::http::show))
        .route("/news", get().to(news_pages::list))
        .route("/news/{slug}", get().to(news_pages::show))
        .route("/pages/{slug}", get().to(storefront::page))
        .route("/pages/{slug}/{lang:vi|en}/{version:[0-9]{1,9}}", get().to(storefront::version))
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
        .route("/sell/money/received", get().to(sell::received::show))
        .route("/sell/money/received", post().to(sell::received::submit))
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
        .route("/office/certificates", get().to(certificates::list::list))
        .route("/office/certificates.{kind:xlsx|csv}", get().to(certificates::list::files))
        .route("/office/certificates/new", get().to(certificates::write::new))
        .route("/office/certificates/new", post().to(certificates::write::add))
        .route("/office/certificates/template.xlsx", get().to(certificates::import::http::template))
        .route("/office/certificates/import", get().to(certificates::import::http::ask))
        .route("/office/certificates/import", post().to(certificates::import::http::submit))
        .route("/office/certificates/import/{id:[0-9]{1,18}}", get().to(certificates::import::http::look))
        .route("/office/certificates/import/{id:[0-9]{1,18}}", post().to(certificates::import::http::begin))
        .route("/office/certificates/{id:[0-9]{1,18}}", get().to(certificates::show::show))
        .route("/office/certificates/{id:[0-9]{1,18}}", post().to(certificates::write::correct))
        .route("/office/certificates/{id:[0-9]{1,18}}/answer", post().to(certificates::write::answer))
        .route("/office/certificates/{id:[0-9]{1,18}}/revoke", post().to(certificates::write::revoke))
        .route("/office/certificates/{id:[0-9]{1,18}}/scan", get().to(certificates::show::file))
        .route("/office/certificates/{id:[0-9]{1,18}}/scan", post().to(certificates::write::scan))
        .route("/office/searches", get().to(office::http::searches))
        .route("/office/vouchers", get().to(office::vouchers::http::list))
        .route("/office/vouchers/new", get().to(office::vouchers::http::show))
        .route("/office/vouchers/new", post().to(office::vouchers::http::submit))
        .route("/office/vouchers/{id:[0-9]{1,18}}", get().to(office::vouchers::http::change))
        .route("/office/vouchers/{id:[0-9]{1,18}}", post().to(office::vouchers::http::changed))
        .route("/office/vouchers/{id}/stop", post().to(office::vouchers::http::stop))
        .route("/office/spotlights", get().to(spotlights::http::list))
        .route("/office/spotlights/new", get().to(spotlights::http::new))
        .route("/office/spotlights/new", post().to(spotlights::http::make))
        .route("/office/spotlights/preview", get().to(promoted::preview))
        .route("/office/spotlights/report", get().to(spotlights::report::show))
        .route("/office/spotlights/report.{kind:xlsx|csv}", get().to(spotlights::report::files))
        .route("/office/spotlights/{id:[0-9]{1,18}}", get().to(spotlights::http::show))
        .route("/office/spotlights/{id:[0-9]{1,18}}", post().to(spotlights::http::change))
        .route("/office/spotlights/{id:[0-9]{1,18}}/stop", post().to(spotlights::http::stop))
        .route("/office/spotlights/{id:[0-9]{1,18}}/picture", post().to(spotlights::http::picture))
        .route("/office/collections", get().to(spotlights::collections::list))
        .route("/office/collections/new", get().to(spotlights::collections::new))
        .route("/office/collections/new", post().to(spotlights::collections::make))
        .route("/office/collections/{id:[0-9]{1,18}}", get().to(spotlights::collections::show))
        .route("/office/collections/{id:[0-9]{1,18}}", post().to(spotlights::collections::change))
        .route("/office/collections/{id:[0-9]{1,18}}/poster", get().to(office::posters::collection))
        .route("/office/posters/{slug}", get().to(office::posters::household))
        .route("/office/news", get().to(writing::news::list))
        .route("/office/news/new", get().to(writing::news::new))
        .route("/office/news/new", post().to(writing::news::make))
        .route("/office/news/{id:[0-9]{1,18}}", get().to(writing::news::show))
        .route("/office/news/{id:[0-9]{1,18}}", post().to(writing::news::change))
        .route("/office/broadcasts", get().to(broadcasts::http::list))
        .route("/office/broadcasts/new", get().to(broadcasts::http::new))
        .route("/office/broadcasts/new", post().to(broadcasts::http::make))
        .route("/office/broadcasts/{id:[0-9]{1,18}}", get().to(broadcasts::http::show))
        .route("/office/broadcasts/{id:[0-9]{1,18}}/text", get().to(broadcasts::http::edit))
        .route("/office/broadcasts/{id:[0-9]{1,18}}/text", post().to(broadcasts::http::change))
        .route("/office/broadcasts/{id:[0-9]{1,18}}/send", post().to(broadcasts::http::send))
        .route("/office/pages", get().to(writing::texts::list))
        .route("/office/pages/{slug}/{lang}", get().to(writing::texts::show))
        .route("/office/pages/{slug}/{lang}", post().to(writing::texts::save))
        .route("/office/pages/{slug}/{lang}/plans/{id:[0-9]{1,18}}", post().to(writing::texts::take_back))
        .route("/office/jobs", get().to(machine::http::show))
        .route("/office/jobs/{id}/retry", post().to(machine::http::retry))
        .route("/office/jobs/retry", post().to(machine::http::retry_kind))
        .route("/office/jobs/reindex", post().to(machine::http::reindex))
        .route("/office/jobs/checks", post().to(machine::checks::ask))
        .route("/office/jobs/checks/{id:[0-9]{1,18}}", get().to(machine::checks::show))
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
        .route("/office/money/webhooks", get().to(machine::webhooks::show))
        .route("/office/money/webhooks/{id:[0-9]{1,18}}", get().to(machine::webhooks::raw))
        .route("/office/money/books", post().to(money::books::check))
        .route("/office/money/books/{id:[0-9]{1,18}}", get().to(money::books::show))
        .route("/office/money/postings", get().to(money::postings::list))
        .route("/office/money/postings/new", get().to(money::postings::show))
        .route("/office/money/postings/new", post().to(money::postings::submit))
        .route("/office/money/postings/{id:[0-9]{1,18}}/reversal", post().to(money::postings::reverse))
        .route("/office/money/payouts", get().to(money::payouts::list))
        .route("/office/money/payouts", post().to(money::payouts::make))
        .route("/office/money/payouts.csv", get().to(money::payouts::file))
        .route("/office/money/payouts/{id:[0-9]+}", get().to(money::payouts::show))
        .route("/office/money/payouts/{id:[0-9]+}.{kind:xlsx|csv}", get().to(money::payouts::files))
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
        .route("/office/money/settings/account", post().to(money::settings::account))
        .route("/office/money/settings/commission", post().to(money::rates::commission))
        .route("/office/money/settings/tax", post().to(money::rates::tax))
        .route("/office/money/settings/commission/{id:[0-9]{1,18}}/back", post().to(money::rates::commission_back))
        .route("/office/money/settings/tax/{id:[0-9]{1,18}}/back", post().to(money::rates::tax_back))
        .route("/office/money/reports", get().to(money::reports::show))
        .route("/office/money/reports/{month:[0-9]+-[0-9]+}.{kind:xlsx|csv}", get().to(money::reports::files))
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
    // Clerks: setting the market up
    app.route("/office/setup", get().to(setup::index::show))
        .route("/office/setup/rules", get().to(setup::rules::list))
        .route("/office/setup/rules/{rule}", get().to(setup::rules::show))
        .route("/office/setup/rules/{rule}", post().to(setup::rules::submit))
        .route("/office/setup/plans/{id:[0-9]{1,18}}", post().to(setup::rules::withdraw))
        .route("/office/setup/categories", get().to(setup::categories::list))
        .route("/office/setup/categories/new", get().to(setup::categories::new))
        .route("/office/setup/categories/new", post().to(setup::categories::make))
        .route("/office/setup/categories/{id:[0-9]{1,18}}", get().to(setup::categories::show))
        .route("/office/setup/categories/{id:[0-9]{1,18}}", post().to(setup::categories::change))
        .route("/office/setup/categories/{id:[0-9]{1,18}}/retired", post().to(setup::categories::retire))
        .route("/office/setup/units", get().to(setup::units::list))
        .route("/office/setup/units/new", get().to(setup::units::new))
        .route("/office/setup/units/new", post().to(setup::units::make))
        .route("/office/setup/units/{id:[0-9]{1,18}}", get().to(setup::units::show))
        .route("/office/setup/units/{id:[0-9]{1,18}}", post().to(setup::units::change))
        .route("/office/setup/communes", get().to(setup::communes::list))
        .route("/office/setup/communes/{commune}", get().to(setup::communes::show))
        .route("/office/setup/communes/{commune}", post().to(setup::communes::submit))
        .route("/office/setup/delivery", get().to(setup::delivery::show))
        .route("/office/setup/delivery/provinces", get().to(setup::provinces::show))
        .route("/office/setup/delivery/provinces", post().to(setup::provinces::submit))
        .route("/office/setup/delivery/zones/{zone}", get().to(setup::delivery::rate))
        .route("/office/setup/delivery/zones/{zone}", post().to(setup::delivery::add))
        .route("/office/setup/points", get().to(setup::points::list))
        .route("/office/setup/points/new", get().to(setup::points::new))
        .route("/office/setup/points/new", post().to(setup::points::make))
        .route("/office/setup/points/{id:[0-9]{1,18}}", get().to(setup::points::show))
        .route("/office/setup/points/{id:[0-9]{1,18}}", post().to(setup::points::change))
        .route("/office/setup/hours", get().to(setup::hours::show))
        .route("/office/setup/hours", post().to(setup::hours::submit))
        .route("/office/setup/messages", get().to(setup::messages::list))
        .route("/office/setup/messages/{key}/{lang}", get().to(setup::messages::show))
        .route("/office/setup/messages/{key}/{lang}", post().to(setup::messages::submit));
    // Clerks: what waits, and for whom
    app.route("/office/inbox", get().to(inbox::http::show))
        .route("/office/inbox/count", get().to(inbox::http::count))
        .route("/office/inbox/next", post().to(inbox::http::next))
        .route("/office/inbox/decide", post().to(inbox::many::submit))
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
        .route("/office/reports/board.{kind:xlsx|csv}", get().to(reports::http::files))
        .route("/office/reports/table", get().to(reports::http::table))
        .route("/office/reports/table.xlsx", get().to(reports::http::table_workbook))
        .route("/office/reports/table.csv", get().to(reports::http::table_text))
        .route("/office/reports/monthly", get().to(reports::monthly::ask::show))
        .route("/office/reports/monthly", post().to(reports::monthly::ask::submit))
        .route("/office/reports/monthly/{id:[0-9]{1,18}}", get().to(reports::monthly::show::show))
        .route("/office/reports/monthly/{id:[0-9]{1,18}}.{kind:xlsx|csv}", get().to(reports::monthly::show::files));
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
        .route("/sell/household/facts", get().to(household::facts::show))
        .route("/sell/household/facts", post().to(household::facts::submit))
        .route("/sell/household/bank", get().to(household::bank::show))
        .route("/sell/household/bank", post().to(household::bank::submit))
        .route("/sell/household/papers", get().to(household::papers::show))
        .route("/sell/household/papers", post().to(household::papers::submit))
        .route("/sell/household/papers/{id:[0-9]{1,18}}/scan", get().to(household::papers::file))
        .route("/sell/household/again", post().to(household::show::ask_again))
        .route("/sell/household/holiday", get().to(household::holiday::show))
        .route("/sell/household/holiday", post().to(household::holiday::submit))
        .route("/sell/household/points", get().to(household::points::show))
        .route("/sell/household/points", post().to(household::points::submit))
        .route("/sell/household/rounds", get().to(household::rounds::show))
        .route("/sell/household/rounds", post().to(household::rounds::add))
        .route("/sell/household/rounds/{id:[0-9]{1,18}}", get().to(household::rounds::one))
        .route("/sell/household/rounds/{id:[0-9]{1,18}}", post().to(household::rounds::change))
        .route("/sell/household/rounds/{id:[0-9]{1,18}}/state", post().to(household::rounds::drive))
        .route("/sell/household/members", get().to(sell::members::http::show))
        .route("/sell/household/members/{account:[0-9]{1,18}}", post().to(sell::members::http::change))
        .route("/sell/household/invites", post().to(sell::members::http::invite))
        .route("/sell/household/invites/{id:[0-9]{1,18}}/void", post().to(sell::members::http::void))
        .route("/sell/take-over", get().to(sell::members::take_over::show))
        .route("/sell/take-over", post().to(sell::members::take_over::submit))
        // Clerks: the office's word on a household
        .route("/office/producers/{slug}/approve", post().to(households::decide::approve))
        .route("/office/producers/{slug}/refuse", post().to(households::decide::refuse))
        .route("/office/producers/{slug}/suspend", post().to(households::decide::suspend))
        .route("/office/producers/{slug}/lift", post().to(households::decide::lift))
        .route("/office/producers/{slug}/facts", get().to(households::facts::show))
        .route("/office/producers/{slug}/facts", post().to(households::facts::submit))
        .route("/office/producers/{slug}/facts/seen", post().to(households::facts::seen))
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
    // Clerks: any list as a file
    app.route("/office/orders.{kind:xlsx|csv}", get().to(files::trade::orders))
        .route(
            "/office/orders/{code}/{table:goods|parcels|changes|payments|moves|diary}.{kind:xlsx|csv}",
            get().to(files::order::files),
        )
        .route("/office/producers.{kind:xlsx|csv}", get().to(files::trade::households))
        .route("/office/searches.{kind:xlsx|csv}", get().to(files::trade::searches))
        .route("/office/listings.{kind:xlsx|csv}", get().to(files::goods::listings))
        .route(
            "/office/listings/{id:[0-9]{1,18}}/{table:facts|packs}.{kind:xlsx|csv}",
            get().to(office::listings::files::show),
        )
        .route("/office/lots.{kind:xlsx|csv}", get().to(files::goods::lots))
        .route("/office/vouchers.{kind:xlsx|csv}", get().to(files::goods::vouchers))
        .route("/office/money/transfers.{kind:xlsx|csv}", get().to(files::money::transfers))
        .route("/office/money/refunds.{kind:xlsx|csv}", get().to(files::money::refunds))
        .route("/office/money/postings.{kind:xlsx|csv}", get().to(files::money::postings))
        .route("/office/people.{kind:xlsx|csv}", get().to(files::people::requests))
        .route(
            "/office/certificates/import/{id:[0-9]{1,18}}.{kind:xlsx|csv}",
            get().to(certificates::import::files::show),
        )
        .route(
            "/office/people/{who}/{table:orders|consents|requests}.{kind:xlsx|csv}",
            get().to(office::people::files::show),
        )
        .route("/office/inbox.{kind:xlsx|csv}", get().to(files::answer::inbox))
        .route("/office/reports/monthly.{kind:xlsx|csv}", get().to(reports::monthly::ask::files))
        .route("/office/complaints.{kind:xlsx|csv}", get().to(files::answer::complaints))
        .route("/office/complaints/kinds.{kind:xlsx|csv}", get().to(files::settings::complaint_kinds))
        .route("/office/inbox/reasons.{kind:xlsx|csv}", get().to(files::answer::reasons))
        .route("/office/reviews.{kind:xlsx|csv}", get().to(files::answer::reviews))
        .route("/office/takedowns.{kind:xlsx|csv}", get().to(files::answer::takedowns))
        .route("/office/phrases.{kind:xlsx|csv}", get().to(files::answer::phrases))
        .route("/office/spotlights.{kind:xlsx|csv}", get().to(files::promote::spotlights))
        .route("/office/collections.{kind:xlsx|csv}", get().to(files::promote::collections))
        .route("/office/news.{kind:xlsx|csv}", get().to(writing::news::files))
        .route("/office/broadcasts.{kind:xlsx|csv}", get().to(files::promote::broadcasts))
        .route("/office/broadcasts/{id:[0-9]{1,18}}.{kind:xlsx|csv}", get().to(files::promote::delivery_log))
        .route("/office/pages.{kind:xlsx|csv}", get().to(writing::texts::files))
        .route("/office/money/webhooks.{kind:xlsx|csv}", get().to(machine::webhooks::files))
        .route("/office/money/webhooks/{table:sources|refused}.{kind:xlsx|csv}", get().to(machine::webhooks::tables))
        .route("/office/money/payouts/list.{kind:xlsx|csv}", get().to(files::money::payouts_of))
        .route("/office/money/payouts/batches.{kind:xlsx|csv}", get().to(files::money::batches))
        .route("/office/money/payouts/standing.{kind:xlsx|csv}", get().to(files::money::standing_now))
        .route("/office/money.{kind:xlsx|csv}", get().to(files::money::trial))
        .route("/office/money/cash.{kind:xlsx|csv}", get().to(money::cash::files))
        .route("/office/money/settings/commission.{kind:xlsx|csv}", get().to(files::settings::commission))
        .route("/office/money/settings/tax.{kind:xlsx|csv}", get().to(files::settings::tax))
        .route("/office/setup/rules.{kind:xlsx|csv}", get().to(setup::rules::files))
        .route("/office/setup/categories.{kind:xlsx|csv}", get().to(files::settings::categories))
        .route("/office/setup/units.{kind:xlsx|csv}", get().to(files::settings::units))
        .route("/office/setup/communes.{kind:xlsx|csv}", get().to(setup::communes::files))
        .route("/office/setup/delivery.{kind:xlsx|csv}", get().to(files::settings::delivery))
        .route("/office/setup/delivery/provinces.{kind:xlsx|csv}", get().to(files::settings::provinces))
        .route("/office/setup/points.{kind:xlsx|csv}", get().to(files::settings::points))
        .route("/office/setup/hours.{kind:xlsx|csv}", get().to(files::settings::deadlines))
        .route("/office/setup/messages.{kind:xlsx|csv}", get().to(setup::messages::files))
        .route(
            "/office/money/statements/{id:[0-9]{1,18}}.{kind:xlsx|csv}",
            get().to(office::transfers::statement::files),
        )
        .route("/office/money/households/{slug}/payouts.{kind:xlsx|csv}", get().to(files::money::payouts_to))
        .route("/office/producers/{slug}/products.{kind:xlsx|csv}", get().to(files::trade::goods_of))
        .route("/office/producers/{slug}/parcels.{kind:xlsx|csv}", get().to(files::trade::parcels_of))
        .route("/office/producers/{slug}/papers.{kind:xlsx|csv}", get().to(files::trade::papers_of))
        .route("/office/money/transfers/{id:[0-9]{1,18}}/diary.{kind:xlsx|csv}", get().to(files::money::transfer_diary))
        .route("/office/producers/{slug}/acts.{kind:xlsx|csv}", get().to(files::acts::of_household))
        .route(
            "/office/certificates/{id:[0-9]{1,18}}/{table:reminders|acts}.{kind:xlsx|csv}",
            get().to(certificates::files::tables),
        )
        .route("/office/reviews/{id:[0-9]{1,18}}/reports.{kind:xlsx|csv}", get().to(files::answer::review_reports))
        .route("/office/lots/{lot}/parcels.{kind:xlsx|csv}", get().to(files::goods::lot_parcels))
        .route("/office/lots/{lot}/diary.{kind:xlsx|csv}", get().to(files::goods::lot_diary))
        .route("/office/waiting.{kind:xlsx|csv}", get().to(files::trade::waiting))
        .route("/office/money/odd.{kind:xlsx|csv}", get().to(money::desk::odd))
        .route("/office/money/stripe.{kind:xlsx|csv}", get().to(money::desk::stripe))
        .route("/office/setup/rules/{rule}/past.{kind:xlsx|csv}", get().to(setup::rules::past))
        .route("/office/setup/delivery/zones/{zone}/past.{kind:xlsx|csv}", get().to(files::settings::zone_past))
        .route("/office/money/books/{id:[0-9]{1,18}}.{kind:xlsx|csv}", get().to(files::money::faults))
        .route("/office/jobs/checks/{id:[0-9]{1,18}}.{kind:xlsx|csv}", get().to(files::money::faults))
        .route("/office/jobs.{kind:xlsx|csv}", get().to(machine::http::files))
        .route(
            "/office/jobs/{table:kinds|schedules|channels|unsent|checks|backups}.{kind:xlsx|csv}",
            get().to(machine::files::show),
        )
        .route("/office/staff.{kind:xlsx|csv}", get().to(files::people::staff));
    // Clerks: people's data
    app.route("/office/people", get().to(office::people::desk::list))
        .route("/office/people", post().to(office::people::desk::search))
        .route("/office/people/{who}", get().to(office::people::person::show))
        .route("/office/people/{who}", post().to(office::people::person::open))
        .route("/office/people/requests/{id:[0-9]{1,18}}", get().to(office::people::work::show))
        .route("/office/people/requests/{id:[0-9]{1,18}}/{act}", post().to(office::people::work::press))
        .route("/office/people/exports/{id:[0-9]{1,18}}", post().to(office::people::work::file))
        // Whoever is signed in: their own
        .route("/account/data", get().to(own_data::show))
        .route("/account/data/requests", post().to(own_data::ask))
        .route("/account/data/requests/{id:[0-9]{1,18}}/back", post().to(own_data::take_back))
        .route("/account/data/news", post().to(own_data::news))
        .route("/account/data/exports/{id:[0-9]{1,18}}", post().to(own_data::file))
        // A guest, by an order
        .route("/orders/{code}/data", get().to(order_data::show))
        .route("/orders/{code}/data", post().to(order_data::ask));
    // A buyer whose harvest was put off
    app.route("/orders/{code}/delay", post().to(delay::submit))
        // Anyone: what was wrong with a parcel; the times that are kept
        .route("/complaints", get().to(complaints::public::show))
        .route("/orders/{code}/parcels/{number:[0-9]{1,4}}/complaint", get().to(complaints::http::ask))
        .route("/orders/{code}/parcels/{number:[0-9]{1,4}}/complaint", post().to(complaints::http::submit))
        .route("/orders/{code}/complaints/{id:[0-9]{1,18}}", get().to(complaints::http::show))
        .route("/orders/{code}/complaints/{id:[0-9]{1,18}}", post().to(complaints::http::submit_words))
        .route("/orders/{code}/complaints/{id:[0-9]{1,18}}/withdrawal", post().to(complaints::http::withdraw))
        .route(
            "/orders/{code}/complaints/{id:[0-9]{1,18}}/photos/{message:[0-9]{1,18}}/{nth:[0-9]{1,2}}",
            get().to(complaints::http::photo),
        )
        // Whoever bought it: how it is; anyone: what was said of it
        .route("/orders/{code}/parcels/{number:[0-9]{1,4}}/review", get().to(reviews::http::ask))
        .route("/orders/{code}/parcels/{number:[0-9]{1,4}}/review", post().to(reviews::http::submit))
        .route(
            "/orders/{code}/parcels/{number:[0-9]{1,4}}/reviews/{id:[0-9]{1,18}}/withdrawal",
            post().to(reviews::http::withdraw),
        )
        .route("/products/{slug}/reviews", get().to(reviews::public::show))
        .route("/products/{slug}/reviews/{id:[0-9]{1,18}}/report", get().to(reviews::public::ask))
        .route("/products/{slug}/reviews/{id:[0-9]{1,18}}/report", post().to(reviews::public::submit))
        // Members and clerks: what was said of goods
        .route("/sell/reviews", get().to(sell::reviews::list))
        .route("/sell/reviews/{id:[0-9]{1,18}}", post().to(sell::reviews::reply))
        .route("/sell/reviews/{id:[0-9]{1,18}}/report", post().to(sell::reviews::report))
        .route("/office/reviews", get().to(office::reviews::list))
        .route("/office/reviews/{id:[0-9]{1,18}}", get().to(office::reviews::show))
        .route("/office/reviews/{id:[0-9]{1,18}}", post().to(office::reviews::submit))
        // Members: the household's answer
        .route("/sell/complaints", get().to(sell::complaints::list))
        .route("/sell/complaints/{id:[0-9]{1,18}}", get().to(sell::complaints::show))
        .route("/sell/complaints/{id:[0-9]{1,18}}", post().to(sell::complaints::submit))
        .route("/sell/complaints/{id:[0-9]{1,18}}/replacement", post().to(sell::complaints::replaced))
        .route(
            "/sell/complaints/{id:[0-9]{1,18}}/photos/{message:[0-9]{1,18}}/{nth:[0-9]{1,2}}",
            get().to(sell::complaints::photo),
        )
        // Clerks: the office's answer and its decision
        .route("/office/complaints", get().to(office::complaints::http::list))
        .route("/office/complaints/kinds", get().to(office::complaints::kinds::show))
        .route("/office/complaints/kinds", post().to(office::complaints::kinds::submit))
        .route("/office/complaints/{id:[0-9]{1,18}}", get().to(office::complaints::http::show))
        .route("/office/complaints/{id:[0-9]{1,18}}", post().to(office::complaints::http::submit))
        .route("/office/complaints/{id:[0-9]{1,18}}/decision", post().to(office::complaints::http::decide))
        .route("/office/complaints/{id:[0-9]{1,18}}/replacement", post().to(office::complaints::http::replaced))
        .route("/office/complaints/{id:[0-9]{1,18}}.xlsx", get().to(office::complaints::file::workbook))
        .route(
            "/office/orders/{code}/parcels/{number:[0-9]{1,4}}/complaint",
            get().to(office::complaints::write_down::ask),
        )
        .route(
            "/office/orders/{code}/parcels/{number:[0-9]{1,4}}/complaint",
            post().to(office::complaints::write_down::submit),
        )
        .route(
            "/office/complaints/{id:[0-9]{1,18}}/photos/{message:[0-9]{1,18}}/{nth:[0-9]{1,2}}",
            get().to(office::complaints::http::photo),
        )
        // Moderators: what must not be sold or said
        .route("/office/takedowns", get().to(office::takedowns::list))
        .route("/office/takedowns", post().to(office::takedowns::note))
        .route("/office/takedowns/{id:[0-9]{1,18}}/{act}", post().to(office::takedowns::act))
        .route("/office/phrases", get().to(office::phrases::list))
        .route("/office/phrases", post().to(office::phrases::submit));
}
