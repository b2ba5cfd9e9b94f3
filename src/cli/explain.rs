//! `jianbao explain`: the meaning of a code, why it matters, and how it is mended.

use std::io::Write;

use super::{Outcome, Status, output};
use crate::diagnostic::explain::Explanation;
use crate::diagnostic::report::render_human;
use crate::diagnostic::{Lang, catalog, explain};
use crate::source::Sources;

#[derive(clap::Args)]
pub(super) struct ExplainArguments {
    /// 代码，可以写几个；不写则列出全部
    codes: Vec<String>,
}

pub(super) fn run_explain(arguments: &ExplainArguments, lang: Lang) -> Outcome {
    let mut unknown = Vec::new();
    let mut texts = Vec::new();
    for code in &arguments.codes {
        match explain::find_explanation(code) {
            Ok(found) => texts.push(explain::render_explanation(&found, lang)),
            Err(near) => unknown.push(catalog::unknown_code(code, near.as_deref())),
        }
    }
    if arguments.codes.is_empty() {
        texts.push(explain::all_explanations().into_iter().map(|it| list_line(&it, lang)).collect());
    }

    output::print(texts.join("\n"));
    if unknown.is_empty() {
        return Ok(Status::Done);
    }
    for mistake in unknown {
        let _ = write!(std::io::stderr(), "{}", render_human(&mistake, &Sources::default(), lang, false));
    }
    Err(Status::Failed)
}

/// A code with its level and title.
fn list_line(explanation: &Explanation, lang: Lang) -> String {
    let level = match (explanation.is_warning(), lang) {
        (false, Lang::Zh) => "错误",
        (true, Lang::Zh) => "警告",
        (false, Lang::En) => "error  ",
        (true, Lang::En) => "warning",
    };
    format!("{}  {level}  {}\n", explanation.code, explanation.title.in_lang(lang))
}
