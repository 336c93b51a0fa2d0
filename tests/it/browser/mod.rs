//! A real browser on the running shop: Debian's Chromium through its driver. Only with `BROWSER=1`, as `make test` sets
//! it; a variable and not a `cfg`, so that this always compiles.

mod after;
mod bell;
mod buying;
mod complaints;
mod harvest;
mod household;
mod inbox;
mod listing;
mod looks;
mod money;
mod packing;
mod paying;
mod plain;
mod promote;
mod reports;
mod reviews;
mod search;
mod setup;
mod weight;

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// A window's size.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub width: u32,
    pub height: u32,
    pub touch: bool,
}

pub const PHONE: Window = Window { width: 360, height: 800, touch: true };
pub const DESK: Window = Window { width: 1280, height: 900, touch: false };

/// So long is waited for what a press leads to. The program may run without optimisation, beside other tests and browsers.
pub const PATIENCE: Duration = Duration::from_secs(60);

struct Driver {
    port: u16,
    _child: Child,
}

static DRIVER: OnceLock<Driver> = OnceLock::new();

/// Whether browser tests are wanted; says so when they are not, so that nobody takes silence for success.
pub fn wanted() -> bool {
    let wanted = std::env::var("BROWSER").is_ok_and(|v| v == "1");
    if !wanted {
        eprintln!("not run: browser tests need BROWSER=1 (make test sets it)");
    }
    wanted
}

/// Opens a window.
pub async fn open(window: Window) -> Client {
    let port = tokio::task::spawn_blocking(|| DRIVER.get_or_init(start_driver).port).await.unwrap();
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities(window))
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .unwrap();
    let patient = TimeoutConfiguration::new(Some(2 * PATIENCE), Some(2 * PATIENCE), None);
    client.update_timeouts(patient).await.unwrap();
    client
}

fn capabilities(window: Window) -> Capabilities {
    let options = json!({
        "binary": "/usr/bin/chromium",
        "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--host-resolver-rules=MAP checkout.stripe.com ~NOTFOUND", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            // A colour on its way to another is no colour of ours.
            "--force-prefers-reduced-motion",
            format!("--window-size={},{}", window.width.max(500), window.height)],
        // The only way to a window narrower than a desktop allows.
        "mobileEmulation": {"deviceMetrics": {"width": window.width, "height": window.height, "pixelRatio": 1.0,
            "mobile": window.width < 600, "touch": window.touch}},
    });
    let mut capabilities = Capabilities::new();
    capabilities.insert("browserName".to_owned(), json!("chrome"));
    capabilities.insert("goog:chromeOptions".to_owned(), options);
    capabilities
}

#[expect(clippy::zombie_processes, reason = "the driver lives as long as this process, and init buries it")]
fn start_driver() -> Driver {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    // The shell ends the driver when this process ends and the pipe closes.
    let script = r#"chromedriver --port="$1" >/dev/null 2>&1 & driver=$!; cat >/dev/null; kill $driver"#;
    let child = Command::new("sh").args(["-c", script, "sh", &port.to_string()]).stdin(Stdio::piped()).spawn().unwrap();
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Driver { port, _child: child };
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("chromedriver does not answer on port {port}: is chromium-driver installed?");
}

/// Runs a script in the page; WebDriver's scripts are not bound by the page's own policy.
pub async fn run(window: &Client, script: &str) -> Value {
    window.execute(script, vec![]).await.unwrap()
}

/// Keeps a picture of the page under `target/pictures/`, for a person to look at.
pub async fn picture(window: &Client, name: &str) {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join(format!("{name}.png")), window.screenshot().await.unwrap()).unwrap();
}

/// Writes into a field, over what stands in it.
pub async fn fill(window: &Client, css: &str, value: &str) {
    let field = window.find(Locator::Css(css)).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(value).await.unwrap();
}

/// Clicks the first match that a person can see, brought to the middle of the window first, clear of the sticky bars.
pub async fn click(window: &Client, css: &str) {
    for element in window.find_all(Locator::Css(css)).await.unwrap() {
        if element.is_displayed().await.unwrap() {
            let there = serde_json::to_value(&element).unwrap();
            let scroll = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})";
            window.execute(scroll, vec![there]).await.unwrap();
            return element.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
        }
    }
    panic!("nothing to click at {css}");
}

/// The words that can be seen in the first match. A page that turns by itself may go between finding and reading:
/// then what stands there now is read.
pub async fn text(window: &Client, css: &str) -> String {
    for _ in 0..20 {
        if let Ok(found) = window.find(Locator::Css(css)).await
            && let Ok(words) = found.text().await
        {
            return words;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    window.find(Locator::Css(css)).await.unwrap().text().await.unwrap_or_else(|error| panic!("{css}: {error}"))
}
