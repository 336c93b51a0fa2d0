//! A change reaches the index, whoever is killed on the way.
