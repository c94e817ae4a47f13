//! A small site, byte by byte. `SNAPSHOTS=overwrite` writes it anew; read the difference before
//! committing it.

use crate::archive::{Archive, Site, run_in};
use std::path::{Path, PathBuf};

#[test]
fn a_small_site_is_published_byte_for_byte() {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let archive = Archive::new();
    copy(&golden.join("archive"), archive.root());
    let outcome = run_in(archive.root(), &["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let mut site = Site::read(&archive.site());
    // Its digests repeat what is compared here, and its version changes with every release.
    site.files.remove("hindsite-manifest.json");
    let expected = golden.join("site");
    if std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite") {
        let _ = std::fs::remove_dir_all(&expected);
        for (path, bytes) in &site.files {
            let file = expected.join(path);
            std::fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
            std::fs::write(file, bytes).expect("a file");
        }
    }
    let published = Site::read(&expected);
    let differing = site.changed_since(&published);
    for path in
        differing.iter().filter(|path| site.files.contains_key(*path) && published.files.contains_key(*path))
    {
        snapbox::assert_data_eq!(site.page(path), snapbox::Data::text(published.page(path).to_owned()).raw());
    }
    assert_eq!(differing, Vec::<String>::new());
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in &Site::read(from).files {
        let file = to.join(path);
        std::fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
        std::fs::write(file, bytes).expect("a file");
    }
}
