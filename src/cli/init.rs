//! `jianbao init`: a new bulletin that builds at once, and whose first story says how to go on.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::{Format, InitArguments, Status, output, report};
use crate::config::Config;
use crate::diagnostic::plain::one_line;
use crate::diagnostic::{Lang, catalog};
use crate::schema::{SITE_KEYS, json_schema};
use crate::source::Sources;

/// The files of a new bulletin, by their paths.
const FILES: [(&str, &str); 6] = [
    ("site.yaml", include_str!("init/site.yaml")),
    ("words.txt", include_str!("init/words.txt")),
    (".gitignore", include_str!("init/gitignore")),
    ("content/yaowen/kaishi.md", include_str!("init/content/yaowen/kaishi.md")),
    ("content/tongzhi/shiyunxing.md", include_str!("init/content/tongzhi/shiyunxing.md")),
    ("templates/tongzhi.md", include_str!("init/templates/tongzhi.md")),
];

/// VS Code with the YAML extension completes and checks the settings.
const SETTINGS: &str = "{\n  \"yaml.schemas\": {\"./.vscode/site.schema.json\": \"site.yaml\"}\n}\n";

pub(super) fn init(arguments: &InitArguments, lang: Lang) -> Status {
    let directory = &arguments.directory;
    let shown = directory.display().to_string();
    let fail = |mistake| {
        report(vec![mistake], &Sources::default(), lang, Format::Human);
        Status::Failed
    };
    match is_free(directory) {
        Ok(true) => {}
        Ok(false) => return fail(catalog::not_empty(&shown)),
        Err(error) => return fail(catalog::disk(&shown, &error.to_string())),
    }
    let today = arguments.now().with_timezone(&Config::default().timezone).format("%Y-%m-%d").to_string();
    let schema = format!("{:#}\n", json_schema("site.yaml", SITE_KEYS));
    let editor = [(".vscode/settings.json", SETTINGS), (".vscode/site.schema.json", &schema)];
    let made = FILES.iter().chain(&editor).try_for_each(|(path, text)| {
        // In a template the date is that of the story to come.
        let text = if path.starts_with("content/") { text.replace("{{ date }}", &today) } else { (*text).to_owned() };
        write(&directory.join(path), &text)
    });
    if let Err(error) = made {
        return fail(catalog::disk(&shown, &error.to_string()));
    }
    let shown = one_line(&shown);
    output::line(&match lang {
        Lang::Zh => format!("已在 {shown} 建好简报。进入这个目录，运行 jianbao serve，再看第一篇稿件。"),
        Lang::En => format!("made a bulletin in {shown}; run jianbao serve there and read its first story"),
    });
    Status::Done
}

/// Whether a directory is not there yet, or has nothing in it but what version control keeps.
fn is_free(directory: &Path) -> io::Result<bool> {
    match fs::read_dir(directory) {
        Ok(mut entries) => entries.try_fold(true, |free, entry| Ok(free && entry?.file_name() == ".git")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Writes a file that is not there yet; nothing of it is left if that fails.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes()).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}
