//! Answers of other sites, kept from run to run: no page is requested again that was there last week.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Answer;

/// The lifetime of an answer that a page is there, in seconds: a week.
const ALIVE_LIFETIME: i64 = 7 * 24 * 60 * 60;

/// The lifetime of an answer that it is not, in seconds: ten minutes, in which an editor mends other links.
const DEAD_LIFETIME: i64 = 10 * 60;

/// Answers by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerCache {
    answers: BTreeMap<String, CachedAnswer>,
}

/// One answer as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct CachedAnswer {
    /// The time of the answer, in seconds of Unix time.
    at: i64,
    /// The HTTP status.
    status: u16,
}

impl AnswerCache {
    /// Parses the text of [`AnswerCache::to_json`]. Anything that cannot be read is dropped: it can be requested again.
    pub fn from_json(text: &str) -> Self {
        Self { answers: serde_json::from_str(text).unwrap_or_default() }
    }

    /// Writes the answers that are still fresh.
    pub fn to_json(&self, now: i64) -> String {
        let fresh: BTreeMap<&String, CachedAnswer> =
            self.answers.iter().filter(|(_, kept)| kept.is_fresh(now)).map(|(url, kept)| (url, *kept)).collect();
        serde_json::to_string(&fresh).unwrap_or_default()
    }

    /// Returns the answer for an address, if it is still fresh.
    pub fn find_answer(&self, url: &str, now: i64) -> Option<Answer> {
        self.answers.get(url).filter(|kept| kept.is_fresh(now)).map(|kept| Answer::Status(kept.status))
    }

    /// Stores an answer. Failed connections are not stored: the next moment the site may be reached.
    pub fn store_answer(&mut self, url: &str, answer: Answer, now: i64) {
        if let Answer::Status(status) = answer {
            self.answers.insert(url.to_owned(), CachedAnswer { at: now, status });
        } else {
            self.answers.remove(url);
        }
    }
}

impl CachedAnswer {
    /// Returns whether the lifetime of an answer has not ended; it has if the clock was set back.
    fn is_fresh(self, now: i64) -> bool {
        let long = if Answer::Status(self.status).is_dead() { DEAD_LIFETIME } else { ALIVE_LIFETIME };
        (0..long).contains(&(now - self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_count_for_a_while() {
        let mut cache = AnswerCache::default();
        cache.store_answer("http://a.example/", Answer::Status(200), 1000);
        cache.store_answer("http://b.example/", Answer::Status(404), 1000);
        cache.store_answer("http://c.example/", Answer::TimedOut, 1000);
        assert_eq!(cache.find_answer("http://a.example/", 1000 + ALIVE_LIFETIME - 1), Some(Answer::Status(200)));
        assert_eq!(cache.find_answer("http://a.example/", 1000 + ALIVE_LIFETIME), None);
        assert_eq!(cache.find_answer("http://b.example/", 1000 + DEAD_LIFETIME - 1), Some(Answer::Status(404)));
        assert_eq!(cache.find_answer("http://b.example/", 1000 + DEAD_LIFETIME), None);
        assert_eq!(cache.find_answer("http://c.example/", 1000), None);
        // The clock was set back.
        assert_eq!(cache.find_answer("http://a.example/", 999), None);

        assert_eq!(AnswerCache::from_json(&cache.to_json(1001)), cache);
        assert_eq!(AnswerCache::from_json(&cache.to_json(1000 + DEAD_LIFETIME)).answers.len(), 1);
        assert_eq!(AnswerCache::from_json("{\"http://a.example/\": 3}"), AnswerCache::default());
    }
}
