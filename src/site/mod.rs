//! The site as a function from URLs to views. Nothing is rendered or written here.

pub mod feeds;
pub mod json;
pub mod navigation;
pub mod plan;
pub mod redirects;
pub mod routes;
pub mod static_conflicts;
pub mod views;

pub use plan::{SitePlan, View};
