//! The way to the engine: the client library's calls over the program's own HTTP stack, with limits of time and size.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::io::{AsyncRead, AsyncReadExt as _};
use meilisearch_sdk::errors::Error;
use meilisearch_sdk::request::{HttpClient, Method};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Failure;

/// The engine is on this machine or beside it.
const CONNECT: Duration = Duration::from_millis(300);
/// No answer that is asked for comes near this.
const LARGEST: usize = 32 * 1024 * 1024;

#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
    /// For a whole call, from the connection to the last byte.
    limit: Duration,
}

impl Http {
    pub fn new(key: Option<&str>, limit: Duration) -> anyhow::Result<Http> {
        let mut headers = HeaderMap::new();
        if let Some(key) = key {
            let mut bearer = HeaderValue::from_str(&format!("Bearer {key}"))?;
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        let client = reqwest::Client::builder()
            .default_headers(headers)
            .connect_timeout(CONNECT)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Http { client, limit })
    }

    /// The same connections with another limit.
    pub fn within(&self, limit: Duration) -> Http {
        Http { client: self.client.clone(), limit }
    }

    async fn send<Q: Serialize, B, Output: DeserializeOwned>(
        &self,
        url: &str,
        method: &Method<Q, B>,
        body: Option<(Vec<u8>, &str)>,
    ) -> Result<Output, Error> {
        let mut url = url::Url::parse(url).map_err(|_| Error::InvalidRequest)?;
        add_query(&mut url, serde_json::to_value(method.query())?);
        let mut request = self.client.request(verb(method), url).timeout(self.limit);
        if let Some((bytes, kind)) = body {
            request = request.header(CONTENT_TYPE, kind).body(bytes);
        }
        let mut response = request.send().await.map_err(|error| lost(&error, Failure::Unreachable))?;
        let status = response.status();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error, Failure::Garbled))? {
            if bytes.len() + chunk.len() > LARGEST {
                return Err(told(Failure::Garbled));
            }
            bytes.extend_from_slice(&chunk);
        }
        if !status.is_success() {
            return Err(told(refused(status.as_u16(), &bytes)));
        }
        Ok(serde_json::from_slice(if bytes.is_empty() { b"null" } else { &bytes })?)
    }
}

#[async_trait]
impl HttpClient for Http {
    async fn request<Query, Body, Output>(
        &self,
        url: &str,
        method: Method<Query, Body>,
        _expected: u16,
    ) -> Result<Output, Error>
    where
        Query: Serialize + Send + Sync,
        Body: Serialize + Send + Sync,
        Output: DeserializeOwned + 'static + Send,
    {
        let body = method.body().map(serde_json::to_vec).transpose()?;
        self.send(url, &method, body.map(|bytes| (bytes, "application/json"))).await
    }

    async fn stream_request<
        Query: Serialize + Send + Sync,
        Body: AsyncRead + Send + Sync + 'static,
        Output: DeserializeOwned + 'static,
    >(
        &self,
        url: &str,
        method: Method<Query, Body>,
        content_type: &str,
        _expected: u16,
    ) -> Result<Output, Error> {
        let (bare, body) = split(method);
        let mut bytes = Vec::new();
        if let Some(body) = body {
            Box::pin(body).read_to_end(&mut bytes).await.map_err(|_| Error::InvalidRequest)?;
        }
        let body = (!bytes.is_empty()).then_some((bytes, content_type));
        self.send(url, &bare, body).await
    }
}

fn split<Q, B>(method: Method<Q, B>) -> (Method<Q, ()>, Option<B>) {
    match method {
        Method::Get { query } => (Method::Get { query }, None),
        Method::Delete { query } => (Method::Delete { query }, None),
        Method::Post { query, body } => (Method::Post { query, body: () }, Some(body)),
        Method::Patch { query, body } => (Method::Patch { query, body: () }, Some(body)),
        Method::Put { query, body } => (Method::Put { query, body: () }, Some(body)),
    }
}

fn verb<Q, B>(method: &Method<Q, B>) -> reqwest::Method {
    match method {
        Method::Get { .. } => reqwest::Method::GET,
        Method::Post { .. } => reqwest::Method::POST,
        Method::Patch { .. } => reqwest::Method::PATCH,
        Method::Put { .. } => reqwest::Method::PUT,
        Method::Delete { .. } => reqwest::Method::DELETE,
    }
}

/// The engine writes lists in a query with commas.
fn add_query(url: &mut url::Url, query: Value) {
    let Value::Object(fields) = query else { return };
    let mut pairs = url.query_pairs_mut();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        match value {
            Value::Array(items) => pairs.append_pair(name, &items.iter().map(plain).collect::<Vec<_>>().join(",")),
            value => pairs.append_pair(name, &plain(value)),
        };
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn lost(error: &reqwest::Error, otherwise: Failure) -> Error {
    told(match error {
        error if error.is_connect() => Failure::Unreachable,
        error if error.is_timeout() => Failure::Slow,
        _ => otherwise,
    })
}

fn refused(status: u16, body: &[u8]) -> Failure {
    #[derive(serde::Deserialize)]
    struct Refusal {
        code: String,
        #[serde(default)]
        message: String,
    }
    let refusal = serde_json::from_slice(body).unwrap_or(Refusal { code: String::new(), message: String::new() });
    // The message may hold a buyer's words.
    tracing::debug!(status, code = refusal.code, message = refusal.message, "the search engine refused");
    match refusal.code.as_str() {
        "index_not_found" => Failure::NoIndex,
        _ => Failure::Refused { status, code: refusal.code },
    }
}

fn told(failure: Failure) -> Error {
    Error::Other(Box::new(failure))
}
