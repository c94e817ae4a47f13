//! Media types by file name. Browsers are told not to sniff, so an unknown type is offered as a download.

/// HTML pages.
pub const HTML: &str = "text/html; charset=utf-8";
/// Stylesheets.
pub const CSS: &str = "text/css; charset=utf-8";
/// Scripts.
pub const SCRIPT: &str = "text/javascript; charset=utf-8";
/// SVG images, which may contain scripts.
pub const SVG: &str = "image/svg+xml";
/// The event stream.
pub const EVENTS: &str = "text/event-stream";

/// Returns the media type of a file.
pub fn of(file: &str) -> &'static str {
    let extension = file.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, end)| end);
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => HTML,
        "css" => CSS,
        "js" | "mjs" => SCRIPT,
        "json" | "map" | "har" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "txt" | "log" | "csv" | "md" => "text/plain; charset=utf-8",
        "svg" => SVG,
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
