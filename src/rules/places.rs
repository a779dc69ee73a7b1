//! The gazetteer.

use super::Files;
use crate::error::Error;

/// The gazetteer.
#[derive(Debug, Default)]
pub struct PlaceRules {}

impl PlaceRules {
    pub(crate) fn load(_files: &Files) -> Result<PlaceRules, Error> {
        Ok(PlaceRules::default())
    }
}
