//! Feeds: how many entries, which first, and what each says.

use crate::archive::Archive;

#[test]
fn a_feed_has_the_twenty_newest_with_their_authors_and_is_as_new_as_the_first() {
    let archive = Archive::new();
    for day in 1..=22 {
        let front = format!(
            "title: T{day}\ndate: 2026-01-{day:02}\ntags: [disk]\nservices: [db]\nauthors: [ada, grace]"
        );
        archive.incident(&format!("i{day}"), &front, "x");
    }
    archive.incident("undated", "title: Undated\ntags: [disk]", "x");
    let site = archive.build();
    for feed in ["feed.xml", "tags/disk/feed.xml", "services/db/feed.xml", "years/2026/feed.xml"] {
        let feed = site.page(feed);
        let titles: Vec<&str> =
            feed.split("<title>").skip(2).filter_map(|rest| rest.split('<').next()).collect();
        let newest: Vec<String> = (3..=22).rev().map(|day| format!("T{day}")).collect();
        assert_eq!(titles, newest);
        let updated = feed.split("<updated>").nth(1).unwrap();
        assert!(updated.starts_with("2026-01-22T00:00:00"), "{updated}");
        assert_eq!(feed.matches("<name>ada</name>").count(), 20);
        assert_eq!(feed.matches("<name>grace</name>").count(), 20);
        assert_eq!(feed.matches("term=\"disk\"").count(), 20);
    }
}
