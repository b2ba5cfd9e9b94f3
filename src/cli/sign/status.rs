//! `jianbao sign --check`: who signed stories, and what is missing.

use super::{find_story, rules_of};
use crate::cli::console::Console;
use crate::cli::signers::signatures_text;
use crate::cli::{Status, output};
use crate::config::review::ReviewRules;
use crate::diagnostic::Lang;
use crate::diagnostic::plain::{one_line, printable};
use crate::model::review::signature_entries;
use crate::pipeline::Bulletin;

/// Prints a line for each story. The status is that of mistakes where one is not completely signed.
pub(super) fn print_status(bulletin: &Bulletin, paths: &[String], console: Console) -> Status {
    let site = &bulletin.site;
    let usual = ReviewRules::usual();
    let rules = rules_of(site, &usual);

    let mut status = Status::Done;
    for path in paths {
        let Some(story) = find_story(bulletin, path) else { continue };
        let review = site.review_desk().with_rules(rules).review_story(story);
        let open: Vec<&str> = review.open_steps().collect();
        if !open.is_empty() {
            status = Status::Mistakes;
        }

        let signed = signatures_text(&signature_entries(site, story), console.lang);
        let open = open.join("、");
        let remark = match (open.is_empty(), console.lang) {
            (true, Lang::Zh) => "签完了".to_owned(),
            (true, Lang::En) => "complete".to_owned(),
            (false, Lang::Zh) => format!("还差 {open}"),
            (false, Lang::En) => format!("still to be signed: {open}"),
        };
        let parts = [path.as_str(), &signed, &remark];
        let line = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ");
        output::print_line(&printable(&one_line(&line)));
    }
    status
}
