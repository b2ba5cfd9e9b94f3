//! Comments of HTML before text: `<!-- 待核 -->正文`. For the parser the whole line would be HTML, and the text would be in no
//! paragraph. The comment, which nobody sees, goes.

use super::super::html_block::HtmlBlockEnd;
use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};

const COMMENT_OPENING: &str = "<!--";
const CLOSING: &str = "-->";

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, COMMENT_OPENING)
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let mut open: Option<HtmlBlockEnd> = None;
    for (n, line) in input.lines.lines.iter().enumerate() {
        if line.kind != LineKind::Html {
            open = None;
            continue;
        }

        let content = input.lines.content(line);
        let block = open.or_else(|| HtmlBlockEnd::of_block(content, false));
        if open.is_none() && content.starts_with(COMMENT_OPENING) {
            let above = n.checked_sub(1).and_then(|n| input.lines.lines.get(n));
            // Without an end there is no text behind any comment.
            let Some(closing) =
                memchr::memmem::find(&input.source.as_bytes()[line.content_start..], CLOSING.as_bytes())
            else {
                return;
            };
            delete_before_text(input, line, line.content_start + closing + CLOSING.len(), above, output);
        }
        open = block.filter(|block| !block.ends_in(content));
    }
}

/// Deletes a comment that begins a line and ends at a byte, and those behind it, if text follows.
fn delete_before_text(
    input: &RuleInput,
    line: &SourceLine,
    comment_end: usize,
    above: Option<&SourceLine>,
    output: &mut RuleOutput,
) {
    let Some(last_line) = input.lines.line_at(comment_end - 1) else { return };
    let words = behind_comments(&input.source[comment_end..last_line.range.end]);
    if words.is_empty() || HtmlBlockEnd::of_block(words, true).is_some() {
        return;
    }

    // The comment would have ended the paragraph above.
    let goes_on = above.is_some_and(|above| above.kind == LineKind::Text) && !line.begins_container;
    let prefix = &input.source[line.range.start..line.container_end];
    let instead = if goes_on { format!("\n{prefix}") } else { String::new() };
    let words_start = last_line.range.end - words.len();
    output.edits.push(SourceEdit::replacement(line.content_start..words_start, instead));
}

/// Returns the text behind the blanks and whole comments that it begins with.
fn behind_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(inside) = rest.strip_prefix(COMMENT_OPENING) {
        let Some((_, behind)) = inside.split_once(CLOSING) else { return rest };
        rest = behind.trim_start();
    }
    rest
}
