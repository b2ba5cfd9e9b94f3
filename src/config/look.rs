//! The `theme:` of `site.yaml`: which theme, and the few things of its look that a site may choose without touching
//! it.

use super::ThemeChoice;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::Span;
use crate::yaml::{MapReader, Node, line_text};

/// Choices of a site within a theme's look.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// 强调色
    pub accent: Option<Accent>,
    /// Whether headlines are set in sans-serif type (黑体).
    pub sans: bool,
    /// 标志: the path of a picture below `static/`, and where it is named.
    pub logo: Option<(String, Span)>,
    /// The house's font for headlines: the path of a file in `fonts/`, and where it is named.
    pub headline_font: Option<(String, Span)>,
}

/// A colour for links and kickers, one that can be read on light paper and one on dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    /// On light paper.
    pub day: [u8; 3],
    /// On dark paper.
    pub night: [u8; 3],
}

/// The light papers of a theme are no darker than this.
const LIGHT_PAPER: [u8; 3] = [0xf0, 0xec, 0xe2];

/// The dark papers of a theme are no lighter than this.
const DARK_PAPER: [u8; 3] = [0x2a, 0x28, 0x24];

/// The directory of the house's fonts, which are not published as they are.
const FONTS: &str = "fonts/";

/// The least contrast between type and paper: level AA of WCAG 2.
const MIN_CONTRAST: f64 = 4.5;

impl Look {
    /// The look as a style sheet that follows the theme's own: empty where nothing is chosen.
    pub fn to_css(&self) -> String {
        let mut tokens = String::new();
        if let Some(accent) = self.accent {
            let day = hex_colour(accent.day);
            let night = hex_colour(accent.night);
            tokens.push_str(&format!("--accent-day:{day};--accent-night:{night};"));
        }
        if self.sans {
            tokens.push_str("--headline:var(--sans);");
        }

        if tokens.is_empty() { tokens } else { format!(":root{{{}}}\n", tokens.trim_end_matches(';')) }
    }
}

/// Parses `theme: name` or `theme: {name, accent, headlines, logo, headline_font}`.
pub(super) fn parse_look(node: Node, diagnostics: &mut Vec<Diagnostic>) -> (Option<ThemeChoice>, Look) {
    if let Some(written) = line_text(&node, "theme", diagnostics) {
        return (check_name(written, node.span, diagnostics), Look::default());
    }

    let mut fields = MapReader::from_node(node, "theme", diagnostics);
    let name = fields.take_text("name", "名称");
    let accent = take_accent(&mut fields);
    let sans = take_headlines(&mut fields).unwrap_or(false);
    let logo = fields.take_text("logo", "标志").map(|(path, span)| (path.trim_start_matches('/').to_owned(), span));
    let headline_font = fields.take_text("headline_font", "标题字体文件").map(|(path, span)| (font_path(&path), span));
    fields.report_unknown();

    let theme = name.and_then(|(name, span)| check_name(name, span, diagnostics));
    (theme, Look { accent, sans, logo, headline_font })
}

/// The path of a font below the root, where its directory may be left out.
fn font_path(written: &str) -> String {
    format!("{FONTS}{}", written.trim_start_matches('/').trim_start_matches(FONTS))
}

fn take_accent(fields: &mut MapReader) -> Option<Accent> {
    let (written, span) = fields.take_text("accent", "强调色")?;
    let colour = parse_colour(&written);
    if colour.is_none() {
        fields.diagnostics().push(catalog::wrong_type(span, "accent", &phrases::wanted_colour()));
    }
    colour.map(readable_accent)
}

/// Takes whether headlines are set in sans-serif type.
fn take_headlines(fields: &mut MapReader) -> Option<bool> {
    let (word, span) = fields.take_text("headlines", "标题字体")?;
    match word.as_str() {
        "serif" | "宋体" => Some(false),
        "sans" | "黑体" => Some(true),
        _ => {
            let words = "`serif`（`宋体`）, `sans`（`黑体`）";
            fields.diagnostics().push(catalog::unknown_choice(span, "headlines", &word, words));
            None
        }
    }
}

/// The theme of a name that can be a directory; any other is reported.
fn check_name(name: String, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<ThemeChoice> {
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':']) {
        diagnostics.push(catalog::no_theme(span.into(), &name));
        return None;
    }
    Some(ThemeChoice { name, place: span.into() })
}

/// Parses `#a8201a` or `#a21`.
fn parse_colour(written: &str) -> Option<[u8; 3]> {
    let digits = written.trim().strip_prefix('#')?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }

    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    match digits.len() {
        6 => Some([red, green, blue]),
        // Each digit stands for two: `a` for `aa`.
        3 => Some([green % 16 * 17, blue / 16 * 17, blue % 16 * 17]),
        _ => None,
    }
}

fn hex_colour([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The colour as it is where it can be read, and as little darker or lighter as it must be where it cannot.
fn readable_accent(colour: [u8; 3]) -> Accent {
    Accent { day: mix_until_readable(colour, 0, LIGHT_PAPER), night: mix_until_readable(colour, 255, DARK_PAPER) }
}

/// The first mixture of a colour with black (`end` 0) or white (255) that has enough contrast on a paper, in steps of 1 %.
fn mix_until_readable(colour: [u8; 3], end: u8, paper: [u8; 3]) -> [u8; 3] {
    (0..=100)
        .map(|percent| colour.map(|channel| mix_channel(channel, end, percent)))
        .find(|mixed| contrast_ratio(*mixed, paper) >= MIN_CONTRAST)
        .unwrap_or([end; 3])
}

/// `percent` of the way from one value of a channel to another.
fn mix_channel(from: u8, to: u8, percent: u32) -> u8 {
    let sum = u32::from(from) * (100 - percent) + u32::from(to) * percent;
    // No more than 255 * 100 / 100.
    u8::try_from(sum / 100).unwrap_or(u8::MAX)
}

/// The contrast ratio of WCAG 2, from 1 to 21.
fn contrast_ratio(one: [u8; 3], other: [u8; 3]) -> f64 {
    let one = relative_luminance(one);
    let other = relative_luminance(other);
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance of WCAG 2, from 0 (black) to 1 (white).
fn relative_luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(linear_channel);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// A channel of sRGB without its gamma correction, from 0 to 1.
fn linear_channel(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_can_be_read_stays_and_any_other_becomes_readable() {
        let red = readable_accent([0xa8, 0x20, 0x1a]);
        assert_eq!(red.day, [0xa8, 0x20, 0x1a]);
        assert_ne!(red.night, red.day);

        for written in ["#ff0", "#000", "#ffffff", "#1a5fa8", "#777777"] {
            let accent = readable_accent(parse_colour(written).unwrap());
            assert!(contrast_ratio(accent.day, LIGHT_PAPER) >= MIN_CONTRAST, "{written}: {accent:?}");
            assert!(contrast_ratio(accent.night, DARK_PAPER) >= MIN_CONTRAST, "{written}: {accent:?}");
        }
        assert!((contrast_ratio([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn only_hexadecimal_colours_are_read() {
        assert_eq!(parse_colour("#a21"), Some([0xaa, 0x22, 0x11]));
        assert_eq!(parse_colour("#a8201a"), Some([0xa8, 0x20, 0x1a]));
        for wrong in ["red", "a8201a", "#a820", "#a8201", "#gg0000", "#+1+1+1", "#中", "#", "#ffffffff"] {
            assert_eq!(parse_colour(wrong), None, "{wrong}");
        }
    }
}
