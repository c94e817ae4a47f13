//! The list of everything hindsite can object to: one stable code each.
//!
//! Codes are never reused. Hundreds group them: 0xx a file and its facts, 1xx links, 2xx the site, 3xx
//! configuration and theme, 9xx hindsite itself; and what `check` advises: 5xx on facts and follow-ups, 6xx
//! on language, 7xx on what must not be published. `docs/diagnostics.md` has a section on each.

use super::Severity;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! codes {
    ($($name:ident = $id:literal, $severity:ident, $about:literal;)+) => {
        /// A stable code, such as `HS010`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $about] $name),+ }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// `HS010`
            pub fn id(self) -> &'static str {
                match self { $(Code::$name => $id),+ }
            }

            /// How much this kind of problem matters unless configuration says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity),+ }
            }

            /// One sentence: what it means.
            pub fn about(self) -> &'static str {
                match self { $(Code::$name => $about),+ }
            }
        }
    };
}

impl Code {
    /// The code of that identifier.
    pub fn from_id(id: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id))
    }

    /// Whether it is silent until configuration asks for it: right too seldom to interrupt everybody.
    pub fn is_off(self) -> bool {
        matches!(self, Code::HindsightWord | Code::WhatIf)
    }

    /// Whether it says that a secret is in the text.
    pub fn is_secret(self) -> bool {
        matches!(self, Code::PrivateKey | Code::Token | Code::PasswordInUrl | Code::WebToken)
    }

    /// Whether nothing can be made of the archive while it stands, so that no configuration lowers it.
    pub fn is_fatal(self) -> bool {
        self.severity() == Severity::Error && !self.is_secret()
    }
}

codes! {
    NotUtf8 = "HS001", Error, "the file is not UTF-8 text";
    FileTooLarge = "HS002", Error, "the file is larger than any postmortem";
    EmptyDocument = "HS003", Warning, "the file has no text";
    EmptyTemplate = "HS004", Note, "the file is a template that nobody filled in, so it is not counted as an incident";
    IndexPage = "HS005", Note, "the file lists other files, so it is not counted as an incident";
    NotReadable = "HS006", Warning, "the file is not an ordinary readable file and was left out";
    Unreadable = "HS007", Error, "a file or a folder cannot be read";
    FrontMatterUnclosed = "HS010", Error, "front matter is opened and never closed";
    FrontMatterSyntax = "HS011", Error, "front matter is not valid YAML, TOML or JSON";
    FrontMatterTooLarge = "HS012", Error, "front matter is larger or deeper than hindsite reads";
    FrontMatterNotFirst = "HS013", Warning, "what looks like front matter is not on the first line, so it is text";
    NearMissKey = "HS014", Warning, "an unknown key that looks like a known one";
    WrongType = "HS015", Warning, "a value that its key cannot have";
    CutByComment = "HS016", Warning, "an unquoted value cut short by ` #`, which starts a comment in YAML";
    ControlCharacter = "HS017", Warning, "a control character, removed from what is shown";
    RepeatedKey = "HS018", Warning, "a key that is there twice, in two spellings and with two values";
    InvisibleCharacter = "HS019", Warning, "a character that nobody sees and that changes how the text reads";
    NoDate = "HS020", Warning, "no date in the front matter, the file name or the first lines";
    UnreadableDate = "HS021", Warning, "a date that cannot be read";
    OutOfOrder = "HS022", Warning, "points in time in an order they cannot have happened in";
    DurationDisagrees = "HS023", Warning, "the duration typed and the one the times tell differ";
    UnreadableDuration = "HS024", Warning, "a duration that cannot be read";
    NotYet = "HS025", Warning, "an incident dated after today";
    DateDisagrees = "HS026", Note, "the date of the file's name and the one the document states differ";
    UnknownSeverity = "HS030", Warning, "a severity that the configured scale does not have";
    UnknownCause = "HS031", Warning, "a root cause that the configured vocabulary does not have";
    UnknownWord = "HS032", Warning, "a word outside of a fixed list";
    UnclearDraft = "HS033", Warning, "a draft marker that is neither yes nor no, so the document is a draft";
    VisibilityDisagrees = "HS034", Warning, "a document that one place calls public and another does not";
    InternalUnclosed = "HS040", Warning, "an internal part that is opened and never closed; an error in the public edition";
    InternalUnopened = "HS041", Warning, "an internal part that is closed and was never opened; an error in the public edition";
    InternalNearMiss = "HS042", Warning, "text that looks like the marker of an internal part and is none; an error in the public edition";
    BrokenLink = "HS100", Warning, "a link to a document that is not there";
    BrokenFragment = "HS101", Warning, "a link to a heading that is not there";
    MissingImage = "HS102", Warning, "an image that is not there";
    RefusedUrl = "HS103", Warning, "a link with a scheme that browsers run or that is not for the web";
    UnknownRelated = "HS104", Warning, "a related incident that is not there";
    RawHtmlRemoved = "HS105", Note, "HTML that is not allowed in a page was removed";
    ActivePicture = "HS106", Warning, "an SVG picture that runs or loads something was left out";
    InsecureImage = "HS107", Warning, "an image that is not loaded over HTTPS, which browsers block";
    SlugShared = "HS200", Warning, "two files want the same address, so their folders became part of it";
    SlugClash = "HS201", Error, "two files have the same address";
    UnusableName = "HS202", Error, "a name that cannot be part of an address";
    TooDeep = "HS203", Error, "lists, quotations or HTML nested deeper than any reader follows";
    PageTooLarge = "HS204", Error, "the page would be larger than browsers show";
    NothingToBuild = "HS205", Warning, "no documents were found";
    Disclosed = "HS210", Error, "the public edition would show what is withheld from it";
    LeftBehind = "HS211", Warning, "the output folder holds files of another build, which stay beside the public edition";
    PhotoPosition = "HS212", Warning, "a photo in the public edition says where it was taken";
    ConfigSyntax = "HS300", Error, "hindsite.toml or theme.toml is not valid TOML";
    ConfigKey = "HS301", Error, "hindsite.toml or theme.toml has a key that does not exist";
    ConfigValue = "HS302", Error, "hindsite.toml or theme.toml has a value that cannot be used";
    ThemeBroken = "HS310", Error, "a template or a stylesheet cannot be used";
    ThemeContrast = "HS311", Warning, "a theme's colours in which text is hard to read";
    ThemeFile = "HS312", Error, "a theme's stylesheet names a file that is not there";
    ThemeElsewhere = "HS313", Warning, "a theme's stylesheet asks another host for a file";
    ThemeUnread = "HS314", Warning, "a file of a theme that nothing reads, by its name a mistake";
    MissingFacts = "HS500", Warning, "what an incident should state is missing";
    UnknownService = "HS501", Warning, "a service that the configuration does not have";
    NearDuplicate = "HS502", Warning, "a tag or service written in a way that others are not";
    TimeWithoutZone = "HS503", Note, "times without a time zone, read in a zone that nobody chose";
    TimelineGap = "HS504", Note, "a long silence in the timeline";
    ActionWithoutOwner = "HS510", Warning, "follow-ups that nobody owns";
    ActionWithoutDue = "HS511", Note, "follow-ups that somebody owns and that have no due date";
    VagueAction = "HS512", Note, "a follow-up that says no point at which it is done";
    FinalWithoutActions = "HS520", Warning, "a final document without follow-ups";
    FinalWithoutDetection = "HS521", Warning, "a final document that does not say how the incident was found";
    OrphanImage = "HS530", Note, "an image that no document shows";
    RepeatedHeading = "HS531", Note, "a heading that is there twice";
    UnknownAllowed = "HS540", Warning, "a comment that allows a code that does not exist";
    HumanError = "HS600", Note, "a person's error given as a cause";
    ShouldHave = "HS601", Note, "what somebody should have done, in place of what happened";
    Lapse = "HS602", Note, "a lapse told as somebody's failing";
    Judgement = "HS603", Note, "a word that judges a person";
    MoreCare = "HS604", Note, "more care given as a remedy";
    HindsightWord = "HS605", Note, "a word such as `obviously`, which is only true in hindsight";
    WhatIf = "HS606", Note, "what could or would have happened, in place of what did";
    PrivateKey = "HS700", Error, "a private key";
    Token = "HS701", Error, "a token that opens a service";
    PasswordInUrl = "HS702", Error, "a password in an address";
    WebToken = "HS703", Error, "a JSON web token";
    EmailAddress = "HS710", Note, "somebody's e-mail address";
    InternalAddress = "HS711", Note, "an address inside of a private network";
    Internal = "HS900", Error, "hindsite made a mistake; please report it";
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Code::from_id(&id).ok_or_else(|| de::Error::custom("no such code"))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_sorted() {
        let ids: Vec<&str> = Code::ALL.iter().map(|c| c.id()).collect();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(ids, sorted);
    }
}
