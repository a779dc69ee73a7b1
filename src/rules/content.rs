//! Boilerplate lines and metadata labels.

use super::Files;
use crate::error::Error;

/// Boilerplate lines and metadata labels.
#[derive(Debug, Default)]
pub struct ContentRules {}

impl ContentRules {
    pub(crate) fn load(_files: &Files) -> Result<ContentRules, Error> {
        Ok(ContentRules::default())
    }
}
