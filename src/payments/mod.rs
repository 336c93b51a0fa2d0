//! Money from buyers and back to them. Every amount that comes goes through [`receive`], every one that goes back through
//! [`refund`], and both are booked in the ledger in the same transaction.

pub mod bank_account;
pub mod banks;
pub mod books;
pub mod card;
pub mod cash;
pub mod change;
pub mod charges;
pub mod collect;
pub mod earn;
pub mod ended;
pub mod expire;
pub mod facts;
mod lock;
pub mod messages;
pub mod method;
pub mod notices;
pub mod offer;
pub mod open;
pub mod order_code;
pub mod parcel_money;
pub mod payment;
pub mod queries;
pub mod rates;
pub mod receive;
pub mod refund;
pub mod refund_account;
mod refund_lines;
pub mod refund_sent;
pub mod refund_way;
pub mod remit;
pub mod settings;
pub mod shares;
pub mod statement;
pub mod transfer;
pub mod vietqr;
pub mod voucher_use;
