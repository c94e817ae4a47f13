//! A name made of any text is one segment of an address that every system can keep, and stays what it is.
#![no_main]

use hindsite::incident::slug;
use hindsite::output::manifest::is_publishable;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for name in [slug::slugify(text), slug::short(text), slug::long(text)] {
        assert!(!name.is_empty() && name.len() <= 130, "{name:?}");
        assert!(!name.contains(['/', '\\', ':', '.', '\0', '<', '"', '%']), "{name:?}");
        assert!(is_publishable(&format!("incidents/{name}/index.html")), "{name:?}");
        assert_eq!(slug::slugify(&name), name);
    }
    // Whatever a manifest lists stays inside.
    if is_publishable(text) {
        let inside = text.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        assert!(inside && !text.starts_with('/') && !text.contains('\0'), "{text:?}");
    }
});
