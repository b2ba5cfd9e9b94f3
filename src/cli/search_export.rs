//! `jianbao search-export`: the published stories as documents for a search engine, or the settings of its index.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::arguments::BulletinArguments;
use super::bulletin::{OpenOptions, OpenedBulletin};
use super::console::Console;
use super::{Outcome, Status, output};
use crate::diagnostic::plain::{escaped_json, one_line};
use crate::diagnostic::{Diagnostic, Lang, any_error, catalog};
use crate::export::Engine;
use crate::memo::Memo;
use crate::pipeline::Bulletin;
use crate::publish::{self, OutputFile, PublishError};
use crate::search::Segmenter;

#[derive(clap::Args)]
pub(super) struct SearchExportArguments {
    /// 哪一种搜索引擎
    #[arg(long, value_enum)]
    format: EngineArgument,
    /// 不导出稿件，只打印建索引用的设置（JSON）
    #[arg(long)]
    settings: bool,
    /// 写进这个文件，写完整了才换下旧的；不写就打印出来
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    bulletin: BulletinArguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum EngineArgument {
    Elasticsearch,
    Opensearch,
    Meilisearch,
}

impl From<EngineArgument> for Engine {
    fn from(argument: EngineArgument) -> Self {
        match argument {
            EngineArgument::Elasticsearch => Self::Elasticsearch,
            EngineArgument::Opensearch => Self::Opensearch,
            EngineArgument::Meilisearch => Self::Meilisearch,
        }
    }
}

pub(super) fn run_search_export(arguments: &SearchExportArguments, console: Console) -> Outcome {
    publish::fix_modes();
    let bulletin = open_without_errors(&arguments.bulletin, console)?;

    let export = Export { bulletin: &bulletin, engine: arguments.format.into(), settings: arguments.settings };
    let written = match &arguments.out {
        Some(path) => export.write_file(path),
        None => export.write_stdout(console),
    };
    written.map_err(|mistake| console.refuse(*mistake))?;

    if let Some(path) = arguments.out.as_ref().filter(|_| !console.is_quiet()) {
        output::print_line(&export.summary_text(path, console.lang));
    }
    Ok(Status::Done)
}

/// Opens a bulletin as readers see it: a text that is not public has no place in a search for everyone.
fn open_without_errors(arguments: &BulletinArguments, console: Console) -> Result<Bulletin, Status> {
    let OpenedBulletin { bulletin, diagnostics, .. } = OpenedBulletin::open(OpenOptions {
        root: &arguments.root,
        edition: arguments.public_edition(),
        segmenter: Some(&Segmenter::new()),
        memo: Memo::default(),
        base_url: None,
    });
    let is_refused = any_error(&diagnostics);
    let status = console.report(diagnostics, &bulletin.sources);

    if is_refused {
        console.print_note("没有导出：改正以上错误后再运行", "nothing was exported: mend the errors above");
        return Err(status);
    }
    Ok(bulletin)
}

/// Everything that is exported.
struct Export<'b> {
    bulletin: &'b Bulletin,
    engine: Engine,
    /// Whether only the settings of the index are.
    settings: bool,
}

impl Export<'_> {
    fn write_with<E>(&self, mut take: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        if self.settings {
            take(&self.bulletin.export_settings(self.engine))
        } else {
            self.bulletin.export(self.engine, take)
        }
    }

    /// Writes a file that takes the place of an older one once it is complete.
    fn write_file(&self, path: &Path) -> Result<(), Box<Diagnostic>> {
        let written = OutputFile::create_at(path).and_then(|mut file| {
            self.write_with(|text| file.write_text(text))?;
            file.finish()
        });
        written.map_err(|error: PublishError| Box::new(error.into_diagnostic()))
    }

    /// Writes to standard output. Other than with what is printed for people, a disk that is full behind a `>` is a failure.
    fn write_stdout(&self, console: Console) -> Result<(), Box<Diagnostic>> {
        let mut out = BufWriter::new(io::stdout().lock());
        // Programs get every byte as it is; a terminal is shown what would steer it.
        let on_terminal = io::stdout().is_terminal();
        let written = self.write_with(|text| match on_terminal {
            true => out.write_all(escaped_json(text).as_bytes()),
            false => out.write_all(text.as_bytes()),
        });

        match written.and_then(|()| out.flush()) {
            // A closed pipe: the reader has enough.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let name = console.pick("标准输出", "standard output");
                Err(Box::new(catalog::disk(name, &error.to_string())))
            }
            _ => Ok(()),
        }
    }

    fn summary_text(&self, path: &Path, lang: Lang) -> String {
        let stories = self.bulletin.site.stories.len();
        let path = one_line(&path.display().to_string());
        match (self.settings, lang) {
            (true, Lang::Zh) => format!("设置写进了 {path}"),
            (true, Lang::En) => format!("the settings are in {path}"),
            (false, Lang::Zh) => format!("{stories} 篇稿件写进了 {path}"),
            (false, Lang::En) if stories == 1 => format!("1 story is in {path}"),
            (false, Lang::En) => format!("{stories} stories are in {path}"),
        }
    }
}
