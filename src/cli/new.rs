//! `jianbao new`: a story file with a good name and its front matter.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use super::{Format, NewArguments, Status, output, report};
use crate::address::{Naming, make_slug};
use crate::config::{self, Config};
use crate::diagnostic::catalog::Linked;
use crate::diagnostic::plain::one_line;
use crate::diagnostic::{Diagnostic, Lang, Place, any_error, catalog};
use crate::disk;
use crate::nofollow::{self, Directory, EntryKind};
use crate::parse::front_matter::{self, Byline};
use crate::source::Sources;

/// What a story begins with where the site has no template of its own.
const TEMPLATE: &str =
    "---\ntitle: {{ title }}\ndate: {{ date }}\ntags: []\nbyline:\n{{ byline }}summary: \ndraft: true\n---\n\n";

pub(super) fn new(arguments: &NewArguments, lang: Lang) -> Status {
    let root = &arguments.site.root;
    let (input, mut diagnostics) = disk::read(root);
    let config = config::parse_settings(&input.sources, &mut diagnostics);
    diagnostics.retain(|d| d.kind.concerns_settings());
    if any_error(&diagnostics) {
        return report(diagnostics, &input.sources, lang, Format::Human);
    }
    let fail = |mistake: Diagnostic| {
        report(vec![mistake], &input.sources, lang, Format::Human);
        Status::Failed
    };
    let Some(column) = arguments.column.clone().or_else(|| ask_column(&config, lang)) else {
        return fail(catalog::not_given("COLUMN"));
    };
    let Some(column) = directory(root, &config, &column) else {
        return fail(catalog::no_such_selection("COLUMN", &column));
    };
    let Some(title) =
        arguments.title.clone().or_else(|| ask(if lang == Lang::Zh { "标题：" } else { "headline: " }))
    else {
        return fail(catalog::not_given("TITLE"));
    };
    let Some(name) = make_slug(&title, Naming::Pinyin) else { return fail(catalog::bad_file_name(&title)) };
    if !config::is_column(&column, config.naming) {
        return fail(catalog::bad_column_directory(Place::File(format!("content/{column}")), &column));
    }
    let template = match template(root, &column) {
        Ok(template) => template,
        Err(mistake) => return fail(*mistake),
    };
    let today = arguments.site.edition().now.with_timezone(&config.timezone).format("%Y-%m-%d").to_string();
    let name: String = name.chars().take(60).collect();
    let directory = format!("content/{column}");
    let name = format!("{today}-{name}.md");
    let path = root.join(&directory).join(&name);
    if let Some(mistake) = obstacle(root, &directory) {
        return fail(mistake);
    }
    // Single quotes: nothing in a headline can be taken for YAML.
    let title = format!("'{}'", title.replace('\'', "''"));
    let byline = byline(&input.sources, &config, &column);
    let text = [("{{ title }}", title), ("{{ date }}", today), ("{{ column }}", column), ("{{ byline }}", byline)]
        .iter()
        .fold(template, |text, (mark, value)| text.replace(mark, value));
    match Directory::create_below(root, &directory).and_then(|directory| create(&directory, &name, &text)) {
        Ok(()) => {
            output::line(&path.display().to_string());
            Status::Done
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fail(catalog::story_is_there(&path.display().to_string()))
        }
        Err(error) => fail(catalog::disk(&path.display().to_string(), &error.to_string())),
    }
}

/// The directory of a column by its directory or its name; of those that site.yaml does not name, one that is there. Where
/// it names none, any.
fn directory(root: &Path, config: &Config, column: &str) -> Option<String> {
    let known = config.columns.iter().find(|known| known.directory == column || known.name == column);
    let there = || config.columns.is_empty() || root.join("content").join(column).is_dir();
    known.map(|known| known.directory.clone()).or_else(|| there().then(|| column.to_owned()))
}

/// Writes a file that is not there yet; nothing of it is left if that fails.
fn create(directory: &Directory, name: &str, text: &str) -> io::Result<()> {
    let mut file = directory.create_file(name)?;
    file.write_all(text.as_bytes()).inspect_err(|_| {
        let _ = directory.remove_file(name);
    })
}

/// The first link, pipe, socket or device on the way to a path below the root.
fn obstacle(root: &Path, path: &str) -> Option<Diagnostic> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    ends.map(|end| &path[..end]).find_map(|part| match nofollow::entry_kind(&root.join(part))? {
        EntryKind::Link => Some(catalog::symlink(part, Linked::Content)),
        EntryKind::Special => Some(catalog::not_a_file(part)),
        EntryKind::File | EntryKind::Directory => None,
    })
}

/// The site's template for stories of a column, for all, or the program's.
fn template(root: &Path, column: &str) -> Result<String, Box<Diagnostic>> {
    for name in [column, "story"] {
        let path = format!("templates/{name}.md");
        if let Some(mistake) = obstacle(root, &path) {
            return Err(Box::new(mistake));
        }
        match nofollow::read_to_string(&root.join(&path)) {
            Ok(text) => return Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Box::new(catalog::disk(&path, &error.to_string()))),
        }
    }
    Ok(TEMPLATE.to_owned())
}

/// The byline of the column's newest story as lines of YAML; a reporter without a name if there is none.
fn byline(sources: &Sources, config: &Config, column: &str) -> String {
    let below = format!("content/{column}/");
    let stories = sources.iter().filter(|(_, source)| source.path.starts_with(&below) && source.path.ends_with(".md"));
    let fronts = stories.map(|(file, source)| {
        // What is wrong with other stories is said by `check`.
        front_matter::parse_front_matter(file, source, config.timezone, sources, &mut Vec::new()).0
    });
    let last = fronts.filter(|front| !front.byline.is_empty()).max_by_key(|front| front.date.at);
    let roles = last.map_or_else(Vec::new, |front| front.byline.value);
    if roles.is_empty() {
        return "  记者: \n".to_owned();
    }
    let quoted = |name: &String| format!("'{}'", name.replace('\'', "''"));
    let line = |Byline { role, names }: &Byline| {
        format!("  {role}: [{}]\n", names.iter().map(quoted).collect::<Vec<_>>().join(", "))
    };
    roles.iter().map(line).collect()
}

/// Asks for a column by its number, directory or name.
fn ask_column(config: &Config, lang: Lang) -> Option<String> {
    if !io::stdin().is_terminal() {
        return None;
    }
    for (n, column) in (1..).zip(&config.columns) {
        let _ = writeln!(io::stderr(), "{n}. {}（{}）", one_line(&column.name), one_line(&column.directory));
    }
    let answer = ask(if lang == Lang::Zh { "栏目：" } else { "column: " })?;
    let chosen = (1..).zip(&config.columns).find(|(n, _)| answer == n.to_string());
    Some(chosen.map_or(answer, |(_, column)| column.directory.clone()))
}

/// Asks on a terminal; nothing elsewhere, and for an empty answer.
fn ask(question: &str) -> Option<String> {
    if !io::stdin().is_terminal() {
        return None;
    }
    let _ = write!(io::stderr(), "{question}");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty())
}
