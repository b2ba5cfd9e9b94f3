//! Why a store did not do what it was asked.

use opendal::{Error, ErrorKind};

use super::Cause;

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    /// What kind of failure it is.
    pub kind: Trouble,
    /// What the store said, on one line.
    pub message: String,
    /// The reason that it named.
    pub cause: Option<Cause>,
}

/// Kinds of failures that have different remedies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
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
            ErrorKind::ConfigInvalid | ErrorKind::Unsupported => Trouble::Settings,
            ErrorKind::PermissionDenied => Trouble::Denied,
            ErrorKind::NotFound => Trouble::Missing,
            ErrorKind::ConditionNotMatch | ErrorKind::AlreadyExists | ErrorKind::Conflict => Trouble::Conflict,
            _ => Trouble::Other,
        };
        let whole = error.to_string();
        // Without credentials nothing can be signed; WebDAV servers say 401.
        let unsigned = ["signing", "status: 401", "credential"].iter().any(|part| whole.contains(part));
        let kind = if kind == Trouble::Other && unsigned { Trouble::Denied } else { kind };
        // Between what it is and what the store says stands what was asked, in full.
        let (what, said) = whole.split_once(" => ").unwrap_or((&whole, ""));
        let what = what.split(", context: ").next().unwrap_or_default();
        let message: Vec<&str> = what.split_whitespace().chain([":"]).chain(said.split_whitespace()).collect();
        let message = message.join(" ").replace(" : ", ": ");
        let message = message.trim_end_matches(" :").chars().take(400).collect();
        Self { kind, message, cause: Cause::named(&whole) }
    }
}
