//! Why a store did not do what it was asked.

use opendal::{Error, ErrorKind};

use super::StoreErrorCause;

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    /// What kind of failure it is.
    pub kind: StoreErrorKind,
    /// What the store said, on one line.
    pub message: String,
    /// The reason that it named.
    pub cause: Option<StoreErrorCause>,
}

/// Kinds of failures that have different remedies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// The settings or the variables do not suffice.
    Settings,
    /// The store does not let us.
    Denied,
    /// There is no such thing.
    Missing,
    /// Somebody else was quicker.
    Conflict,
    /// Anything else: the network, the store itself.
    Other,
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::ConfigInvalid | ErrorKind::Unsupported => StoreErrorKind::Settings,
            ErrorKind::PermissionDenied => StoreErrorKind::Denied,
            ErrorKind::NotFound => StoreErrorKind::Missing,
            ErrorKind::ConditionNotMatch | ErrorKind::AlreadyExists | ErrorKind::Conflict => StoreErrorKind::Conflict,
            _ => StoreErrorKind::Other,
        };
        let whole = error.to_string();
        // Without credentials nothing can be signed; WebDAV servers say 401.
        let unsigned = ["signing", "status: 401", "credential"].iter().any(|part| whole.contains(part));
        let kind = if kind == StoreErrorKind::Other && unsigned { StoreErrorKind::Denied } else { kind };
        // Between what it is and what the store says stands what was asked, in full.
        let (what, said) = whole.split_once(" => ").unwrap_or((&whole, ""));
        let what = what.split(", context: ").next().unwrap_or_default();
        let message: Vec<&str> = what.split_whitespace().chain([":"]).chain(said.split_whitespace()).collect();
        let message = message.join(" ").replace(" : ", ": ");
        let message = message.trim_end_matches(" :").chars().take(400).collect();
        Self { kind, message, cause: StoreErrorCause::find_in_answer(&whole) }
    }
}
