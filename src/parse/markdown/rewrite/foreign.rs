//! Markup of other programs, and of other keyboards, in the words of this one: Obsidian, VuePress, pandoc, Word, Excel,
//! WeChat, Yuque, and full-width marks. `docs/markdown.md` tells what is read as what.
//!
//! The rules stand in three stages, since a mark has to be one before a block can be made of its lines, and a block has to
//! be one before its words are looked at.

mod attributes;
mod blank_lines;
mod closed_headings;
mod comments;
mod containers;
mod contents_mark;
mod definitions;
mod dotted_fences;
mod file_names;
mod full_width_inline;
mod full_width_lines;
mod grid_tables;
mod html_comments;
mod html_content;
mod html_scan;
mod inline_marks;
mod inline_notes;
mod other_languages;
mod pasted_page;
mod pipe_tables;
mod protected;
mod separators;
mod spaced_pictures;
mod tab_tables;
mod template_tags;
mod wikilinks;
mod word_remains;

pub use file_names::FileNames;

use super::RewriteRule;

/// Invisible characters, and marks from another keyboard.
pub(super) const CHARACTER_RULES: &[RewriteRule] = &[
    RewriteRule { may_apply: comments::may_apply, rewrite: comments::rewrite },
    RewriteRule { may_apply: separators::may_apply, rewrite: separators::rewrite },
    RewriteRule { may_apply: word_remains::may_apply, rewrite: word_remains::rewrite },
    RewriteRule { may_apply: html_comments::may_apply, rewrite: html_comments::rewrite },
    RewriteRule { may_apply: pasted_page::may_apply, rewrite: pasted_page::rewrite },
    RewriteRule { may_apply: contents_mark::may_apply, rewrite: contents_mark::rewrite },
    RewriteRule { may_apply: blank_lines::may_apply, rewrite: blank_lines::rewrite },
    RewriteRule { may_apply: full_width_lines::may_apply, rewrite: full_width_lines::rewrite },
    RewriteRule { may_apply: full_width_inline::may_apply, rewrite: full_width_inline::rewrite },
];

/// Blocks that hold others: their lines become those of quotes.
pub(super) const CONTAINER_RULES: &[RewriteRule] =
    &[RewriteRule { may_apply: containers::may_apply, rewrite: containers::rewrite }];

/// Blocks.
pub(super) const BLOCK_RULES: &[RewriteRule] = &[
    RewriteRule { may_apply: html_content::may_apply, rewrite: html_content::rewrite },
    RewriteRule { may_apply: grid_tables::may_apply, rewrite: grid_tables::rewrite },
    RewriteRule { may_apply: pipe_tables::may_apply, rewrite: pipe_tables::rewrite },
    RewriteRule { may_apply: tab_tables::may_apply, rewrite: tab_tables::rewrite },
    RewriteRule { may_apply: definitions::may_apply, rewrite: definitions::rewrite },
];

/// Marks in a line.
pub(super) const INLINE_RULES: &[RewriteRule] = &[
    RewriteRule { may_apply: wikilinks::may_apply, rewrite: wikilinks::rewrite },
    RewriteRule { may_apply: spaced_pictures::may_apply, rewrite: spaced_pictures::rewrite },
    RewriteRule { may_apply: template_tags::may_apply, rewrite: template_tags::rewrite },
    RewriteRule { may_apply: attributes::may_apply, rewrite: attributes::rewrite },
    RewriteRule { may_apply: inline_notes::may_apply, rewrite: inline_notes::rewrite },
    RewriteRule { may_apply: other_languages::may_apply, rewrite: other_languages::rewrite },
    RewriteRule { may_apply: inline_marks::may_apply, rewrite: inline_marks::rewrite },
    RewriteRule { may_apply: closed_headings::may_apply, rewrite: closed_headings::rewrite },
    RewriteRule { may_apply: dotted_fences::may_apply, rewrite: dotted_fences::rewrite },
];

/// Returns whether a text holds a pattern.
fn holds(text: &str, pattern: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), pattern.as_bytes()).is_some()
}
