//! Parses the command and runs it.

#[tokio::main]
async fn main() -> std::process::ExitCode {
    market::cli::run().await
}
