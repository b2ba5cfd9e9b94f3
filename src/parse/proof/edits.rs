//! Edits that mend typing mistakes, and which of them are certain.
//!
//! An edit is made from the file as it is written, not from the text that was proofread: emphasis, escapes and entities
//! stand in between. Where the file does not say at the place of a mistake what the mistake is about, there is no edit.
//! `docs/fixes.md` has the rules.

mod marks;
mod pairs;

use std::collections::HashSet;

use self::marks::Surroundings;
use self::pairs::{BracketPairs, QuotePairs};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, Place};
use crate::source::Span;

/// Gives the typing mistakes of a file their edits. `body_start` is the byte at which its body begins.
pub fn attach_edits(text: &str, body_start: usize, diagnostics: &mut [Diagnostic]) {
    fn is_typing_mistake(d: &Diagnostic) -> bool {
        d.code.starts_with("J61") || matches!(d.code, "J620" | "J624")
    }
    if !diagnostics.iter().any(is_typing_mistake) {
        return;
    }

    // Of a pair of straight quotation marks the first is reported.
    let straight_quotes: HashSet<usize> =
        diagnostics.iter().filter(|d| d.code == "J612").filter_map(start_of).collect();
    let mut quotes = QuotePairs::new(text, straight_quotes);
    let brackets = BracketPairs { text };
    for d in diagnostics.iter_mut().filter(|d| is_typing_mistake(d)) {
        let Place::At(span) = d.place else { continue };
        let Some(written) = text.get(span.start as usize..span.end as usize) else { continue };

        let place = Surroundings { text, span, written };
        let fix = match d.code {
            "J611" if matches!(written, "(" | ")") => brackets.fix_half_width(span),
            "J611" => place.fix_half_width_mark(text.starts_with("---")),
            "J612" => quotes.fix_at(span),
            "J613" => place.fix_ellipsis(),
            "J614" => place.fix_dash(),
            "J615" => brackets.fix_reversed_quotes(span),
            "J616" => place.fix_times(),
            "J617" => place.fix_range(),
            "J618" => place.fix_full_width_letters(),
            "J619" => place.fix_blank(),
            "J620" => place.fix_doubled(),
            "J624" if written.bytes().all(|b| b == b'#') => place.fix_heading(),
            _ => continue,
        };
        let fix = fix.filter(|_| !place.is_in_address());

        // A value of front matter is YAML first: what is certain in a sentence may be a sign there.
        let is_in_body = span.start as usize >= body_start;
        if let Some(fix) = fix {
            d.fixes = vec![fix.safe_if(is_in_body)];
        }
    }
}

fn start_of(d: &Diagnostic) -> Option<usize> {
    match d.place {
        Place::At(span) => Some(span.start as usize),
        Place::Site | Place::File(_) => None,
    }
}

/// Makes a fix that replaces a stretch, to be confirmed where it is not certain.
fn replacement(span: Span, text: impl Into<String>, is_certain: bool) -> Option<Fix> {
    Some(Fix::safe(span, text).safe_if(is_certain))
}
