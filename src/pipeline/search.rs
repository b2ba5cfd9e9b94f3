//! The search stage: the site's own words, the keywords of its stories, their vectors, the index. Each is made when it is
//! first needed, since together they take longer than everything else that a preview has to know.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::Bulletin;
use super::in_place::InPlaceEdit;
use super::indexing::{self, Indexing};
use super::settings::Settings;
use crate::model::Site;
use crate::model::related::{StoryKeywords, TermVectors};
use crate::parse::Story;
use crate::search::{Index, SegmentWriter, Segmenter, index};

/// The words that a site has and no dictionary knows.
pub(super) struct Vocabulary {
    /// Knows the words of `words.txt`.
    base: Arc<Segmenter>,
    /// Tags and names.
    own: BTreeSet<String>,
    /// The segmenter that knows these too, once one is needed.
    segmenter: OnceLock<Segmenter>,
}

impl Vocabulary {
    fn new(base: &Arc<Segmenter>, site: &Site) -> Self {
        let tags = site.tags.iter().map(|tag| &tag.name);
        let byline = site.stories.iter().flat_map(|story| story.front.byline.iter());
        let own: BTreeSet<&String> = tags.chain(byline.flat_map(|byline| &byline.names)).collect();
        Self { base: base.clone(), own: own.into_iter().cloned().collect(), segmenter: OnceLock::new() }
    }

    /// Whether a text is cut by it as by another one.
    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.base, &other.base) && self.own == other.own
    }

    pub(super) fn segmenter(&self) -> &Segmenter {
        self.segmenter.get_or_init(|| self.base.with_words(self.own.iter().map(String::as_str)).into_owned())
    }
}

/// The keywords of a story, once they are needed.
pub(super) type KeywordCell = Arc<OnceLock<StoryKeywords>>;

/// The results of the search stage for the stories of a site.
pub(super) struct Search {
    /// None without a segmenter: then there is no index, and stories have no keywords.
    vocabulary: Option<Arc<Vocabulary>>,
    /// By story.
    keywords: Vec<KeywordCell>,
    vectors: Arc<OnceLock<TermVectors>>,
    /// The last vectors that were made for the same order of stories.
    earlier_vectors: Option<Arc<OnceLock<TermVectors>>>,
    index: OnceLock<Index>,
}

impl Search {
    /// Hands on what the previous bulletin knows of stories that are as they were, if the site's own words are too.
    pub(super) fn renew(
        site: &Site,
        settings: &Settings,
        previous: Option<&Bulletin>,
        in_place: Option<&InPlaceEdit>,
    ) -> Arc<Self> {
        if let Some(edit) = in_place.filter(|edit| edit.edited.is_empty()) {
            return edit.previous.search.clone();
        }
        let vocabulary = settings.segmenter.as_ref().map(|base| Arc::new(Vocabulary::new(base, site)));
        let previous_vocabulary = previous.and_then(|previous| previous.search.vocabulary.clone());
        let same = vocabulary.as_ref().zip(previous_vocabulary).filter(|(new, old)| new.is_same(old));

        let mut known: HashMap<*const Story, &KeywordCell> = HashMap::new();
        if let Some(previous) = previous.filter(|_| same.is_some()) {
            known.extend(previous.site.stories.iter().map(Arc::as_ptr).zip(&previous.search.keywords));
        }
        let cell =
            |story: &Arc<Story>| known.get(&Arc::as_ptr(story)).map_or_else(Arc::default, |cell| (*cell).clone());

        Arc::new(Self {
            keywords: site.stories.iter().map(cell).collect(),
            vocabulary: same.map(|(_, old)| old).or(vocabulary),
            vectors: Arc::default(),
            earlier_vectors: in_place.and_then(|edit| edit.previous.search.last_vectors()),
            index: OnceLock::new(),
        })
    }

    /// The vectors, or if pages were asked for more slowly than stories were saved, those before.
    fn last_vectors(&self) -> Option<Arc<OnceLock<TermVectors>>> {
        if self.vectors.get().is_some() { Some(self.vectors.clone()) } else { self.earlier_vectors.clone() }
    }
}

impl Bulletin {
    /// The segmenter that knows the site's own words, if there is one.
    pub(super) fn segmenter(&self) -> Option<&Segmenter> {
        self.search.vocabulary.as_deref().map(Vocabulary::segmenter)
    }

    /// The search index, which is made by the first call; others wait for it.
    pub fn index(&self) -> &Index {
        self.search.index.get_or_init(|| match self.segmenter() {
            Some(segmenter) => {
                let (site, tags, memo) = (&*self.site, &self.settings.tags, &self.input.memo);
                Indexing { site, tags, segmenter, memo, keywords: &self.search.keywords }.index()
            }
            None => Index::default(),
        })
    }

    /// The TF-IDF vectors of the stories, which are made by the first call; others wait for them.
    pub(super) fn vectors(&self) -> &TermVectors {
        self.search.vectors.get_or_init(|| {
            let keywords = self.keywords();
            match self.search.earlier_vectors.as_ref().and_then(|vectors| vectors.get()) {
                Some(earlier) => earlier.updated_from(keywords),
                None => TermVectors::new(keywords),
            }
        })
    }

    /// The vectors, if they are there.
    pub(super) fn known_vectors(&self) -> Option<&TermVectors> {
        self.search.vectors.get()
    }

    /// The keywords of all stories.
    pub(super) fn keywords(&self) -> Vec<StoryKeywords> {
        self.site.stories.par_iter().zip(&self.search.keywords).map(|(story, cell)| self.cut(story, cell)).collect()
    }

    /// The keywords of a story, looked for unless that has been done.
    fn cut(&self, story: &Story, cell: &KeywordCell) -> StoryKeywords {
        let look = || {
            let Some(segmenter) = self.segmenter() else { return StoryKeywords::default() };
            // Only its words are wanted, and no files.
            let mut cutter = SegmentWriter::new(segmenter, index::shape_for(1));
            indexing::texts(story, &self.settings.tags, |field, text| cutter.add_text(0, field, text));
            cutter.finish_segment().keywords.pop().unwrap_or_default().into()
        };
        cell.get_or_init(look).clone()
    }

    /// Makes the vectors before they are needed, in this thread alone; whoever needs them meanwhile helps.
    pub fn warm(&self) {
        // From the other end than those who need them.
        for (story, cell) in self.site.stories.iter().zip(&self.search.keywords).rev() {
            self.cut(story, cell);
        }
        self.vectors();
    }
}
