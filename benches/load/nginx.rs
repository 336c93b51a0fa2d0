//! nginx serving saved files: what answering with these bytes costs when nothing has to be worked out.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use anyhow::{Context as _, bail};

pub struct Nginx {
    child: Child,
    pub url: String,
}

/// Serves the files of `folder/www`.
pub async fn serve(folder: &Path) -> anyhow::Result<Nginx> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let dir = folder.display();
    let temp: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|what| format!("{what}_temp_path {dir}/nginx;\n"))
        .collect();
    let config = format!(
        "daemon off;\nworker_processes auto;\npid {dir}/nginx.pid;\nerror_log stderr crit;\n\
         events {{ worker_connections 1024; }}\n\
         http {{\naccess_log off;\nsendfile on;\nkeepalive_requests 100000000;\ndefault_type text/html;\n{temp}\
         server {{ listen 127.0.0.1:{port}; root {dir}/www; }}\n}}\n"
    );
    let path = folder.join("nginx.conf");
    std::fs::write(&path, config)?;
    let child = Command::new("/usr/sbin/nginx")
        .arg("-c")
        .arg(&path)
        .spawn()
        .context("nginx is not installed (scripts/prepare bench)")?;
    let nginx = Nginx { child, url: format!("http://127.0.0.1:{port}") };
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(nginx);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("nginx does not answer")
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // SIGTERM, so that the master ends its workers.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
