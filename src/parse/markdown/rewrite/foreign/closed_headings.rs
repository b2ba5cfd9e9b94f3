//! Headings with `#` on both sides and no blank between: `##标题##`, `## 标题##`.

use super::super::{LineKind, RuleInput, RuleOutput};
use crate::diagnostic::catalog;
use crate::diagnostic::fix::Fix;

pub(super) fn may_apply(source: &str) -> bool {
    ["#\n", "#\r", "# \n"].iter().any(|mark| super::holds(source, mark)) || source.trim_end().ends_with('#')
}

/// Reports them: the marks are printed, or those at the end are.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    for line in input.lines.lines.iter().filter(|line| matches!(line.kind, LineKind::Text | LineKind::Heading)) {
        let content = input.lines.content(line).trim_end();
        let Some(instead) = open_heading(content) else { continue };

        let span = input.span(&(line.content_start..line.content_start + content.len()));
        let fix = Fix::to_confirm(span, instead.clone()).of_text(content);
        output.diagnostics.push(catalog::closed_heading(span, content, &instead, fix));
    }
}

/// Returns a heading as Markdown has it, if its marks on both sides are as many, and some would be printed. One on each side
/// makes a topic.
fn open_heading(content: &str) -> Option<String> {
    let behind = content.trim_start_matches('#');
    let words = behind.trim_end_matches('#');
    let level = content.len() - behind.len();
    let closing = behind.len() - words.len();

    let is_markdown = behind.starts_with([' ', '\t']) && words.ends_with([' ', '\t']);
    let is_heading = (2..=6).contains(&level)
        && closing == level
        && !words.contains('#')
        && words.trim_start().starts_with(|c: char| c.is_alphanumeric() || "《“「（【".contains(c));
    (is_heading && !is_markdown).then(|| format!("{} {}", &content[..level], words.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_headings_are_told_from_topics() {
        for (content, instead) in [
            ("##标题##", Some("## 标题")),
            ("## 标题##", Some("## 标题")),
            ("##标题 ##", Some("## 标题")),
            ("###“标题”###", Some("### “标题”")),
            ("## 标题 ##", None),
            ("#话题#", None),
            ("##标题#", None),
            ("##标题", None),
            ("##一##二##", None),
            ("####", None),
            ("## 学习C#", None),
        ] {
            assert_eq!(open_heading(content).as_deref(), instead, "{content}");
        }
    }
}
