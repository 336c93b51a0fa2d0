//! Logs to standard error, metrics for Prometheus.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Starts logging: plain lines in development, JSON in production. `RUST_LOG` filters.
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,tracing_actix_web=warn"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second start, as tests make, keeps the first one's settings.
    let _ = if json { logs.json().try_init() } else { logs.compact().try_init() };
}

/// Installs the recorder of the process; `None` when there is one already.
#[must_use]
pub fn recorder() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
