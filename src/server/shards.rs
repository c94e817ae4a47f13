//! The search index of a served site, built when a browser first requests a part of it.

use crate::knowledge::KnowledgeBase;
use crate::pipeline;
use crate::search::memory_index::Resident;
use crate::site::View;
use crate::site::plan::AssetFile;
use crate::site::routes::Route;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The folder of the index files.
const FOLDER: &str = "search/";
/// The only index file with a fixed name, which every search requests first.
const HEAD: &str = "search/head.js";

/// The index files.
#[derive(Debug)]
pub struct Shards {
    knowledge: Arc<KnowledgeBase>,
    index: Arc<Resident>,
    made: OnceLock<Result<Files, String>>,
    head: Route,
}

/// By path in the site.
type Files = BTreeMap<String, (Route, Arc<[u8]>)>;

impl Shards {
    /// Prepares the index of a knowledge base; `index` is the previous site's index.
    pub fn new(knowledge: Arc<KnowledgeBase>, index: Arc<Resident>) -> Shards {
        Shards { knowledge, index, made: OnceLock::new(), head: Route::Shard("head.js".into()) }
    }

    /// Returns the index file at a path.
    pub fn find(&self, path: &str) -> Option<(&str, &Route)> {
        if !path.starts_with(FOLDER) || !path.ends_with(".js") {
            return None;
        }
        match self.files() {
            Ok(files) => files.get_key_value(path).map(|(path, (route, _))| (path.as_str(), route)),
            // Requesting it reports why there is no index.
            Err(_) => (path == HEAD).then_some((HEAD, &self.head)),
        }
    }

    /// Returns the contents of an index file.
    ///
    /// # Errors
    /// Why there is no index.
    pub fn view(&self, route: &Route) -> Result<Option<View>, &str> {
        let files = self.files().as_ref().map_err(String::as_str)?;
        Ok(files.get(&route.file()).map(|(_, bytes)| View::Asset(bytes.clone())))
    }

    fn files(&self) -> &Result<Files, String> {
        self.made.get_or_init(|| {
            let file = |AssetFile { name, bytes }| {
                let route = Route::Shard(name);
                (route.file(), (route, bytes))
            };
            Ok(pipeline::shards(&self.knowledge, &self.index)?.into_iter().map(file).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::incident::{Conventions, parse};
    use crate::knowledge::{self, Edition};
    use crate::source::Source;

    #[test]
    fn the_index_is_made_when_it_is_asked_for_and_not_before() {
        let config = Arc::new(Config::default());
        let source = Source { path: "a.md".into(), text: "# Down\n\nThe zeppelin.".into(), digest: 1 };
        let parsed = Arc::new(parse(&source, &Conventions::new(&config)));
        let today = jiff::civil::date(2026, 4, 1);
        let (knowledge, _) = knowledge::link(&config, today, Edition::default(), &[parsed], &[]);
        let shards = Shards::new(Arc::new(knowledge), Arc::default());
        assert_eq!(shards.find("incidents/a/index.html"), None);
        assert!(shards.made.get().is_none());
        let (path, route) = shards.find(HEAD).unwrap();
        assert_eq!((path, route), (HEAD, &Route::Shard("head.js".into())));
        assert!(matches!(shards.view(route), Ok(Some(View::Asset(_)))));
    }
}
