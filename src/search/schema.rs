//! The index as tantivy sees it: fields and analysers. What the fields hold is [`super::document`]'s.

use super::analysis::{self, Class};
use super::document::{FIELDS, Field};
use super::stem::Stemmer;
use tantivy::schema::{
    FAST, Field as Id, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

/// Changes when the same documents would be indexed otherwise; an index of another version is made anew.
const VERSION: u32 = 1;

const TERMS: &str = "hindsite";
const FORMS: &str = "hindsite-forms";

/// The fields by what they are.
#[derive(Debug, Clone)]
pub struct Fields {
    /// tantivy's schema.
    pub schema: Schema,
    /// The document's key.
    pub key: Id,
    /// The searched fields, in the order of [`Field::ALL`].
    pub text: [Id; FIELDS],
    /// The words as they are written, so that a word can be completed and its stem known.
    pub forms: Id,
}

/// What an index says it is: version and language.
pub fn signature(language: &str) -> String {
    format!("hindsite {} {VERSION} {language}", env!("CARGO_PKG_VERSION"))
}

impl Fields {
    /// The schema.
    pub fn new() -> Fields {
        let mut builder = Schema::builder();
        let key = builder.add_u64_field("key", INDEXED | FAST);
        let text = Field::ALL.map(|field| {
            let record = match field.has_positions() {
                true => IndexRecordOption::WithFreqsAndPositions,
                false => IndexRecordOption::WithFreqs,
            };
            builder.add_text_field(field.name(), options(TERMS, record, field.has_length()))
        });
        let forms = builder.add_text_field("forms", options(FORMS, IndexRecordOption::Basic, false));
        Fields { schema: builder.build(), key, text, forms }
    }
}

impl Default for Fields {
    fn default() -> Self {
        Fields::new()
    }
}

fn options(tokenizer: &str, record: IndexRecordOption, lengths: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default();
    let indexing = indexing.set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing)
}

/// The analysers that the schema names.
pub fn analysers(stemmer: Stemmer) -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TERMS, TextAnalyzer::from(Analyser { stemmer: Some(stemmer) }));
    manager.register(FORMS, TextAnalyzer::from(Analyser { stemmer: None }));
    manager
}

/// [`analysis::tokens`] for tantivy: as terms with a stemmer, as the forms of words without.
#[derive(Debug, Clone, Copy)]
struct Analyser {
    stemmer: Option<Stemmer>,
}

struct Tokens {
    rest: std::vec::IntoIter<Token>,
    token: Token,
}

impl Tokenizer for Analyser {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let tokens: Vec<Token> = analysis::tokens(text)
            .into_iter()
            .filter(|token| self.stemmer.is_some() || matches!(token.class, Class::Natural | Class::Hump))
            .map(|token| Token {
                text: self.stemmer.map_or_else(|| token.text.clone(), |stemmer| stemmer.term(&token)),
                position: token.position as usize,
                offset_from: token.from,
                offset_to: token.to,
                position_length: 1,
            })
            .collect();
        Tokens { rest: tokens.into_iter(), token: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        self.rest.next().map(|token| self.token = token).is_some()
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
