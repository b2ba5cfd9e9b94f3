//! Values that every story must have.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::source::{Span, Spanned};

/// A value that every story must have. Where it is missing, that is reported and a stand-in lets the reading go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Required<T> {
    /// As the editor wrote it.
    Written(Spanned<T>),
    /// In the place of a missing value.
    StandIn(T),
}

impl<T> Required<T> {
    /// Returns where the value is written; `None` for a stand-in.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Written(written) => Some(written.span),
            Self::StandIn(_) => None,
        }
    }
}

impl<T> Deref for Required<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Written(Spanned { value, .. }) | Self::StandIn(value) => value,
        }
    }
}
