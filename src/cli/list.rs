//! `jianbao list`: the newsroom's ledger. Changes nothing.

mod formats;

use clap::ValueEnum;

use self::formats::{format_csv, format_json, format_table};
use super::arguments::BulletinArguments;
use super::bulletin::OpenedBulletin;
use super::console::Console;
use super::signers::signatures_text;
use super::{Outcome, Status, output};
use crate::diagnostic::{Diagnostic, Lang, catalog};
use crate::model::ledger::ledger_entries;
use crate::model::review::signature_entries;
use crate::model::{Site, Unpublished};
use crate::parse::{IssueName, Moment, Story};

#[derive(clap::Args)]
pub(super) struct ListArguments {
    /// 只列定时的；几个条件可以同时写
    #[arg(long)]
    scheduled: bool,
    /// 只列草稿
    #[arg(long)]
    drafts: bool,
    /// 只列待审的：三审没有签完，因此不发布
    #[arg(long)]
    unsigned: bool,
    /// 只列已下线的
    #[arg(long)]
    expired: bool,
    /// 只列一个栏目：目录名或栏目名
    #[arg(long)]
    column: Option<String>,
    /// 只列一期：`15` 或 `2020年第9期`
    #[arg(long)]
    issue: Option<String>,
    /// 表格、CSV 或 JSON
    #[arg(long, value_enum, default_value = "table")]
    format: ListFormat,
    #[command(flatten)]
    bulletin: BulletinArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    Table,
    Csv,
    Json,
}

/// The keys of a row, which are the heads of the table and the keys of the JSON objects.
const ROW_KEYS: [&str; 10] = ["date", "state", "column", "issue", "page", "title", "expires", "path", "url", "review"];

/// The values of a story, in the order of [`ROW_KEYS`].
type Row = [String; 10];

pub(super) fn run_list(arguments: &ListArguments, console: Console) -> Outcome {
    let mut opened = OpenedBulletin::open_unindexed(&arguments.bulletin.root, arguments.bulletin.public_edition());
    let site = &opened.require_bulletin(console)?.site;
    let selection = Selection::parse(arguments, site).map_err(|mistake| console.refuse(*mistake))?;

    let rows: Vec<Row> = ledger_entries(site)
        .into_iter()
        .filter(|entry| selection.contains(entry.story, entry.unpublished))
        .map(|entry| story_row(site, entry.story, entry.unpublished, console.lang))
        .collect();
    match arguments.format {
        ListFormat::Table => output::print(format_table(&rows, console.lang)),
        ListFormat::Csv => output::print(format_csv(&rows)),
        ListFormat::Json => output::print_json(&format_json(&rows)),
    }
    Ok(Status::Done)
}

/// The stories that the arguments ask for.
struct Selection<'a> {
    arguments: &'a ListArguments,
    /// The directory of a column.
    column: Option<&'a str>,
    issue: Option<IssueName>,
}

impl<'a> Selection<'a> {
    fn parse(arguments: &'a ListArguments, site: &'a Site) -> Result<Self, Box<Diagnostic>> {
        let issue = match &arguments.issue {
            Some(name) => {
                Some(IssueName::parse(name).ok_or_else(|| Box::new(catalog::no_such_selection("--issue", name)))?)
            }
            None => None,
        };

        let column = match &arguments.column {
            Some(name) => {
                let column = site.columns.iter().find(|c| c.directory == *name || c.name == *name);
                let column = column.ok_or_else(|| Box::new(catalog::no_such_selection("--column", name)))?;
                Some(column.directory.as_str())
            }
            None => None,
        };
        Ok(Self { arguments, column, issue })
    }

    fn contains(&self, story: &Story, reason: Option<Unpublished>) -> bool {
        self.contains_state(reason)
            && self.column.is_none_or(|column| story.column == column)
            && self.issue.is_none_or(|issue| story.front.issue.map(|own| own.identity()) == Some(issue.identity()))
    }

    fn contains_state(&self, reason: Option<Unpublished>) -> bool {
        let ListArguments { scheduled, drafts, expired, unsigned, .. } = *self.arguments;
        if !scheduled && !drafts && !expired && !unsigned {
            return true;
        }
        match reason {
            None => false,
            Some(Unpublished::Scheduled(_)) => scheduled,
            Some(Unpublished::Draft) => drafts,
            Some(Unpublished::Unsigned) => unsigned,
            Some(Unpublished::Expired(_)) => expired,
        }
    }
}

fn story_row(site: &Site, story: &Story, reason: Option<Unpublished>, lang: Lang) -> Row {
    let front = &story.front;
    let column = site.columns.iter().find(|column| column.directory == story.column);
    [
        format_moment(site, *front.date),
        state_name(reason, lang).to_owned(),
        column.map_or(&story.column, |column| &column.name).clone(),
        front.issue.map_or_else(String::new, |issue| issue.title()),
        front.page.as_ref().map_or_else(String::new, |page| page.place.label()),
        front.title.to_string(),
        front.expires.map_or_else(String::new, |end| format_moment(site, end.value)),
        story.path.clone(),
        format!("{}{}", site.config.root_url(), story.address.to_url()),
        signatures_text(&signature_entries(site, story), lang),
    ]
}

/// A moment in the site's time zone: the day, and the time where one is given.
fn format_moment(site: &Site, moment: Moment) -> String {
    let at = moment.at.with_timezone(&site.config.timezone);
    at.format(if moment.has_time { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" }).to_string()
}

/// The state of a story in a word.
pub(super) fn state_name(reason: Option<Unpublished>, lang: Lang) -> &'static str {
    match (reason, lang) {
        (None, Lang::Zh) => "已发",
        (None, Lang::En) => "online",
        (Some(Unpublished::Scheduled(_)), Lang::Zh) => "定时",
        (Some(Unpublished::Scheduled(_)), Lang::En) => "scheduled",
        (Some(Unpublished::Draft), Lang::Zh) => "草稿",
        (Some(Unpublished::Draft), Lang::En) => "draft",
        (Some(Unpublished::Unsigned), Lang::Zh) => "待审",
        (Some(Unpublished::Unsigned), Lang::En) => "in review",
        (Some(Unpublished::Expired(_)), Lang::Zh) => "下线",
        (Some(Unpublished::Expired(_)), Lang::En) => "expired",
    }
}
