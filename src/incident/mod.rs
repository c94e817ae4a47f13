//! ONE postmortem.
pub mod front_matter;
pub mod moment;
pub mod outline;
