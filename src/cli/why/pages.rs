//! Finds the page or story at an address, and names pages.

use crate::address;
use crate::diagnostic::Lang;
use crate::model::Site;
use crate::plan::{ListKey, ListPart, Plan, Route};

/// The page or story that an address leads to.
pub(super) enum AddressTarget {
    /// A story, by its path.
    Story(String),
    /// Another address, where the story with this path is.
    Redirect { to: String, path: String },
    /// A page that is no story.
    Page(Route),
}

/// Finds what is or will be at an address, also one without `.html` or the `/` at its end, and returns it with the whole
/// address.
pub(super) fn resolve_address(site: &Site, plan: &Plan, address: &str) -> Option<(String, AddressTarget)> {
    let spellings = [address.to_owned(), format!("{address}.html"), format!("{address}/index.html")];
    spellings.into_iter().find_map(|address| {
        let target = match plan.route_at(&address) {
            Some(route) => route_target(site, plan, route),
            None => {
                let held = site.held.iter().find(|held| held.story.address.as_str() == address)?;
                AddressTarget::Story(held.story.path.clone())
            }
        };
        Some((address, target))
    })
}

fn route_target(site: &Site, plan: &Plan, route: &Route) -> AddressTarget {
    match route {
        Route::Story(ix) => AddressTarget::Story(site.story(*ix).path.clone()),
        Route::Redirect(to) => match plan.route_at(to.as_str()) {
            Some(Route::Story(ix)) => AddressTarget::Redirect { to: to.to_url(), path: site.story(*ix).path.clone() },
            _ => AddressTarget::Page(route.clone()),
        },
        _ => AddressTarget::Page(route.clone()),
    }
}

/// The name of a page for people.
pub(super) fn page_name(site: &Site, route: &Route, lang: Lang) -> String {
    let (zh, en) = match route {
        Route::List(key, part) => return list_page_name(site, key, part, lang),
        Route::Rss(key) => {
            let list = list_name(site, key, lang);
            return if lang == Lang::Zh { format!("{list}的 RSS") } else { format!("RSS of {list}") };
        }
        Route::Issue(at) => return site.issue(*at).name.title(),
        Route::IssueWhole(at) => {
            let issue = site.issue(*at).name.title();
            return if lang == Lang::Zh { format!("{issue}，整期打印") } else { format!("{issue}, on one page") };
        }
        Route::Asset(at) => return address::to_nfc(&site.asset(*at).path),

        Route::Story(_) => ("稿件本身", "the story itself"),
        Route::Home => ("首页", "the front page"),
        Route::Atom => ("Atom 订阅", "the Atom feed"),
        Route::JsonFeed => ("JSON 订阅", "the JSON feed"),
        Route::Redirect(_) => ("旧址，转到新址", "an old address that leads to the new one"),
        Route::Tags => ("标签页", "the tags"),
        Route::Archive(_) => ("归档页", "the archive"),
        Route::Map => ("网站地图", "the map of the site"),
        Route::Issues => ("往期页", "the issues"),
        Route::Search => ("搜索页", "the search page"),
        _ => ("程序的文件", "a file of the program"),
    };
    if lang == Lang::Zh { zh } else { en }.to_owned()
}

fn list_page_name(site: &Site, key: &ListKey, part: &ListPart, lang: Lang) -> String {
    let list = list_name(site, key, lang);
    match (part, lang) {
        (ListPart::Front, _) => list,
        (ListPart::Older(n), Lang::Zh) => format!("{list}，第 {n} 页"),
        (ListPart::Older(n), Lang::En) => format!("{list}, page {n}"),
    }
}

fn list_name(site: &Site, key: &ListKey, lang: Lang) -> String {
    match (*key, lang) {
        (ListKey::All, Lang::Zh) => "全部稿件".to_owned(),
        (ListKey::All, Lang::En) => "all stories".to_owned(),
        (ListKey::Column(at), Lang::Zh) => format!("栏目“{}”", site.column(at).name),
        (ListKey::Column(at), Lang::En) => format!("column “{}”", site.column(at).name),
        (ListKey::Tag(at), Lang::Zh) => format!("标签“{}”", site.tag(at).name),
        (ListKey::Tag(at), Lang::En) => format!("tag “{}”", site.tag(at).name),
        (ListKey::Month(key), _) => {
            let year = site.year(key.year);
            let month = key.month(site).month;
            match lang {
                Lang::Zh => format!("归档 {}年{month}月", year.year),
                Lang::En => format!("archive {:04}-{month:02}", year.year),
            }
        }
    }
}
