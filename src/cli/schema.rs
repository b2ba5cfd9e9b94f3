//! `jianbao schema`: what can be written, for editors that complete and check while one types.

use clap::ValueEnum;

use super::{Outcome, Status, output};
use crate::parse::front_matter;
use crate::schema::{SITE_KEYS, json_schema};

#[derive(clap::Args)]
pub(super) struct SchemaArguments {
    /// 稿件头，或全站设置
    #[arg(value_enum)]
    of: SchemaKind,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaKind {
    FrontMatter,
    Site,
}

pub(super) fn run_schema(arguments: &SchemaArguments) -> Outcome {
    let schema = match arguments.of {
        SchemaKind::FrontMatter => json_schema("稿件头", front_matter::KEYS),
        SchemaKind::Site => json_schema("site.yaml", SITE_KEYS),
    };
    output::print_line(&format!("{schema:#}"));
    Ok(Status::Done)
}
