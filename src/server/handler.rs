//! Turns a request into a response.

use super::body::Body;
use super::content_type;
use super::host_check::Gate;
use super::live_reload::{Live, Reply};
use super::page_cache::Page;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use std::net::SocketAddr;
use std::sync::Arc;

/// The server's own URLs; no page of a site starts like this.
const EVENTS: &str = "/_hindsite/events";
const OWN: &[(&str, &str, &str)] = &[
    ("/_hindsite/live.js", content_type::SCRIPT, include_str!("live.js")),
    ("/_hindsite/live.css", content_type::CSS, include_str!("live.css")),
];

/// Answers a request received at the address `local`. Request bodies are never read.
pub async fn answer(
    request: Request<Incoming>,
    live: Arc<Live>,
    gate: Arc<Gate>,
    local: SocketAddr,
) -> Response<Body> {
    let (method, uri) = (request.method(), request.uri());
    if let Err(status) = gate.check(method, uri, request.headers(), local) {
        return refusal(status);
    }
    let (path, query) = (uri.path().to_owned(), uri.query().unwrap_or_default().to_owned());
    let is_head = method == Method::HEAD;
    if path == EVENTS {
        return events(live, &query).await;
    }
    let own = OWN.iter().find(|(own, ..)| *own == path);
    let mut response = match own {
        Some((_, kind, text)) => full(StatusCode::OK, kind, Bytes::from_static(text.as_bytes())),
        // Rendering takes time, and this thread serves other connections.
        None => match tokio::task::spawn_blocking(move || live.get(&path)).await {
            Ok(reply) => page(reply, &query),
            Err(_) => refusal(StatusCode::INTERNAL_SERVER_ERROR),
        },
    };
    if is_head {
        *response.body_mut() = Body::Full(None);
    }
    response
}

fn page(reply: Reply, query: &str) -> Response<Body> {
    let (status, page) = match reply {
        Reply::Page(page) => (StatusCode::OK, page),
        Reply::Missing(page) => (StatusCode::NOT_FOUND, page),
        Reply::Broken(page) => (StatusCode::INTERNAL_SERVER_ERROR, page),
        Reply::Folder(address) => {
            let mut response = refusal(StatusCode::TEMPORARY_REDIRECT);
            let address = if query.is_empty() { address } else { format!("{address}?{query}") };
            if let Ok(address) = HeaderValue::from_str(&address) {
                response.headers_mut().insert(LOCATION, address);
            }
            return response;
        }
    };
    let Page { kind, ref bytes, digest, .. } = *page;
    let mut response = full(status, kind, bytes.clone());
    // The page's digest. The live-reload script sends it back when it subscribes.
    if let Ok(digest) = HeaderValue::from_str(&format!("hindsite;desc=\"{digest:032x}\"")) {
        response.headers_mut().insert(HeaderName::from_static("server-timing"), digest);
    }
    response
}

/// Opens the event stream of the page named in `query`.
async fn events(live: Arc<Live>, query: &str) -> Response<Body> {
    // The path comes last and unencoded, since it may contain `&`.
    let (had, path) = query.split_once("&page=").unwrap_or((query, ""));
    let had = had.strip_prefix("had=").and_then(|had| u128::from_str_radix(had, 16).ok());
    let path = path.to_owned();
    match tokio::task::spawn_blocking(move || live.follow(path, had)).await {
        Ok(Some((events, seat))) => {
            let mut response = full(StatusCode::OK, content_type::EVENTS, Bytes::new());
            *response.body_mut() = Body::Events { events, _seat: seat };
            response
        }
        _ => refusal(StatusCode::SERVICE_UNAVAILABLE),
    }
}

fn refusal(status: StatusCode) -> Response<Body> {
    let text = format!("{}\n", status.canonical_reason().unwrap_or_default());
    let mut response = full(status, "text/plain; charset=utf-8", text.into());
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

fn full(status: StatusCode, kind: &'static str, bytes: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::Full(Some(bytes)));
    *response.status_mut() = status;
    let policy = match kind {
        // An SVG image opened directly is a document that may contain scripts.
        content_type::SVG => "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
        _ => "frame-ancestors 'self'",
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (CONTENT_SECURITY_POLICY, policy),
        (X_FRAME_OPTIONS, "SAMEORIGIN"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
