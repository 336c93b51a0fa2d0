//! How a parcel gets to its buyer and what that costs: a carrier by zone and weight, a pick-up point, or the
//! household's own round ([`rounds`]). The sums are pure ([`quote`]); what they stand on is read from tables ([`terms`]).

pub mod defaults;
pub mod points;
pub mod provinces;
pub mod quote;
pub mod rates;
pub mod rounds;
pub mod terms;

pub use defaults::load_defaults;
