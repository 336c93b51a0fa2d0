//! How the machine stands, as the office reads it, and the buttons that help it.

mod backups;
mod checks;
mod page;
mod search;
mod webhooks;

use crate::households::{clerk_as, number, run, word};
use crate::support::{self, build};
