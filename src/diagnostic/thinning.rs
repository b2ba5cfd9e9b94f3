//! Bounds lists of diagnostics: a text may hold a mistake in every character.

use std::collections::HashMap;

use super::catalog::phrases;
use super::{Diagnostic, Message, Place, RelatedPlace};
use crate::source::Span;

/// The most diagnostics of one code in one file that are kept: nobody mends more before looking again.
const MAX_ALIKE: usize = 200;

/// The length beyond which [`add`] thins a list. Thinning takes time, and what is not thinned takes memory.
const THINNING_THRESHOLD: usize = 20_000;

/// Adds a diagnostic of a text that may be full of them, and thins the list if it has become too long.
pub fn add(diagnostics: &mut Vec<Diagnostic>, mistake: Diagnostic) {
    diagnostics.push(mistake);
    if diagnostics.len() > THINNING_THRESHOLD {
        thin(diagnostics);
    }
}

/// Adds diagnostics of one code in one file. Of very many the rest is only counted.
pub fn add_alike<T>(
    diagnostics: &mut Vec<Diagnostic>,
    mut places: impl Iterator<Item = T>,
    mistake: impl Fn(T) -> Diagnostic,
) {
    diagnostics.extend(places.by_ref().take(MAX_ALIKE).map(mistake));

    let others = places.count();
    if let Some(last) = diagnostics.last_mut().filter(|_| others > 0) {
        last.others += others;
    }
}

/// Keeps the first `MAX_ALIKE` diagnostics of each code and file; the last that is kept says how many were left out.
/// Idempotent.
pub fn thin(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() < MAX_ALIKE {
        return;
    }

    let mut groups: HashMap<GroupKey, AlikeCount> = HashMap::new();
    diagnostics.retain_mut(|d| {
        let count = groups.entry(GroupKey::of(d)).or_default();
        count.others += std::mem::take(&mut d.others);
        if count.kept == MAX_ALIKE {
            count.others += 1;
            return false;
        }
        count.kept += 1;
        true
    });

    for d in diagnostics.iter_mut().rev() {
        let Some(count) = groups.get_mut(&GroupKey::of(d)).filter(|count| count.others > 0) else { continue };
        d.others = std::mem::take(&mut count.others);
        d.related.retain(|related| !is_more_alike(&related.remark));
        d.related.push(RelatedPlace { place: d.place.clone(), remark: phrases::more_alike(d.others) });
    }
}

/// The code and the file of a diagnostic.
#[derive(PartialEq, Eq, Hash)]
struct GroupKey {
    code: &'static str,
    file: Place,
}

impl GroupKey {
    fn of(d: &Diagnostic) -> Self {
        let file = match &d.place {
            // Where in the file does not matter.
            Place::At(span) => Place::At(Span { start: 0, end: 0, ..*span }),
            place => place.clone(),
        };
        Self { code: d.code, file }
    }
}

/// The number of diagnostics of one code in one file.
#[derive(Default)]
struct AlikeCount {
    kept: usize,
    others: usize,
}

/// Returns whether a remark is [`phrases::more_alike`].
fn is_more_alike(remark: &Message) -> bool {
    remark.en.ends_with(" more of the same in this file are not listed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::catalog;
    use crate::source::FileId;

    fn bad_character_at(file: u64, at: usize) -> Diagnostic {
        catalog::bad_character(Span::new(FileId(file), at, at + 1), '\u{8}')
    }

    #[test]
    fn of_many_alike_the_first_are_kept_and_the_others_counted() {
        let mut many: Vec<Diagnostic> = (0..MAX_ALIKE + 7).map(|n| bad_character_at(0, n)).collect();
        many.extend((0..MAX_ALIKE).map(|n| bad_character_at(1, n)));
        many.push(catalog::no_settings());

        thin(&mut many);
        assert_eq!(many.len(), 2 * MAX_ALIKE + 1);
        let with_remark: Vec<usize> = (0..many.len()).filter(|n| !many[*n].related.is_empty()).collect();
        assert_eq!(with_remark, [MAX_ALIKE - 1]);
        let last = &many[MAX_ALIKE - 1];
        assert!(last.related[0].remark.en.starts_with("7 more"), "{last:?}");

        let once = many.clone();
        thin(&mut many);
        assert_eq!(many, once);

        many.extend((0..5).map(|n| bad_character_at(0, n)));
        thin(&mut many);
        let remarks: Vec<&str> = many[MAX_ALIKE - 1].related.iter().map(|related| related.remark.en.as_str()).collect();
        assert_eq!((many.len(), remarks.len()), (once.len(), 1));
        assert!(remarks[0].starts_with("12 more"), "{remarks:?}");
    }
}
