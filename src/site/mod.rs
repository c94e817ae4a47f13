//! The site as a function from URLs to views. Nothing is rendered or written here.

pub mod clashes;
pub mod feeds;
pub mod json;
pub mod moved;
pub mod navigation;
pub mod plan;
pub mod routes;
pub mod views;

pub use plan::{SitePlan, View};
