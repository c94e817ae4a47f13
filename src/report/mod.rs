//! What the postmortems say together.

pub mod statistics;
