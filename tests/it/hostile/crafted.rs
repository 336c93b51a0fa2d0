//! Requests that no browser sends.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _};

/// One request, byte by byte.
pub struct Craft {
    pub what: &'static str,
    pub bytes: Vec<u8>,
    /// Whether it was sent to its end, so that silence is no answer.
    pub whole: bool,
}

const METHODS: [&str; 14] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "MKCOL", "get", "GETT", "X-Y",
    "%47ET",
];
const COOKIES: [&str; 12] = [
    "sid",
    "flash",
    "cart_n",
    "cart",
    "lang",
    "household",
    "code_for",
    "orders",
    "__Host-sid",
    "__Host-cart",
    "",
    "päge",
];
const VALUES: [&str; 22] = [
    "-1",
    "0",
    "1",
    "1.5",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "99999999999999999999999999",
    "1e309",
    "NaN",
    "%00",
    "%ff%fe",
    "'%22;--",
    "../../etc/passwd",
    "%E1%BA%BF",
    "{{7*7}}",
    "<svg onload=x>",
    "%F0%9F%90%9F",
    "%2500",
    "%ED%A0%80",
    "null",
    "",
];
const QUERY: [&str; 20] = [
    "page",
    "q",
    "sort",
    "lang",
    "category",
    "commune",
    "kind",
    "certificate",
    "stars",
    "min",
    "max",
    "season",
    "stock",
    "next",
    "month",
    "code",
    "province",
    "state",
    "day",
    "producer",
];
const TYPES: [&str; 9] = [
    "application/x-www-form-urlencoded",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "text/plain",
    "application/x-www-form-urlencoded; charset=utf-16",
    "APPLICATION/X-WWW-FORM-URLENCODED ;",
    "/",
    "\u{1f41f}",
];
const WEIRD: [&[u8]; 24] = [
    b"%00",
    b"%ff",
    b"%c0%ae%c0%ae/",
    b"../",
    b"..%2f",
    b"%2e%2e/",
    b"%252e%252e%252f",
    b"%",
    b"%zz",
    b"//",
    b";a=b",
    b"\\",
    b"%5c",
    b"%0d%0aSet-Cookie:x=y",
    b"\xff\xfe",
    b"\xe1\xba\xbf",
    b"#",
    b"{",
    b"|",
    b"'",
    b"\"",
    b"*",
    b"-",
    b"99999999999999999999",
];

impl Craft {
    pub fn any(rng: &mut StdRng, paths: &[String], host: &str) -> Craft {
        match rng.random_range(0..12) {
            0..=3 => path(rng, paths, host),
            4 | 5 => query(rng, paths, host),
            6 => cookies(rng, paths, host),
            7 | 8 => body(rng, paths, host),
            9 => length(rng, paths, host),
            10 => chunks(rng, paths, host),
            _ => heads(rng, paths, host),
        }
    }
}

fn pick<'a, T: ?Sized>(rng: &mut StdRng, of: &[&'a T]) -> &'a T {
    of.choose(rng).unwrap()
}

fn noise(rng: &mut StdRng, most: usize) -> Vec<u8> {
    let mut bytes = vec![0; rng.random_range(0..=most)];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// Bytes that may stand in a request line.
fn visible(rng: &mut StdRng, most: usize) -> Vec<u8> {
    noise(rng, most).into_iter().map(|b| if b <= b' ' || b == 127 { b'a' } else { b }).collect()
}

fn some_path(rng: &mut StdRng, paths: &[String]) -> Vec<u8> {
    paths.choose(rng).unwrap().split('?').next().unwrap().as_bytes().to_vec()
}

fn request(method: &str, target: &[u8], host: &str, headers: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = method.as_bytes().to_vec();
    bytes.push(b' ');
    bytes.extend_from_slice(target);
    bytes.extend_from_slice(format!(" HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n").as_bytes());
    bytes.extend_from_slice(headers);
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

fn path(rng: &mut StdRng, paths: &[String], host: &str) -> Craft {
    let mut target = some_path(rng, paths);
    for _ in 0..rng.random_range(0..4) {
        let at = rng.random_range(1..=target.len());
        let put: Vec<u8> = match rng.random_range(0..8) {
            0 => visible(rng, 12),
            1 => vec![b'a'; rng.random_range(1..9_000)],
            _ => pick(rng, &WEIRD).to_vec(),
        };
        target.splice(at..at, put);
    }
    let method = pick(rng, &METHODS);
    Craft { what: "a path", bytes: request(method, &target, host, b"", b""), whole: true }
}

fn pairs(rng: &mut StdRng, names: &[&str], most: usize) -> Vec<u8> {
    let mut text = Vec::new();
    for _ in 0..rng.random_range(0..=most) {
        if rng.random_ratio(1, 12) {
            text.extend(visible(rng, 30));
        } else {
            text.extend(pick(rng, names).as_bytes());
            text.extend(pick(rng, &["=", "=", "=", "[]=", "==", ""]).as_bytes());
            text.extend(pick(rng, &VALUES).as_bytes());
        }
        text.extend(pick(rng, &["&", "&", "&&", ";"]).as_bytes());
    }
    text
}

fn query(rng: &mut StdRng, paths: &[String], host: &str) -> Craft {
    let mut target = some_path(rng, paths);
    target.push(b'?');
    let most = if rng.random_ratio(1, 10) { 300 } else { 5 };
    target.extend(pairs(rng, &QUERY, most));
    let method = if rng.random_ratio(1, 6) { "HEAD" } else { "GET" };
    Craft { what: "a query", bytes: request(method, &target, host, b"", b""), whole: true }
}

fn cookies(rng: &mut StdRng, paths: &[String], host: &str) -> Craft {
    let mut headers = Vec::new();
    for _ in 0..rng.random_range(1..4) {
        headers.extend(b"Cookie: ");
        for _ in 0..rng.random_range(1..6) {
            headers.extend(pick(rng, &COOKIES).as_bytes());
            headers.push(b'=');
            let value = match rng.random_range(0..5) {
                0 => noise(rng, 60).into_iter().map(|b| if b < b' ' || b == 127 { b'~' } else { b }).collect(),
                1 => vec![b'9'; rng.random_range(1..5_000)],
                2 => format!("{}~%2B84912345678", "x".repeat(rng.random_range(0..50))).into_bytes(),
                3 => b"LT0000001.LT0000002.00ff".to_vec(),
                _ => pick(rng, &VALUES).as_bytes().to_vec(),
            };
            headers.extend(value);
            headers.extend(pick(rng, &["; ", ";", ", "]).as_bytes());
        }
        headers.extend(b"\r\n");
    }
    let method = pick(rng, &["GET", "GET", "POST", "HEAD"]);
    Craft { what: "cookies", bytes: request(method, &some_path(rng, paths), host, &headers, b""), whole: true }
}

fn body(rng: &mut StdRng, paths: &[String], host: &str) -> Craft {
    const FIELDS: [&str; 16] = [
        "login",
        "password",
        "name",
        "code",
        "pack",
        "qty",
        "qty-1",
        "next",
        "old",
        "terms",
        "token",
        "total",
        "phone",
        "commune",
        "state",
        "delivery-1",
    ];
    let most = if rng.random_ratio(1, 30) { 4_000 } else { 8 };
    let form = if rng.random_ratio(1, 4) { noise(rng, 2_000) } else { pairs(rng, &FIELDS, most) };
    let mut headers = format!("Content-Type: {}\r\nContent-Length: {}\r\n", pick(rng, &TYPES), form.len());
    match rng.random_range(0..5) {
        0 => headers.push_str("Origin: https://evil.example\r\n"),
        1 => headers.push_str("Origin: null\r\nSec-Fetch-Site: cross-site\r\n"),
        _ => headers.push_str(&format!("Origin: http://{host}\r\n")),
    }
    let target = some_path(rng, paths);
    Craft { what: "a body", bytes: request("POST", &target, host, headers.as_bytes(), &form), whole: true }
}

fn length(rng: &mut StdRng, paths: &[String], host: &str) -> Craft {
    let target = some_path(rng, paths);
    let (said, sent, whole): (String, usize, bool) = match rng.random_range(0..6) {
        0 => ("900".to_owned(), rng.random_range(0..900), false),
        1 => ("70000".to_owned(), 70_000, true),
        2 => ("400000".to_owned(), 400_000, true),
        3 => ((*pick(rng, &["-1", "+5", "0x10", "1 1", "9223372036854775808", "٣", "5, 5"])).to_owned(), 10, true),
        4 => ("5\r\nContent-Length: 7".to_owned(), 7, true),
        _ => ("99999999999".to_owned(), 100, false),
    };
    let headers = format!("Content-Type: {}\r\nContent-Length: {said}\r\n", pick(rng, &TYPES[..2]));
    let bytes = request("POST", &target, host, headers.as_bytes(), &vec![b'q'; sent]);
    Craft { what: "a length", bytes, whole }
}

fn chunks(rng: &mut StdRng, paths: &[String], host: &str) -> Craft {
    let target = some_path(rng, paths);
    let said =
        pick(rng, &["chunked", "chunked", "chunked", "Chunked , chunked", "gzip, chunked", "identity", "xchunked"]);
    let mut headers = format!("Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: {said}\r\n");
    if rng.random_ratio(1, 4) {
        headers.push_str("Content-Length: 4\r\n");
    }
    let (sent, whole): (&[u8], bool) = *[
        (b"5\r\nlogin\r\n0\r\n\r\n".as_slice(), true),
        (b"5;x=y\r\nlogin\r\n0\r\nA: b\r\n\r\n", false),
        (b"FFFFFFFFFFFFFFFF\r\nlogin\r\n0\r\n\r\n", false),
        (b"FFFFFFFFFFFFFFFFF\r\nlogin\r\n0\r\n\r\n", false),
        (b"-5\r\nlogin\r\n0\r\n\r\n", false),
        (b"zz\r\nlogin\r\n", false),
        (b"5\r\nlog", false),
        (b"5\nlogin\n0\n\n", false),
        (b"\r\n\r\n", false),
        (b"00000000000000000000000000000005\r\nlogin\r\n0\r\n\r\n", false),
    ]
    .choose(rng)
    .unwrap();
    Craft { what: "chunks", bytes: request("POST", &target, host, headers.as_bytes(), sent), whole }
}

fn heads(rng: &mut StdRng, paths: &[String], host: &str) -> Craft {
    let target = String::from_utf8_lossy(&some_path(rng, paths)).into_owned();
    let (bytes, whole): (Vec<u8>, bool) = match rng.random_range(0..14) {
        0 => (format!("GET {target} HTTP/1.1\r\nConnection: close\r\n\r\n").into_bytes(), true),
        1 => (format!("GET {target} HTTP/1.0\r\n\r\n").into_bytes(), true),
        2 => (format!("GET {target}\r\n\r\n").into_bytes(), true),
        3 => (format!("GET {target} HTTP/9.9\r\nHost: {host}\r\n\r\n").into_bytes(), true),
        4 => (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), false),
        5 => (request("OPTIONS", b"*", host, b"", b""), true),
        6 => (request("GET", format!("http://evil.example{target}").as_bytes(), host, b"", b""), true),
        7 => (request("CONNECT", b"evil.example:443", host, b"", b""), false),
        8 => (request("GET", target.as_bytes(), "evil.example\r\nHost: other.example", b"", b""), true),
        9 => {
            let flood: String = (0..rng.random_range(90..400)).map(|n| format!("X-{n}: y\r\n")).collect();
            (request("GET", target.as_bytes(), host, flood.as_bytes(), b""), true)
        }
        10 => {
            let long = format!("X-Long: {}\r\n", "y".repeat(rng.random_range(8_000..200_000)));
            (request("GET", target.as_bytes(), host, long.as_bytes(), b""), true)
        }
        11 => {
            let mut wild = b"Accept: ".to_vec();
            wild.extend(visible(rng, 40));
            wild.extend(b"\r\nAccept-Encoding: ");
            wild.extend(visible(rng, 40));
            wild.extend(b"\r\nIf-None-Match: ");
            wild.extend(visible(rng, 40));
            wild.extend(b"\r\nX-Forwarded-For: ");
            wild.extend(visible(rng, 40));
            wild.extend(b"\r\n");
            (request("GET", target.as_bytes(), host, &wild, b""), true)
        }
        12 => (request("GET", target.as_bytes(), host, b"Bad Name: x\r\n folded\r\n: empty\r\n", b""), true),
        _ => {
            let mut bytes = noise(rng, 300);
            bytes.extend(b"\r\n\r\n");
            (bytes, false)
        }
    };
    Craft { what: "a head", bytes, whole }
}
