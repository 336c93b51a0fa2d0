//! What happens when the engine is not there, slow, wrong or half empty.
