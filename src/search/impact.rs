//! Impact of a term in a story: field and term frequency, quantised.

/// Quantised impact of a term in a story, ascending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// Once in the body.
    Once,
    /// Two or three times in the body.
    Few,
    /// More often in the body.
    Many,
    /// In the head, however often in the body.
    Head,
    /// In the headline, however often elsewhere.
    Title,
}

/// A field of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The headline.
    Title,
    /// The rest of the head.
    Head,
    /// The body.
    Body,
}

impl Impact {
    /// The impact of a term that occurs so many times in a story, in this field first.
    pub fn from_count(times: usize, field: Field) -> Self {
        match (field, times) {
            (Field::Title, _) => Self::Title,
            (Field::Head, _) => Self::Head,
            (Field::Body, 0 | 1) => Self::Once,
            (Field::Body, 2 | 3) => Self::Few,
            (Field::Body, _) => Self::Many,
        }
    }

    /// The impact of a number from [`Impact::number`].
    pub fn from_number(number: u8) -> Self {
        [Self::Once, Self::Few, Self::Many, Self::Head, Self::Title][usize::from(number & 7).min(4)]
    }

    /// The number of the impact, 0 to 4.
    pub fn number(self) -> u8 {
        self as u8
    }
}
