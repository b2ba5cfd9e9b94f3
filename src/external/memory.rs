//! What other sites have answered, remembered from run to run: nobody is asked again for what was well last week.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Answer;

/// How long it counts that a page was there, in seconds: a week.
const GOOD: i64 = 7 * 24 * 60 * 60;

/// How long it counts that it was not: ten minutes, in which an editor mends other links.
const BAD: i64 = 10 * 60;

/// Answers by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    answers: BTreeMap<String, Kept>,
}

/// One answer as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// When it was given, in seconds of Unix time.
    at: i64,
    /// The HTTP status; 0 if the site could not be reached, which is kept for nobody.
    status: u16,
}

impl Memory {
    /// Reads what [`Memory::text`] wrote. What cannot be read is forgotten: it can be asked for again.
    pub fn read(text: &str) -> Self {
        Self { answers: serde_json::from_str(text).unwrap_or_default() }
    }

    /// For keeping, without what no longer counts.
    pub fn text(&self, now: i64) -> String {
        let fresh: BTreeMap<&String, Kept> =
            self.answers.iter().filter(|(_, kept)| kept.counts(now)).map(|(url, kept)| (url, *kept)).collect();
        serde_json::to_string(&fresh).unwrap_or_default()
    }

    /// The answer for an address, if it still counts.
    pub fn recall(&self, url: &str, now: i64) -> Option<Answer> {
        self.answers.get(url).filter(|kept| kept.counts(now)).map(|kept| Answer::Status(kept.status))
    }

    /// Keeps an answer. That a site could not be reached is not kept: the next moment it may be.
    pub fn keep(&mut self, url: &str, answer: Answer, now: i64) {
        if let Answer::Status(status) = answer {
            self.answers.insert(url.to_owned(), Kept { at: now, status });
        } else {
            self.answers.remove(url);
        }
    }
}

impl Kept {
    fn counts(self, now: i64) -> bool {
        let long = if Answer::Status(self.status).is_dead() { BAD } else { GOOD };
        (0..long).contains(&(now - self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_count_for_a_while() {
        let mut memory = Memory::default();
        memory.keep("http://a.example/", Answer::Status(200), 1000);
        memory.keep("http://b.example/", Answer::Status(404), 1000);
        memory.keep("http://c.example/", Answer::Silent, 1000);
        let recall = |url, now| memory.recall(url, now);
        assert_eq!(recall("http://a.example/", 1000 + GOOD - 1), Some(Answer::Status(200)));
        assert_eq!(recall("http://a.example/", 1000 + GOOD), None);
        assert_eq!(recall("http://b.example/", 1000 + BAD - 1), Some(Answer::Status(404)));
        assert_eq!(recall("http://b.example/", 1000 + BAD), None);
        assert_eq!(recall("http://c.example/", 1000), None);
        // A clock that was set back.
        assert_eq!(recall("http://a.example/", 999), None);
        assert_eq!(Memory::read(&memory.text(1001)), memory);
        assert_eq!(Memory::read(&memory.text(1000 + BAD)).answers.len(), 1);
        assert_eq!(Memory::read("{\"http://a.example/\": 3}"), Memory::default());
    }
}
