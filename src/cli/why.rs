//! `jianbao why`: is a story online, where, and if not why not. Changes nothing.

mod pages;

use std::path::Path;

use self::pages::{AddressTarget, page_name, resolve_address};
use super::arguments::SiteArguments;
use super::bulletin::OpenedBulletin;
use super::console::Console;
use super::list::state_name;
use super::story_path::{concerns_file, find_story_path};
use super::{Outcome, Status, output};
use crate::diagnostic::plain::{one_line, printable};
use crate::diagnostic::report::sort_by_place;
use crate::diagnostic::{Diagnostic, Lang, any_error, catalog};
use crate::model::{Site, StoryIx, Unpublished};
use crate::parse::{Moment, Story};
use crate::pipeline::Bulletin;
use crate::plan::{address_of, story_appearances};

#[derive(clap::Args)]
pub(super) struct WhyArguments {
    /// 稿件的路径，或网址
    what: String,
    #[command(flatten)]
    site: SiteArguments,
}

pub(super) fn run_why(arguments: &WhyArguments, console: Console) -> Outcome {
    let root = &arguments.site.root;
    let what = arguments.what.as_str();
    let file = find_story_path(Path::new(what), root);
    let OpenedBulletin { bulletin, mut diagnostics, .. } =
        OpenedBulletin::open_unindexed(root, arguments.site.to_edition());

    let mut lines = Vec::new();
    let is_url = what.contains("://") || (what.starts_with('/') && file.is_err()) || what.ends_with(".html");
    let path = match file {
        Ok(path) => path,
        Err(mistake) if !is_url => return Err(console.refuse(*mistake)),
        Err(_) => match find_at_address(&bulletin, what).map_err(|mistake| console.refuse(*mistake))? {
            Named { target: AddressTarget::Story(path), .. } => path,
            Named { address, target: AddressTarget::Redirect { to, path } } => {
                lines.push(one_line(&match console.lang {
                    Lang::Zh => format!("/{address} 转到 /{to}"),
                    Lang::En => format!("/{address} leads to /{to}"),
                }));
                path
            }
            Named { address, target: AddressTarget::Page(route) } => {
                let name = page_name(&bulletin.site, &route, console.lang);
                output::print_line(&one_line(&match console.lang {
                    Lang::Zh => format!("/{address} 是{name}"),
                    Lang::En => format!("/{address} is {name}"),
                }));
                return Ok(Status::Done);
            }
        },
    };

    sort_by_place(&mut diagnostics, &bulletin.sources);
    diagnostics.retain(Diagnostic::is_error);
    let answer = StoryAnswer::find(&bulletin, &path, diagnostics);
    answer.add_lines(&mut lines, console.lang);
    output::print_line(&printable(&lines.join("\n")));
    if any_error(&answer.own_errors) {
        console.report(answer.own_errors.clone(), &bulletin.sources);
    }
    if answer.is_online() { Ok(Status::Done) } else { Ok(Status::Mistakes) }
}

/// An address with what stands there.
struct Named {
    address: String,
    target: AddressTarget,
}

fn find_at_address(bulletin: &Bulletin, url: &str) -> Result<Named, Box<Diagnostic>> {
    address_of(&bulletin.site, url)
        .and_then(|address| resolve_address(&bulletin.site, &bulletin.plan, &address))
        .map(|(address, target)| Named { address, target })
        .ok_or_else(|| Box::new(catalog::no_such_address(url)))
}

/// Everything that can be said of one story, by its path.
struct StoryAnswer<'b> {
    bulletin: &'b Bulletin,
    path: &'b str,
    /// `None` where the story could not be read.
    story: Option<&'b Story>,
    /// The story among those that are published.
    published: Option<StoryIx>,
    /// Why it is not published.
    reason: Option<Unpublished>,
    own_errors: Vec<Diagnostic>,
    /// The number of errors in the whole bulletin.
    errors: usize,
}

impl<'b> StoryAnswer<'b> {
    fn find(bulletin: &'b Bulletin, path: &'b str, mut errors: Vec<Diagnostic>) -> Self {
        let site = &bulletin.site;
        let published = site.all_stories().find(|ix| site.story(*ix).path == path);
        let held = site.held.iter().find(|held| held.story.path == path);
        let story = published.map(|ix| site.story(ix)).or(held.map(|held| &*held.story));

        let count = errors.len();
        errors.retain(|error| concerns_file(error, path, &bulletin.sources));
        Self {
            bulletin,
            path,
            story,
            published,
            reason: held.map(|held| held.reason),
            own_errors: errors,
            errors: count,
        }
    }

    fn is_online(&self) -> bool {
        self.published.is_some() && self.errors == 0
    }

    /// Adds the answer to lines that say how the story was found. Its title stands before them.
    fn add_lines(&self, lines: &mut Vec<String>, lang: Lang) {
        let site = &self.bulletin.site;
        if let Some(story) = self.story {
            let title = one_line(&story.front.title);
            let path = one_line(self.path);
            lines.insert(
                0,
                match lang {
                    Lang::Zh => format!("《{title}》 {path}"),
                    Lang::En => format!("“{title}” {path}"),
                },
            );
            lines.push(publication_text(site, story, self.reason, lang));
        }

        let own = self.own_errors.len();
        if self.errors > own || (self.story.is_some() && own > 0) {
            let errors = self.errors;
            lines.push(match lang {
                Lang::Zh => format!("全站有 {errors} 个错误（本篇 {own} 个），改正后才能发布：运行 `jianbao check`"),
                Lang::En => format!(
                    "{errors} errors in the bulletin ({own} here) keep it from being published: run `jianbao check`"
                ),
            });
        }

        if let Some(ix) = self.published {
            lines.push(if lang == Lang::Zh { "出现在：" } else { "shown on:" }.to_owned());
            for (address, route) in story_appearances(site, &self.bulletin.plan, ix) {
                let url = format!("{}{}", site.config.root_url(), address.to_url());
                lines.push(one_line(&format!("  {url}  {}", page_name(site, &route, lang))));
            }
        }
    }
}

/// Whether a story is online, and until or from when.
fn publication_text(site: &Site, story: &Story, reason: Option<Unpublished>, lang: Lang) -> String {
    let word = state_name(reason, lang);
    match (reason, lang) {
        (None, _) => online_text(site, story, lang),
        (Some(Unpublished::Scheduled(date)), Lang::Zh) => {
            format!("不在线，{word}：{} 以后再生成一次就会出现", format_minute(site, date))
        }
        (Some(Unpublished::Scheduled(date)), Lang::En) => {
            format!("not online, {word}: it comes with the first build after {}", format_minute(site, date))
        }
        (Some(Unpublished::Draft), Lang::Zh) => format!("不在线，{word}：去掉 `draft: true` 才会发布"),
        (Some(Unpublished::Draft), Lang::En) => format!("not online, a {word}: remove `draft: true` to publish it"),
        (Some(Unpublished::Unsigned), Lang::Zh) => {
            format!("不在线，{word}：还差{}，签完才会发布：运行 `jianbao sign`", open_steps(site, story))
        }
        (Some(Unpublished::Unsigned), Lang::En) => {
            format!("not online, {word}: it comes when it is signed ({}): run `jianbao sign`", open_steps(site, story))
        }
        (Some(Unpublished::Expired(end)), Lang::Zh) => format!("不在线，{word}：{} 已到期", format_minute(site, end)),
        (Some(Unpublished::Expired(end)), Lang::En) => format!("not online, {word} at {}", format_minute(site, end)),
    }
}

/// The steps of review that are not rightly signed.
fn open_steps(site: &Site, story: &Story) -> String {
    let review = site.review_desk().review_story(story);
    review.open_steps().collect::<Vec<_>>().join("、")
}

fn online_text(site: &Site, story: &Story, lang: Lang) -> String {
    let word = state_name(None, lang);
    let from = format_minute(site, *story.front.date);
    match (story.front.expires, lang) {
        (None, Lang::Zh) => format!("{word}：{from} 起在线"),
        (None, Lang::En) => format!("{word} since {from}"),
        (Some(end), Lang::Zh) => format!("{word}：{from} 起在线，{} 下线", format_minute(site, end.value)),
        (Some(end), Lang::En) => format!("{word} since {from}, until {}", format_minute(site, end.value)),
    }
}

/// A moment in the site's time zone.
fn format_minute(site: &Site, moment: Moment) -> String {
    moment.at.with_timezone(&site.config.timezone).format("%Y-%m-%d %H:%M").to_string()
}
