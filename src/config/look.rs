//! The `theme:` of `site.yaml`: which theme, and the few things of its look that a site may choose without touching
//! it.

use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::source::Span;
use crate::yaml::{MapReader, Node, line_text};

/// What a site chooses of a theme's look.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// 强调色
    pub accent: Option<Accent>,
    /// Whether headlines are set in sans-serif type (黑体).
    pub sans: bool,
    /// 标志: the path of a picture below `static/`, and where it is named.
    pub logo: Option<(String, Span)>,
}

/// A colour for links and kickers, one that can be read on light paper and one on dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    /// On light paper.
    pub day: [u8; 3],
    /// On dark paper.
    pub night: [u8; 3],
}

/// The papers of a theme are no darker, or no lighter, than these.
const PAPERS: ([u8; 3], [u8; 3]) = ([0xf0, 0xec, 0xe2], [0x2a, 0x28, 0x24]);

/// What type needs to be read, as WCAG 2 measures it.
const CONTRAST: f64 = 4.5;

impl Look {
    /// The look as a style sheet that follows the theme's own: empty where nothing is chosen.
    pub fn css(&self) -> String {
        let mut tokens = String::new();
        if let Some(accent) = self.accent {
            tokens.push_str(&format!("--accent-day:{};--accent-night:{};", hex(accent.day), hex(accent.night)));
        }
        if self.sans {
            tokens.push_str("--headline:var(--sans);");
        }
        if tokens.is_empty() { tokens } else { format!(":root{{{}}}\n", tokens.trim_end_matches(';')) }
    }
}

/// Reads `theme: name` or `theme: {name, accent, headlines, logo}`.
pub(super) fn read(node: Node, diagnostics: &mut Vec<Diagnostic>) -> (Option<(String, Place)>, Look) {
    if let Some(written) = line_text(&node, "theme", diagnostics) {
        return (name(written, node.span, diagnostics), Look::default());
    }
    let mut fields = MapReader::from_node(node, "theme", diagnostics);
    let written = fields.take_text("name", "名称");
    let accent = fields.take_text("accent", "强调色").and_then(|(written, span)| {
        let accent = colour(&written).map(readable);
        if accent.is_none() {
            let wanted = ("`\"#a8201a\"` 这样的颜色，要加引号", "a colour such as `\"#a8201a\"`, in quotes");
            fields.diagnostics().push(catalog::wrong_type(span, "accent", wanted.0, wanted.1));
        }
        accent
    });
    let headlines = [("serif", false), ("sans", true), ("宋体", false), ("黑体", true)];
    let sans = fields.take_text("headlines", "标题字体").and_then(|(word, span)| {
        let chosen = headlines.iter().find(|(option, _)| *option == word).map(|(_, sans)| *sans);
        if chosen.is_none() {
            let words = "`serif`（`宋体`）, `sans`（`黑体`）";
            fields.diagnostics().push(catalog::unknown_choice(span, "headlines", &word, words));
        }
        chosen
    });
    let logo = fields.take_text("logo", "标志").map(|(path, span)| (path.trim_start_matches('/').to_owned(), span));
    fields.report_unknown();
    let name = written.and_then(|(written, span)| name(written, span, diagnostics));
    (name, Look { accent, sans: sans.unwrap_or(false), logo })
}

/// The name of a theme's directory.
fn name(name: String, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<(String, Place)> {
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':']) {
        diagnostics.push(catalog::no_theme(span.into(), &name));
        return None;
    }
    Some((name, span.into()))
}

/// `#a8201a` or `#a21`
fn colour(written: &str) -> Option<[u8; 3]> {
    let digits = written.trim().strip_prefix('#')?;
    let digits: String = match digits.len() {
        3 => digits.chars().flat_map(|c| [c, c]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
    plain.then_some(())?;
    Some([part(0)?, part(2)?, part(4)?])
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The colour as it is where it can be read, and as little darker or lighter as it must be where it cannot.
fn readable(colour: [u8; 3]) -> Accent {
    let towards = |end: u8, paper: [u8; 3]| {
        let step = |n: u32| colour.map(|c| mixed(c, end, n));
        (0..=100).map(step).find(|mixed| contrast(*mixed, paper) >= CONTRAST).unwrap_or([end; 3])
    };
    Accent { day: towards(0, PAPERS.0), night: towards(255, PAPERS.1) }
}

/// `percent` of the way from one part of a colour to another.
fn mixed(from: u8, to: u8, percent: u32) -> u8 {
    let sum = u32::from(from) * (100 - percent) + u32::from(to) * percent;
    // No more than 255 * 100 / 100.
    u8::try_from(sum / 100).unwrap_or(u8::MAX)
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let [r, g, b] = colour.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_can_be_read_stays_and_any_other_becomes_readable() {
        let red = readable([0xa8, 0x20, 0x1a]);
        assert_eq!(red.day, [0xa8, 0x20, 0x1a]);
        assert_ne!(red.night, red.day);
        for written in ["#ff0", "#000", "#ffffff", "#1a5fa8", "#777777"] {
            let accent = readable(colour(written).unwrap());
            assert!(contrast(accent.day, PAPERS.0) >= CONTRAST, "{written}: {accent:?}");
            assert!(contrast(accent.night, PAPERS.1) >= CONTRAST, "{written}: {accent:?}");
        }
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn only_hexadecimal_colours_are_read() {
        assert_eq!(colour("#a21"), Some([0xaa, 0x22, 0x11]));
        for wrong in ["red", "a8201a", "#a820", "#a8201", "#gg0000", "#+1+1+1", "#中"] {
            assert_eq!(colour(wrong), None, "{wrong}");
        }
    }
}
