//! Money to the households: what each is owed on a day, the payouts that settle it, the file for the bank, and a
//! statement that a farmer can read. What was claimed by one payout is never claimed by another.

pub mod bank_file;
pub mod batch;
pub mod due;
mod lines;
mod lock;
pub mod pay;
pub mod payout;
pub mod queries;
pub mod report;
pub mod returned;
pub mod statement;
pub mod undo;
