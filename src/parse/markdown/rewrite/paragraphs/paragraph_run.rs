//! The lines of one paragraph as CommonMark sees it, and how they are divided.

use std::collections::HashSet;
use std::ops::Range;

use super::super::html_block::HtmlBlockEnd;
use super::super::line_starts::{self, Fence};
use super::super::source_lines::{LineKind, SourceLine};
use super::super::{ClassedRange, ParagraphClass, RuleInput, RuleOutput, SourceEdit};
use super::aligned_line::AlignedShape;
use super::blanks::{LeadingBlanks, is_blank_text};
use super::inline_spans::InlineSpans;
use super::item_mark::begins_item;
use super::item_sequence::find_sequence_items;
use super::joined_lines;
use super::label::{is_label_line, label_of_line};
use super::line_end::{LineEnd, is_chinese};
use super::line_shape::{
    are_loose_lines, is_bold_heading, is_bracketed_heading, is_drawn_rule, is_item_heading, is_ornament,
    is_section_number,
};
use super::verse::is_verse;

/// The columns of spaces that indent a paragraph behind the end of a sentence; without one it takes more, or a blank as
/// wide as a Han character.
const MIN_INDENT: usize = 2;

/// The columns of spaces that indent a paragraph whatever stands above: those of two Han characters.
const FULL_INDENT: usize = 4;

/// How a line follows the one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// As CommonMark and the setting have it: usually joined.
    Soft,
    /// On a line of its own, in the same paragraph.
    Line,
    /// In a paragraph of its own.
    Paragraph,
}

/// A line of a run.
pub(super) struct RunLine<'s> {
    pub line: &'s SourceLine,
    /// Its number in the source.
    number: usize,
    blanks: LeadingBlanks,
    /// The words behind all blanks.
    pub words: &'s str,
    /// Whether it is an item of a sequence, though its mark stands before a number.
    is_sequence_item: bool,
    /// How it is made, if a neighbour can be made alike.
    shape: Option<AlignedShape>,
    /// How it follows the line above.
    pub follows: Break,
}

/// Neighbouring lines of one paragraph.
pub(super) struct ParagraphRun<'s> {
    pub input: &'s RuleInput<'s>,
    pub lines: Vec<RunLine<'s>>,
    spans: InlineSpans,
    is_verse: bool,
    /// The bytes of stretches that are no sentence: they are set like verse.
    loose: Vec<Range<usize>>,
}

impl<'s> ParagraphRun<'s> {
    /// Reads the lines of a paragraph, and decides how each follows the one above.
    pub fn from_lines(input: &'s RuleInput<'s>, numbers: Range<usize>, signature: &Range<usize>) -> Self {
        let mut lines: Vec<RunLine> = numbers.map(|number| RunLine::from_line(input, number)).collect();
        let first = lines.first().map_or(0, |line| line.line.content_start);
        let end = lines.last().map_or(first, |line| line.line.range.end);
        let spans = InlineSpans::in_source(input.source, first..end);

        for line in lines.iter_mut().filter(|line| spans.is_verbatim(line.line.content_start)) {
            line.keep_blanks(input);
        }

        // One blank at the beginning of a text may be meant.
        if let Some(first) = lines.first_mut()
            && !first.is_indented_paragraph()
            && !first.words.starts_with(is_chinese)
            && first.line.kind != LineKind::IndentedCode
        {
            first.keep_blanks(input);
        }

        let words: Vec<&str> = lines.iter().map(|line| line.words).collect();
        fn is_indented(line: &RunLine) -> bool {
            line.blanks.has_other_than_ascii
        }
        let is_verse = lines.len() > 1 && !lines.iter().skip(1).any(is_indented) && is_verse(&words);

        for (line, is_item) in lines.iter_mut().zip(find_sequence_items(&words)) {
            line.is_sequence_item = is_item;
        }

        let mut run = Self { input, lines, spans, is_verse, loose: Vec::new() };
        let speakers = run.repeated_labels();
        for n in 1..run.lines.len() {
            run.lines[n].follows = run.decide_break(n, signature, &speakers);
        }
        run.break_loose_lines();
        run
    }

    /// Returns the labels with which more than one of its lines begin, as the speakers of an interview do.
    fn repeated_labels(&self) -> HashSet<&'s str> {
        let mut labels = HashSet::new();
        self.lines.iter().filter_map(|line| label_of_line(line.words)).filter(|label| !labels.insert(*label)).collect()
    }

    /// Breaks the lines of stretches that are no sentence: of all of it, or between two paragraphs.
    fn break_loose_lines(&mut self) {
        if self.is_verse || self.lines.iter().any(|line| self.spans.is_verbatim(line.line.content_start)) {
            return;
        }

        let words: Vec<&str> = self.lines.iter().map(|line| line.words).filter(|words| !words.is_empty()).collect();
        let is_all_loose = are_loose_lines(&words);
        let mut start = 0;
        while start < self.lines.len() {
            let rest = &self.lines[start + 1..];
            let end = start + 1 + rest.iter().take_while(|line| line.follows != Break::Paragraph).count();
            let words: Vec<&str> = self.lines[start..end].iter().map(|line| line.words).collect();
            if is_all_loose || are_loose_lines(&words) {
                for line in self.lines[start + 1..end].iter_mut().filter(|line| line.follows == Break::Soft) {
                    line.follows = Break::Line;
                }
                if end > start + 1 {
                    self.loose.push(self.lines[start].line.range.start..self.lines[end - 1].line.range.end);
                }
            }
            start = end;
        }
    }

    /// The last of the paragraphs that it is divided into, line by line, without blanks at the beginnings of lines.
    pub fn last_paragraph(&self) -> impl ExactSizeIterator<Item = &'s str> {
        let start = self.lines.iter().rposition(|line| line.follows == Break::Paragraph).unwrap_or(0);
        self.lines[start..].iter().map(|line| line.words)
    }

    /// Returns whether the last of its paragraphs is indented as Chinese paragraphs are.
    pub fn is_last_indented(&self) -> bool {
        let start = self.lines.iter().rposition(|line| line.follows == Break::Paragraph).unwrap_or(0);
        self.lines.get(start).is_some_and(|line| line.is_indented_paragraph())
    }

    /// Returns whether its last line was taken for indented code.
    pub fn ends_in_indented_code(&self) -> bool {
        self.lines.last().is_some_and(|line| line.line.kind == LineKind::IndentedCode)
    }

    /// Returns the source in front of the words of its last line, which the line below needs too.
    pub fn last_line(&self) -> Option<&'s SourceLine> {
        self.lines.last().map(|line| line.line)
    }

    fn decide_break(&self, n: usize, signature: &Range<usize>, speakers: &HashSet<&str>) -> Break {
        let above = &self.lines[n - 1];
        let line = &self.lines[n];
        if self.spans.is_verbatim(line.line.content_start) || line.opens_verbatim() || ends_with_backslash(above.words)
        {
            return Break::Soft;
        }

        let is_signed = signature.contains(&line.number) || signature.contains(&above.number);
        let is_paragraph = is_signed
            || line.words.is_empty()
            || above.words.is_empty()
            || line.is_indented_paragraph()
            || line.is_indented_by_spaces(above)
            || begins_item(line.words, above.words)
            || line.is_sequence_item
            || is_item_heading(above.words)
            || is_bracketed_heading(above.words)
            || is_ornament(line.words)
            || is_ornament(above.words)
            || (is_bold_heading(above.words) && self.begins_paragraph(n - 1))
            || self.is_beside_section_number(n)
            || self.is_label(n)
            || (!self.is_verse && self.is_shaped_as_neighbour(n))
            || label_of_line(line.words).is_some_and(|label| speakers.contains(label));

        match is_paragraph {
            true if line.line.in_item && !line.line.is_lazy => Break::Line,
            true => Break::Paragraph,
            false if self.is_verse => Break::Line,
            false => Break::Soft,
        }
    }

    /// Returns whether the line above is the number of a section, or a line is one below a sentence.
    fn is_beside_section_number(&self, n: usize) -> bool {
        let above = self.lines[n - 1].words;
        let is_title = self.begins_paragraph(n - 1) && is_section_number(above);
        is_title || (LineEnd::of_line(above) == LineEnd::Sentence && is_section_number(self.lines[n].words))
    }

    /// Returns whether a line begins with a label and is one of several that do.
    fn is_label(&self, n: usize) -> bool {
        let is_label = |n: usize| self.lines.get(n).is_some_and(|line| is_label_line(line.words));
        is_label(n) && (is_label(n - 1) || is_label(n + 1))
    }

    /// Returns whether a paragraph begins with a line, as far as that is decided.
    fn begins_paragraph(&self, n: usize) -> bool {
        n == 0 || self.lines[n].follows == Break::Paragraph
    }

    /// Returns whether a line and one beside it are made alike, or such lines end above it.
    fn is_shaped_as_neighbour(&self, n: usize) -> bool {
        let shape = |n: usize| self.lines.get(n).and_then(|line| line.shape);
        let above = shape(n - 1);
        let ends_columns = above == Some(AlignedShape::Columns) && n >= 2 && shape(n - 2) == above;
        ends_columns || shape(n).is_some_and(|own| above == Some(own) || shape(n + 1) == Some(own))
    }

    /// Adds the edits that divide it.
    pub fn rewrite(&self, output: &mut RuleOutput) {
        for (n, line) in self.lines.iter().enumerate() {
            let above = n.checked_sub(1).and_then(|n| self.lines.get(n));
            match (line.follows, above) {
                (Break::Paragraph, Some(above)) => self.begin_paragraph(above, line, output),
                (Break::Line, Some(above)) => {
                    if !above.is_broken(self.input.source) {
                        output.edits.push(SourceEdit::insertion(above.line.range.end, "  "));
                    }
                    line.remove_blanks(output);
                }
                _ => line.remove_blanks(output),
            }
            if is_drawn_rule(line.words) {
                let start = line.line.content_start + line.blanks.length;
                output.edits.push(SourceEdit::replacement(start..start + line.words.len(), "***"));
            }
        }

        if let (true, Some(first), Some(last)) = (self.is_verse, self.lines.first(), self.lines.last()) {
            let range = first.line.range.start..last.line.range.end;
            output.classes.push(ClassedRange { range, class: ParagraphClass::Verse });
        }
        let loose = self.loose.iter().cloned();
        output.classes.extend(loose.map(|range| ClassedRange { range, class: ParagraphClass::Verse }));
        joined_lines::report_joined_lines(self, output);
    }

    fn begin_paragraph(&self, above: &RunLine, line: &RunLine, output: &mut RuleOutput) {
        let words_start = line.line.content_start + line.blanks.length;
        if line.words.is_empty() {
            // Now it is a blank line.
            output.edits.push(SourceEdit::deletion(line.line.container_end..line.line.range.end));
            return;
        }
        if above.words.is_empty() {
            return line.remove_blanks(output);
        }

        let prefix = &self.input.source[line.line.range.start..line.line.container_end];
        let mark = if self.spans.is_strong(line.line.content_start) { "**" } else { "" };
        if !mark.is_empty() {
            let end = above.line.content_start + above.blanks.length + above.words.len();
            output.edits.push(SourceEdit::insertion(end, mark));
        }
        let is_list_on = above.is_bullet() && line.is_bullet();
        let break_text = if is_list_on { prefix.to_owned() } else { format!("{}\n{prefix}{mark}", prefix.trim_end()) };
        output.edits.push(SourceEdit::replacement(line.line.range.start..words_start, break_text));
        line.escape_number(output);
    }
}

impl<'s> RunLine<'s> {
    fn from_line(input: &'s RuleInput<'s>, number: usize) -> Self {
        let line = &input.lines.lines[number];
        let content = input.lines.content(line);
        let blanks = if is_blank_text(content) {
            LeadingBlanks { length: content.len(), ..LeadingBlanks::of_text(content) }
        } else {
            LeadingBlanks::of_text(content)
        };
        // Blanks alone, written as references, hold a place by intent.
        let blanks =
            if blanks.length == content.len() && !is_blank_text(content) { LeadingBlanks::default() } else { blanks };
        let words = &content[blanks.length..];
        let shape = AlignedShape::of_line(words);
        Self { line, number, blanks, words, is_sequence_item: false, shape, follows: Break::Soft }
    }

    /// Keeps the blanks that it begins with: they are part of code.
    fn keep_blanks(&mut self, input: &'s RuleInput<'s>) {
        self.blanks = LeadingBlanks::default();
        self.words = input.lines.content(self.line);
    }

    /// Returns whether blanks that are none of CommonMark's indent it as a paragraph.
    fn is_indented_paragraph(&self) -> bool {
        let is_wide = self.blanks.has_wide || self.blanks.columns + self.line.indent > MIN_INDENT;
        self.blanks.has_other_than_ascii && is_wide
    }

    /// Returns whether code or HTML would begin here without the blanks.
    fn opens_verbatim(&self) -> bool {
        self.blanks.length > 0
            && (Fence::opened_by(self.words).is_some() || HtmlBlockEnd::of_block(self.words, false).is_some())
    }

    /// Returns whether spaces indent it as a paragraph: by two Han characters, or by less below a sentence. What stands below
    /// a label may be indented to the label's value.
    fn is_indented_by_spaces(&self, above: &RunLine) -> bool {
        let indent = self.line.indent;
        if indent < MIN_INDENT || self.line.in_item || self.line.kind == LineKind::Table {
            return false;
        }

        let begins_chinese = self.words.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(is_chinese);
        let hangs = indent > above.line.indent + MIN_INDENT && is_label_line(above.words);
        begins_chinese
            && match LineEnd::of_line(above.words) {
                LineEnd::Sentence => true,
                LineEnd::Clause => indent >= FULL_INDENT,
                LineEnd::Open => indent >= FULL_INDENT && !hangs,
            }
    }

    fn is_bullet(&self) -> bool {
        line_starts::list_mark(self.words).is_some_and(|mark| mark.length == 1)
    }

    /// Returns whether it ends with a line break of Markdown.
    pub fn is_broken(&self, source: &str) -> bool {
        source[self.line.range.clone()].ends_with("  ") || ends_with_backslash(self.words)
    }

    /// Removes the blanks that it begins with, and those that made code of it.
    fn remove_blanks(&self, output: &mut RuleOutput) {
        if self.opens_verbatim() {
            return;
        }

        let start =
            if self.line.kind == LineKind::IndentedCode { self.line.container_end } else { self.line.content_start };
        let end = self.line.content_start + self.blanks.length;
        if start < end {
            output.edits.push(SourceEdit::deletion(start..end));
            self.escape_number(output);
        }
    }

    /// Keeps a number with which it begins as it is written: it is a paragraph and no item of a list.
    fn escape_number(&self, output: &mut RuleOutput) {
        if let Some(mark) = line_starts::list_mark(self.words).filter(|mark| mark.length > 1) {
            let at = self.line.content_start + self.blanks.length + mark.length - 1;
            output.edits.push(SourceEdit::insertion(at, "\\"));
        }
    }
}

fn ends_with_backslash(text: &str) -> bool {
    text.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}
