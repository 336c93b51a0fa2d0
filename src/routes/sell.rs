//! What the members of a household may call, and whoever comes to sell.

use crate::platform::methods::{Paths, get, post};
use crate::sell::{self, household, products as goods};

pub fn routes(app: &mut Paths<'_>) {
    // Members: the household's desk
    app.route("/sell", get().to(sell::http::today))
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
        .route("/sell/money/{id:[0-9]+}.xlsx", get().to(sell::money::workbook));
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
        .route("/sell/products/{id:[0-9]{1,18}}/packs/{pack:[0-9]{1,18}}/withdraw", post().to(goods::packs::withdraw));
    // Members
    app.route("/sell/trace", get().to(sell::trace::diary::show))
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
        .route("/sell/parcels/{code}/lots", post().to(sell::trace::pick::submit));
    // Members: what they learn from their sales, and all of it to take along
    app.route("/sell/know", get().to(sell::know::http::show))
        .route("/sell/export", get().to(sell::export::http::workbook))
        .route("/sell/export/products.csv", get().to(sell::export::http::products));
    // Goods from a spreadsheet
    app.route("/sell/import", get().to(sell::import::http::ask))
        .route("/sell/import", post().to(sell::import::http::submit))
        .route("/sell/import/template.xlsx", get().to(sell::import::http::template))
        .route("/sell/import/{id}", get().to(sell::import::http::show))
        .route("/sell/import/{id}", post().to(sell::import::http::begin))
        .route("/sell/import/{id}/rows", post().to(sell::import::http::mend));
    // Whoever is signed in: coming to sell
    app.route("/sell/join", get().to(sell::join::http::show)).route("/sell/join", post().to(sell::join::http::submit));
    // Members: the household itself
    app.route("/sell/household", get().to(household::show::show))
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
        .route("/sell/take-over", post().to(sell::members::take_over::submit));
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
    // Members and clerks: what was said of goods
    app.route("/sell/reviews", get().to(sell::reviews::list))
        .route("/sell/reviews/{id:[0-9]{1,18}}", post().to(sell::reviews::reply))
        .route("/sell/reviews/{id:[0-9]{1,18}}/report", post().to(sell::reviews::report));
    // Members: the household's answer
    app.route("/sell/complaints", get().to(sell::complaints::list))
        .route("/sell/complaints/{id:[0-9]{1,18}}", get().to(sell::complaints::show))
        .route("/sell/complaints/{id:[0-9]{1,18}}", post().to(sell::complaints::submit))
        .route("/sell/complaints/{id:[0-9]{1,18}}/replacement", post().to(sell::complaints::replaced))
        .route(
            "/sell/complaints/{id:[0-9]{1,18}}/photos/{message:[0-9]{1,18}}/{nth:[0-9]{1,2}}",
            get().to(sell::complaints::photo),
        );
}
