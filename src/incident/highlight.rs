//! Colour for code as classes.
/// HTML of the code with classes, when the language is known.
pub fn html(_language: &str, _code: &str) -> Option<String> {
    None
}
