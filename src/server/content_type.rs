//! The media type of a file, by its name. The browser is told not to guess, so a name that is not here is
//! offered for download.

/// Of every page.
pub const HTML: &str = "text/html; charset=utf-8";
/// Of every stylesheet.
pub const CSS: &str = "text/css; charset=utf-8";
/// Of every script.
pub const SCRIPT: &str = "text/javascript; charset=utf-8";
/// Of pictures that can hold scripts.
pub const SVG: &str = "image/svg+xml";
/// Of the stream of events.
pub const EVENTS: &str = "text/event-stream";

/// The media type of a file.
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
