//! Verbs, cues, comparators and hedges.

use super::Files;
use crate::error::Error;

/// Verbs, cues, comparators and hedges.
#[derive(Debug, Default)]
pub struct TargetRules {}

impl TargetRules {
    pub(crate) fn load(_files: &Files) -> Result<TargetRules, Error> {
        Ok(TargetRules::default())
    }
}
