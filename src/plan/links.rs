//! Checks every link within the site against the addresses that there are.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use super::link_suggestions::LinkSuggestions;
use super::pictures::undisplayable_format;
use super::{KnownLinks, Plan, Route};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Message, Place, catalog, nearest};
use crate::model::{Held, Site, StoryIx, Unpublished};
use crate::parse::{LinkTarget, Moment, SiteLink, Story, StoryBody, link, markdown};
use crate::source::Span;

/// Reports links to nothing, to anchors that are not there, and to stories that are not published.
pub(super) fn check_site_links(site: &Site, plan: &Plan) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let checker = LinkChecker::new(site, plan);

    for story in &site.stories {
        checker.check_story(story, None, &mut diagnostics);
    }
    for (story, date) in site.scheduled_stories() {
        checker.check_story(story, Some(date), &mut diagnostics);
    }

    if let Some((path, span)) = &site.config.share_image {
        diagnostics.extend(checker.check_picture(*span, path, path));
    }
    for body in site.columns.iter().filter_map(|column| column.introduction.as_ref()) {
        for link in &body.links {
            diagnostics.extend(checker.check_link(link, body, None));
        }
    }

    diagnostics.extend(unused_files(plan));
    diagnostics
}

/// Checks the links of edited stories; of the others it is known. `None` where others lead to what is new in these, or so
/// much is wrong that what is said of one depends on what is said of others.
pub(super) fn check_edited_links(site: &Site, plan: &Plan, known: &KnownLinks) -> Option<Vec<Diagnostic>> {
    let KnownLinks { site: old, mistakes, edited } = known;
    if !edited.iter().all(|story| has_same_anchors(&old.story(*story).body, &site.story(*story).body)) {
        return None;
    }

    let files: HashSet<_> = edited.iter().map(|story| site.story(*story).file).collect();
    let of_others = mistakes.iter().filter(|mistake| match &mistake.place {
        Place::At(span) => !files.contains(&span.file),
        _ => true,
    });
    let mut diagnostics: Vec<Diagnostic> = of_others.cloned().collect();

    let checker = LinkChecker::new(site, plan);
    for story in *edited {
        checker.check_story(site.story(*story), None, &mut diagnostics);
    }
    LinkSuggestions::are_enough_for(mistakes.len().max(diagnostics.len())).then_some(diagnostics)
}

/// Whether a new text can be led to as the old one could.
fn has_same_anchors(old: &StoryBody, new: &StoryBody) -> bool {
    let old_anchors = old.headings.iter().map(|heading| &heading.id);
    old_anchors.eq(new.headings.iter().map(|heading| &heading.id))
}

/// Whether a new text leads to the files that the old one led to, in the same way.
pub(super) fn has_same_files(old: &StoryBody, new: &StoryBody) -> bool {
    file_targets(old).eq(file_targets(new))
        && old.tables == new.tables
        && markdown::addresses_in_html(&old.html) == markdown::addresses_in_html(&new.html)
}

fn file_targets(body: &StoryBody) -> impl Iterator<Item = &LinkTarget> {
    let targets = body.links.iter().map(|link| &link.target);
    targets.filter(|target| matches!(target, LinkTarget::Picture(_) | LinkTarget::Output(_)))
}

/// Reports files below `content/` that nothing leads to, once a directory.
fn unused_files(plan: &Plan) -> Vec<Diagnostic> {
    let mut names_by_directory: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in &plan.unused {
        if let Some((directory, name)) = path.rsplit_once('/') {
            names_by_directory.entry(directory).or_default().push(name);
        }
    }
    names_by_directory.iter().map(|(directory, names)| catalog::unused_files(directory, names)).collect()
}

struct LinkChecker<'s> {
    site: &'s Site,
    plan: &'s Plan,
    suggestions: LinkSuggestions<'s>,
    /// Once a link leads to a story.
    stories: OnceCell<HashMap<&'s str, StoryIx>>,
    held: HashMap<&'s str, &'s Held>,
    /// The anchors of bodies that a link names one of: thousands may lead to a body with thousands.
    anchors: RefCell<HashMap<*const StoryBody, HashSet<&'s str>>>,
}

impl<'s> LinkChecker<'s> {
    fn new(site: &'s Site, plan: &'s Plan) -> Self {
        let held = site.held.iter().map(|held| (held.story.path.as_str(), held)).collect();
        let suggestions = LinkSuggestions::new(site, plan);
        Self { site, plan, suggestions, stories: OnceCell::new(), held, anchors: RefCell::default() }
    }

    /// Checks what a story leads to that is published, or will be at `date`.
    fn check_story(&self, story: &'s Story, date: Option<Moment>, diagnostics: &mut Vec<Diagnostic>) {
        for link in &story.body.links {
            diagnostics.extend(self.check_link(link, &story.body, date));
        }
        if let Some(cover) = &story.front.cover {
            let image = &cover.image;
            diagnostics.extend(self.check_picture(image.span, image, &written_cover(&story.path, image)));
        }
    }

    /// Checks a reference to a picture.
    fn check_picture(&self, span: Span, output: &str, written: &str) -> Option<Diagnostic> {
        if !self.plan.has_file(output) {
            return Some(self.missing_picture(span, written, output));
        }
        let format = undisplayable_format(self.site, self.plan, output)?;
        Some(catalog::undisplayable_picture(span, written, format))
    }

    /// Checks a link of the body `own`, which is published, or will be at `date`.
    fn check_link(&self, link: &SiteLink, own: &'s StoryBody, date: Option<Moment>) -> Option<Diagnostic> {
        let body = match &link.target {
            LinkTarget::Here => Ok(Some(own)),
            LinkTarget::Story(path) => self.linked_story(link, path, date).map(Some),
            LinkTarget::Picture(output) => return self.check_picture(link.span, output, &link.written),
            LinkTarget::Output(output) => self.linked_output(link, output),
        };

        match body {
            Ok(body) => self.check_anchor(link, body?),
            Err(mistake) => Some(*mistake),
        }
    }

    /// Returns the body of a story that is linked by its path.
    fn linked_story(
        &self,
        link: &SiteLink,
        path: &str,
        date: Option<Moment>,
    ) -> Result<&'s StoryBody, Box<Diagnostic>> {
        let stories = self.stories.get_or_init(|| self.site.stories_by_path());
        if let Some(&story) = stories.get(path) {
            return Ok(&self.site.story(story).body);
        }

        let Some(held) = self.held.get(path) else {
            let near = self.suggestions.similar_story(path);
            return Err(Box::new(catalog::dead_link(link.span, &link.written, near.as_deref())));
        };
        match (held.reason, date) {
            (Unpublished::Scheduled(other), Some(date)) if other.at <= date.at => Ok(&held.story.body),
            (reason, _) => Err(Box::new(catalog::link_to_unpublished(link.span, &link.written, &reason_name(reason)))),
        }
    }

    /// Returns the body of the story at an address of the output; `None` if something else stands there.
    fn linked_output(&self, link: &SiteLink, output: &str) -> Result<Option<&'s StoryBody>, Box<Diagnostic>> {
        match self.plan.route_at(output) {
            Some(Route::Story(story)) => Ok(Some(&self.site.story(*story).body)),
            Some(_) => Ok(None),
            None if self.plan.has_file(output) => Ok(None),
            None if link::is_in_user_directory(&link.written) => {
                Err(Box::new(catalog::file_on_this_computer(link.span, &link.written)))
            }
            None => {
                let near = self.suggestions.similar_page(output, &link.written);
                let near = near.or_else(|| self.suggestions.similar_file(output));
                Err(Box::new(catalog::dead_link(link.span, &link.written, near.as_deref())))
            }
        }
    }

    /// Checks that a body has the anchor that a link to it names.
    fn check_anchor(&self, link: &SiteLink, body: &'s StoryBody) -> Option<Diagnostic> {
        let anchor = link.anchor.as_deref()?;
        let mut anchors = self.anchors.borrow_mut();
        let known = anchors.entry(std::ptr::from_ref(body)).or_insert_with(|| heading_anchors(body).collect());
        if known.contains(anchor) {
            return None;
        }

        let near = self.suggestions.take_one().then(|| nearest(anchor, heading_anchors(body))).flatten();
        Some(catalog::dead_anchor(link.span, anchor, near))
    }

    /// Returns the message about a picture that is not there.
    fn missing_picture(&self, span: Span, written: &str, output: &str) -> Diagnostic {
        if link::is_on_this_computer(written) || link::is_in_user_directory(written) {
            return catalog::file_on_this_computer(span, written);
        }
        catalog::missing_picture(span, written, self.suggestions.similar_file(output).as_deref())
    }
}

/// Returns the path of a cover as its story, a file at a path, may write it.
fn written_cover<'c>(story: &str, cover: &'c str) -> Cow<'c, str> {
    let directory =
        story.strip_prefix("content/").and_then(|path| path.rsplit_once('/')).map(|(directory, _)| directory);
    let beside = directory.and_then(|directory| cover.strip_prefix(directory)?.strip_prefix('/'));
    beside.map_or_else(|| format!("/{cover}").into(), Cow::Borrowed)
}

fn heading_anchors(body: &StoryBody) -> impl Iterator<Item = &str> {
    body.headings.iter().map(|heading| heading.id.as_str())
}

fn reason_name(reason: Unpublished) -> Message {
    match reason {
        Unpublished::Scheduled(_) => phrases::is_scheduled(),
        Unpublished::Draft => phrases::is_a_draft(),
        Unpublished::Unsigned => phrases::is_not_signed(),
        Unpublished::Expired(_) => phrases::has_expired(),
    }
}
