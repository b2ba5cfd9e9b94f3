//! Former addresses (旧址) of a story, from which readers are redirected.

use crate::address::Address;
use crate::character::is_text_char;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::link::decode_url;
use crate::source::Spanned;

/// The most former addresses of a story: for each a page is written.
const MAX_ALIASES: usize = 100;

/// Reads addresses that begin with `/` and stay in the site, and reports the others.
pub(super) fn read_aliases(
    mut written: Vec<Spanned<String>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Spanned<String>> {
    if let Some(first) = written.get(MAX_ALIASES) {
        diagnostics.push(catalog::too_many_aliases(first.span, written.len(), MAX_ALIASES));
        written.truncate(MAX_ALIASES);
    }

    let mut aliases = Vec::new();
    for alias in written {
        match parse_alias(&alias) {
            Some(path) => aliases.push(Spanned::new(path, alias.span)),
            None => diagnostics.push(catalog::bad_alias(alias.span, &alias)),
        }
    }
    aliases
}

/// Returns the path of the file that an address named, without the leading `/`.
fn parse_alias(alias: &str) -> Option<String> {
    // Pasted from an address bar it is percent-encoded.
    let decoded = decode_url(alias);
    let path = decoded.strip_prefix('/').filter(|path| !path.starts_with('/'))?;
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };

    let is_page = path.ends_with(".html") && Address::new(&path).is_some();
    (is_page && path.chars().all(may_stand_in_alias)).then_some(path)
}

/// Returns whether a former address may hold a character. It becomes the name of a file, and a line in the settings of web
/// servers: characters that end a tag or an attribute and invisible ones are refused.
fn may_stand_in_alias(c: char) -> bool {
    let is_hidden =
        matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    is_text_char(c) && !is_hidden && !matches!(c, '<' | '>' | '"' | '`')
}
