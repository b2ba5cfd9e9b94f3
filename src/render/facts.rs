//! The facts that pages show of stories, and the cache keys of these pages.
//!
//! [`StoryFacts`] holds everything that any page may show of a story: its views are made from it and from the settings alone.
//! So the digest of all of its fields stands for the story in the key of a page, and of thousands of pages it can be told
//! that they would be the same without making what their templates are given.

use serde::{Serialize, Serializer};

use super::lists::ListSlice;
use super::pictures::SharedPicture;
use super::sheet::Filling;
use super::{Made, Renderer, Sheet, view};
use crate::address::Address;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::memo;
use crate::model::{IssueIx, StoryIx};
use crate::parse::{self, PagePlace, Story};
use crate::plan::{self, ListKey, ListPart};

/// Everything that any page may show of a story.
#[derive(Serialize)]
pub(super) struct StoryFacts<'a> {
    /// The story, a function of its text and of the texts that are in every key.
    #[serde(serialize_with = "by_text")]
    pub story: &'a Story,
    pub url: String,
    pub column: view::LinkView,
    pub tags: Vec<view::LinkView>,
    /// The issue that it is in.
    pub issue: Option<view::LinkView>,
    pub cover: Option<view::Cover>,
    /// The picture that is shown where a link to it is shared.
    pub shared_picture: Option<SharedPicture>,
    /// The pictures of its body, in their order.
    pub pictures: Vec<view::Picture>,
    /// The HTML of a body with pictures, where their sizes stand.
    pub pictured_html: Option<&'a str>,
}

fn by_text<S: Serializer>(story: &&Story, to: S) -> Result<S::Ok, S::Error> {
    story.text_digest.serialize(to)
}

/// [`StoryFacts`] with their digest, which stands for them.
pub(super) struct KnownStory<'a> {
    pub facts: StoryFacts<'a>,
    digest: Digest,
}

impl Serialize for KnownStory<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.digest.serialize(to)
    }
}

/// A story where all of it is shown.
#[derive(Serialize)]
pub(super) struct StoryPage<'r, 'a> {
    pub story: &'r KnownStory<'a>,
    /// The next newer story of its column, …
    pub newer: Option<view::LinkView>,
    /// … and the next older one.
    pub older: Option<view::LinkView>,
    /// The story before it in its issue, …
    pub issue_previous: Option<view::LinkView>,
    /// … and the one after it.
    pub issue_next: Option<view::LinkView>,
    /// Stories that are like it.
    pub related: Vec<&'r KnownStory<'a>>,
}

/// A part of a list: its view without its cards, and the stories, with the one before the first.
#[derive(Serialize)]
struct ListPage<'r, 'a> {
    frame: view::ListView,
    before: Option<&'r KnownStory<'a>>,
    stories: Vec<&'r KnownStory<'a>>,
}

/// An issue as a whole: its card, and its pages with their numbers and names.
#[derive(Serialize)]
struct WholeIssuePage<'r, 'a> {
    card: view::IssueCard,
    pages: Vec<(Option<PagePlace>, &'r str, Vec<StoryPage<'r, 'a>>)>,
}

/// The stories that a page shows.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    Story(StoryIx),
    List(ListKey, ListPart),
    /// A whole issue.
    Whole(IssueIx),
}

/// A page that is not looked at before it has to be made.
struct LazyPage<'r, 'a> {
    renderer: &'r Renderer<'a>,
    address: Address,
    shown: Shown,
}

impl Sheet for LazyPage<'_, '_> {
    fn key(&self) -> Option<Digest> {
        let Self { renderer, address, shown } = self;
        let key = renderer.story_pages_key.get_or_init(|| renderer.make_story_pages_key()).clone()?;
        let shown = match *shown {
            Shown::Story(story) => memo::encode(&renderer.story_page(story)),
            Shown::List(list, part) => memo::encode(&renderer.list_page(list, part)),
            Shown::Whole(issue) => memo::encode(&renderer.whole_issue_page(issue)),
        };
        Some(key.add_text(address.as_str()).add_part(&shown).to_digest())
    }

    fn fill(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Self { renderer, address, shown } = self;
        match *shown {
            Shown::Story(story) => {
                let page = renderer.story_head(story, address);
                Filling { renderer, template: "story.html", page, own: renderer.story_view(story, "") }.fill()
            }
            Shown::List(key, part) => {
                let (page, own) = (renderer.list_head(key, part, address), renderer.list_view(key, part));
                Filling { renderer, template: "list.html", page, own }.fill()
            }
            Shown::Whole(at) => {
                let name = renderer.site.issue(at).name;
                let title = format!("{}（整期）", name.title());
                let head = renderer.plain_head("whole", &title, &plan::issue_address(name));
                let page = view::PageView { noindex: true, ..head };
                Filling { renderer, template: "issue_whole.html", page, own: renderer.whole_issue_view(at) }.fill()
            }
        }
    }
}

impl<'a> Renderer<'a> {
    /// Returns a page of one of many.
    pub(super) fn lazy_page<'r>(&'r self, address: &Address, shown: Shown) -> Made<'r> {
        Made::Sheet(Box::new(LazyPage { renderer: self, address: address.clone(), shown }))
    }

    /// Begins the keys of all pages that show stories: with the program, the theme, the site's view, and every text that is
    /// no story.
    fn make_story_pages_key(&self) -> Option<Hasher> {
        let mut key = self.key.clone()?;
        for (_, text) in self.sources.iter().filter(|(_, text)| !parse::is_story(&text.path)) {
            key = key.add_text(&text.path).add_text(&text.text);
        }
        for (path, why) in self.sources.all_unread() {
            key = key.add_text(path).add_text(&format!("{why:?}"));
        }
        Some(key.add_part(&memo::encode(&self.shared_picture(None))))
    }

    /// Returns everything that any page may show of a story.
    pub(super) fn known_story(&self, index: StoryIx) -> &KnownStory<'a> {
        self.stories[index.index()].get_or_init(|| {
            let site = self.site;
            let story = site.story(index);
            let facts = StoryFacts {
                story,
                url: self.link_to(&story.address),
                column: self.column_link(site.column_of(index)),
                tags: site.tags_of(index).map(|tag| self.tag_link(tag)).collect(),
                issue: site.issue_of(index).map(|issue| self.issue_link(issue)),
                cover: story.front.cover.as_ref().and_then(|cover| self.cover_view(cover)),
                shared_picture: self.shared_picture(story.front.cover.as_ref().map(|cover| cover.image.as_str())),
                pictures: self.body_pictures(&story.body),
                pictured_html: story.body.html.has_pictures().then(|| story.body.html.text()),
            };
            let digest = Digest::of_bytes(&memo::encode(&facts));
            Box::new(KnownStory { facts, digest })
        })
    }

    pub(super) fn story_page(&self, story: StoryIx) -> StoryPage<'_, 'a> {
        let column = self.site.column_neighbours(story);
        let issue = self.site.issue_neighbours(story);
        let link = |neighbour: Option<StoryIx>| neighbour.map(|neighbour| self.story_link(neighbour));

        StoryPage {
            story: self.known_story(story),
            newer: link(column.before),
            older: link(column.after),
            issue_previous: link(issue.before),
            issue_next: link(issue.after),
            related: (self.related)(story).into_iter().map(|related| self.known_story(related)).collect(),
        }
    }

    fn list_page(&self, list: ListKey, part: ListPart) -> ListPage<'_, 'a> {
        let ListSlice { frame, before, stories } = self.list_slice(list, part);
        ListPage {
            frame,
            before: before.map(|story| self.known_story(story)),
            stories: stories.into_iter().map(|story| self.known_story(story)).collect(),
        }
    }

    fn whole_issue_page(&self, issue: IssueIx) -> WholeIssuePage<'_, 'a> {
        let pages = self.site.issue(issue).pages.iter().map(|page| {
            let stories = page.stories.iter().map(|story| self.story_page(*story));
            (page.place, page.name.as_str(), stories.collect())
        });
        WholeIssuePage { card: self.issue_card(issue), pages: pages.collect() }
    }
}
