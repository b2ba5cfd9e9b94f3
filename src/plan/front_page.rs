//! The composition of the front page: which stories stand where, each of them once.

use std::collections::HashSet;

use super::ListKey;
use crate::model::{ColumnIx, Site, StoryIx};

/// Columns on a front page that gives each of them a block. One of more columns would be too long.
const MOST_BLOCKS: usize = 9;

/// Columns with a block on a front page of more columns than [`MOST_BLOCKS`]; the others are brief.
const BLOCKS_OF_MANY: usize = 4;

/// Stories in a block.
const BLOCK_STORIES: usize = 4;

/// Stories of each column of many.
const STORIES_OF_MANY: usize = 1;

/// The newest stories that stand beside the leading one.
const LATEST_STORIES: usize = 4;

/// The stories of the front page.
pub struct FrontPage {
    /// The leading story; `None` while there is no story.
    pub lead: Option<StoryIx>,
    /// The newest stories besides the leading one and the first of each column, newest first.
    pub latest: Vec<StoryIx>,
    /// The columns that have stories besides the leading one, in their order.
    pub columns: Vec<FrontColumn>,
    /// The other stories that are on no older page of all stories, newest first.
    pub rest: Vec<StoryIx>,
}

/// A column on the front page.
pub struct FrontColumn {
    /// The column.
    pub column: ColumnIx,
    /// Whether it is one of many, with headlines alone.
    pub is_brief: bool,
    /// Its newest stories that do not stand elsewhere on the page.
    pub stories: Vec<StoryIx>,
}

impl FrontPage {
    /// Composes the front page of a site.
    pub fn compose(site: &Site) -> Self {
        let mut newest = ListKey::All.stories(site).stories_in(ListKey::All.pagination(site).front_range());
        let mut shown: HashSet<StoryIx> = HashSet::new();

        let lead = site.lead_story();
        shown.extend(lead);

        let mut columns = columns_with_first(site, &shown);
        shown.extend(columns.iter().flat_map(|column| &column.stories));

        let latest: Vec<StoryIx> =
            newest.iter().filter(|story| !shown.contains(*story)).take(LATEST_STORIES).copied().collect();
        shown.extend(&latest);

        let is_many = columns.len() > MOST_BLOCKS;
        let per_column = if is_many { STORIES_OF_MANY } else { BLOCK_STORIES };
        for (place, column) in columns.iter_mut().enumerate() {
            column.is_brief = is_many && place >= BLOCKS_OF_MANY;
            let others = site.column(column.column).stories.iter().filter(|story| !shown.contains(*story));
            column.stories.extend(others.take(per_column - 1));
        }
        shown.extend(columns.iter().flat_map(|column| &column.stories));

        newest.retain(|story| !shown.contains(story));
        Self { lead, latest, columns, rest: newest }
    }

    /// Tells whether a story is on the front page.
    pub fn contains(&self, story: StoryIx) -> bool {
        let in_columns = self.columns.iter().flat_map(|column| &column.stories);
        self.lead.iter().chain(&self.latest).chain(in_columns).chain(&self.rest).any(|other| *other == story)
    }
}

/// Returns the columns that have a story that is not shown yet, each with the newest of these.
fn columns_with_first(site: &Site, shown: &HashSet<StoryIx>) -> Vec<FrontColumn> {
    let columns = ColumnIx::enumerate(&site.columns).filter_map(|(index, column)| {
        let first = *column.stories.iter().find(|story| !shown.contains(*story))?;
        Some(FrontColumn { column: index, is_brief: false, stories: vec![first] })
    });
    columns.collect()
}
