//! Where a link leads is what a browser would say: the `url` crate reads addresses as the WHATWG's standard has it.
#![no_main]

use hindsite::incident::body::url::{Address, image, link};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|text: &str| {
    let page = Url::parse("https://example.org/incidents/a/").expect("an address");
    let Ok(leads_to) = page.join(text) else { return };
    let scheme = leads_to.scheme();
    if link(text) != Address::Refused {
        assert!(["http", "https", "mailto", "tel"].contains(&scheme), "{text:?} leads to {leads_to}");
    }
    if image(text) != Address::Refused {
        let is_raster = ["png", "jpeg", "gif", "webp"].iter().any(|kind| {
            let path = leads_to.path().to_ascii_lowercase();
            scheme == "data" && path.trim_start().starts_with(&format!("image/{kind};base64,"))
        });
        assert!(is_raster || ["http", "https"].contains(&scheme), "{text:?} shows {leads_to}");
    }
    // What is taken for a file of the archive never leaves the host.
    if matches!(link(text), Address::Relative | Address::Fragment) {
        assert_eq!(leads_to.host_str(), Some("example.org"), "{text:?} leads to {leads_to}");
    }
});
