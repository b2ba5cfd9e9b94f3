//! Texts that have been read before. A file that was not written since need not be read again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::source::Text;

/// Clocks of file systems are coarse: what was written so shortly before it was read may have been written again after
/// that, with the same date.
const COARSE: Duration = Duration::from_secs(2);

/// Returns whether a file that was written at this time cannot have been written again at the same date.
pub(super) fn has_rested(written: SystemTime) -> bool {
    SystemTime::now().duration_since(written).is_ok_and(|age| age > COARSE)
}

/// Texts by their paths. One that keeps nothing reads everything.
#[derive(Debug, Default)]
pub struct Seen {
    texts: Option<HashMap<String, File>>,
}

#[derive(Debug)]
struct File {
    size: u64,
    written: SystemTime,
    text: Arc<Text>,
}

impl Seen {
    /// One that keeps what is read.
    pub fn keeping() -> Self {
        Self { texts: Some(HashMap::new()) }
    }

    /// Whether anything can be recalled.
    pub(super) fn is_keeping(&self) -> bool {
        self.texts.is_some()
    }

    /// The text of a file that is as it was.
    pub(super) fn recall(&self, path: &str, size: u64, written: Option<SystemTime>) -> Option<&Arc<Text>> {
        let seen = self.texts.as_ref()?.get(path)?;
        (seen.size == size && Some(seen.written) == written).then_some(&seen.text)
    }

    /// Keeps a text that has just been read, unless its file may still be written at the same date.
    pub(super) fn keep(&mut self, size: u64, written: Option<SystemTime>, text: &Arc<Text>) {
        let Some(texts) = &mut self.texts else { return };
        match written.filter(|written| has_rested(*written)) {
            Some(written) => {
                texts.insert(text.path.clone(), File { size, written, text: text.clone() });
            }
            None => {
                texts.remove(&text.path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_rested_is_recalled_and_only_as_it_was() {
        let mut seen = Seen::keeping();
        let now = SystemTime::now();
        let (old, older) = (now - COARSE * 2, now - COARSE * 3);
        fn text(path: &str, text: &str) -> Arc<Text> {
            Arc::new(Text { path: path.to_owned(), text: text.to_owned() })
        }
        seen.keep(3, Some(old), &text("a.md", "甲"));
        seen.keep(3, Some(now), &text("b.md", "乙"));
        assert_eq!(seen.recall("a.md", 3, Some(old)), Some(&text("a.md", "甲")));
        for (path, size, written) in
            [("a.md", 4, Some(old)), ("a.md", 3, Some(older)), ("a.md", 3, None), ("b.md", 3, Some(now))]
        {
            assert_eq!(seen.recall(path, size, written), None, "{path} {size} {written:?}");
        }
        let mut nothing = Seen::default();
        nothing.keep(3, Some(old), &text("a.md", "甲"));
        assert_eq!(nothing.recall("a.md", 3, Some(old)), None);
    }
}
