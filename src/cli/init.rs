//! `jianbao init`: a new bulletin that builds at once, and whose first story says how to go on.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use super::arguments::or_current_time;
use super::console::Console;
use super::{Outcome, Status, output};
use crate::config::Config;
use crate::diagnostic::plain::one_line;
use crate::diagnostic::{Lang, catalog};
use crate::schema::{SITE_KEYS, json_schema};

/// The files of a new bulletin, by their paths.
const NEW_BULLETIN_FILES: [(&str, &str); 6] = [
    ("site.yaml", include_str!("init/site.yaml")),
    ("words.txt", include_str!("init/words.txt")),
    (".gitignore", include_str!("init/gitignore")),
    ("content/yaowen/kaishi.md", include_str!("init/content/yaowen/kaishi.md")),
    ("content/tongzhi/shiyunxing.md", include_str!("init/content/tongzhi/shiyunxing.md")),
    ("templates/tongzhi.md", include_str!("init/templates/tongzhi.md")),
];

/// VS Code with the YAML extension completes and checks the settings.
const EDITOR_SETTINGS: &str = "{\n  \"yaml.schemas\": {\"./.vscode/site.schema.json\": \"site.yaml\"}\n}\n";

#[derive(clap::Args)]
pub(super) struct InitArguments {
    /// 新的目录，或空的目录
    directory: PathBuf,
    /// 当作现在的时刻（RFC 3339），默认为系统时间
    #[arg(long, value_parser = DateTime::parse_from_rfc3339)]
    now: Option<DateTime<FixedOffset>>,
}

pub(super) fn run_init(arguments: &InitArguments, console: Console) -> Outcome {
    let directory = &arguments.directory;
    let shown = directory.display().to_string();
    match is_free(directory) {
        Ok(true) => {}
        Ok(false) => return Err(console.refuse(catalog::not_empty(&shown))),
        Err(error) => return Err(console.refuse(catalog::disk(&shown, &error.to_string()))),
    }

    let today =
        or_current_time(arguments.now).with_timezone(&Config::default().timezone).format("%Y-%m-%d").to_string();
    if let Err(error) = write_bulletin(directory, &today) {
        return Err(console.refuse(catalog::disk(&shown, &error.to_string())));
    }

    let shown = one_line(&shown);
    output::print_line(&match console.lang {
        Lang::Zh => format!("已在 {shown} 建好简报。进入这个目录，运行 jianbao serve，再看第一篇稿件。"),
        Lang::En => format!("made a bulletin in {shown}; run jianbao serve there and read its first story"),
    });
    Ok(Status::Done)
}

/// Returns whether a directory is not there yet, or has nothing in it but what version control keeps.
fn is_free(directory: &Path) -> io::Result<bool> {
    match fs::read_dir(directory) {
        Ok(mut entries) => entries.try_fold(true, |free, entry| Ok(free && entry?.file_name() == ".git")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn write_bulletin(directory: &Path, today: &str) -> io::Result<()> {
    for (path, text) in NEW_BULLETIN_FILES {
        // In a template the date is that of the story to come.
        let text = if path.starts_with("content/") { text.replace("{{ date }}", today) } else { text.to_owned() };
        write_new_file(&directory.join(path), &text)?;
    }

    let schema = format!("{:#}\n", json_schema("site.yaml", SITE_KEYS));
    write_new_file(&directory.join(".vscode/settings.json"), EDITOR_SETTINGS)?;
    write_new_file(&directory.join(".vscode/site.schema.json"), &schema)
}

/// Writes a file that is not there yet; nothing of it is left if that fails.
fn write_new_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes()).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}
