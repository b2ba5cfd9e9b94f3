//! The baseline: the warnings that a bulletin had when it was written down, in `.jianbao-baseline`. They are counted and not
//! shown, so that new ones are seen. Errors are never part of it: they keep a site from being published.
//!
//! A line names the path, the code, a fingerprint and how many warnings have it, divided by tabs; lines are in the order of
//! their bytes. A fingerprint has no line numbers: it is made of the text of the place, of what the message quotes, and of
//! the text before and behind the place. A warning is found again if one of the two sides is still the same;
//! in another file, if the one that it was in is gone: renamed or moved.

mod fingerprint;

use std::collections::{BTreeMap, HashMap};

use self::fingerprint::Fingerprint;
use super::{Diagnostic, Place, Severity};
use crate::source::Sources;

/// The file's name, in the directory of `site.yaml`.
pub const BASELINE_FILE: &str = ".jianbao-baseline";

/// The comment at the head of the file.
const HEAD: &str = "\
# 检查的基线：写下它的时候已有的警告。它们只计数，不列出；错误不在里面，从不隐藏。
# 由 jianbao check --write-baseline 写，提交到仓库。合并有冲突时，两边的行都留下即可。
# 每行：文件、编号、指纹、个数。
";

/// The path that stands for the site as a whole.
const SITE_PATH: &str = ".";

/// The fingerprint of warnings that are only counted in their file, because there are so many.
const UNLISTED: &str = "*";

/// How many files that are gone are looked through for a warning that may have moved with its file.
const MAX_GONE_FILES: usize = 200;

/// The warnings that are known, each with how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<KnownWarning, usize>,
}

/// A warning as the baseline names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct KnownWarning {
    path: String,
    code: String,
    /// None: any warning of this code in this file.
    fingerprint: Option<Fingerprint>,
}

/// Returns the path that a diagnostic is filed under.
fn path_of<'a>(d: &'a Diagnostic, sources: &'a Sources) -> &'a str {
    match &d.place {
        Place::Site => SITE_PATH,
        Place::File(path) => path,
        Place::At(span) => &sources.text(span.file).path,
    }
}

/// Entries of the baseline that no warning has taken yet.
#[derive(Default)]
struct OpenEntries<'b> {
    /// By path, code and the hash of the place.
    listed: HashMap<(&'b str, &'b str, u32), Vec<OpenEntry<'b>>>,
    /// By path and code.
    unlisted: HashMap<(&'b str, &'b str), usize>,
}

struct OpenEntry<'b> {
    entry: &'b KnownWarning,
    before: u16,
    after: u16,
    count: usize,
}

impl<'b> OpenEntries<'b> {
    fn new(baseline: &'b Baseline) -> Self {
        let mut open = Self::default();
        for (entry, &count) in &baseline.counts {
            match entry.fingerprint {
                Some(Fingerprint { place, before, after }) => {
                    let entries = open.listed.entry((&entry.path, &entry.code, place)).or_default();
                    entries.push(OpenEntry { entry, before, after, count });
                }
                None => *open.unlisted.entry((&entry.path, &entry.code)).or_default() += count,
            }
        }
        open
    }

    /// Takes an entry for a warning; `exact`: with the same text on both sides, else on one of them.
    fn take_listed(&mut self, path: &'b str, code: &'b str, fingerprint: Fingerprint, exact: bool) -> bool {
        let Some(entries) = self.listed.get_mut(&(path, code, fingerprint.place)) else { return false };
        let found = entries.iter_mut().find(|entry| {
            let same_before = entry.before == fingerprint.before;
            let same_after = entry.after == fingerprint.after;
            entry.count > 0 && if exact { same_before && same_after } else { same_before || same_after }
        });
        found.is_some_and(|entry| {
            entry.count -= 1;
            true
        })
    }

    /// Takes an entry of a file that is gone: the file has been renamed or moved.
    fn take_moved(&mut self, gone: &[&'b str], code: &'b str, fingerprint: Fingerprint) -> bool {
        gone.iter().any(|path| self.take_listed(path, code, fingerprint, false))
    }

    /// The paths of the entries that are not among some texts.
    fn gone_paths(&self, sources: &Sources) -> Vec<&'b str> {
        let open = self.listed.iter().filter(|(_, entries)| entries.iter().any(|entry| entry.count > 0));
        let mut paths: Vec<&str> = open.map(|((path, ..), _)| *path).collect();
        paths.sort_unstable();
        paths.dedup();
        paths.retain(|path| *path != SITE_PATH && sources.find(path).is_none());
        paths.truncate(MAX_GONE_FILES);
        paths
    }

    fn take_unlisted(&mut self, path: &'b str, code: &'b str, count: usize) -> bool {
        let Some(left) = self.unlisted.get_mut(&(path, code)).filter(|left| **left > 0) else { return false };
        *left = left.saturating_sub(count);
        true
    }
}

/// A warning whose entry is looked for.
struct Wanted<'a> {
    index: usize,
    path: &'a str,
    code: &'static str,
    fingerprint: Fingerprint,
}

impl Baseline {
    /// Writes down all warnings among some diagnostics.
    pub fn of_warnings(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        let mut counts = BTreeMap::new();
        for d in diagnostics.iter().filter(|d| !d.is_error()) {
            let path = path_of(d, sources).to_owned();
            let code = d.code.to_owned();
            if d.others > 0 {
                let rest = KnownWarning { path: path.clone(), code: code.clone(), fingerprint: None };
                *counts.entry(rest).or_default() += d.others;
            }
            let fingerprint = Some(Fingerprint::of_diagnostic(d, sources));
            *counts.entry(KnownWarning { path, code, fingerprint }).or_default() += 1;
        }
        Self { counts }
    }

    /// Parses the text of the file. Comments, empty lines and the marks of a merge that nobody has finished are passed over; the
    /// numbers of lines that say nothing are returned. Of two lines that name the same warnings the larger count holds.
    pub fn parse(text: &str) -> (Self, Vec<usize>) {
        let mut baseline = Self::default();
        let mut unreadable = Vec::new();
        for (index, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') || is_merge_mark(line) {
                continue;
            }
            match parse_line(line) {
                Some((warning, count)) => {
                    let known = baseline.counts.entry(warning).or_default();
                    *known = count.max(*known);
                }
                None => unreadable.push(index + 1),
            }
        }
        (baseline, unreadable)
    }

    /// Returns the text of the file.
    pub fn to_text(&self) -> String {
        let mut lines: Vec<String> = self.counts.iter().map(|(warning, count)| format_line(warning, *count)).collect();
        lines.sort_unstable();
        lines.iter().fold(HEAD.to_owned(), |text, line| text + line + "\n")
    }

    /// The number of warnings.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The number of files that have warnings.
    pub fn file_count(&self) -> usize {
        let mut paths: Vec<&str> = self.counts.keys().map(|warning| warning.path.as_str()).collect();
        paths.dedup();
        paths.len()
    }

    /// Marks the warnings that are known, and returns the entries that no warning has: these are mended.
    pub fn mark_known(&self, diagnostics: &mut [Diagnostic], sources: &Sources) -> Self {
        let mut open = OpenEntries::new(self);
        let mut known = Vec::new();

        let warnings = diagnostics.iter().enumerate().filter(|(_, d)| d.severity == Severity::Warning);
        let mut wanted: Vec<Wanted> = warnings
            .map(|(index, d)| {
                let fingerprint = Fingerprint::of_diagnostic(d, sources);
                Wanted { index, path: path_of(d, sources), code: d.code, fingerprint }
            })
            .collect();

        // Those that stand as they stood come first: a new one beside them must not take their entry.
        for exact in [true, false] {
            wanted.retain(|Wanted { index, path, code, fingerprint }| {
                let is_known = open.take_listed(path, code, *fingerprint, exact);
                if is_known {
                    known.push(*index);
                }
                !is_known
            });
        }
        let gone = if wanted.is_empty() { Vec::new() } else { open.gone_paths(sources) };
        wanted.retain(|Wanted { index, code, fingerprint, .. }| {
            let is_known = open.take_moved(&gone, code, *fingerprint);
            if is_known {
                known.push(*index);
            }
            !is_known
        });
        wanted.retain(|Wanted { index, path, code, .. }| {
            let is_known = open.take_unlisted(path, code, 1);
            if is_known {
                known.push(*index);
            }
            !is_known
        });
        for index in &known {
            let d = &diagnostics[*index];
            if d.others > 0 {
                open.take_unlisted(path_of(d, sources), d.code, d.others);
            }
        }

        let mended = open.into_mended();
        for index in known {
            diagnostics[index].known = true;
        }
        mended
    }

    /// Adds the entries of another one.
    pub fn with(mut self, other: Self) -> Self {
        for (warning, count) in other.counts {
            *self.counts.entry(warning).or_default() += count;
        }
        self
    }

    /// Returns the entries whose code passes.
    pub fn with_codes(mut self, passes: impl Fn(&str) -> bool) -> Self {
        self.counts.retain(|warning, _| passes(&warning.code));
        self
    }
}

impl OpenEntries<'_> {
    /// The entries that are left.
    fn into_mended(self) -> Baseline {
        let left = self.listed.into_values().flatten().filter(|entry| entry.count > 0);
        let mut counts: BTreeMap<KnownWarning, usize> = left.map(|open| (open.entry.clone(), open.count)).collect();

        for ((path, code), count) in self.unlisted.into_iter().filter(|(_, count)| *count > 0) {
            let warning = KnownWarning { path: path.to_owned(), code: code.to_owned(), fingerprint: None };
            counts.insert(warning, count);
        }
        Baseline { counts }
    }
}

/// Returns whether a line is one of those that `git` puts round the two sides of a conflict.
fn is_merge_mark(line: &str) -> bool {
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark))
}

fn format_line(warning: &KnownWarning, count: usize) -> String {
    let KnownWarning { path, code, fingerprint } = warning;
    let fingerprint = fingerprint.map_or_else(|| UNLISTED.to_owned(), |fingerprint| fingerprint.to_string());
    format!("{path}\t{code}\t{fingerprint}\t{count}")
}

fn parse_line(line: &str) -> Option<(KnownWarning, usize)> {
    let parts: Vec<&str> = line.split('\t').collect();
    let [path, code, fingerprint, count] = parts[..] else { return None };
    let fingerprint = match fingerprint {
        UNLISTED => None,
        listed => Some(Fingerprint::parse(listed)?),
    };

    let count = count.parse().ok().filter(|count| *count > 0)?;
    let is_named = !path.is_empty() && code.starts_with('J');
    is_named.then(|| (KnownWarning { path: path.to_owned(), code: code.to_owned(), fingerprint }, count))
}

#[cfg(test)]
mod tests;
