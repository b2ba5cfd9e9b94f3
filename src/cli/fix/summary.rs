//! The summary of `jianbao fix`: edits made and mistakes left, in a few lines.

use std::collections::BTreeMap;

use crate::diagnostic::plain::printable;
use crate::diagnostic::{Code, Diagnostic, Lang};
use crate::fixing::{FixChoice, FixedTexts};

/// The most codes that a line names.
const NAMED_CODES: usize = 8;

/// The result of a run, by codes.
pub(super) struct FixSummary {
    is_dry_run: bool,
    files: usize,
    /// Mistakes that were mended.
    mended: BTreeMap<Code, usize>,
    /// Mistakes that are left, of the files and codes that were asked for.
    pub left: Vec<Diagnostic>,
}

impl FixSummary {
    pub fn new(fixed: &FixedTexts, choice: &FixChoice, is_dry_run: bool) -> Self {
        let mut mended = BTreeMap::new();
        for (code, count) in fixed.changed.iter().flat_map(|changed| &changed.mended) {
            *mended.entry(*code).or_default() += count;
        }
        let left = fixed.left.iter().filter(|d| choice.concerns(d, &fixed.sources)).cloned().collect();
        Self { is_dry_run, files: fixed.changed.len(), mended, left }
    }

    pub fn text(&self, lang: Lang) -> String {
        let mut lines = vec![self.mended_line(lang)];
        lines.extend(self.proposals_line(lang));
        lines.extend(self.unfixed_line(lang));
        printable(&lines.join("\n"))
    }

    fn mended_line(&self, lang: Lang) -> String {
        let count: usize = self.mended.values().sum();
        let files = self.files;
        let codes = list_codes(&self.mended, lang);
        match (lang, self.is_dry_run) {
            (Lang::Zh, _) if count == 0 => "没有能放心改的".to_owned(),
            (Lang::En, _) if count == 0 => "nothing to mend".to_owned(),
            (Lang::Zh, false) => format!("改好 {count} 处，在 {files} 个文件里：{codes}"),
            (Lang::En, false) => format!("{count} mended in {files} files: {codes}"),
            (Lang::Zh, true) => format!("可以改 {count} 处，在 {files} 个文件里：{codes}（去掉 --dry-run 就写进文件）"),
            (Lang::En, true) => {
                format!("{count} to be mended in {files} files: {codes} (leave out --dry-run to write it)")
            }
        }
    }

    /// Fixes that somebody has to confirm.
    fn proposals_line(&self, lang: Lang) -> Option<String> {
        let proposals = count_codes(self.left.iter().filter(|d| !d.fixes.is_empty()));
        let count: usize = proposals.values().sum();
        let codes = list_codes(&proposals, lang);
        (count > 0).then(|| match lang {
            Lang::Zh => format!("还有 {count} 处要由人确认：{codes}（看一看：jianbao fix --proposals --dry-run）"),
            Lang::En => format!("{count} to be confirmed: {codes} (see jianbao fix --proposals --dry-run)"),
        })
    }

    /// Mistakes that only an editor can mend.
    fn unfixed_line(&self, lang: Lang) -> Option<String> {
        let unfixed = count_codes(self.left.iter().filter(|d| d.fixes.is_empty()));
        let count: usize = unfixed.values().sum();
        let codes = list_codes(&unfixed, lang);
        (count > 0).then(|| match lang {
            Lang::Zh => format!("还有 {count} 处没有现成的改法：{codes}（看说明：jianbao check）"),
            Lang::En => format!("{count} without a fix: {codes} (see jianbao check)"),
        })
    }
}

fn count_codes<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>) -> BTreeMap<Code, usize> {
    let mut counts = BTreeMap::new();
    for d in diagnostics {
        *counts.entry(d.code).or_default() += 1 + d.others;
    }
    counts
}

/// Lists codes by how often they occur.
fn list_codes(counts: &BTreeMap<Code, usize>, lang: Lang) -> String {
    let mut sorted: Vec<(&Code, &usize)> = counts.iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(**count));

    let named = sorted.iter().take(NAMED_CODES);
    let mut list: Vec<String> = match lang {
        Lang::Zh => named.map(|(code, count)| format!("{code} {count} 处")).collect(),
        Lang::En => named.map(|(code, count)| format!("{count} {code}")).collect(),
    };
    if sorted.len() > NAMED_CODES {
        list.push(if lang == Lang::Zh { "等等".to_owned() } else { "and others".to_owned() });
    }
    list.join(if lang == Lang::Zh { "、" } else { ", " })
}
