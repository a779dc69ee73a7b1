//! Document kinds, agencies and cues.

use super::Files;
use crate::error::Error;

/// Document kinds, agencies and cues.
#[derive(Debug, Default)]
pub struct DocumentRules {}

impl DocumentRules {
    pub(crate) fn load(_files: &Files) -> Result<DocumentRules, Error> {
        Ok(DocumentRules::default())
    }
}
