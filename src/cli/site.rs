//! What can be typed to make a site: `build` and `serve`.

use crate::incident::Audience;
use clap::Args;
use std::path::PathBuf;

pub(super) const BUILD_EXAMPLES: &str = "\
Examples:
  hindsite build                                  the site, into public/
  hindsite build --content docs/postmortems       an archive that has no hindsite.toml
  hindsite build --output /srv/postmortems        somewhere else
  hindsite build --base-url https://acme.github.io/postmortems/
                                                  feeds and previews with whole addresses
  hindsite build --strict                         fail on warnings too
  hindsite build --audience public                only what is marked public
  hindsite build --watch                          again at every save";

pub(super) const SERVE_EXAMPLES: &str = "\
Examples:
  hindsite serve                 at http://127.0.0.1:4000, or the next free port
  hindsite serve --open          and in the browser
  hindsite serve --drafts        with the drafts
  hindsite serve --poll          where changes are not announced: network and container folders";

/// Which documents a command includes.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Edition {
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Who reads the result
    #[arg(long, value_name = "WHO", default_value = "internal")]
    pub audience: Audience,
}

impl From<Edition> for crate::knowledge::Edition {
    fn from(typed: Edition) -> Self {
        crate::knowledge::Edition { drafts: typed.drafts, audience: typed.audience }
    }
}

/// Options of `hindsite build`.
#[derive(Debug, Default, Args)]
pub struct Build {
    /// The folder to publish into [default: public]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Where the site will be published; feeds and canonical links need it, and without it there is no sitemap
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Which documents to include
    #[command(flatten)]
    pub edition: Edition,
    /// Report withheld words found in a public edition with the words, also in CI, whose logs others may read
    #[arg(long)]
    pub show_matches: bool,
    /// Name every document that is left out, and why
    #[arg(long)]
    pub list_left_out: bool,
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// Build into a folder that has other files, and overwrite those in the way
    #[arg(long)]
    pub force: bool,
    /// Say what each stage took
    #[arg(long, conflicts_with = "watch")]
    pub timings: bool,
    /// Stay, and build again after every save
    #[arg(short, long)]
    pub watch: bool,
    /// With --watch: look at the files regularly, for network and container file systems
    #[arg(long, requires = "watch")]
    pub poll: bool,
}

/// Options of `hindsite serve`.
#[derive(Debug, Default, Args)]
pub struct Serve {
    /// The port [default: 4000, or the next that is free]
    #[arg(short, long, value_name = "PORT", value_parser = port)]
    pub port: Option<u16>,
    /// The name or address to listen on; anything but this machine's own lets others read the site
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub host: String,
    /// Open the site in the browser
    #[arg(short, long)]
    pub open: bool,
    /// Which documents to include
    #[command(flatten)]
    pub edition: Edition,
    /// Look at the files regularly, for network and container file systems
    #[arg(long)]
    pub poll: bool,
}

fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "a port is a number up to 65535".to_owned())
}
