//! Commands and formulas of LaTeX: `\textbf{粗}`, `\section{题}`, `$x^2$`.

use super::{ForeignMark, find_marks, limited};
use crate::diagnostic::Message;
use crate::diagnostic::catalog::markup_advice;
use crate::search::fold::is_han;

const LANGUAGE: &str = "LaTeX";

/// The commands with a text in braces that are looked for. `\` before other letters may be part of a path.
#[rustfmt::skip]
const COMMANDS: [&str; 27] = [
    "textbf", "textit", "emph", "underline", "texttt", "section", "subsection", "subsubsection", "chapter", "paragraph",
    "cite", "ref", "label", "footnote", "url", "href", "title", "author", "date", "begin", "end", "includegraphics",
    "caption", "frac", "sqrt", "mathrm", "text",
];

/// The longest formula, in bytes.
const MAX_FORMULA_LENGTH: usize = 300;

/// Finds commands and formulas in a paragraph.
pub(super) fn find_latex(text: &str) -> Vec<ForeignMark> {
    find_marks(text, [b'\\', b'$'], |start| {
        if text[start..].starts_with('$') { formula_at(text, start) } else { command_at(text, start) }
    })
}

/// Returns the command that begins at a byte, with its text.
fn command_at(text: &str, start: usize) -> Option<ForeignMark> {
    // Part of a path, or escaped.
    if text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '\\' | ':')) {
        return None;
    }
    let rest = limited(text, start).strip_prefix('\\')?;
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = COMMANDS.into_iter().find(|name| *name == &rest[..length])?;
    let star = usize::from(rest[length..].starts_with('*'));
    let behind = &rest[length + star..];
    let options = if behind.starts_with('[') { behind.find(']')? + 1 } else { 0 };
    let words = behind[options..].strip_prefix('{')?;
    let words = &words[..words.find('}')?];
    let end = start + 1 + length + star + options + words.len() + 2;

    let line = text[..start].rsplit('\n').next().unwrap_or_default();
    let is_plain = !words.contains(['{', '\n', '\\']) && !words.is_empty() && words.trim() == words;
    let is_certain = is_plain && !text[end..].starts_with('{');
    Some(ForeignMark {
        language: LANGUAGE,
        range: start..end,
        name_length: 1 + length + star,
        instead: markdown_of(name, words, line.trim().is_empty()).filter(|_| is_certain),
        advice: advice_for(name),
    })
}

/// Returns what Markdown has in the place of a command.
fn markdown_of(name: &str, words: &str, begins_line: bool) -> Option<String> {
    match name {
        "textbf" => Some(format!("**{words}**")),
        "textit" | "emph" => Some(format!("*{words}*")),
        "underline" | "text" | "mathrm" => Some(words.to_owned()),
        "section" | "chapter" if begins_line => Some(format!("## {words}")),
        "subsection" if begins_line => Some(format!("### {words}")),
        "subsubsection" if begins_line => Some(format!("#### {words}")),
        "includegraphics" => Some(format!("![]({words})")),
        "url" => Some(format!("<{words}>")),
        _ => None,
    }
}

fn advice_for(name: &str) -> Message {
    match name {
        "footnote" | "cite" => markup_advice::write_a_note(),
        "includegraphics" => markup_advice::write_a_picture(),
        "href" | "url" | "ref" => markup_advice::write_a_link(),
        "frac" | "sqrt" => markup_advice::write_a_formula(),
        "begin" | "end" => markup_advice::write_a_list(),
        _ => markup_advice::write_the_words(),
    }
}

/// Returns the formula that begins at a byte. `$100` and `$5—$8` are sums of money.
fn formula_at(text: &str, start: usize) -> Option<ForeignMark> {
    let sign = if text[start..].starts_with("$$") { "$$" } else { "$" };
    let limit = text.floor_char_boundary((start + MAX_FORMULA_LENGTH).min(text.len()));
    let inside = text[..limit].get(start + sign.len()..)?;
    let words = &inside[..inside.find(sign)?];
    let is_close = sign.len() == 2 || words.trim() == words;
    let has_letters = words.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_formula = words.contains(['\\', '^']) || (words.contains(['=', '_']) && has_letters);
    let is_prose = words.chars().any(is_han) && !words.contains("\\text");
    if !is_close || !is_formula || is_prose || text[..start].ends_with(['\\', '$']) {
        return None;
    }

    let length = words.len() + 2 * sign.len();
    let advice = markup_advice::write_a_formula();
    Some(ForeignMark { language: LANGUAGE, range: start..start + length, name_length: length, instead: None, advice })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Vec<&str> {
        find_latex(text).iter().map(|mark| &text[mark.range.clone()]).collect()
    }

    #[test]
    fn latex_is_told_from_paths_and_money() {
        for (text, expected) in [
            (r"甲\textbf{粗}乙", &[r"\textbf{粗}"][..]),
            (r"\section*{题}", &[r"\section*{题}"]),
            (r"\includegraphics[width=5cm]{a.png}", &[r"\includegraphics[width=5cm]{a.png}"]),
            (r"面积$x^2$和$$E=mc^2$$", &["$x^2$", "$$E=mc^2$$"]),
            (r"$\frac{a}{b}$", &[r"$\frac{a}{b}$"]),
        ] {
            assert_eq!(written(text), expected, "{text}");
        }
        for text in [r"C:\Users\text{a}", "$100和$200", "$5—$8", "价格$x", r"\*甲\*", r"a\_b", "$5_000和$6", "$"]
        {
            assert!(written(text).is_empty(), "{text}");
        }
    }
}
