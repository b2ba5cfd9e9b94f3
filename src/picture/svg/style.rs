//! CSS in a picture: a scanner of its tokens that lets pass all that says how something looks, and refuses all that could
//! load something. Comments are left out.

/// At-rules that load nothing.
const AT_RULES: [&str; 6] = ["media", "supports", "keyframes", "-webkit-keyframes", "charset", "namespace"];

/// Functions that load nothing: colours, numbers, shapes, filters, and selectors.
const CSS_FUNCTIONS: [&str; 80] = [
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "color",
    "color-mix",
    "device-cmyk",
    "icc-color",
    "light-dark",
    "calc",
    "min",
    "max",
    "clamp",
    "round",
    "abs",
    "var",
    "env",
    "matrix",
    "matrix3d",
    "translate",
    "translatex",
    "translatey",
    "translatez",
    "translate3d",
    "scale",
    "scalex",
    "scaley",
    "scalez",
    "scale3d",
    "rotate",
    "rotatex",
    "rotatey",
    "rotatez",
    "rotate3d",
    "skew",
    "skewx",
    "skewy",
    "perspective",
    "cubic-bezier",
    "steps",
    "linear",
    "circle",
    "ellipse",
    "polygon",
    "inset",
    "path",
    "rect",
    "xywh",
    "blur",
    "brightness",
    "contrast",
    "drop-shadow",
    "grayscale",
    "hue-rotate",
    "invert",
    "opacity",
    "saturate",
    "sepia",
    "linear-gradient",
    "radial-gradient",
    "conic-gradient",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
    "not",
    "is",
    "where",
    "has",
    "lang",
    "dir",
    "nth-child",
    "nth-last-child",
    "nth-of-type",
    "nth-last-of-type",
    "fit-content",
    "and",
];

/// Returns CSS without its comments.
///
/// # Errors
/// The beginning of the piece that could load something or hides what it is.
pub(super) fn sanitize_css(css: &str) -> Result<String, String> {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;

    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '/' if rest.starts_with("/*") => {
                // Two tokens stay two.
                out.push(' ');
                rest = rest[2..].split_once("*/").map_or("", |(_, after)| after);
                continue;
            }
            '"' | '\'' => string_length(rest, first)?,
            '\\' => return Err(error_excerpt(rest)),
            '@' => at_rule_length(rest)?,
            c if is_name_char(c) => word_length(rest)?,
            c => c.len_utf8(),
        };

        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    Ok(out)
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

fn name_end(text: &str) -> usize {
    text.find(|c| !is_name_char(c)).unwrap_or(text.len())
}

/// Returns the beginning of what is refused.
fn error_excerpt(text: &str) -> String {
    text.chars().take(24).collect()
}

/// Returns the length of a string. In one, escapes change no token.
fn string_length(text: &str, quote: char) -> Result<usize, String> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            // A string that is not closed ends with its line, and what follows is read as if there were none.
            '\n' | '\r' if !escaped => break,
            c if c == quote && !escaped => return Ok(at + 1),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    Err(error_excerpt(text))
}

/// Returns the length of the name of a rule that loads nothing.
fn at_rule_length(text: &str) -> Result<usize, String> {
    let end = 1 + name_end(&text[1..]);
    let is_known = AT_RULES.contains(&text[1..end].to_ascii_lowercase().as_str());
    // An escape would go on with the name.
    if is_known && !text[end..].starts_with('\\') { Ok(end) } else { Err(error_excerpt(text)) }
}

/// Returns the length of a word; of a function that loads nothing, with its bracket; of `url(#…)`, as a whole.
fn word_length(text: &str) -> Result<usize, String> {
    let end = name_end(text);
    let Some(arguments) = text[end..].strip_prefix('(') else { return Ok(end) };
    let function = text[..end].to_ascii_lowercase();
    if function == "url" {
        let length = own_address_length(arguments).ok_or_else(|| error_excerpt(text))?;
        return Ok(end + 1 + length);
    }
    if CSS_FUNCTIONS.contains(&function.as_str()) { Ok(end + 1) } else { Err(error_excerpt(text)) }
}

/// Returns the length of the address in the brackets of `url(…)`, with the closing one, if it leads into the same file.
fn own_address_length(text: &str) -> Option<usize> {
    let end = text.find(')')?;
    let inner = text[..end].trim();
    let quote = inner.chars().next().filter(|c| matches!(c, '"' | '\''));
    let address = match quote {
        Some(quote) => inner.strip_prefix(quote)?.strip_suffix(quote)?,
        None => inner,
    };

    let mut id = address.strip_prefix('#')?.chars();
    id.all(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '(' | ')' | '\\' | '/')).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_how_something_looks_passes() {
        for css in [
            ".st0{fill:url(#SVGID_1_);stroke:rgba(0,0,0,.5)}",
            "fill:url( '#a' ) #fff;font-family:\"\\5FAE\\8F6F 雅黑\",'宋体'",
            "@media (max-width: 600px) and (prefers-color-scheme: dark) {g:not(.a){transform:translateX(1px)}}",
            "@keyframes zr0-ani-0{0%{opacity:0}100%{opacity:1}}",
            "*{stroke-linejoin: round; stroke-linecap: butt}",
        ] {
            assert_eq!(sanitize_css(css).as_deref(), Ok(css));
        }
        assert_eq!(sanitize_css("a{/* C:\\王 */fill:red}/*").as_deref(), Ok("a{ fill:red} "));
        assert_eq!(sanitize_css("/*/ x */a").as_deref(), Ok(" a"));
    }

    #[test]
    fn what_could_load_something_is_refused() {
        for css in [
            "@import 'a.css'",
            "@IMPORT url(a.css)",
            "@im\\70ort 'a'",
            "@media\\41 x",
            "@font-face{src:url(a.woff)}",
            "fill:url(a.svg#b)",
            "fill:url(https://example.org/a.svg#b)",
            "fill:URL('//example.org')",
            "fill:url(\"#a\\22 )\")",
            "fill:\\75rl(a.png)",
            "fill:u\\72l(a.png)",
            "fill:u\\000072 l(a.png)",
            "background:image-set('a.png' 1x)",
            "background:image('a.png')",
            "background:src('a.png')",
            "width:expression(alert(1))",
            "fill:'abc\nurl(a.png)'",
            "fill:url(#a",
            "fill:url(data:text/html,a)",
            "background:-webkit-image-set(url(a.png) 1x)",
            "background:cross-fade(url(a.png), red)",
        ] {
            assert!(sanitize_css(css).is_err(), "{css}");
        }

        // A comment joins no two tokens, and hides none.
        assert!(sanitize_css("fill:u/**/rl(a.png)").is_err());
        assert!(sanitize_css("fill:url(/**/a.png)").is_err());
    }
}
