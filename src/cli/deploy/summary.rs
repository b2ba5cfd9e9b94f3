//! Tells in words what a deployment did, or a dry run would do.

use std::collections::HashSet;

use indicatif::HumanBytes;

use crate::config::targets::Target;
use crate::deploy::DeploySummary;
use crate::deploy::plan::DeployPlan;
use crate::diagnostic::Lang;
use crate::diagnostic::plain::{one_line, printable};
use crate::publish::SignedPage;

/// Lists what is to be done, a line a file, and counts it.
pub(super) fn dry_run_text(plan: &DeployPlan, lang: Lang) -> String {
    let (add, replace, delete) = match lang {
        Lang::Zh => ("上传", "替换", "删除"),
        Lang::En => ("upload ", "replace", "delete "),
    };
    let mut lines = Vec::new();
    let mut added = 0;
    let mut replaced = 0;
    let mut bytes = 0;
    for upload in plan.uploads().filter(|upload| !upload.already_there) {
        let verb = if upload.is_new { add } else { replace };
        lines.push(format!("{verb}  {}  {}", one_line(&upload.path), HumanBytes(upload.file.bytes)));
        added += usize::from(upload.is_new);
        replaced += usize::from(!upload.is_new);
        bytes += upload.file.bytes;
    }
    lines.extend(plan.deleting.iter().map(|path| format!("{delete}  {}", one_line(path))));

    let deleted = plan.deleting.len();
    let is_empty = added + replaced + deleted == 0;
    let bytes = HumanBytes(bytes);
    lines.push(match lang {
        Lang::Zh if is_empty => "没有变化".to_owned(),
        Lang::En if is_empty => "nothing has changed".to_owned(),
        Lang::Zh => format!("上传 {added} 个，替换 {replaced} 个，共 {bytes}；删除 {deleted} 个。没有改动目标"),
        Lang::En => format!(
            "{added} to upload, {replaced} to replace, {bytes} in all; {deleted} to delete. Nothing was changed"
        ),
    });
    printable(&lines.join("\n"))
}

/// Says who signed the stories of some pages, a line each; nothing of stories that nobody signed.
pub(super) fn signed_text<'p>(
    signed: &[SignedPage],
    paths: impl Iterator<Item = &'p str>,
    lang: Lang,
) -> Option<String> {
    let paths: HashSet<&str> = paths.collect();
    let lines: Vec<String> = signed
        .iter()
        .filter(|page| paths.contains(page.address.as_str()))
        .map(|page| signed_line(page, lang))
        .collect();
    (!lines.is_empty()).then(|| printable(&lines.join("\n")))
}

fn signed_line(page: &SignedPage, lang: Lang) -> String {
    let signatures: Vec<String> = page
        .signatures
        .iter()
        .map(|signature| match (signature.date.as_str(), lang) {
            ("", _) => format!("{} {}", signature.step, signature.name),
            (date, Lang::Zh) => format!("{} {}（{date}）", signature.step, signature.name),
            (date, Lang::En) => format!("{} {} ({date})", signature.step, signature.name),
        })
        .collect();
    one_line(&match lang {
        Lang::Zh => format!("  《{}》 {}  {}", page.title, page.address, signatures.join("，")),
        Lang::En => format!("  “{}” {}  {}", page.title, page.address, signatures.join(", ")),
    })
}

/// The numbers of a finished deployment, in a line.
pub(super) fn summary_text(summary: &DeploySummary, target: &Target, lang: Lang) -> String {
    let DeploySummary { sent, deleted, .. } = summary;
    let bytes = HumanBytes(summary.bytes);
    let name = &target.name;
    match lang {
        Lang::Zh if *sent + *deleted == 0 => format!("{name}：没有变化"),
        Lang::En if *sent + *deleted == 0 => format!("{name}: nothing has changed"),
        Lang::Zh => format!("{name}：已上线，传了 {sent} 个文件（{bytes}），删了 {deleted} 个"),
        Lang::En => format!("{name}: deployed, {sent} files sent ({bytes}), {deleted} deleted"),
    }
}
