//! The tantivy schema and tokenizer. [`super::document`] defines the contents of the fields.

use super::document::{FIELDS, Field};
use super::tokenized_doc::Terms;
use tantivy::schema::{
    FAST, Field as Id, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

/// Increment when the same documents would be indexed differently; an index of another version is rebuilt.
const VERSION: u32 = 3;

const TOKENIZER: &str = "hindsite";

/// The fields of the index.
#[derive(Debug, Clone)]
pub struct Fields {
    /// tantivy's schema.
    pub schema: Schema,
    /// The document's key.
    pub key: Id,
    /// The searched fields, in the order of [`Field::ALL`].
    pub text: [Id; FIELDS],
    /// Unstemmed word forms, for completion and stemming in the browser.
    pub forms: Id,
}

/// Returns the signature stored with an index: version and language.
pub fn signature(language: &str) -> String {
    format!("hindsite {} {VERSION} {language}", env!("CARGO_PKG_VERSION"))
}

impl Fields {
    /// Builds the schema.
    pub fn new() -> Fields {
        let mut builder = Schema::builder();
        let key = builder.add_u64_field("key", INDEXED | FAST);
        let text = Field::ALL.map(|field| {
            let record = match field.has_positions() {
                true => IndexRecordOption::WithFreqsAndPositions,
                false => IndexRecordOption::WithFreqs,
            };
            builder.add_text_field(field.name(), options(record, field.has_length()))
        });
        let forms = builder.add_text_field("forms", options(IndexRecordOption::Basic, false));
        Fields { schema: builder.build(), key, text, forms }
    }
}

impl Default for Fields {
    fn default() -> Self {
        Fields::new()
    }
}

fn options(record: IndexRecordOption, lengths: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default();
    let indexing = indexing.set_tokenizer(TOKENIZER).set_index_option(record).set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing)
}

/// Returns the tokenizer named in the schema. Documents are already tokenised.
pub fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TOKENIZER, TextAnalyzer::from(Terms::default()));
    manager
}
