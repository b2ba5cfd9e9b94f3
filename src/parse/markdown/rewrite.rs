//! The stage before the Markdown parser: rules of our own that rewrite the source, so that the parser reads what editors
//! mean. `docs/markdown.md` tells what they are and why.
//!
//! Each rule looks at the text alone and adds its edits, never in code, HTML or tables ([`SourceLines`] tells where
//! these are). The edits of each stage ([`STAGES`]) are applied in one pass; then the sentinels of emphasis are inserted into the outcome.
//! [`Events`] takes every place back to the source.
//!
//! To add a rule: write a file in `rewrite/` with the two functions of a [`RewriteRule`], and add it to the rules of a
//! stage. Those of one stage do not see one another's edits. Where two overlap, the one that begins first is applied, and of two for the same
//! range that of the rule which stands first in [`RULES`].

mod code_spans;
mod emphasis;
mod events;
mod foreign;
mod heading_braces;
mod html_block;
mod line_scanner;
mod line_starts;
mod link_definitions;
mod paragraphs;
mod plain_stars;
pub(super) mod removed_html;
mod sentinels;
mod source_lines;
mod source_map;
mod tables;
mod years;

use std::ops::Range;

use pulldown_cmark::Options;

pub use events::Events;
pub use foreign::FileNames;
pub(super) use paragraphs::{LeadingBlanks, trim_blanks};
pub use sentinels::PUNCTUATION_SENTINEL;
pub(super) use sentinels::{forged_sentinels, is_sentinel};
pub use source_lines::{LineKind, SourceLine, SourceLines};
pub use source_map::SourceEdit;

use crate::config::{LineBreaks, RawHtml};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use source_map::EditedText;

/// A rule that rewrites sources.
struct RewriteRule {
    /// Returns whether a source may hold what the rule looks for. Fast: it is asked of every body. If no rule has
    /// anything to look for, the lines of the source are not even told apart.
    may_apply: fn(&str) -> bool,
    /// Adds the edits of the rule, in any order, and what it has to report.
    rewrite: fn(&RuleInput, &mut RuleOutput),
}

/// All rules but that of emphasis, which comes last. They are in the order of their precedence.
const RULES: &[RewriteRule] = &[
    RewriteRule { may_apply: removed_html::may_apply, rewrite: removed_html::remove_html },
    RewriteRule { may_apply: tables::may_apply, rewrite: tables::rewrite_tables },
    RewriteRule { may_apply: years::may_apply, rewrite: years::rewrite_years },
    RewriteRule { may_apply: heading_braces::may_apply, rewrite: heading_braces::rewrite_heading_braces },
    RewriteRule { may_apply: link_definitions::may_apply, rewrite: link_definitions::rewrite_link_definitions },
];

/// Which lines are paragraphs, once it is known which are blocks.
const PARAGRAPH_RULES: &[RewriteRule] =
    &[RewriteRule { may_apply: paragraphs::may_apply, rewrite: paragraphs::rewrite_paragraphs }];

/// The stages of rules: each looks at the outcome of the one before it.
const STAGES: &[&[RewriteRule]] = &[
    foreign::CHARACTER_RULES,
    foreign::CONTAINER_RULES,
    foreign::BLOCK_RULES,
    PARAGRAPH_RULES,
    RULES,
    foreign::INLINE_RULES,
];

/// The input of a rule.
pub struct RuleInput<'s> {
    /// The body as it is written.
    pub source: &'s str,
    /// Its lines, by what they are part of.
    pub lines: SourceLines<'s>,
    /// The settings that rules depend on.
    pub settings: RewriteSettings,
    /// The files that a name may stand for, if they are known.
    pub names: Option<FileNames<'s>>,
    /// The outcomes of the stages before.
    passes: &'s [EditedText],
}

impl RuleInput<'_> {
    /// Returns the place in the file of a range of the text that the rule looks at.
    pub fn span(&self, range: &Range<usize>) -> Span {
        let range = original_range(self.passes, range);
        Span::new(self.settings.file, self.settings.start + range.start, self.settings.start + range.end)
    }
}

/// The output of rules.
#[derive(Default)]
pub struct RuleOutput {
    /// Edits of the source.
    pub edits: Vec<SourceEdit>,
    /// Paragraphs that are shown in a way of their own, in the order of the source.
    pub classes: Vec<ClassedRange>,
    /// Mistakes, and what cannot be decided.
    pub diagnostics: Vec<Diagnostic>,
}

/// A way of its own in which a paragraph is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParagraphClass {
    /// 落款: the issuer of a notice and its date.
    Signature,
    /// Verse: each line is a line of its own.
    Verse,
}

impl ParagraphClass {
    /// The name of the class in HTML.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Verse => "verse",
        }
    }
}

/// The lines of the source of whose paragraphs a class is.
#[derive(Clone, Debug)]
pub struct ClassedRange {
    /// The bytes of these lines.
    pub range: Range<usize>,
    /// The class of the paragraphs.
    pub class: ParagraphClass,
}

/// Returns whether the run of asterisks at a place is text and was never meant as a mark.
pub(super) fn is_text_star(source: &str, run: &Range<usize>) -> bool {
    plain_stars::is_text(source, run.start, run.end, false, true) || plain_stars::follows_surname(source, run.start)
}

/// The surroundings of a body that rules depend on.
#[derive(Clone, Copy, Debug)]
pub struct RewriteSettings {
    /// The file that the body stands in, …
    pub file: FileId,
    /// … and the byte there at which it begins.
    pub start: usize,
    /// How a line break inside a paragraph is shown.
    pub line_breaks: LineBreaks,
    /// Which raw HTML may stand in a body.
    pub raw_html: RawHtml,
}

/// A source as it is parsed, with the way back to what was written.
pub struct RewrittenSource<'s> {
    source: &'s str,
    /// The outcomes of the stages that changed anything, each of the one before it.
    passes: Vec<EditedText>,
    /// The last of them with sentinels.
    marked: EditedText,
    /// Paragraphs that are shown in a way of their own, in the order of the source.
    classes: Vec<ClassedRange>,
}

/// Rewrites a source by all rules. Returns it with what they have to report.
pub fn rewrite_source<'s>(
    source: &'s str,
    settings: RewriteSettings,
    names: Option<FileNames>,
) -> (RewrittenSource<'s>, Vec<Diagnostic>) {
    let mut passes: Vec<EditedText> = Vec::new();
    let mut classes: Vec<ClassedRange> = Vec::new();
    let mut diagnostics = Vec::new();
    for stage in STAGES {
        let text = last_text(&passes).unwrap_or(source);
        let applying: Vec<_> = stage.iter().filter(|rule| (rule.may_apply)(text)).collect();
        if applying.is_empty() {
            continue;
        }

        let lines = SourceLines::from_source(text);
        let input = RuleInput { source: text, lines, settings, names, passes: &passes };
        let mut output = RuleOutput::default();
        for rule in applying {
            (rule.rewrite)(&input, &mut output);
        }

        let classed = output.classes.iter();
        classes.extend(classed.map(|it| ClassedRange { range: original_range(&passes, &it.range), class: it.class }));
        diagnostics.append(&mut output.diagnostics);
        let edited = source_map::apply_edits(text, output.edits);
        if edited.text.is_some() {
            passes.push(edited);
        }
    }

    classes.sort_by_key(|classed| classed.range.start);
    let marked = emphasis::insert_sentinels(last_text(&passes).unwrap_or(source));
    (RewrittenSource { source, passes, marked, classes }, diagnostics)
}

/// Returns the text of the last outcome, if there is one.
fn last_text(passes: &[EditedText]) -> Option<&str> {
    passes.last().and_then(|pass| pass.text.as_deref())
}

/// Returns the place in the source of a range of the last outcome.
fn original_range(passes: &[EditedText], range: &Range<usize>) -> Range<usize> {
    passes.iter().rev().fold(range.clone(), |range, pass| pass.map.to_source(&range))
}

/// Rewrites a source by the rule of emphasis alone.
pub fn amend_emphasis(source: &str) -> RewrittenSource<'_> {
    RewrittenSource { source, passes: Vec::new(), marked: emphasis::insert_sentinels(source), classes: Vec::new() }
}

impl<'s> RewrittenSource<'s> {
    /// The text that is parsed.
    pub fn text(&self) -> &str {
        self.marked.text.as_deref().or(self.edited_text()).unwrap_or(self.source)
    }

    /// The outcome of the rules but for that of emphasis, if they changed anything.
    pub(super) fn edited_text(&self) -> Option<&str> {
        last_text(&self.passes)
    }

    /// Parses it. The events are without sentinels and with places in the source.
    pub fn parse_events(&self, options: Options) -> Events<'_> {
        Events::new(self, options)
    }

    /// Returns the class of the paragraph that begins at a byte of the source.
    pub(super) fn class_at(&self, at: usize) -> Option<ParagraphClass> {
        let n = self.classes.partition_point(|classed| classed.range.end <= at);
        self.classes.get(n).filter(|classed| classed.range.start <= at).map(|classed| classed.class)
    }

    /// Returns whether the text that is parsed is not the source.
    fn is_edited(&self) -> bool {
        !self.passes.is_empty() || self.marked.text.is_some()
    }

    /// Returns the place in the source of a range of the text that is parsed.
    fn source_range(&self, range: &Range<usize>) -> Range<usize> {
        original_range(&self.passes, &self.marked.map.to_source(range))
    }

    /// Returns the place in the source of a range of [`Self::edited_text`].
    pub(super) fn unedited_range(&self, range: &Range<usize>) -> Range<usize> {
        original_range(&self.passes, range)
    }

    /// Returns whether sentinels stand in a range of the text that is parsed, or beside it.
    fn has_sentinels_near(&self, range: &Range<usize>) -> bool {
        let slack = PUNCTUATION_SENTINEL.len_utf8() + sentinels::LETTER_SENTINEL.len_utf8();
        self.marked.map.has_edit_near(range, slack)
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod place_tests {
    use super::*;
    use pulldown_cmark::Event;

    #[test]
    fn places_are_those_of_the_source() {
        let source = "推进**“深根计划”**赋能，9~11时*“甲”*。";
        let marked = amend_emphasis(source);
        for (event, range) in marked.parse_events(Options::ENABLE_STRIKETHROUGH) {
            if let Event::Text(text) = event {
                assert_eq!(&source[range], &*text);
            }
        }
    }
}
