//! Tags of templates, which other generators run and this one does not: `{% asset_img a.png 说明 %}`, `{{< figure … >}}`,
//! `{{ page.title }}`. They are reported with what to write instead.

use std::ops::Range;

use super::super::{RuleInput, RuleOutput};
use super::protected::{Protected, paragraphs};
use crate::diagnostic::catalog::markup_advice;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Message, add, catalog};

/// The longest tag, in bytes.
const MAX_TEMPLATE_TAG_LENGTH: usize = 1000;

/// How tags begin and end. The longer ones come first.
const TEMPLATE_BRACKETS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")];

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, "{%") || super::holds(source, "{{")
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let code = Protected::code(&input.lines);
    for paragraph in paragraphs(&input.lines) {
        let text = &input.source[paragraph.clone()];
        let mut done = 0;
        for (at, _) in text.match_indices('{') {
            if at < done
                || code.covers(paragraph.start + at)
                || text[..at].ends_with(|c: char| c == '\\' || c.is_ascii_alphanumeric())
            {
                continue;
            }
            let Some(tag) = TemplateTag::parse(&text[at..]) else { continue };
            done = at + tag.length;
            report_tag(input, paragraph.start + at..paragraph.start + done, &tag, output);
        }
    }
}

/// A tag of a template.
#[derive(Debug)]
struct TemplateTag<'t> {
    name: &'t str,
    rest: &'t str,
    length: usize,
}

impl<'t> TemplateTag<'t> {
    /// Parses a tag at the beginning of a text: a name that programs know, in one line.
    fn parse(text: &'t str) -> Option<Self> {
        let (open, close) = TEMPLATE_BRACKETS.into_iter().find(|(open, _)| text.starts_with(open))?;
        let limited = &text[..text.floor_char_boundary(MAX_TEMPLATE_TAG_LENGTH.min(text.len()))];
        let inside = &limited[open.len()..open.len() + limited[open.len()..].find(close)?];
        let words = inside.trim_matches(['-', ' ', '\t', '/', '{', '}']);
        let end =
            words.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(words.len());
        let (name, rest) = words.split_at(end);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.');
        let length = open.len() + inside.len() + close.len();
        (is_name && !inside.contains('\n')).then_some(Self { name, rest: rest.trim(), length })
    }

    /// The value of a named argument: `src="a.png"`.
    fn argument(&self, name: &str) -> Option<&'t str> {
        let (_, value) = self.rest.split_once(&format!("{name}="))?;
        match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next(),
            _ => value.split_whitespace().next(),
        }
    }

    /// The arguments that have no name.
    fn words(&self) -> Vec<&'t str> {
        let words = self.rest.split_whitespace().map(|word| word.trim_matches(['"', '\'', ',']));
        words.filter(|word| !word.is_empty()).collect()
    }

    /// Returns what Markdown has in its place, where that is certain.
    fn to_markdown(&self) -> Option<String> {
        let words = self.words();
        match self.name {
            "asset_img" | "img" | "image" | "fancybox" => {
                let at = words.iter().position(|word| is_picture(word))?;
                let alt: Vec<&str> = words[at + 1..].iter().filter(|word| !is_size(word)).copied().collect();
                Some(picture(words[at], &alt.join(" "), ""))
            }
            "figure" | "imgproc" | "imageproc" => {
                let source = self.argument("src").or_else(|| words.first().copied().filter(|word| is_picture(word)))?;
                let caption = self.argument("caption").or(self.argument("title")).unwrap_or_default();
                Some(picture(source, self.argument("alt").unwrap_or(caption), caption))
            }
            "asset_link" | "post_link" => {
                let (file, title) = words.split_first()?;
                let title = if title.is_empty() { (*file).to_owned() } else { title.join(" ") };
                let is_story = self.name == "post_link";
                let end = if is_story && !file.ends_with(".md") { ".md" } else { "" };
                Some(format!("[{title}]({file}{end})"))
            }
            "ref" | "relref" | "post_url" => {
                let file = words.first()?;
                Some(if file.ends_with(".md") { (*file).to_owned() } else { format!("{file}.md") })
            }
            "raw" | "endraw" | "TOC" | "toc" | "more" => Some(String::new()),
            "note" | "callout" | "notice" | "admonition" | "alert" => None,
            _ => None,
        }
    }

    /// Returns what to write instead, in words.
    fn advice(&self) -> Message {
        match self.name.trim_start_matches("end") {
            "asset_img" | "img" | "image" | "figure" | "fancybox" | "gallery" | "imgproc" => {
                markup_advice::write_a_picture()
            }
            "post_link" | "asset_link" | "ref" | "relref" | "link" | "post_url" | "linkcard" => {
                markup_advice::write_a_link()
            }
            "youtube" | "vimeo" | "bilibili" | "video" | "iframe" | "aplayer" | "dplayer" | "music" | "audio"
            | "pdf" => markup_advice::write_a_link_to_the_page(),
            "highlight" | "codeblock" | "code" | "gist" => markup_advice::write_a_fence(),
            "note" | "notice" | "callout" | "admonition" | "alert" | "hint" | "tip" | "message" => {
                markup_advice::write_a_callout()
            }
            "quote" | "blockquote" | "cq" | "centerquote" | "pullquote" => markup_advice::write_a_quote(),
            _ => markup_advice::write_the_words(),
        }
    }
}

fn report_tag(input: &RuleInput, range: Range<usize>, tag: &TemplateTag, output: &mut RuleOutput) {
    let span = input.span(&range);
    let written = &input.source[range];
    let instead = tag.to_markdown();
    let advice = markup_advice::write_instead_or(instead.as_deref(), &tag.advice());
    let mut diagnostic = catalog::template_tag(span, written, &advice);
    diagnostic.fixes.extend(instead.map(|instead| Fix::to_confirm(span, instead).of_text(written)));
    add(&mut output.diagnostics, diagnostic);
}

fn picture(source: &str, alt: &str, caption: &str) -> String {
    let address = if source.contains([' ', '(', ')']) { format!("<{source}>") } else { source.to_owned() };
    let title = if caption.is_empty() || caption.contains('"') { String::new() } else { format!(" \"{caption}\"") };
    format!("![{alt}]({address}{title})")
}

fn is_picture(word: &str) -> bool {
    let word = word.to_lowercase();
    [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp"].iter().any(|end| word.ends_with(end))
}

fn is_size(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'%' | b'x'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_with_a_counterpart_become_markdown() {
        for (text, instead) in [
            ("{% asset_img a.png 说明 %}", Some("![说明](a.png)")),
            ("{% asset_img left a.png 300 200 \"说明 文字\" %}", Some("![说明 文字](a.png)")),
            ("{{< figure src=\"a.png\" >}}", Some("![](a.png)")),
            ("{{< figure src=\"a b.png\" title=\"题\" alt=\"图\" >}}", Some("![图](<a b.png> \"题\")")),
            ("{% post_link 2020-09-15-a 标题 %}", Some("[标题](2020-09-15-a.md)")),
            ("{{< ref \"b.md\" >}}", Some("b.md")),
            ("{% raw %}", Some("")),
            ("{{ page.title }}", None),
            ("{{% notice tip %}}", None),
            ("{% youtube xyz %}", None),
        ] {
            assert_eq!(TemplateTag::parse(text).unwrap().to_markdown().as_deref(), instead, "{text}");
        }
        for text in ["{}", "{{}}", "{{甲}}", "{ % a % }", "{{a", "{{1}}"] {
            assert!(TemplateTag::parse(text).is_none(), "{text}");
        }
    }
}
