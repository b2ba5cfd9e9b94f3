//! Mistakes between stories each of which is right: duplicates, tags, issues, columns without news (J405–J415, J417), files without
//! a link (J508), and files that are passed over (J513).

use super::{file, messages};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Message, Place};
use crate::source::Span;

messages! {
    /// Two stories with one headline.
    J405 Warning Content
    duplicate_headline(place: Place, title: &str, other: Place, same_day: bool) at place {
        say: match same_day {
            true => "同一天有两篇稿件都叫“{title}”" | "two stories on the same day are called “{title}”",
            false => "同一栏目里有两篇稿件都叫“{title}”" | "two stories in the same column are called “{title}”",
        };
        related at other: "另一篇在这里"
            | "the other one";
        help: "改一个标题；若是重复的稿件，删掉一篇"
            | "change one headline, or delete the story that was filed twice";
    }

    /// Two stories with nearly one text.
    J406 Warning Content
    near_duplicate(place: Place, other: Place) at place {
        say: "正文与另一篇稿件几乎相同"
           | "the text is nearly the same as another story's";
        related at other: "另一篇在这里"
            | "the other one";
        help: "若是重复的稿件，删掉一篇，并用 `aliases` 保留它的网址"
            | "delete the story that was filed twice and keep its address with `aliases`";
    }

    /// A tag that was probably meant to be another one.
    J407 Warning Content
    tag_near_miss(place: Place, name: &str, near: &str) at place {
        say: "标签“{name}”只用过一次，与“{near}”只差一点"
           | "the tag “{name}” is used once and is nearly “{near}”";
        help: "若是同一个标签，改成“{near}”，或在 tags.yaml 里写 `{name}: {near}`"
            | "if they are one, write “{near}”, or `{name}: {near}` in tags.yaml";
        fix: span_of(&place).map(|span| Fix::to_confirm(span, near).of_text(name));
    }

    /// Numbers of issues that nothing stands under.
    J408 Warning Content
    issue_gap(place: Place, from: &str, to: &str, before: &str, after: &str) at place {
        let is_one = from == to;
        say: match is_one {
            true => "“{before}”和“{after}”之间缺{from}" | "between “{before}” and “{after}” {from} is missing",
            false => "“{before}”和“{after}”之间缺{from}至{to}" | "between “{before}” and “{after}” {from} to {to} is missing",
        };
        help: "核对期号；确实没有出的，可以不管"
            | "check the number of the issue, unless that one never came out";
    }

    /// A story that is later than the whole issue after its own.
    J409 Warning Content
    issue_out_of_order(place: Place, own: &str, next: &str, other: Place) at place {
        say: "“{own}”的这篇稿件比“{next}”的都晚"
           | "this story of “{own}” is later than all of “{next}”";
        related at other: "“{next}”最晚的一篇"
            | "the latest one of “{next}”";
        help: "核对期号和日期：期号可能用重了"
            | "check the issue and the date: the number may have been used twice";
    }

    /// A page of an issue that nothing stands on.
    J410 Warning Content
    page_gap(place: Place, issue: &str, missing: &str, page_key: &str) at place {
        say: "“{issue}”缺第{missing}版"
           | "“{issue}” has no page {missing}";
        help: "核对各篇稿件的 `{page_key}`"
            | "check the `{page_key}` of its stories";
    }

    /// One page with two names.
    J411 Warning Content
    page_named_twice(place: Place, issue: &str, page: &str, own: &str, first: &str, other: Place) at place {
        say: "“{issue}”第{page}版有两个版名：“{first}”和“{own}”"
           | "page {page} of “{issue}” has two names, “{first}” and “{own}”";
        related at other: "“{first}”在这里"
            | "“{first}” is here";
        help: "核对版次，一版只能有一个版名"
            | "check the page: it can have one name only";
    }

    /// A story in no issue on a day whose stories are in one.
    J412 Warning Content
    story_without_issue(place: Place, issue: &str, issue_key: &str, page_key: &str, other: Place) at place {
        say: "同一天的稿件多在“{issue}”，这篇没有写期"
           | "most stories of that day are in “{issue}”, this one in none";
        related at other: "同一天的一篇"
            | "one of the same day";
        help: "漏写的话，加上 `{issue_key}` 和 `{page_key}`"
            | "if it was forgotten, add `{issue_key}` and `{page_key}`";
    }

    /// A column without any story.
    J413 Warning Content
    column_empty(column: &str, name: &str, days: u32) at (column_directory(column)) {
        say: "栏目“{name}”是空的，规定 {days} 天之内要有新稿"
           | "the column “{name}” is empty; it must have a new story every {days} days";
        help: "发一篇稿件，或从 `columns` 里撤掉这个栏目"
            | "publish a story, or take the column out of `columns`";
    }

    /// A column whose newest story is too old.
    J414 Warning Content
    column_stale(column: &str, name: &str, days: i64, limit: u32, newest: &str, due: &str) at (column_directory(column)) {
        say: "栏目“{name}”{days} 天没有新稿，规定不超过 {limit} 天"
           | "the column “{name}” has had no new story for {days} days, of {limit} allowed";
        help: "最近一篇是 {newest}，最迟 {due} 应有新稿"
            | "the newest one is of {newest}; another was due by {due}";
    }

    /// A site whose newest story is too old.
    J415 Warning Content
    site_stale(place: Place, days: i64, limit: u32, newest: &str, due: &str) at place {
        say: "首页 {days} 天没有新稿，规定不超过 {limit} 天"
           | "the home page has had no new story for {days} days, of {limit} allowed";
        help: "最近一篇是 {newest}，最迟 {due} 应有新稿"
            | "the newest one is of {newest}; another was due by {due}";
    }

    /// A tag whose first character has two common readings, in no word that is known.
    J417 Warning Content
    doubtful_reading(place: Place, name: &str, readings: &[&str], spelling: &str) at place {
        let first = name.chars().next().unwrap_or_default();
        let list = readings.join("/");
        say: "标签“{name}”的“{first}”有几个读音（{list}），现在读作 `{spelling}`"
           | "“{first}” of the tag “{name}” has several readings ({list}); it is read `{spelling}`";
        help: "在 tags.yaml 里写明读音，网址和排序都照它：`{name}: {{sort: {spelling}}}`（读错了就改成对的拼音）"
            | "say how it is read in tags.yaml, for its address and place: `{name}: {{sort: {spelling}}}`, or what is right";
    }

    /// Dot files of `static/` that are not published.
    J513 Warning Content
    dot_files_not_published(paths: &[String]) at (file("static")) {
        let count = paths.len();
        let list = listed(paths);
        words list;
        say: "名字以点开头的 {count} 个文件不会发布：{list}"
           | "files whose names begin with a dot ({count}) are not published: {list}";
        help: "只有 `.well-known`、`.nojekyll`、`.htaccess`、`.domains` 会照原样发布；别的要发布就改名，不发布就移出 `static/`"
            | "only `.well-known`, `.nojekyll`, `.htaccess` and `.domains` are published; rename others to publish them, or move \
             them out of `static/`";
    }

    /// Files of a directory that nothing leads to.
    J508 Error Content
    unused_files(directory: &str, names: &[&str]) at (file(directory)) {
        let count = names.len();
        let list = listed(names);
        words list;
        say: "没有稿件用到这个目录里的 {count} 个文件，不会发布：{list}"
           | "no story leads to some files of this directory ({count}), so they are not published: {list}";
        help: "要发布的，在稿件里写上链接或图片；稿件里已经写了的，核对名字；全站共用的放到 `static/`；内部材料移出 `content/`；旧材料太多的，在 site.yaml 里写 `warnings: {{J508: warning}}`"
            | "link it from a story or show it there; if a story names it already, compare the names; what the whole site uses \
             belongs in `static/`, and what is not for readers outside of `content/`; for an archive full of them, write \
             `warnings: {{J508: warning}}` in site.yaml";
    }
}

/// How many files of a directory that nothing leads to are named.
const NAMED_FILES: usize = 12;

/// Lists the first of some names.
fn listed(names: &[impl std::fmt::Display]) -> Message {
    let quoted: Vec<String> = names.iter().take(NAMED_FILES).map(|name| format!("`{name}`")).collect();
    let mut list = Message::new(quoted.join("、"), quoted.join(", "));
    if names.len() > NAMED_FILES {
        list.zh.push_str("，等等");
        list.en.push_str(", and others");
    }
    list
}

fn column_directory(column: &str) -> Place {
    file(&format!("content/{column}"))
}

fn span_of(place: &Place) -> Option<Span> {
    match place {
        Place::At(span) => Some(*span),
        Place::Site | Place::File(_) => None,
    }
}
