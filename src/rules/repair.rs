//! Damage tables and the language model.

use super::Files;
use crate::error::Error;

/// Damage tables and the language model.
#[derive(Debug, Default)]
pub struct RepairRules {}

impl RepairRules {
    pub(crate) fn load(_files: &Files) -> Result<RepairRules, Error> {
        Ok(RepairRules::default())
    }
}
