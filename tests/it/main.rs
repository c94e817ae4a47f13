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
mod authoring;
mod build;
#[cfg(unix)]
mod cache_links;
mod check;
mod command;
mod corpus;
mod crawl;
mod damaged;
mod editions;
mod export;
mod facts;
mod feeds;
mod figures;
mod fixes;
mod follow_ups;
#[cfg(unix)]
mod full_disk;
mod golden;
mod hostile;
mod http;
mod incremental;
mod insecure_images;
#[cfg(unix)]
mod install;
mod invisible;
#[cfg(unix)]
mod journey;
mod judge;
mod leak_check;
mod links;
mod live;
mod machine;
mod noninterference;
mod once;
#[cfg(unix)]
mod own_workflows;
mod pages;
mod payloads;
mod places;
#[cfg(unix)]
mod processes;
mod project;
#[cfg(unix)]
mod public_folder;
#[cfg(unix)]
mod publish;
#[cfg(unix)]
mod pull_request;
mod reference;
mod report;
#[cfg(unix)]
mod runner;
mod schema;
mod search;
mod serve;
#[cfg(unix)]
mod signals;
mod similar;
#[cfg(unix)]
mod surroundings;
mod templates;
mod theme;
mod theme_files;
mod times;
mod together;
mod vocabulary;
mod warm;
mod watch;
#[cfg(unix)]
mod writes_through_links;
