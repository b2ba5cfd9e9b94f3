//! Checks every link within the site against the addresses that there are.

use std::collections::HashMap;

use super::{Plan, Route};
use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::model::{Held, Site, StoryIx, Unpublished};
use crate::parse::{Body, Link, LinkTarget};

/// Reports links to nothing, to anchors that are not there, and to stories that are not published.
pub(super) fn check(site: &Site, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let checker = Checker {
        site,
        plan,
        stories: site.by_path(),
        held: site.held.iter().map(|held| (held.path.as_str(), held)).collect(),
    };
    for story in &site.stories {
        for link in &story.body.links {
            diagnostics.extend(checker.link(link, &story.body));
        }
        if let Some((cover, span)) = story.front.cover.as_ref().filter(|(cover, _)| plan.find(cover).is_none()) {
            diagnostics.push(catalog::missing_picture(*span, cover, checker.similar(cover).as_deref()));
        }
    }
    for body in site.columns.iter().filter_map(|column| column.introduction.as_ref()) {
        for link in &body.links {
            diagnostics.extend(checker.link(link, body));
        }
    }
}

struct Checker<'s> {
    site: &'s Site,
    plan: &'s Plan,
    stories: HashMap<&'s str, StoryIx>,
    held: HashMap<&'s str, &'s Held>,
}

impl Checker<'_> {
    fn link(&self, link: &Link, own: &Body) -> Option<Diagnostic> {
        let body = match &link.target {
            LinkTarget::Here => Some(own),
            LinkTarget::Story(path) => {
                let Some(&ix) = self.stories.get(path.as_str()) else {
                    return Some(match self.held.get(path.as_str()) {
                        Some(held) => catalog::link_to_unpublished(link.span, &link.written, reason(held.why)),
                        None => catalog::dead_link(link.span, &link.written, self.similar_story(path)),
                    });
                };
                Some(&self.site.story(ix).body)
            }
            LinkTarget::Picture(output) => {
                if self.plan.find(output).is_none() {
                    return Some(catalog::missing_picture(link.span, &link.written, self.similar(output).as_deref()));
                }
                None
            }
            LinkTarget::Output(output) => match self.plan.find(output) {
                None => return Some(catalog::dead_link(link.span, &link.written, None)),
                Some(Route::Story(ix)) => Some(&self.site.story(*ix).body),
                Some(_) => None,
            },
        };
        let (anchor, body) = (link.anchor.as_deref()?, body?);
        if body.headings.iter().any(|heading| heading.id == anchor) {
            return None;
        }
        let near = nearest(anchor, body.headings.iter().map(|heading| heading.id.as_str()));
        Some(catalog::dead_anchor(link.span, anchor, near))
    }

    /// A story in the same directory with a name that is nearly the same.
    fn similar_story(&self, path: &str) -> Option<&str> {
        let (directory, name) = path.rsplit_once('/')?;
        let names = self.stories.keys().filter_map(|other| other.rsplit_once('/'));
        nearest(name, names.filter(|(other, _)| *other == directory).map(|(_, name)| name))
    }

    /// A file of the output that differs only in case.
    fn similar(&self, output: &str) -> Option<String> {
        let lower = output.to_lowercase();
        let mut routes = self.plan.routes().iter();
        let (address, _) = routes.find(|(address, _)| address.as_str().to_lowercase() == lower)?;
        address.as_str().rsplit('/').next().map(str::to_owned)
    }
}

fn reason(why: Unpublished) -> (&'static str, &'static str) {
    match why {
        Unpublished::Scheduled(_) => ("定时", "scheduled"),
        Unpublished::Draft => ("草稿", "draft"),
        Unpublished::Expired(_) => ("已下线", "expired"),
    }
}
