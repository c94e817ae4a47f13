//! Computes the reports on the whole archive lazily. An incident page needs only a small part; the whole
//! takes a hundred times as long.

use super::Reports;
use super::causes::Causes;
use super::fixes::Fixes;
use super::follow_ups::FollowUps;
use super::scope::{Scope, Window};
use crate::knowledge::KnowledgeBase;
use std::sync::{Arc, OnceLock};

/// Lazily computed reports of one knowledge base.
#[derive(Debug, Default)]
pub struct OnDemand {
    fixes: OnceLock<Arc<Fixes>>,
    causes: OnceLock<Arc<Causes>>,
    follow_ups: OnceLock<FollowUps>,
    whole: OnceLock<Reports>,
}

impl OnDemand {
    /// Returns whether fixes held.
    pub fn fixes(&self, knowledge: &KnowledgeBase) -> &Arc<Fixes> {
        self.fixes.get_or_init(|| Arc::new(Fixes::new(&scope(knowledge))))
    }

    /// Returns the causes report.
    pub fn causes(&self, knowledge: &KnowledgeBase) -> &Arc<Causes> {
        let causes = || Arc::new(Causes::with(&scope(knowledge), self.fixes(knowledge).clone()));
        self.causes.get_or_init(causes)
    }

    /// Returns the follow-ups report. It includes repeated proposals only if the full reports were computed
    /// before.
    pub fn follow_ups(&self, knowledge: &KnowledgeBase) -> &FollowUps {
        let known = self.whole.get().map(|whole| &whole.follow_ups);
        known
            .unwrap_or_else(|| self.follow_ups.get_or_init(|| FollowUps::without_repeated(&scope(knowledge))))
    }

    /// Returns all reports.
    pub fn whole(&self, knowledge: &KnowledgeBase) -> &Reports {
        self.whole.get_or_init(|| Reports::with(&scope(knowledge), |_| self.causes(knowledge).clone()))
    }
}

fn scope(knowledge: &KnowledgeBase) -> Scope<'_> {
    Scope::new(knowledge, Window::default())
}
