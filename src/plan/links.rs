//! Checks every link within the site against the addresses that there are.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use super::near_names::{self, split_path};
use super::pictures::undisplayable_format;
use super::{KnownLinks, Plan, Route};
use crate::address::Address;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Message, Place, catalog, nearest};
use crate::model::{Held, Site, StoryIx, Unpublished};
use crate::parse::{LinkTarget, Moment, SiteLink, Story, StoryBody, link, markdown};
use crate::picture::Variant;
use crate::source::Span;

/// Reports links to nothing, to anchors that are not there, and to stories that are not published.
pub(super) fn check_site_links(site: &Site, plan: &Plan) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let checker = LinkChecker::new(site, plan);
    let scheduled = site.scheduled_stories().map(|(story, date)| (story, Some(date)));
    for (story, date) in site.stories.iter().map(|story| (&**story, None)).chain(scheduled) {
        checker.check_story(story, date, &mut diagnostics);
    }
    if let Some((path, span)) = &site.config.share_image {
        diagnostics.extend(checker.check_picture(*span, path, path));
    }
    for body in site.columns.iter().filter_map(|column| column.introduction.as_ref()) {
        for link in &body.links {
            diagnostics.extend(checker.check_link(link, body, None));
        }
    }
    report_unused_files(plan, &mut diagnostics);
    diagnostics
}

/// Whether a new text concerns no links but its own: others lead to the same places in it.
fn has_same_anchors(old: &StoryBody, new: &StoryBody) -> bool {
    let headings = |body: &StoryBody| body.headings.iter().map(|heading| heading.id.clone()).collect::<Vec<_>>();
    headings(old) == headings(new)
}

/// Whether a new text leads to the files that the old one led to, in the same way.
pub(super) fn has_same_files(old: &StoryBody, new: &StoryBody) -> bool {
    let of = |link: &&SiteLink| matches!(link.target, LinkTarget::Picture(_) | LinkTarget::Output(_));
    let same_links =
        old.links.iter().filter(of).map(|link| &link.target).eq(new.links.iter().filter(of).map(|link| &link.target));
    same_links
        && old.tables == new.tables
        && markdown::addresses_in_html(&old.html) == markdown::addresses_in_html(&new.html)
}

/// Checks the links of edited stories; of the others it is known. `None` where others lead to what is new in these, or so
/// much is wrong that what is said of one depends on what is said of others.
pub(super) fn check_edited_links(site: &Site, plan: &Plan, known: &KnownLinks) -> Option<Vec<Diagnostic>> {
    let KnownLinks { site: old, mistakes, edited } = known;
    if !edited.iter().all(|ix| has_same_anchors(&old.story(*ix).body, &site.story(*ix).body)) {
        return None;
    }

    let files: HashSet<_> = edited.iter().map(|ix| site.story(*ix).file).collect();
    let of_others = |mistake: &&Diagnostic| !matches!(&mistake.place, Place::At(span) if files.contains(&span.file));
    let mut diagnostics: Vec<Diagnostic> = mistakes.iter().filter(of_others).cloned().collect();
    let checker = LinkChecker::new(site, plan);
    edited.iter().for_each(|ix| checker.check_story(site.story(*ix), None, &mut diagnostics));
    (mistakes.len().max(diagnostics.len()) < MAX_LINK_SUGGESTIONS).then_some(diagnostics)
}

/// Reports files below `content/` that nothing leads to, once a directory.
fn report_unused_files(plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let mut names_by_directory: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in &plan.unused {
        if let Some((directory, name)) = path.rsplit_once('/') {
            names_by_directory.entry(directory).or_default().push(name);
        }
    }
    diagnostics.extend(names_by_directory.iter().map(|(directory, names)| catalog::unused_files(directory, names)));
}

/// Suggestions in one run: each looks through the whole site.
const MAX_LINK_SUGGESTIONS: usize = 100;

struct LinkChecker<'s> {
    suggested: Cell<usize>,
    site: &'s Site,
    plan: &'s Plan,
    /// Once a link leads to a story.
    stories: OnceCell<HashMap<&'s str, StoryIx>>,
    held: HashMap<&'s str, &'s Held>,
    /// The anchors of bodies that a link names one of: thousands may lead to a body with thousands.
    anchors: RefCell<HashMap<*const StoryBody, HashSet<&'s str>>>,
}

impl<'s> LinkChecker<'s> {
    fn new(site: &'s Site, plan: &'s Plan) -> Self {
        let held = site.held.iter().map(|held| (held.story.path.as_str(), held)).collect();
        Self { suggested: Cell::new(0), site, plan, stories: OnceCell::new(), held, anchors: RefCell::default() }
    }

    /// Checks what a story leads to.
    fn check_story(&self, story: &'s Story, date: Option<Moment>, diagnostics: &mut Vec<Diagnostic>) {
        for link in &story.body.links {
            diagnostics.extend(self.check_link(link, &story.body, date));
        }
        if let Some(cover) = &story.front.cover {
            diagnostics.extend(self.check_picture(cover.span, cover, cover));
        }
    }

    /// Checks what is shown as a picture.
    fn check_picture(&self, span: Span, output: &str, written: &str) -> Option<Diagnostic> {
        if !self.plan.has_file(output) {
            return Some(self.missing_picture(span, written, output));
        }
        let format = undisplayable_format(self.site, self.plan, output)?;
        Some(catalog::undisplayable_picture(span, written, format))
    }

    /// Checks a link of a story that is published, or will be at `date`.
    fn check_link(&self, link: &SiteLink, own: &'s StoryBody, date: Option<Moment>) -> Option<Diagnostic> {
        let body = match &link.target {
            LinkTarget::Here => Some(own),
            LinkTarget::Story(path) => {
                let held = self.held.get(path.as_str());
                let out_by_then = held.filter(|held| match (held.reason, date) {
                    (Unpublished::Scheduled(other), Some(date)) => other.at <= date.at,
                    _ => false,
                });
                let stories = self.stories.get_or_init(|| self.site.stories_by_path());
                match (stories.get(path.as_str()), out_by_then, held) {
                    (Some(&ix), ..) => Some(&self.site.story(ix).body),
                    (None, Some(held), _) => Some(&held.story.body),
                    (None, None, Some(held)) => {
                        return Some(catalog::link_to_unpublished(link.span, &link.written, &reason_name(held.reason)));
                    }
                    (None, None, None) => {
                        return Some(catalog::dead_link(link.span, &link.written, self.similar_story(path).as_deref()));
                    }
                }
            }
            LinkTarget::Picture(output) => return self.check_picture(link.span, output, &link.written),
            LinkTarget::Output(output) => match self.plan.route_at(output) {
                None if self.plan.has_file(output) => None,
                None if link::is_in_user_directory(&link.written) => {
                    return Some(catalog::file_on_this_computer(link.span, &link.written));
                }
                None => {
                    let options = [format!("{output}/index.html"), format!("{output}.html")];
                    let page = options.iter().any(|option| self.plan.route_at(option).is_some());
                    let near = page.then(|| {
                        if self.plan.route_at(&options[0]).is_some() {
                            format!("{}/", link.written)
                        } else {
                            format!("{}.md", link.written)
                        }
                    });
                    let near = near.or_else(|| self.similar_file(output));
                    return Some(catalog::dead_link(link.span, &link.written, near.as_deref()));
                }
                Some(Route::Story(ix)) => Some(&self.site.story(*ix).body),
                Some(_) => None,
            },
        };
        let (anchor, body) = (link.anchor.as_deref()?, body?);
        let ids = || body.headings.iter().map(|heading| heading.id.as_str());
        let mut anchors = self.anchors.borrow_mut();
        if anchors.entry(std::ptr::from_ref(body)).or_insert_with(|| ids().collect()).contains(anchor) {
            return None;
        }
        let near = self.may_suggest().then(|| nearest(anchor, ids())).flatten();
        Some(catalog::dead_anchor(link.span, anchor, near))
    }

    /// What is said of a picture that is not there.
    fn missing_picture(&self, span: Span, written: &str, output: &str) -> Diagnostic {
        if link::is_on_this_computer(written) || link::is_in_user_directory(written) {
            return catalog::file_on_this_computer(span, written);
        }
        catalog::missing_picture(span, written, self.similar_file(output).as_deref())
    }

    /// Whether one more suggestion may be looked for.
    fn may_suggest(&self) -> bool {
        self.suggested.replace(self.suggested.get() + 1) < MAX_LINK_SUGGESTIONS
    }

    /// A story in the same directory with a name that is nearly the same, or one whose path differs only in case.
    fn similar_story(&self, path: &str) -> Option<String> {
        if !self.may_suggest() {
            return None;
        }
        let (directory, name) = path.rsplit_once('/')?;
        // Of the stem alone: the extension is the same for all and would make all alike.
        let stem = name.trim_end_matches(".md");
        let names = self.site.stories.iter().filter_map(|story| story.path.rsplit_once('/'));
        let names: Vec<&str> = names.filter(|(other, _)| *other == directory).map(|(_, name)| name).collect();
        let near = nearest(stem, names.iter().map(|name| name.trim_end_matches(".md")));
        let near = near.and_then(|near| names.into_iter().find(|name| name.trim_end_matches(".md") == near));
        near.map(str::to_owned).or_else(|| {
            let lower = path.to_lowercase();
            let same = self.site.stories.iter().find(|story| story.path.to_lowercase() == lower)?;
            same.path.strip_prefix("content").map(str::to_owned)
        })
    }

    /// The file of the output that was probably meant, as it is to be written: one whose path differs only in case, width of
    /// characters or direction of slashes, one whose name goes on with `#` or `?`, or one of the same directory whose name
    /// is nearly the same.
    fn similar_file(&self, output: &str) -> Option<String> {
        if !self.may_suggest() {
            return None;
        }
        let addresses = || self.plan.routes().iter().map(|(address, _)| address).chain(&self.plan.withheld);
        let paths = || addresses().map(Address::as_str);
        let in_other_form = paths().find(|path| near_names::differ_only_in_form(output, path));

        if let Some(path) = in_other_form.or_else(|| paths().find(|path| near_names::was_cut_off(output, path))) {
            let (directory, name) = split_path(path);
            let is_beside = directory == split_path(output).0;
            return Some(if is_beside { link::encode_path(name) } else { format!("/{}", link::encode_path(path)) });
        }

        let files = self.plan.routes().iter().filter_map(|(address, route)| match route {
            Route::Asset(_) | Route::Picture(_, Variant::Clean) => Some(address),
            _ => None,
        });
        let files = files.chain(&self.plan.withheld).map(Address::as_str);
        near_names::nearly_named(output, files).map(|path| link::encode_path(split_path(path).1))
    }
}

fn reason_name(why: Unpublished) -> Message {
    match why {
        Unpublished::Scheduled(_) => phrases::is_scheduled(),
        Unpublished::Draft => phrases::is_a_draft(),
        Unpublished::Expired(_) => phrases::has_expired(),
    }
}
