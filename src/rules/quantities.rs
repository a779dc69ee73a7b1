//! Units, classifiers and masks.

use super::Files;
use crate::error::Error;

/// Units, classifiers and masks.
#[derive(Debug, Default)]
pub struct QuantityRules {}

impl QuantityRules {
    pub(crate) fn load(_files: &Files) -> Result<QuantityRules, Error> {
        Ok(QuantityRules::default())
    }
}
