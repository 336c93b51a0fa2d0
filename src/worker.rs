//! Every job and every schedule on one screen.

use std::time::Duration;

use crate::orders::check::CheckBooks;
use crate::platform::jobs::Works;
use crate::platform::messages::SendMessage;
use crate::platform::sweep::Sweep;
use crate::reactions::react;

pub fn works() -> anyhow::Result<Works> {
    let works = Works::new(react).job::<SendMessage>();
    works.every(Duration::from_secs(3600), &Sweep {})?.every(Duration::from_secs(24 * 3600), &CheckBooks {})
}
