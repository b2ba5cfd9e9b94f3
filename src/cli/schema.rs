//! `jianbao schema`: what can be written, for editors that complete and check while one types.

use std::io::{self, Write};

use super::{SchemaArguments, SchemaOf, Status};
use crate::schema::{FRONT_MATTER, SITE, json_schema};

pub(super) fn schema(arguments: &SchemaArguments) -> Status {
    let schema = match arguments.of {
        SchemaOf::FrontMatter => json_schema("稿件头", FRONT_MATTER),
        SchemaOf::Site => json_schema("site.yaml", SITE),
    };
    match writeln!(io::stdout(), "{schema:#}") {
        Ok(()) => Status::Done,
        Err(_) => Status::Failed,
    }
}
