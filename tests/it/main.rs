//! The product from outside: commands typed, sites looked at. One binary, since linking costs more
//! than running.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs
)]

mod architecture;
mod archive;
mod build;
mod command;
mod corpus;
mod crawl;
mod facts;
mod golden;
mod http;
mod incremental;
mod live;
#[cfg(unix)]
mod publish;
mod report;
mod schema;
mod search;
mod serve;
mod warm;
mod watch;
