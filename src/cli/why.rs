//! `jianbao why`: is a story online, where, and if not why not. Changes nothing.

use std::path::Path;

use super::list::state;
use super::{Status, WhyArguments, output, report};
use crate::address;
use crate::diagnostic::plain::{one_line, printable};
use crate::diagnostic::report::sort;
use crate::diagnostic::{Diagnostic, Lang, Place, any_error, catalog};
use crate::disk;
use crate::model::{Site, Unpublished};
use crate::parse::{Moment, Story};
use crate::pipeline::prepare;
use crate::plan::{ListKey, ListPart, Route, address_of, story_appearances};
use crate::source::Sources;

pub(super) fn why(arguments: &WhyArguments, lang: Lang) -> Status {
    let root = &arguments.site.root;
    let what = arguments.what.as_str();
    let file = super::suggest_tags::story_path(Path::new(what), root);
    let (input, unread) = disk::read(root);
    let prepared = prepare(input, arguments.site.edition(), None, None);
    let (bulletin, sources) = (&prepared.bulletin, &prepared.bulletin.sources);
    let site = &bulletin.site;
    let mut mistakes: Vec<Diagnostic> = unread.into_iter().chain(prepared.diagnostics).collect();
    sort(&mut mistakes, sources);
    let is_url = what.contains("://") || (what.starts_with('/') && file.is_err()) || what.ends_with(".html");
    let zh = lang == Lang::Zh;
    let mut lines = Vec::new();
    let path = match (file, is_url) {
        (Ok(path), _) => path,
        (Err(_), true) => {
            let Some(address) = address_of(site, what) else {
                return refused(catalog::no_such_address(what), sources, lang);
            };
            let (address, found) = match story_at(site, &bulletin.plan, &address) {
                Some(found) => found,
                None => return refused(catalog::no_such_address(what), sources, lang),
            };
            match found {
                Found::Story(path) => path,
                Found::Redirect(to, path) => {
                    lines.push(one_line(&if zh {
                        format!("/{address} 转到 /{to}")
                    } else {
                        format!("/{address} leads to /{to}")
                    }));
                    path
                }
                Found::Page(route) => {
                    let name = page(site, &route, lang);
                    let text = if zh { format!("/{address} 是{name}") } else { format!("/{address} is {name}") };
                    output::line(&one_line(&text));
                    return Status::Done;
                }
            }
        }
        (Err(mistake), false) => return refused(*mistake, sources, lang),
    };
    let here = |d: &Diagnostic| match &d.place {
        Place::File(file) => *file == path,
        Place::At(span) => sources.text(span.file).path == path,
        Place::Site => false,
    };
    let errors = mistakes.iter().filter(|d| d.is_error()).count();
    let own: Vec<Diagnostic> = mistakes.into_iter().filter(|d| d.is_error() && here(d)).collect();
    let published = site.all_stories().find(|ix| site.story(*ix).path == path);
    let held = site.held.iter().find(|held| held.story.path == path);
    let story = published.map(|ix| site.story(ix)).or(held.map(|held| &*held.story));
    if let Some(story) = story {
        lines.insert(
            0,
            if zh {
                format!("《{}》 {}", one_line(&story.front.title), one_line(&path))
            } else {
                format!("“{}” {}", one_line(&story.front.title), one_line(&path))
            },
        );
        lines.push(standing(site, story, held.map(|held| held.reason), lang));
    }
    if errors > own.len() || (story.is_some() && !own.is_empty()) {
        lines.push(if zh {
            format!("全站有 {errors} 个错误（本篇 {} 个），改正后才能发布：运行 `jianbao check`", own.len())
        } else {
            format!(
                "{errors} errors in the bulletin ({} here) keep it from being published: run `jianbao check`",
                own.len()
            )
        });
    }
    if let Some(ix) = published {
        lines.push(if zh { "出现在：" } else { "shown on:" }.to_owned());
        for (address, route) in story_appearances(site, &bulletin.plan, ix) {
            let url = format!("{}{}", site.config.root_url(), address.to_url());
            lines.push(one_line(&format!("  {url}  {}", page(site, &route, lang))));
        }
    }
    output::line(&printable(&lines.join("\n")));
    let online = published.is_some() && errors == 0;
    if any_error(&own) {
        report(own, sources, lang, super::Format::Human);
    }
    if online { Status::Done } else { Status::Mistakes }
}

fn refused(mistake: Diagnostic, sources: &Sources, lang: Lang) -> Status {
    report(vec![mistake], sources, lang, super::Format::Human);
    Status::Failed
}

/// What an address leads to.
enum Found {
    /// A story, by its path.
    Story(String),
    /// To another address, where a story is.
    Redirect(String, String),
    /// A page that is no story.
    Page(Route),
}

/// What is or will be at an address, also one without `.html` or the `/` at its end.
fn story_at(site: &Site, plan: &crate::plan::Plan, address: &str) -> Option<(String, Found)> {
    let spellings = [address.to_owned(), format!("{address}.html"), format!("{address}/index.html")];
    spellings.into_iter().find_map(|address| {
        let coming = || site.held.iter().find(|held| held.story.address.as_str() == address);
        let found = match plan.route_at(&address) {
            Some(Route::Story(ix)) => Found::Story(site.story(*ix).path.clone()),
            Some(Route::Redirect(to)) => match plan.route_at(to.as_str()) {
                Some(Route::Story(ix)) => Found::Redirect(to.to_url(), site.story(*ix).path.clone()),
                _ => Found::Page(Route::Redirect(to.clone())),
            },
            Some(route) => Found::Page(route.clone()),
            None => Found::Story(coming()?.story.path.clone()),
        };
        Some((address, found))
    })
}

/// Whether a story is online, and until or from when.
fn standing(site: &Site, story: &Story, why: Option<Unpublished>, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let when = |moment: Moment| moment.at.with_timezone(&site.config.timezone).format("%Y-%m-%d %H:%M").to_string();
    let word = state(why, lang);
    match (why, zh) {
        (None, _) => match (story.front.expires, zh) {
            (None, true) => format!("{word}：{} 起在线", when(*story.front.date)),
            (None, false) => format!("{word} since {}", when(*story.front.date)),
            (Some(end), true) => format!("{word}：{} 起在线，{} 下线", when(*story.front.date), when(end.value)),
            (Some(end), false) => format!("{word} since {}, until {}", when(*story.front.date), when(end.value)),
        },
        (Some(Unpublished::Scheduled(date)), true) => {
            format!("不在线，{word}：{} 以后再生成一次就会出现", when(date))
        }
        (Some(Unpublished::Scheduled(date)), false) => {
            format!("not online, {word}: it comes with the first build after {}", when(date))
        }
        (Some(Unpublished::Draft), true) => format!("不在线，{word}：去掉 `draft: true` 才会发布"),
        (Some(Unpublished::Draft), false) => format!("not online, a {word}: remove `draft: true` to publish it"),
        (Some(Unpublished::Expired(end)), true) => format!("不在线，{word}：{} 已到期", when(end)),
        (Some(Unpublished::Expired(end)), false) => format!("not online, {word} at {}", when(end)),
    }
}

/// What a page is.
fn page(site: &Site, route: &Route, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let list = |key: &ListKey| match (*key, zh) {
        (ListKey::All, true) => "全部稿件".to_owned(),
        (ListKey::All, false) => "all stories".to_owned(),
        (ListKey::Column(at), true) => format!("栏目“{}”", site.column(at).name),
        (ListKey::Column(at), false) => format!("column “{}”", site.column(at).name),
        (ListKey::Tag(at), true) => format!("标签“{}”", site.tag(at).name),
        (ListKey::Tag(at), false) => format!("tag “{}”", site.tag(at).name),
        (ListKey::Month(key), _) => {
            let year = site.year(key.year).year;
            let month = key.month(site).month;
            if zh { format!("归档 {year}年{month}月") } else { format!("archive {year:04}-{month:02}") }
        }
    };
    let (zh_name, en_name) = match route {
        Route::Story(_) => ("稿件本身", "the story itself"),
        Route::Home => ("首页", "the front page"),
        Route::List(key, ListPart::Front) => return list(key),
        Route::List(key, ListPart::Older(n)) => {
            return if zh { format!("{}，第 {n} 页", list(key)) } else { format!("{}, page {n}", list(key)) };
        }
        Route::Issue(at) => return site.issue(*at).name.title(),
        Route::IssueWhole(at) => {
            let name = site.issue(*at).name.title();
            return if zh { format!("{name}，整期打印") } else { format!("{name}, on one page") };
        }
        Route::Rss(key) => return if zh { format!("{}的 RSS", list(key)) } else { format!("RSS of {}", list(key)) },
        Route::Atom => ("Atom 订阅", "the Atom feed"),
        Route::JsonFeed => ("JSON 订阅", "the JSON feed"),
        Route::Redirect(_) => ("旧址，转到新址", "an old address that leads to the new one"),
        Route::Tags => ("标签页", "the tags"),
        Route::Archive(_) => ("归档页", "the archive"),
        Route::Map => ("网站地图", "the map of the site"),
        Route::Issues => ("往期页", "the issues"),
        Route::Search => ("搜索页", "the search page"),
        Route::Asset(at) => return address::to_nfc(&site.asset(*at).path),
        _ => ("程序的文件", "a file of the program"),
    };
    if zh { zh_name } else { en_name }.to_owned()
}
