//! Errors of a store.

use std::error::Error;
use std::fmt;

use opendal::ErrorKind;

use super::StoreErrorCause;

/// Longest message that is kept of an error, in characters.
const MESSAGE_LIMIT: usize = 400;

/// Why a store failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    /// The kind of failure.
    pub kind: StoreErrorKind,
    /// The store's own words, on one line.
    pub message: String,
    /// The cause that the store named.
    pub cause: Option<StoreErrorCause>,
}

/// Kinds of failures that have different remedies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// The settings or the environment variables do not suffice.
    Settings,
    /// The store denies access.
    Denied,
    /// The file, the directory or the bucket does not exist.
    Missing,
    /// Another run was quicker.
    Conflict,
    /// Any other failure, of the network or of the store itself.
    Other,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for StoreError {}

impl From<opendal::Error> for StoreError {
    fn from(error: opendal::Error) -> Self {
        let text = error.to_string();
        let kind = match error.kind() {
            ErrorKind::ConfigInvalid | ErrorKind::Unsupported => StoreErrorKind::Settings,
            ErrorKind::PermissionDenied => StoreErrorKind::Denied,
            ErrorKind::NotFound => StoreErrorKind::Missing,
            ErrorKind::ConditionNotMatch | ErrorKind::AlreadyExists | ErrorKind::Conflict => StoreErrorKind::Conflict,
            _ if says_unauthenticated(&text) => StoreErrorKind::Denied,
            _ => StoreErrorKind::Other,
        };
        Self { kind, message: short_message(&text), cause: StoreErrorCause::find_in_answer(&text) }
    }
}

/// Whether OpenDAL's text of an error speaks of missing credentials: without them no request can be signed, and WebDAV
/// servers answer 401. It has no kind for that.
fn says_unauthenticated(text: &str) -> bool {
    ["signing", "status: 401", "credential"].iter().any(|part| text.contains(part))
}

/// Shortens OpenDAL's text of an error to what failed and what the store answered. The request, in full, stands between them.
fn short_message(text: &str) -> String {
    let (failure, answer) = text.split_once(" => ").unwrap_or((text, ""));
    let failure = failure.split(", context: ").next().unwrap_or_default();

    let words: Vec<&str> = failure.split_whitespace().chain([":"]).chain(answer.split_whitespace()).collect();
    let message = words.join(" ").replace(" : ", ": ");
    message.trim_end_matches(" :").chars().take(MESSAGE_LIMIT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails when OpenDAL changes the form of its texts.
    #[test]
    fn a_message_has_the_failure_and_the_answer_without_the_request() {
        let error = opendal::Error::new(ErrorKind::Unexpected, "S3Error { code: \"AccessDenied\" }\n  on two lines")
            .with_operation("read")
            .with_context("url", "https://bucket.example/private");
        let error = StoreError::from(error);

        assert_eq!(error.message, "Unexpected (permanent) at read: S3Error { code: \"AccessDenied\" } on two lines");
        assert_eq!(error.cause, Some(StoreErrorCause::Permission));
        assert_eq!(error.kind, StoreErrorKind::Other);
    }

    #[test]
    fn a_request_that_cannot_be_signed_is_denied() {
        for text in
            ["signing http request", "response: Parts { status: 401, version: HTTP/1.1 }", "no credential found"]
        {
            let error = StoreError::from(opendal::Error::new(ErrorKind::Unexpected, text));
            assert_eq!(error.kind, StoreErrorKind::Denied, "{text}");
        }
    }
}
