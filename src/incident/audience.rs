//! Who a site, a report or an export is made for, and which documents they may read.

use super::fields::words::Visibility;
use clap::ValueEnum;

/// The readers of what a command produces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum Audience {
    /// Anybody: only documents whose front matter says `visibility: public`, without their internal parts
    Public,
    /// The organisation: every document that is not restricted; control who can read the site on its host
    #[default]
    Internal,
    /// Named people: every document, restricted ones included
    Restricted,
}

impl Audience {
    /// Whether this audience may read documents of a visibility.
    pub fn may_read(self, visibility: Visibility) -> bool {
        match self {
            Audience::Public => visibility == Visibility::Public,
            Audience::Internal => visibility != Visibility::Restricted,
            Audience::Restricted => true,
        }
    }

    /// Whether anybody may read it, so that internal parts are cut and unclear documents are withheld.
    pub fn is_public(self) -> bool {
        self == Audience::Public
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restricted_documents_need_their_own_audience() {
        let readable = |audience: Audience| {
            [Visibility::Public, Visibility::Internal, Visibility::Restricted]
                .map(|visibility| audience.may_read(visibility))
        };
        assert_eq!(readable(Audience::Public), [true, false, false]);
        assert_eq!(readable(Audience::Internal), [true, true, false]);
        assert_eq!(readable(Audience::Restricted), [true, true, true]);
        assert_eq!(Audience::default(), Audience::Internal);
    }
}
