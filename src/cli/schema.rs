//! `jianbao schema`: what can be written, for editors that complete and check while one types.

use super::{SchemaArguments, SchemaOf, Status, output};
use crate::parse::front_matter;
use crate::schema::{SITE_KEYS, json_schema};

pub(super) fn schema(arguments: &SchemaArguments) -> Status {
    let schema = match arguments.of {
        SchemaOf::FrontMatter => json_schema("稿件头", front_matter::KEYS),
        SchemaOf::Site => json_schema("site.yaml", SITE_KEYS),
    };
    output::line(&format!("{schema:#}"));
    Status::Done
}
