//! The names by which a file writes its keys, so that messages about it can use the same.

use serde::{Deserialize, Serialize};

use super::keys::KEYS;
use crate::yaml::MapReader;

/// Which of its two names each key has in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyNames {
    /// A bit for each key of [`KEYS`] in its order, set where its Chinese name is the one to use.
    chinese: u32,
}

const _: () = assert!(KEYS.len() <= u32::BITS as usize);

impl KeyNames {
    /// Remembers the names of the keys that a reader has taken.
    pub(super) fn of_fields(fields: &MapReader) -> Self {
        let mut chinese = 0;
        for (index, key) in KEYS.iter().enumerate() {
            chinese |= u32::from(fields.name_of(key.name, key.zh) == key.zh) << index;
        }
        Self { chinese }
    }

    /// Returns the name of a key as the file writes it; of one that is not there, the name in the language of the others.
    pub fn name_of(self, en: &'static str) -> &'static str {
        let index = KEYS.iter().position(|key| key.name == en);
        let chinese = index.filter(|index| self.chinese >> index & 1 == 1);
        chinese.map_or(en, |index| KEYS[index].zh)
    }
}
