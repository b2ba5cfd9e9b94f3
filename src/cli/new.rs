//! `jianbao new`: a story file with a good name and its front matter.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use super::arguments::SiteArguments;
use super::bulletin::OpenedSettings;
use super::console::Console;
use super::{Outcome, Status, output};
use crate::config::{Config, is_column};
use crate::diagnostic::catalog::Linked;
use crate::diagnostic::plain::one_line;
use crate::diagnostic::{Diagnostic, Place, any_error, catalog};
use crate::naming::{Naming, make_slug};
use crate::nofollow::{self, Directory, EntryKind};
use crate::parse::front_matter::{self, Byline};
use crate::yaml;

/// The template of a story where the site has none of its own.
const DEFAULT_TEMPLATE: &str =
    "---\ntitle: {{ title }}\ndate: {{ date }}\ntags: []\nbyline:\n{{ byline }}summary: \ndraft: true\n---\n\n";

/// The most characters of a headline that become part of the file's name.
const MAX_NAME_CHARS: usize = 60;

#[derive(clap::Args)]
pub(super) struct NewArguments {
    /// 栏目目录；不写就问
    column: Option<String>,
    /// 标题；不写就问
    title: Option<String>,
    #[command(flatten)]
    site: SiteArguments,
}

pub(super) fn run_new(arguments: &NewArguments, console: Console) -> Outcome {
    let root = &arguments.site.root;
    let mut settings = OpenedSettings::open_with_stories(root);
    settings.diagnostics.retain(|mistake| mistake.kind.concerns_settings());
    if any_error(&settings.diagnostics) {
        return Err(console.report(settings.diagnostics, &settings.sources));
    }

    let story = NewStory::ask(arguments, &settings.config, console).map_err(|mistake| console.refuse(*mistake))?;
    let path = story.write_file(root, &settings).map_err(|mistake| console.refuse(*mistake))?;
    output::print_line(&path);
    Ok(Status::Done)
}

/// A story that is to be written.
struct NewStory {
    /// The column's directory below `content/`.
    column: String,
    title: String,
    /// The headline as a part of a file's name.
    slug: String,
    /// The day: `2020-09-15`.
    today: String,
}

impl NewStory {
    /// Takes column and headline from the arguments, or asks for them.
    fn ask(arguments: &NewArguments, config: &Config, console: Console) -> Result<Self, Box<Diagnostic>> {
        let Some(column) = arguments.column.clone().or_else(|| ask_column(config, console)) else {
            return Err(Box::new(catalog::not_given("COLUMN")));
        };
        let Some(column) = column_directory(&arguments.site.root, config, &column) else {
            return Err(Box::new(catalog::no_such_selection("COLUMN", &column)));
        };
        let Some(title) = arguments.title.clone().or_else(|| ask_line(console.pick("标题：", "headline: "))) else {
            return Err(Box::new(catalog::not_given("TITLE")));
        };

        let Some(slug) = make_slug(&title, Naming::Pinyin) else {
            return Err(Box::new(catalog::bad_file_name(&title)));
        };
        if !is_column(&column, config.naming) {
            let place = Place::File(format!("content/{column}"));
            return Err(Box::new(catalog::bad_column_directory(place, &column)));
        }

        let now = arguments.site.to_edition().now.with_timezone(&config.timezone);
        let today = now.format("%Y-%m-%d").to_string();
        Ok(Self { column, title, slug: slug.chars().take(MAX_NAME_CHARS).collect(), today })
    }

    /// Writes the story's file, and returns its path as the user would write it.
    fn write_file(&self, root: &Path, settings: &OpenedSettings) -> Result<String, Box<Diagnostic>> {
        let template = read_template(root, &self.column)?;
        let directory = format!("content/{}", self.column);
        let name = format!("{}-{}.md", self.today, self.slug);
        let path = root.join(&directory).join(&name).display().to_string();
        if let Some(mistake) = find_obstacle(root, &directory) {
            return Err(Box::new(mistake));
        }

        let text = self.fill_template(template, settings);
        let written =
            Directory::create_below(root, &directory).and_then(|directory| create_story(&directory, &name, &text));
        match written {
            Ok(()) => Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Box::new(catalog::story_is_there(&path))),
            Err(error) => Err(Box::new(catalog::disk(&path, &error.to_string()))),
        }
    }

    fn fill_template(&self, template: String, settings: &OpenedSettings) -> String {
        let marks = [
            // In quotes, nothing in a headline can be taken for YAML.
            ("{{ title }}", yaml::quote_text(&self.title)),
            ("{{ date }}", self.today.clone()),
            ("{{ column }}", self.column.clone()),
            ("{{ byline }}", last_byline(settings, &self.column)),
        ];
        marks.iter().fold(template, |text, (mark, value)| text.replace(mark, value))
    }
}

/// The directory of a column by its directory or its name; of those that site.yaml does not name, one that is there. Where
/// it names none, any.
fn column_directory(root: &Path, config: &Config, column: &str) -> Option<String> {
    if let Some(known) = config.columns.iter().find(|known| known.directory == column || known.name == column) {
        return Some(known.directory.clone());
    }
    let is_there = config.columns.is_empty() || root.join("content").join(column).is_dir();
    is_there.then(|| column.to_owned())
}

/// Writes a file that is not there yet; nothing of it is left if that fails.
fn create_story(directory: &Directory, name: &str, text: &str) -> io::Result<()> {
    let mut file = directory.create_file(name)?;
    file.write_all(text.as_bytes()).inspect_err(|_| {
        let _ = directory.remove_file(name);
    })
}

/// The first link, pipe, socket or device on the way to a path below the root.
fn find_obstacle(root: &Path, path: &str) -> Option<Diagnostic> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    ends.map(|end| &path[..end]).find_map(|part| match nofollow::entry_kind(&root.join(part))? {
        EntryKind::Link => Some(catalog::symlink(part, Linked::Content)),
        EntryKind::Special => Some(catalog::not_a_file(part)),
        EntryKind::File | EntryKind::Directory => None,
    })
}

/// The site's template for stories of a column, for all, or the program's.
fn read_template(root: &Path, column: &str) -> Result<String, Box<Diagnostic>> {
    for name in [column, "story"] {
        let path = format!("templates/{name}.md");
        if let Some(mistake) = find_obstacle(root, &path) {
            return Err(Box::new(mistake));
        }
        match nofollow::read_to_string(&root.join(&path)) {
            Ok(text) => return Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Box::new(catalog::disk(&path, &error.to_string()))),
        }
    }
    Ok(DEFAULT_TEMPLATE.to_owned())
}

/// The byline of the column's newest story as lines of YAML; a reporter without a name if there is none.
fn last_byline(settings: &OpenedSettings, column: &str) -> String {
    let below = format!("content/{column}/");
    let stories =
        settings.sources.iter().filter(|(_, text)| text.path.starts_with(&below) && text.path.ends_with(".md"));
    let fronts = stories.map(|(file, text)| {
        // Mistakes in other stories are reported by `check`.
        let timezone = settings.config.timezone;
        front_matter::parse_front_matter(file, text, timezone, &settings.sources, &mut Vec::new()).front
    });

    let last = fronts.filter(|front| !front.byline.is_empty()).max_by_key(|front| front.date.at);
    match last {
        Some(front) => front.byline.iter().map(byline_row).collect(),
        None => "  记者: \n".to_owned(),
    }
}

fn byline_row(Byline { role, names }: &Byline) -> String {
    let names: Vec<String> = names.iter().map(|name| yaml::quote_text(name)).collect();
    format!("  {role}: [{}]\n", names.join(", "))
}

/// Asks for a column by its number, directory or name.
fn ask_column(config: &Config, console: Console) -> Option<String> {
    if !io::stdin().is_terminal() {
        return None;
    }
    for (n, column) in (1..).zip(&config.columns) {
        let _ = writeln!(io::stderr(), "{n}. {}（{}）", one_line(&column.name), one_line(&column.directory));
    }

    let answer = ask_line(console.pick("栏目：", "column: "))?;
    let chosen = (1..).zip(&config.columns).find(|(n, _)| answer == n.to_string());
    Some(chosen.map_or(answer, |(_, column)| column.directory.clone()))
}

/// Asks on a terminal; nothing elsewhere, and for an empty answer.
fn ask_line(question: &str) -> Option<String> {
    if !io::stdin().is_terminal() {
        return None;
    }
    let _ = write!(io::stderr(), "{question}");

    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty())
}
