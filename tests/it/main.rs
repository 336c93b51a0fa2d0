//! The journeys, in one binary so that they share one database server and one link step.

mod architecture;
mod errors;
mod media;
mod support;
