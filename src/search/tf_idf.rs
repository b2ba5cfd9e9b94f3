//! TF-IDF: how much a word says about a story.
//!
//! The weight of a word is its damped term frequency, `ln(1 + times)`, times its length in characters (longer words say more),
//! times its inverse document frequency. The vectors of stories are normalised to length 1, so that their dot product is the
//! cosine of the angle between them. See Manning, Raghavan, Schütze, *Introduction to Information Retrieval*, chapter 6.

use super::Keyword;

/// Inverse document frequency, in one of two variants.
#[derive(Clone, Copy, Debug)]
pub enum Idf {
    /// The logarithm of 1 + stories / document frequency: follows the number of all stories.
    Smoothed {
        /// The number of all stories.
        stories: usize,
    },
    /// 18 minus the binary logarithm of the document frequency, rounded down; none for a word of a single story, which
    /// links no stories. It changes only when the document frequency crosses a power of two, so that a new story leaves nearly
    /// all weights as they are.
    Bucketed,
}

impl Idf {
    /// The inverse document frequency of a word that so many stories have.
    pub fn of_frequency(self, document_frequency: u32) -> Option<f32> {
        match self {
            Self::Smoothed { stories } => Some((1.0 + stories as f32 / document_frequency as f32).ln()),
            Self::Bucketed if document_frequency > 1 => Some(18_u32.saturating_sub(document_frequency.ilog2()) as f32),
            Self::Bucketed => None,
        }
    }

    /// Weighs a keyword; `None` where the word links no stories.
    pub fn weigh_keyword(self, keyword: Keyword, document_frequency: u32) -> Option<TermWeight> {
        let idf = self.of_frequency(document_frequency)?;
        let weight = damped_frequency(f32::from(keyword.times), f32::from(keyword.length)) * idf;
        Some(TermWeight { term: keyword.hash, weight })
    }
}

/// A component of a term vector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TermWeight {
    /// The hash of the word.
    pub term: u32,
    /// Its TF-IDF.
    pub weight: f32,
}

/// The damped term frequency of a word, times its length in characters.
pub fn damped_frequency(times: f32, length: f32) -> f32 {
    (1.0 + times).ln() * length
}

/// Scales a term vector to length 1 (L2 norm).
pub fn normalize_vector(vector: &mut [TermWeight]) {
    let norm = vector.iter().map(|component| component.weight * component.weight).sum::<f32>().sqrt();
    let norm = norm.max(f32::MIN_POSITIVE);
    vector.iter_mut().for_each(|component| component.weight /= norm);
}
