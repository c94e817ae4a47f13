//! Numbers of things in a sentence.

use std::fmt::Display;

/// `1 incident`, `3 incidents`: the noun is one whose plural ends in `s`.
pub fn count<N: Display + PartialEq + From<u8>>(n: N, noun: &str) -> String {
    if n == N::from(1) { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
