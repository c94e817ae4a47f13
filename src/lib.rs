//! hindsite compiles a folder of Markdown postmortems into a searchable static site.
//!
//! ```text
//!  disk         ┌──────────────────────────── pure ─────────────────────────────┐        disk
//!  Inputs ───▶ Parsed ───▶ KnowledgeBase ───▶ SitePlan ───▶ Stale ───▶ Artifacts ───▶ published site
//!  read ∥      parse ∥     link               routes,       diff with  render ∥        stage, exchange,
//!              per file    facets, links,     views on      last                       manifest last
//!                          related            demand        manifest
//!                   └────────── diagnostics ──────────┴───────────┘ ──▶ one sorted report, all of it
//! ```
//!
//! [`pipeline`] is the whole story; ARCHITECTURE.md tells it in words, with the invariants.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod advice;
pub mod authoring;
pub mod cli;
pub mod command;
pub mod config;
pub mod diagnostic;
pub mod export;
pub mod fs;
pub mod git;
pub mod incident;
pub mod invisible;
pub mod knowledge;
pub mod leak_check;
pub mod output;
pub mod pipeline;
pub mod project;
pub mod render;
pub mod report;
pub mod scratch;
pub mod search;
pub mod server;
pub mod site;
pub mod source;
pub mod theme;
pub mod watch;
