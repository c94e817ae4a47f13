//! Images beside the documents that no document shows, and that are therefore not published.

use super::note;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::knowledge::KnowledgeBase;
use crate::source::Inputs;

const IMAGES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];

/// One diagnostic an image.
pub fn orphans(knowledge: &KnowledgeBase, inputs: &Inputs) -> Vec<Diagnostic> {
    let is_image = |path: &str| {
        path.rsplit_once('.')
            .is_some_and(|(_, extension)| IMAGES.contains(&extension.to_lowercase().as_str()))
    };
    inputs
        .media
        .iter()
        .filter(|media| is_image(&media.path) && !knowledge.media.contains_key(&media.path))
        .map(|media| {
            let message = "no document shows this image, so it is not published".to_owned();
            let hint = "show it with `![what it shows](path)`, or delete it";
            note(Code::OrphanImage, Place::file(media.path.clone()), message, hint)
        })
        .collect()
}
