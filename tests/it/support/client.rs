//! A browser without script: keeps cookies, follows no redirect unasked, and fills the forms it finds in the page.

use std::sync::Arc;
use std::time::Duration;

use reqwest::cookie::Jar;
use reqwest::header::{HeaderMap, LOCATION, ORIGIN};
use scraper::{Html, Selector};

/// What someone adds to a form in the hope that it is written as it comes.
const FOREIGN: [(&str, &str); 9] = [
    ("role", "admin"),
    ("owner", "1"),
    ("account_id", "1"),
    ("producer_id", "1"),
    ("price", "1"),
    ("total", "1"),
    ("shipping_total", "0"),
    ("phone_verified_at", "2026-01-01"),
    ("disabled_at", ""),
];

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Client {
    pub fn new(base: &str) -> Self {
        Self::with_jar(base, Jar::default())
    }

    pub fn with_cookie(base: &str, cookie: &str) -> Self {
        Self::with_cookies(base, &[cookie])
    }

    pub fn with_cookies(base: &str, cookies: &[&str]) -> Self {
        let jar = Jar::default();
        for cookie in cookies {
            jar.add_cookie_str(cookie, &base.parse().unwrap());
        }
        Self::with_jar(base, jar)
    }

    fn with_jar(base: &str, jar: Jar) -> Self {
        let http = reqwest::Client::builder()
            .cookie_provider(Arc::new(jar))
            .redirect(reqwest::redirect::Policy::none())
            // The server closes a connection after five idle seconds; a request sent at that very moment gets no answer.
            .pool_idle_timeout(Duration::from_secs(2))
            .build()
            .unwrap();
        Client { http, base: base.to_owned() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.http.get(self.url(path))).await
    }

    /// Posts fields as this site's own form would, and some that no form of ours has: whatever a test asks for must come
    /// out the same with them.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<_> = FOREIGN.iter().chain(fields).copied().collect();
        self.send(self.http.post(self.url(path)).header(ORIGIN, &self.base).form(&fields)).await
    }

    /// Posts as a page of another site would.
    pub async fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.http.post(self.url(path)).header(ORIGIN, origin).form(fields)).await
    }

    /// Fills the form on `page` that posts to `action` with `fields` over what stands in it, and sends it.
    pub async fn submit(&self, page: &Answer, action: &str, fields: &[(&str, &str)]) -> Answer {
        let mut filled = page.form(action);
        for (name, value) in fields {
            filled.retain(|(n, _)| n != name);
            filled.push(((*name).to_owned(), (*value).to_owned()));
        }
        let pairs: Vec<(&str, &str)> = filled.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.post(&page.address(action), &pairs).await
    }

    /// A request of any kind.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.url(path))
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    fn url(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) }
    }
}

impl Answer {
    pub fn location(&self) -> Option<String> {
        self.headers.get(LOCATION).map(|v| v.to_str().unwrap().to_owned())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|v| v.to_str().unwrap()).unwrap_or_default()
    }

    /// The texts of all elements that match, white space made single.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).unwrap())
            .map(|e| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// The values of an attribute on all elements that match.
    pub fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).unwrap())
            .filter_map(|e| e.value().attr(attribute).map(str::to_owned))
            .collect()
    }

    /// Where the forms of the main part post to.
    pub fn form_actions(&self) -> Vec<String> {
        self.attributes("main form[method=post]", "action")
    }

    /// The words a visitor reads in the main part, white space made single.
    pub fn words(&self) -> String {
        self.texts("main").join(" ")
    }

    /// The whole address of the form that posts to `action`: at a household's desk it says whose it is.
    pub fn address(&self, action: &str) -> String {
        let all = self.attributes("form", "action");
        all.into_iter().find(|a| a == action || without_desk(a) == action).unwrap_or_else(|| action.to_owned())
    }

    /// What a browser would send of the form that posts to `action`: hidden and typed values, ticked boxes, chosen options.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let html = Html::parse_document(&self.body);
        let found = Selector::parse("form").unwrap();
        let form = html
            .select(&found)
            .find(|f| f.value().attr("action").is_some_and(|a| a == action || without_desk(a) == action))
            .unwrap_or_else(|| panic!("no form posts to {action} on this page ({}):\n{}", self.status, self.words()));
        let mut fields = Vec::new();
        for input in form.select(&Selector::parse("input[name], textarea[name], select[name]").unwrap()) {
            let element = input.value();
            let name = element.attr("name").unwrap().to_owned();
            let value = match (element.name(), element.attr("type").unwrap_or("text")) {
                (_, "submit" | "button" | "file") => continue,
                (_, "checkbox" | "radio") if element.attr("checked").is_none() => continue,
                ("textarea", _) => input.text().collect(),
                ("select", _) => {
                    let options: Vec<_> = input.select(&Selector::parse("option").unwrap()).collect();
                    let chosen =
                        options.iter().find(|o| o.value().attr("selected").is_some()).or_else(|| options.first());
                    chosen.and_then(|o| o.value().attr("value")).unwrap_or_default().to_owned()
                }
                (_, kind) => element.attr("value").unwrap_or(if kind == "checkbox" { "on" } else { "" }).to_owned(),
            };
            fields.push((name, value));
        }
        fields
    }
}

/// An address without the household whose desk the form was shown at.
fn without_desk(action: &str) -> &str {
    action.split_once("?desk=").or_else(|| action.split_once("&desk=")).map_or(action, |(path, _)| path)
}
