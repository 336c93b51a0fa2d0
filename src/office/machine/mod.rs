//! What the machine does and how it stands: jobs, schedules, events, messages, what was given up, search, checks, backups; and
//! for the treasurer what providers sent.

mod backups;
pub mod checks;
pub mod files;
pub mod http;
mod queries;
pub mod webhooks;
