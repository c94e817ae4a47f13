//! The site as a function from an address to a view. Nothing is rendered here and nothing written.

pub mod clashes;
pub mod feeds;
pub mod json;
pub mod moved;
pub mod navigation;
pub mod plan;
pub mod routes;
pub mod views;

pub use plan::{SitePlan, View};
