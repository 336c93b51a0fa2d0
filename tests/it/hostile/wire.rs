//! Sends bytes as they are and reads what comes back.

use std::fmt;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::crafted::Craft;

/// Longer than the server itself waits for anything.
const PATIENCE: Duration = Duration::from_secs(40);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Status(u16),
    /// The connection was closed without a word, as it may be when the request was never finished.
    Closed,
    /// The same, but the request was whole.
    Silence,
    /// Neither an answer nor an end.
    Hung,
}

impl Outcome {
    pub fn is_a_fault(self) -> bool {
        match self {
            Outcome::Status(status) => !(200..500).contains(&status),
            Outcome::Closed => false,
            Outcome::Silence | Outcome::Hung => true,
        }
    }
}

/// A request that was sent, and what came of it.
pub struct Sent {
    pub what: String,
    pub bytes: Vec<u8>,
    pub outcome: Outcome,
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = String::from_utf8_lossy(&self.bytes).chars().take(600).collect();
        write!(f, "{:?} to {}: {shown:?}", self.outcome, self.what)
    }
}

pub async fn send(address: &str, number: usize, craft: Craft) -> Sent {
    let answered = timeout(PATIENCE, exchange(address, &craft.bytes)).await;
    let outcome = match answered {
        Err(_) => Outcome::Hung,
        Ok(answer) => match status(&answer) {
            Some(status) => Outcome::Status(status),
            None if craft.whole => Outcome::Silence,
            None => Outcome::Closed,
        },
    };
    Sent { what: format!("{} ({number})", craft.what), bytes: craft.bytes, outcome }
}

async fn exchange(address: &str, bytes: &[u8]) -> Vec<u8> {
    let mut answer = Vec::new();
    let Ok(mut stream) = TcpStream::connect(address).await else { return answer };
    let (mut reader, mut writer) = stream.split();
    let write = async {
        // A server that has heard enough may close before the last byte.
        let _ = writer.write_all(bytes).await;
        let _ = writer.shutdown().await;
    };
    let read = async {
        let mut chunk = [0; 4096];
        while let Ok(n @ 1..) = reader.read(&mut chunk).await {
            answer.extend_from_slice(&chunk[..n]);
        }
    };
    futures_util::future::join(write, read).await;
    answer
}

fn status(answer: &[u8]) -> Option<u16> {
    let line = answer.strip_prefix(b"HTTP/1.1 ").or_else(|| answer.strip_prefix(b"HTTP/1.0 "))?;
    std::str::from_utf8(line.get(..3)?).ok()?.parse().ok()
}
