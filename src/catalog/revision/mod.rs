//! What a household writes about a product. A revision is its text, facts, pictures and, until the first approval, its
//! packs; the office approves it, sends it back with a reason or refuses it. What is approved stays on sale meanwhile.

pub mod begin;
pub mod content;
pub mod decide;
pub mod defaults;
pub mod diff;
pub mod load;
pub mod lock;
pub mod messages;
pub mod needs;
pub mod phrases;
pub mod pictures;
pub mod preview;
pub mod save;
pub mod state;
