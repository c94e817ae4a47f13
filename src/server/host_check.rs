//! Decides which requests are answered. Any web page can make a visitor's browser send requests to this
//! server and can point its own host name at our address (DNS rebinding). Host names are therefore compared
//! exactly, IP addresses get no exception, and other sites may link here but not read.

use hyper::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::{Method, StatusCode, Uri};
use std::net::SocketAddr;

/// The host names the server answers to.
#[derive(Debug, Clone)]
pub struct Gate {
    /// The name given with `--host`.
    name: Option<String>,
}

impl Gate {
    /// Creates a check for a server on the given host.
    pub fn new(host: &str) -> Gate {
        let is_name = host.parse::<std::net::IpAddr>().is_err();
        Gate { name: is_name.then(|| host.to_ascii_lowercase()) }
    }

    /// Checks a request received at the address `local`; returns the status to refuse it with, if any.
    pub fn check(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        local: SocketAddr,
    ) -> Result<(), StatusCode> {
        if method != Method::GET && method != Method::HEAD {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        if uri.authority().is_some() || !uri.path().starts_with('/') {
            return Err(StatusCode::BAD_REQUEST);
        }
        let host = only(headers, &HOST).filter(|host| self.answers_to(host, local));
        let Some(host) = host else { return Err(StatusCode::FORBIDDEN) };
        let same_origin = match headers.contains_key(ORIGIN) {
            true => only(headers, &ORIGIN).is_some_and(|origin| origin == format!("http://{host}")),
            false => true,
        };
        let sec = |name: &'static str| only(headers, &HeaderName::from_static(name));
        let from_elsewhere = matches!(sec("sec-fetch-site").as_deref(), Some("cross-site" | "same-site"));
        // Other sites may link here. In a frame, an object or an embed they would show our pages as part of theirs.
        let is_link = sec("sec-fetch-mode").as_deref() == Some("navigate")
            && matches!(sec("sec-fetch-dest").as_deref(), None | Some("document"));
        match same_origin && (!from_elsewhere || is_link) {
            true => Ok(()),
            false => Err(StatusCode::FORBIDDEN),
        }
    }

    fn answers_to(&self, host: &str, local: SocketAddr) -> bool {
        let port = local.port();
        let mut names = vec![SocketAddr::new(local.ip().to_canonical(), port).to_string()];
        if local.ip().to_canonical().is_loopback() {
            names.extend(["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}")));
        }
        names.extend(self.name.iter().map(|name| format!("{name}:{port}")));
        // Browsers omit the default port.
        let bare = names.iter().filter_map(|name| name.strip_suffix(":80"));
        bare.chain(names.iter().map(String::as_str)).any(|name| name == host)
    }
}

/// Returns the value of a header that occurs exactly once.
fn only(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?.to_ascii_lowercase();
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(host: &str, more: &[(&'static str, &str)]) -> Result<(), StatusCode> {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        for (name, value) in more {
            headers.append(*name, value.parse().unwrap());
        }
        let local = "127.0.0.1:4000".parse().unwrap();
        Gate::new("127.0.0.1").check(&Method::GET, &"/".parse().unwrap(), &headers, local)
    }

    #[test]
    fn only_our_own_names_with_our_port_are_answered() {
        for host in ["localhost:4000", "127.0.0.1:4000", "[::1]:4000", "LOCALHOST:4000"] {
            assert_eq!(ask(host, &[]), Ok(()), "{host}");
        }
        for host in [
            "evil.com",
            "evil.com:4000",
            "localhost.evil.com:4000",
            "127.0.0.1.nip.io:4000",
            "192.168.1.9:4000",
            "0.0.0.0:4000",
            "localhost:9",
            "localhost",
            "127.0.0.1",
            "",
        ] {
            assert_eq!(ask(host, &[]), Err(StatusCode::FORBIDDEN), "{host}");
        }
        assert_eq!(ask("localhost:4000", &[("host", "localhost:4000")]), Err(StatusCode::FORBIDDEN), "two");
    }

    #[test]
    fn other_origins_may_link_here_and_not_read() {
        let host = "localhost:4000";
        assert_eq!(ask(host, &[("origin", "http://localhost:4000")]), Ok(()));
        for origin in
            ["http://evil.com", "null", "http://192.168.1.9", "http://localhost:1", "https://localhost:4000"]
        {
            assert_eq!(ask(host, &[("origin", origin)]), Err(StatusCode::FORBIDDEN), "{origin}");
        }
        let cross = ("sec-fetch-site", "cross-site");
        assert_eq!(ask(host, &[cross, ("sec-fetch-mode", "no-cors")]), Err(StatusCode::FORBIDDEN));
        assert_eq!(ask(host, &[cross]), Err(StatusCode::FORBIDDEN));
        assert_eq!(ask(host, &[cross, ("sec-fetch-mode", "navigate")]), Ok(()));
        let into = |place| ask(host, &[cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", place)]);
        assert_eq!(into("document"), Ok(()));
        assert_eq!(ask(host, &[("sec-fetch-site", "same-origin")]), Ok(()));
    }

    #[test]
    fn other_sites_cannot_embed_pages() {
        for site in ["cross-site", "same-site"] {
            for place in ["iframe", "frame", "object", "embed", "fencedframe", "IFRAME"] {
                let headers =
                    [("sec-fetch-site", site), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", place)];
                assert_eq!(ask("localhost:4000", &headers), Err(StatusCode::FORBIDDEN), "{site} {place}");
            }
        }
        let own = [("sec-fetch-site", "same-origin"), ("sec-fetch-dest", "iframe")];
        assert_eq!(ask("localhost:4000", &own), Ok(()));
    }

    #[test]
    fn a_host_on_the_network_is_its_own_address_and_its_own_name() {
        let local = "192.168.1.9:4000".parse().unwrap();
        let gate = Gate::new("build-box");
        for (host, fine) in [
            ("192.168.1.9:4000", true),
            ("build-box:4000", true),
            ("localhost:4000", false),
            ("192.168.1.8:4000", false),
        ] {
            assert_eq!(gate.answers_to(host, local), fine, "{host}");
        }
        assert!(Gate::new("localhost").answers_to("localhost", "127.0.0.1:80".parse().unwrap()));
    }
}
