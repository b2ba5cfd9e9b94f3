//! Containers of VuePress, Docusaurus and MkDocs: `:::tip 标题` to `:::`, `!!! note "标题"` above indented lines. They become
//! call-outs, whose mark is that of GitHub.

use std::ops::Range;

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};
use crate::diagnostic::{add, catalog};
use crate::parse::markdown::callout;

/// The most containers in one another. More colons and quotes would only be hostile.
const MAX_NESTING: usize = 8;

/// The most bytes before a container: the blanks of an item in an item, or the marks of quotes.
const MAX_PREFIX_LENGTH: usize = 8;

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, ":::")
        || super::holds(source, "!!! ")
        || super::holds(source, "??? ")
        || super::holds(source, "：：：")
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    rewrite_colon_containers(input, output);
    rewrite_indented_containers(input, output);
}

/// A container that is open.
struct FencedContainer {
    colons: usize,
    /// The line that opens it.
    line: usize,
    /// The number of quotes that it stands in.
    quotes: usize,
    /// Whether its kind is one of a call-out.
    is_known: bool,
}

/// A line of colons.
struct ColonLine<'t> {
    colons: usize,
    /// The marks of the quotes and the blanks of the item that the container stands in, as lines below begin with them.
    prefix: String,
    /// Whether a quote or an item begins in the line, so that nothing stands above it there.
    begins_container: bool,
    /// Where the colons begin in the source.
    start: usize,
    info: &'t str,
}

impl<'t> ColonLine<'t> {
    fn parse(input: &RuleInput<'t>, line: &SourceLine) -> Option<Self> {
        let is_code = matches!(line.kind, LineKind::Fence | LineKind::Code | LineKind::IndentedCode);
        let written = &input.source[line.range.start..line.content_start];
        // The mark of an item is blank in the lines below it.
        let prefix: String = written.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect();
        let is_plain = written.bytes().all(|byte| matches!(byte, b' ' | b'>'));
        if is_code || written.len() > MAX_PREFIX_LENGTH || !(is_plain || line.begins_container && written.is_ascii()) {
            return None;
        }

        let content = input.lines.content(line);
        let rest = content.trim_start_matches([':', '：']);
        let marks = &content[..content.len() - rest.len()];
        let colons = marks.chars().count();
        let info = rest.trim();
        // For the parser an item, a table or HTML goes on up to a blank line.
        let goes_on = !matches!(line.kind, LineKind::Text) || line.in_item || line.is_lazy;
        let is_mark = info.is_empty() || !goes_on || is_known_kind(split_info(info).0);
        let begins_container = line.begins_container;
        (colons >= 3 && is_mark).then_some(Self { colons, prefix, begins_container, start: line.content_start, info })
    }
}

/// Returns the number of quotes whose marks a line begins with.
fn count_quotes(input: &RuleInput, line: &SourceLine) -> usize {
    input.source[line.range.start..line.content_start].bytes().filter(|byte| *byte == b'>').count()
}

/// Returns the length of the part of a line that repeats a prefix of quotes and blanks, or as much of it as there is.
fn prefix_length(text: &str, prefix: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    for mark in prefix.bytes() {
        let blanks = bytes[at..].iter().take_while(|byte| **byte == b' ').count();
        match mark {
            b'>' if bytes.get(at + blanks) == Some(&b'>') => at += blanks + 1,
            b' ' if blanks > 0 => at += 1,
            _ => {}
        }
    }
    at
}

/// A container with the line that ends it.
struct ClosedContainer {
    container: FencedContainer,
    end: usize,
}

/// Makes quotes of the containers that begin and end with colons.
fn rewrite_colon_containers(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    let found = find_containers(input, output);
    let mut depths = vec![0_usize; lines.len()];
    let mut is_mark = vec![false; lines.len()];
    let mut prefixes = vec![0_usize; lines.len()];
    for (n, closed) in found.iter().enumerate().filter(|(_, closed)| closed.container.is_known) {
        let inside = closed.container.line + 1..closed.end;
        depths[inside.clone()].iter_mut().for_each(|depth| *depth += 1);
        prefixes[inside].fill(n);
    }

    for closed in &found {
        is_mark[closed.container.line] = true;
        is_mark[closed.end] = true;
        if closed.container.is_known {
            rewrite_container(input, closed, &depths, output);
        } else {
            drop_container(input, closed, &depths, output);
        }
    }
    for (n, line) in lines.iter().enumerate().filter(|(n, _)| depths[*n] > 0 && !is_mark[*n]) {
        let opening = &lines[found[prefixes[n]].container.line];
        let Some(colon_line) = ColonLine::parse(input, opening) else { continue };
        let start = line.range.start + prefix_length(input.lines.text(line), &colon_line.prefix);
        let quotes = "> ".repeat(depths[n]);
        // A lazy line has none of the marks.
        let marks = if line.is_lazy { format!("{}{quotes}", colon_line.prefix) } else { quotes };
        output.edits.push(SourceEdit::insertion(start, marks));
    }
}

/// Finds the containers that begin and end with colons, and reports those that do not end.
fn find_containers(input: &RuleInput, output: &mut RuleOutput) -> Vec<ClosedContainer> {
    let lines = &input.lines.lines;
    let mut open: Vec<FencedContainer> = Vec::new();
    let mut found: Vec<ClosedContainer> = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let quotes = count_quotes(input, line);
        // With a quote the containers in it end.
        while let Some(inner) = open.pop_if(|container| container.quotes > quotes && !line.is_lazy) {
            report_open(input, &lines[inner.line], output);
        }
        let Some(colon_line) = ColonLine::parse(input, line) else {
            // One that stands where none can be read.
            if line.kind == LineKind::Text && input.lines.content(line).starts_with(":::") {
                report_misplaced(input, line, ":::", output);
            }
            continue;
        };
        if let Some((info, words)) = split_whole(colon_line.info) {
            rewrite_whole(line, &colon_line, info, words, output);
            continue;
        }
        if !colon_line.info.is_empty() {
            if opens_container(colon_line.info) && open.len() < MAX_NESTING {
                let is_known = is_known_kind(split_info(colon_line.info).0);
                open.push(FencedContainer { colons: colon_line.colons, line: n, quotes, is_known });
            }
            continue;
        }

        // The inner of two has fewer colons, or as many.
        let at = open.iter().rposition(|container| container.colons == colon_line.colons).or(open.len().checked_sub(1));
        let Some(at) = at else {
            report_open(input, line, output);
            continue;
        };
        let mut closed = open.split_off(at).into_iter();
        found.extend(closed.next().map(|container| ClosedContainer { container, end: n }));
        closed.for_each(|inner| report_open(input, &lines[inner.line], output));
    }
    open.iter().for_each(|container| report_open(input, &lines[container.line], output));
    found
}

/// Splits the words behind colons if the container ends in the same line: `tip 正文 :::`.
fn split_whole(info: &str) -> Option<(&str, &str)> {
    let inside = info.strip_suffix(":::")?.trim_end_matches(':').trim();
    let (name, words) = inside.split_once(char::is_whitespace)?;
    is_known_kind(name).then_some((name, words.trim()))
}

/// Makes a quote of a container in one line.
fn rewrite_whole(line: &SourceLine, colon_line: &ColonLine, name: &str, words: &str, output: &mut RuleOutput) {
    let prefix = &colon_line.prefix;
    let above = if colon_line.begins_container { String::new() } else { format!("\n{prefix}") };
    let instead = format!("{above}> [!{name}]\n{prefix}> {words}\n{}", prefix.trim_end());
    output.edits.push(SourceEdit::replacement(colon_line.start..line.range.end, instead));
}

/// Returns whether the words behind colons name a container: a kind, in the forms of Docusaurus and pandoc too.
fn opens_container(info: &str) -> bool {
    let (name, _) = split_info(info);
    !name.is_empty() && name.len() <= 60 && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

fn is_known_kind(name: &str) -> bool {
    callout::find_kind(name).is_some() || callout::is_details(name)
}

/// Leaves what a container of an unknown kind holds, without its marks. Its title is a paragraph.
fn drop_container(input: &RuleInput, closed: &ClosedContainer, depths: &[usize], output: &mut RuleOutput) {
    let line = &input.lines.lines[closed.container.line];
    let Some(colon_line) = ColonLine::parse(input, line) else { return };
    let (name, title) = split_info(colon_line.info);

    add(&mut output.diagnostics, catalog::unknown_container(input.span(&(colon_line.start..line.range.end)), name));
    let prefix = &colon_line.prefix;
    for (line, words) in [(line, title), (&input.lines.lines[closed.end], "")] {
        let quotes = "> ".repeat(depths[closed.container.line]);
        let blank = quotes.trim_end();
        let instead = match words {
            "" => blank.to_owned(),
            _ => format!("{blank}\n{prefix}{quotes}{words}\n{prefix}{blank}"),
        };
        output.edits.push(SourceEdit::replacement(line.content_start..line.range.end, instead));
    }
}

/// Reports a container that no rule can read where it stands.
fn report_misplaced(input: &RuleInput, line: &SourceLine, mark: &str, output: &mut RuleOutput) {
    let span = input.span(&(line.content_start..line.content_start + mark.len()));
    add(&mut output.diagnostics, catalog::container_misplaced(span, mark));
}

fn report_open(input: &RuleInput, line: &SourceLine, output: &mut RuleOutput) {
    let content = input.lines.content(line);
    let mark = &content[..content.len() - content.trim_start_matches([':', '：']).len()];
    let span = input.span(&(line.content_start..line.content_start + mark.len()));
    add(&mut output.diagnostics, catalog::mark_without_end(span, mark, mark));
}

/// Writes the first and the last line of a container as a quote.
fn rewrite_container(input: &RuleInput, closed: &ClosedContainer, depths: &[usize], output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    let line = &lines[closed.container.line];
    let Some(colon_line) = ColonLine::parse(input, line) else { return };
    let (name, title) = split_info(colon_line.info);

    let prefix = &colon_line.prefix;
    let quotes = "> ".repeat(depths[closed.container.line]);
    // Without a blank line the quote would belong to the paragraph, or to the quote, above it.
    let above = if colon_line.begins_container { String::new() } else { format!("{quotes}\n{prefix}") };
    let instead = format!("{above}{quotes}> [!{name}]{sign} {title}", sign = folding_sign(name));
    output.edits.push(SourceEdit::replacement(colon_line.start..line.range.end, instead.trim_end().to_owned()));

    let last = &lines[closed.end];
    let after = if depths[closed.end] > 0 { quotes.trim_end().to_owned() } else { String::new() };
    let next_is_text = lines.get(closed.end + 1).is_some_and(|next| next.kind != LineKind::Blank);
    let blank = if next_is_text { format!("\n{prefix}{after}") } else { String::new() };
    let marks = if last.is_lazy { prefix.as_str() } else { "" };
    output.edits.push(SourceEdit::replacement(last.content_start..last.range.end, format!("{marks}{after}{blank}")));
}

/// Returns the sign by which a block is folded when a page opens.
fn folding_sign(name: &str) -> &'static str {
    if callout::is_details(name) { "-" } else { "" }
}

/// Splits what stands behind the colons into the kind and the title: `tip 标题`, `tip[标题]`, `{.tip title="标题"}`,
/// `tip{title="标题"}`.
fn split_info(info: &str) -> (&str, &str) {
    if let Some(attributes) = info.strip_prefix('{') {
        let name = attributes.split(['.', ' ', '}']).find(|part| !part.is_empty()).unwrap_or_default();
        return (name, quoted_title(attributes));
    }

    let end = info.find(|c: char| c.is_whitespace() || matches!(c, '[' | '{')).unwrap_or(info.len());
    let (name, rest) = info.split_at(end);
    let rest = rest.trim();
    let title = match rest.chars().next() {
        Some('[') => rest.trim_start_matches('[').split(']').next().unwrap_or_default(),
        Some('{') => quoted_title(rest),
        _ => rest.trim_end_matches(':').trim_end(),
    };
    (name, title)
}

/// Returns the title among attributes.
fn quoted_title(attributes: &str) -> &str {
    let title = attributes.split_once("title=\"").map(|(_, rest)| rest);
    title.and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

/// Makes quotes of the blocks of MkDocs: `!!! note "标题"`, folded with `???`.
fn rewrite_indented_containers(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    for (n, line) in lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Text) {
        let content = input.lines.content(line);
        let Some((sign, info)) = split_admonition(content) else { continue };
        let (name, title) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
        if !is_known_kind(name) {
            continue;
        }
        if line.depth > 0 {
            report_misplaced(input, line, &content[..3], output);
            continue;
        }
        let Some(body) = indented_lines(lines, n) else { continue };

        let title = title.trim().trim_matches('"');
        let instead = format!("\n> [!{name}]{sign} {title}");
        output.edits.push(SourceEdit::replacement(line.range.clone(), instead.trim_end().to_owned()));
        for line in &lines[body] {
            let indent = line.range.start..line.content_start.min(line.range.start + 4);
            output.edits.push(SourceEdit::replacement(indent, "> "));
        }
    }
}

/// Returns the sign for folding and the rest of a line that opens a block of MkDocs.
fn split_admonition(content: &str) -> Option<(&'static str, &str)> {
    [("!!! ", ""), ("???+ ", "+"), ("??? ", "-")]
        .into_iter()
        .find_map(|(mark, sign)| Some((sign, content.strip_prefix(mark)?.trim())))
}

/// Returns the lines below a line that are indented by four columns, with the blank ones between them.
fn indented_lines(lines: &[SourceLine], above: usize) -> Option<Range<usize>> {
    fn is_inside(line: &SourceLine) -> bool {
        line.kind == LineKind::Blank || line.indent >= 4
    }
    let count = lines[above + 1..].iter().take_while(|line| is_inside(line)).count();
    let last = lines[above + 1..above + 1 + count].iter().rposition(|line| line.kind != LineKind::Blank)?;
    Some(above + 1..above + 2 + last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_titles_are_told_apart() {
        for (info, name, title) in [
            ("tip", "tip", ""),
            ("tip 标题", "tip", "标题"),
            ("note[标题]", "note", "标题"),
            ("tip{title=\"标题\"}", "tip", "标题"),
            ("{.warning title=\"标题\"}", "warning", "标题"),
            ("{.note}", "note", ""),
            ("details 点击 展开", "details", "点击 展开"),
            ("警告", "警告", ""),
        ] {
            assert_eq!(split_info(info), (name, title), "{info}");
        }
    }
}
