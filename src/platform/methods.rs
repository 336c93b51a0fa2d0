//! Which methods a path knows. Where GET answers HEAD does, and a method that a path does not know is told which it does.

use actix_web::dev::ResourceDef;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{FromRequest, Handler, Responder, Route, guard};

/// A handler and the methods it answers.
pub struct Way {
    route: Route,
    reads: bool,
}

impl Way {
    #[must_use]
    pub fn to<F, Args>(mut self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route = self.route.to(handler);
        self
    }
}

/// Answers GET, and HEAD with the same headers.
#[must_use]
pub fn get() -> Way {
    Way { route: web::route().guard(guard::Any(guard::Get()).or(guard::Head())), reads: true }
}

/// Answers POST.
#[must_use]
pub fn post() -> Way {
    Way { route: web::post(), reads: false }
}

/// The paths of the shop as they are being told.
pub struct Paths<'a> {
    app: &'a mut ServiceConfig,
    known: Vec<(ResourceDef, bool)>,
}

impl Paths<'_> {
    pub fn route(&mut self, path: &str, way: Way) -> &mut Self {
        self.known.push((ResourceDef::new(path), way.reads));
        self.app.route(path, way.route);
        self
    }
}

/// What [`Paths`] were told, for the handler of all that is left over.
pub struct Known(Vec<(ResourceDef, bool)>);

impl Known {
    /// The methods that this path answers, as `Allow` lists them; `None` when there is no such path.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&'static str> {
        let there = |reads: bool| self.0.iter().any(|(known, r)| *r == reads && known.is_match(path));
        match (there(true), there(false)) {
            (true, true) => Some("GET, HEAD, POST"),
            (true, false) => Some("GET, HEAD"),
            (false, true) => Some("POST"),
            (false, false) => None,
        }
    }
}

/// Registers the paths that `tell` tells.
pub fn paths(app: &mut ServiceConfig, tell: fn(&mut Paths<'_>)) {
    let mut paths = Paths { app, known: Vec::new() };
    tell(&mut paths);
    let known = Known(paths.known);
    app.app_data(Data::new(known));
}
