//! `jianbao fix`: applies the fixes of what `check` reports, shows what changes, and writes it.

mod summary;

use std::io::{self, ErrorKind, IsTerminal, stdout};
use std::path::{Path, PathBuf};

use self::summary::FixSummary;
use super::arguments::BulletinArguments;
use super::console::Console;
use super::story_path::path_below;
use super::{Outcome, Status, output};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::plain::one_line;
use crate::diagnostic::report::{Printer, render_diff};
use crate::diagnostic::{Code, Diagnostic, any_error, catalog, explain};
use crate::disk;
use crate::fixing::rewrite::{RewriteError, rewrite_text};
use crate::fixing::{ChangedText, FixChoice, FixedTexts, fix_texts};
use crate::source::{Input, Sources};

#[derive(clap::Args)]
pub(super) struct FixArguments {
    /// 只改这些稿件，或这些目录里的稿件；不写就改整份简报
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// 只看要改什么，不写文件；有要改的，退出状态是 1
    #[arg(long)]
    dry_run: bool,
    /// 只改这些代码的问题，如 J611；用逗号隔开，或写几次
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    code: Vec<String>,
    /// 连要由人确认的也改：先加 --dry-run 看过，或用 --code、FILE 缩小范围
    #[arg(long)]
    proposals: bool,
    #[command(flatten)]
    bulletin: BulletinArguments,
}

pub(super) fn run_fix(arguments: &FixArguments, console: Console) -> Outcome {
    let root = &arguments.bulletin.root;
    let codes = known_codes(&arguments.code).map_err(|unknown| console.refuse_with(unknown, &Sources::default()))?;

    let (input, unread) = disk::read(root);
    if unread.iter().any(|mistake| mistake.kind.leaves_no_bulletin()) {
        return Err(console.refuse_with(unread, &input.sources));
    }
    if input.sources.find("site.yaml").is_none() && unread.is_empty() {
        return Err(console.refuse(catalog::no_settings()));
    }
    let paths = text_paths(&arguments.files, root, &input).map_err(|mistake| console.refuse(*mistake))?;

    let choice = FixChoice { codes, paths, proposals: arguments.proposals };
    let before = input.sources.clone();
    let mut fixed = fix_texts(input, arguments.bulletin.public_edition(), &choice);
    fixed.left.extend(unread);
    if !console.is_quiet() {
        print_diffs(&before, &fixed);
    }

    let failed = if arguments.dry_run { Vec::new() } else { write_changes(&mut fixed, root) };
    let is_written = failed.is_empty();
    console.report(failed, &before);
    print_spared(&fixed.signed, console);
    let summary = FixSummary::new(&fixed, &choice, arguments.dry_run);
    if !console.is_quiet() {
        output::print_line(&summary.text(console.lang));
    }

    Ok(match is_written {
        false => Status::Failed,
        true if arguments.dry_run && !fixed.changed.is_empty() => Status::Mistakes,
        true if any_error(&summary.left) => Status::Mistakes,
        true => Status::Done,
    })
}

/// Says which stories were left as they are, since a change would lose their signatures.
fn print_spared(signed: &[String], console: Console) {
    for path in signed {
        let path = one_line(path);
        console.print_note(
            &format!("签过的稿件没有动：{path}（改了签名就失效；要改，自己改好再请人重签）"),
            &format!("{path} is signed and was left as it is: a change would void the signatures; change it by hand, then sign again"),
        );
    }
}

/// The codes of the catalogue that were asked for, in upper or lower case.
fn known_codes(wanted: &[String]) -> Result<Vec<Code>, Vec<Diagnostic>> {
    let mut codes = Vec::new();
    let mut unknown = Vec::new();
    for written in wanted.iter().map(|code| code.trim()).filter(|code| !code.is_empty()) {
        match catalog::find_entry(&written.to_ascii_uppercase()) {
            Some(entry) => codes.push(entry.code),
            None => {
                let near = explain::find_explanation(written).err().flatten();
                unknown.push(catalog::unknown_code(written, near.as_deref()));
            }
        }
    }
    if unknown.is_empty() { Ok(codes) } else { Err(unknown) }
}

/// The paths below the root of the files and directories that arguments name, from the working directory or from the root.
fn text_paths(files: &[PathBuf], root: &Path, input: &Input) -> Result<Vec<String>, Box<Diagnostic>> {
    let below = |file: &PathBuf| {
        let found = [file.clone(), root.join(file)].into_iter().find(|path| path.exists());
        let path = found.and_then(|path| path_below(root, &path)).map(|path| path.trim_end_matches('/').to_owned());
        let has_text = |path: &String| {
            let begins = |other: &str| other.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'));
            path.is_empty() || input.sources.iter().any(|(_, text)| text.path == *path || begins(&text.path))
        };
        path.filter(has_text).ok_or_else(|| Box::new(catalog::no_text_at(&file.display().to_string())))
    };
    let paths: Vec<String> = files.iter().map(below).collect::<Result<_, _>>()?;
    // The bulletin's own directory stands for everything.
    Ok(if paths.iter().any(String::is_empty) { Vec::new() } else { paths })
}

fn print_diffs(before: &Sources, fixed: &FixedTexts) {
    let has_colour = stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let old_printer = Printer::new(before);
    let new_printer = Printer::new(&fixed.sources);
    for changed in &fixed.changed {
        let old = old_printer.masked_text(&changed.before);
        let new = new_printer.masked_text(&changed.after);
        output::print(render_diff(&changed.before.path, &old, &new, has_colour));
    }
}

/// Writes the texts that were changed. Returns what could not be written, which is then no longer among the changed ones.
fn write_changes(fixed: &mut FixedTexts, root: &Path) -> Vec<Diagnostic> {
    let mut failed = Vec::new();
    fixed.changed.retain(|changed| match write_change(changed, root) {
        Ok(()) => true,
        Err(mistake) => {
            failed.push(*mistake);
            false
        }
    });
    failed
}

fn write_change(changed: &ChangedText, root: &Path) -> Result<(), Box<Diagnostic>> {
    let path = changed.before.path.as_str();
    rewrite_text(root, path, &changed.before.text, &changed.after.text)
        .map_err(|error| Box::new(rewrite_mistake(path, error)))
}

/// Returns the mistake of a file that could not be rewritten.
pub(super) fn rewrite_mistake(path: &str, error: RewriteError) -> Diagnostic {
    match error {
        RewriteError::Changed => catalog::not_rewritten(path, &phrases::changed_since_it_was_read()),
        RewriteError::ReadOnly => catalog::not_rewritten(path, &phrases::is_read_only()),
        RewriteError::Disk(error) if is_out_of_space(&error) => catalog::not_rewritten(path, &phrases::disk_is_full()),
        RewriteError::Disk(error) => catalog::disk(path, &error.to_string()),
    }
}

fn is_out_of_space(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}
