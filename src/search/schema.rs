//! The index as tantivy sees it: fields and tokenizer. What the fields hold is [`super::document`]'s.

use super::analysed::Terms;
use super::document::{FIELDS, Field};
use tantivy::schema::{
    FAST, Field as Id, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

/// Changes when the same documents would be indexed otherwise; an index of another version is made anew.
const VERSION: u32 = 3;

const TOKENIZER: &str = "hindsite";

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

/// The tokenizer that the schema names: documents come analysed.
pub fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TOKENIZER, TextAnalyzer::from(Terms::default()));
    manager
}
