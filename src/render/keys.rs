//! Keys of the pages that there are thousands of: made from the digests of the stories that they show, without the views
//! that their templates are given.
//!
//! A story is a function of its text, of its pictures, and of all texts of the bulletin that are no stories; where it
//! stands is added to that. Whoever shows something else of a story than is named here has to add it: `tests/it/warm.rs` and
//! `build --verify` compare what is kept with pages that are made anew.

use std::sync::OnceLock;

use super::lists::ListSlice;
use super::sheet::Filling;
use super::{Made, Renderer, Sheet, view};
use crate::address::Address;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::model::{IssueIx, StoryIx};
use crate::plan::{ListKey, ListPart};
use crate::{parse, plan};

/// Digests that keys are made from.
pub(super) struct Digests {
    /// What all pages depend on: the program, the theme, the site's view, and every text that is no story.
    ground: Hasher,
    /// By story, once it is needed.
    stories: Vec<OnceLock<Digest>>,
}

/// What a page shows.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    Story(StoryIx),
    List(ListKey, ListPart),
    /// A whole issue.
    Whole(IssueIx),
}

/// A page that is not looked at before it has to be made.
struct Page<'r, 'a> {
    renderer: &'r Renderer<'a>,
    address: Address,
    shown: Shown,
}

impl Sheet for Page<'_, '_> {
    fn key(&self) -> Option<Digest> {
        self.renderer.page_key(&self.address, self.shown)
    }

    fn fill(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Self { renderer, address, shown } = self;
        match *shown {
            Shown::Story(ix) => {
                let (page, own) = (renderer.story_head(ix, address), renderer.story_view(ix));
                Filling { renderer, template: "story.html", page, own }.fill()
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

impl Renderer<'_> {
    /// A page of one of many.
    pub(super) fn page<'r>(&'r self, address: &Address, shown: Shown) -> Made<'r> {
        Made::Sheet(Box::new(Page { renderer: self, address: address.clone(), shown }))
    }

    fn page_key(&self, address: &Address, shown: Shown) -> Option<Digest> {
        let digests = self.digests.get_or_init(|| self.make_digests()).as_ref()?;
        let maker = digests.ground.clone().add_text(address.as_str());
        let maker = match shown {
            Shown::Story(ix) => self.add_story(maker.add_text("story"), digests, ix),
            Shown::List(key, part) => {
                let ListSlice { frame, before, stories } = self.list_slice(key, part);
                let maker = maker.add_text("list").add_json(&frame).ok()?;
                let shown = before.iter().chain(&stories);
                shown.fold(maker, |maker, ix| maker.add_bytes(&self.digest_of(digests, *ix).to_bytes()))
            }
            Shown::Whole(at) => {
                let mut maker = maker.add_text("whole").add_json(&self.issue_card(at)).ok()?;
                for page in &self.site.issue(at).pages {
                    maker = maker.add_text(&page.number.to_string()).add_text(&page.name);
                    maker = page.stories.iter().fold(maker, |maker, ix| self.add_story(maker, digests, *ix));
                }
                maker
            }
        };
        Some(maker.to_digest())
    }

    fn make_digests(&self) -> Option<Digests> {
        let mut ground = self.key.clone()?;
        let others = self.sources.iter().filter(|(_, text)| !parse::is_story(&text.path));
        for (_, text) in others {
            ground = ground.add_text(&text.path).add_text(&text.text);
        }
        for (path, why) in self.sources.all_unread() {
            ground = ground.add_text(path).add_text(&format!("{why:?}"));
        }
        ground = ground.add_text(&self.shared_picture(None));
        Some(Digests { ground, stories: self.site.stories.iter().map(|_| OnceLock::new()).collect() })
    }

    /// Everything that is said of a story, on its page or elsewhere, but for its neighbours.
    fn digest_of(&self, digests: &Digests, ix: StoryIx) -> Digest {
        *digests.stories[ix.index()].get_or_init(|| {
            let (site, story) = (self.site, self.site.story(ix));
            let mut maker = Hasher::default().add_bytes(&story.text_digest.to_bytes()).add_text(story.address.as_str());
            // How large a picture is, and which copies it has, is told by the picture.
            if story.body.html.has_pictures() {
                maker = maker.add_text(&self.body_html(&story.body, ""));
            }
            if let Some(cover) = &story.front.cover {
                maker = maker.add_text(&self.shared_picture(Some(cover.as_str())));
                if let Some(view::Picture { src, srcset, width, height }) = self.cover_view(ix) {
                    maker = maker.add_text(&src).add_text(&srcset).add_text(&format!("{width}×{height}"));
                }
            }
            let column = std::iter::once(self.column_link(site.column_of(ix)));
            let issue = site.issue_of(ix).map(|at| self.issue_link(at));
            let links = column.chain(site.tags_of(ix).map(|at| self.tag_link(at))).chain(issue);
            links.fold(maker, |maker, view::LinkView { name, url }| maker.add_text(&name).add_text(&url)).to_digest()
        })
    }

    /// A story with its neighbours and those that are like it.
    fn add_story(&self, maker: Hasher, digests: &Digests, ix: StoryIx) -> Hasher {
        let column = self.site.column_neighbours(ix);
        let issue = self.site.issue_neighbours(ix);
        let add = |maker: Hasher, ix: &StoryIx| maker.add_bytes(&self.digest_of(digests, *ix).to_bytes());
        let mut maker = add(maker, &ix);
        for neighbour in [column.before, column.after, issue.before, issue.after] {
            maker = match neighbour.map(|ix| self.story_link(ix)) {
                Some(view::LinkView { name, url }) => maker.add_text(&name).add_text(&url),
                None => maker.add_text(""),
            };
        }
        let related = (self.related)(ix);
        related.iter().fold(maker.add_text(&related.len().to_string()), add)
    }
}
