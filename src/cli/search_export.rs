//! `jianbao search-export`: the published stories as documents for a search engine, or the settings of its index.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, Utc};
use clap::ValueEnum;

use super::{Format, Status, Voice, build, report, report_below};
use crate::diagnostic::plain::{escaped_json, one_line};
use crate::diagnostic::{Lang, any_error, catalog};
use crate::disk;
use crate::export::Engine;
use crate::model::Edition;
use crate::pipeline::{Bulletin, prepare};
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
    /// 简报所在的目录（site.yaml 在这里）
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// 当作现在的时刻（RFC 3339），默认为系统时间
    #[arg(long, value_parser = DateTime::parse_from_rfc3339)]
    now: Option<DateTime<FixedOffset>>,
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

pub(super) fn search_export(arguments: &SearchExportArguments, voice: Voice, lang: Lang) -> Status {
    publish::fix_modes();
    let SearchExportArguments { format, settings, out, root, now } = arguments;
    let (input, mut mistakes) = disk::read(root);
    // What is not public has no place in a search for everyone.
    let now = now.unwrap_or_else(|| Utc::now().fixed_offset());
    let prepared = prepare(input, Edition { now, drafts: false, scheduled: false }, Some(&Segmenter::new()), None);
    let bulletin = &prepared.bulletin;
    mistakes.extend(prepared.diagnostics);
    let refused = any_error(&mistakes);
    let status = report_below(root, mistakes, &bulletin.sources, lang, Format::Human);
    if refused {
        let _ = match lang {
            Lang::Zh => writeln!(io::stderr(), "没有导出：改正以上错误后再运行"),
            Lang::En => writeln!(io::stderr(), "nothing was exported: mend the errors above"),
        };
        return status;
    }
    let engine = Engine::from(*format);
    let failed = match out {
        Some(out) => {
            let written = OutputFile::create_at(out).and_then(|mut file| {
                hand_out(bulletin, engine, *settings, |text| file.write_text(text))?;
                file.finish()
            });
            written.map_err(PublishError::into_diagnostic).err()
        }
        None => {
            let written = to_standard_output(bulletin, engine, *settings);
            let name = if lang == Lang::Zh { "标准输出" } else { "standard output" };
            written.map_err(|error| catalog::disk(name, &error.to_string())).err()
        }
    };
    if let Some(failure) = failed {
        report(vec![failure], &bulletin.sources, lang, Format::Human);
        return Status::Failed;
    }
    if let Some(out) = out.as_ref().filter(|_| voice != Voice::Quiet) {
        let (stories, out) = (bulletin.site.stories.len(), one_line(&out.display().to_string()));
        build::say(&match (settings, lang) {
            (true, Lang::Zh) => format!("设置写进了 {out}"),
            (true, Lang::En) => format!("the settings are in {out}"),
            (false, Lang::Zh) => format!("{stories} 篇稿件写进了 {out}"),
            (false, Lang::En) => {
                format!("{stories} {} in {out}", if stories == 1 { "story is" } else { "stories are" })
            }
        });
    }
    Status::Done
}

fn hand_out<E>(
    bulletin: &Bulletin,
    engine: Engine,
    settings: bool,
    mut take: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    if settings { take(&bulletin.export_settings(engine)) } else { bulletin.export(engine, take) }
}

/// Other than with what is printed for people, a disk that is full behind a `>` is told.
fn to_standard_output(bulletin: &Bulletin, engine: Engine, settings: bool) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    // Programs get every byte as it is; a terminal is shown what would steer it.
    let on_terminal = io::stdout().is_terminal();
    let written = hand_out(bulletin, engine, settings, |text| match on_terminal {
        true => out.write_all(escaped_json(text).as_bytes()),
        false => out.write_all(text.as_bytes()),
    });
    let written = written.and_then(|()| out.flush());
    // A closed pipe: who reads has enough.
    written.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}
