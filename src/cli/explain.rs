//! `jianbao explain`: what a code means, why it matters, and how it is mended.

use std::io::Write;

use super::{ExplainArguments, Status, output};
use crate::diagnostic::report::render_human;
use crate::diagnostic::{Lang, catalog, explain};
use crate::source::Sources;

pub(super) fn explain(arguments: &ExplainArguments, lang: Lang) -> Status {
    let mut unknown = Vec::new();
    let mut said = Vec::new();
    for code in &arguments.codes {
        match explain::find_explanation(code) {
            Ok(found) => said.push(explain::render_explanation(&found, lang)),
            Err(near) => unknown.push(catalog::unknown_code(code, near.as_deref())),
        }
    }
    if arguments.codes.is_empty() {
        let line = |it: explain::Explanation| {
            let level = match (it.is_warning(), lang) {
                (false, Lang::Zh) => "错误",
                (true, Lang::Zh) => "警告",
                (false, Lang::En) => "error  ",
                (true, Lang::En) => "warning",
            };
            format!("{}  {level}  {}\n", it.code, it.title.in_lang(lang))
        };
        said.push(explain::all_explanations().into_iter().map(line).collect());
    }
    // A closed pipe is no reason to fail.
    output::print(said.join("\n"));
    if unknown.is_empty() {
        return Status::Done;
    }
    for mistake in unknown {
        let _ = write!(std::io::stderr(), "{}", render_human(&mistake, &Sources::default(), lang, false));
    }
    Status::Failed
}
