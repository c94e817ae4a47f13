//! hindsite compiles a folder of Markdown postmortems into a searchable static site.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod advice;
pub mod authoring;
pub mod cli;
pub mod command;
pub mod config;
pub mod diagnostic;
pub mod disclosure;
pub mod export;
pub mod fs;
pub mod git;
pub mod incident;
pub mod knowledge;
pub mod output;
pub mod pipeline;
pub mod render;
pub mod report;
pub mod search;
pub mod server;
pub mod site;
pub mod source;
pub mod theme;
pub mod watch;
