//! The vocabulary of dates.

use super::Files;
use crate::error::Error;

/// The vocabulary of dates.
#[derive(Debug, Default)]
pub struct DateRules {}

impl DateRules {
    pub(crate) fn load(_files: &Files) -> Result<DateRules, Error> {
        Ok(DateRules::default())
    }
}
