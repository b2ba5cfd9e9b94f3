//! Values that know where they were written.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use super::Span;

/// A value and its place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Returns the value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Applies a function to the value, and keeps the place if that returns one.
    pub fn and_then<U>(self, change: impl FnOnce(T) -> Option<U>) -> Option<Spanned<U>> {
        let Self { value, span } = self;
        change(value).map(|value| Spanned { value, span })
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Spanned<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
