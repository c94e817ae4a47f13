//! Tests at the product's edge, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test ends where it cannot go on"
)]

mod http;
mod live;
mod serve;
mod watch;
