//! The summary of a build or a check, for people and for programs.

use std::time::Duration;

use super::console::Console;
use crate::diagnostic::Lang;
use crate::diagnostic::plain::{one_line, printable};
use crate::model::{Site, Unpublished};
use crate::parse::Moment;
use crate::pipeline::Timings;

/// Lists what is published, or would be, what is held back, and when the site will change by itself.
pub(super) fn summary_text(site: &Site, is_published: bool, console: Console) -> String {
    let mut lines = vec![count_line(site, is_published, console.lang)];
    lines.extend(site.held.iter().filter_map(|held| {
        let reason = held_reason(held.reason, console)?;
        Some(one_line(&match console.lang {
            Lang::Zh => format!("  {reason}　{}　{}", *held.story.front.title, held.story.path),
            Lang::En => format!("  {reason}  {}  {}", *held.story.front.title, held.story.path),
        }))
    }));

    if let Some(next) = site.next_change {
        let when = next.with_timezone(&site.config.timezone).format("%Y-%m-%d %H:%M");
        lines.push(match console.lang {
            Lang::Zh => format!("到 {when} 网站内容会变，届时请再生成一次"),
            Lang::En => format!("the site changes by itself at {when}: build it again then"),
        });
    }
    printable(&lines.join("\n"))
}

fn count_line(site: &Site, is_published: bool, lang: Lang) -> String {
    let HeldCounts { scheduled, drafts, expired, unsigned } = HeldCounts::count(site);
    let published = site.stories.len();
    let title = one_line(&site.config.title);
    match lang {
        Lang::Zh => {
            let verb = if is_published { "已发布" } else { "可发布" };
            let waiting = if unsigned > 0 { format!("待审 {unsigned} 篇，") } else { String::new() };
            format!(
                "{title}：{verb} {published} 篇，{waiting}定时 {scheduled} 篇，草稿 {drafts} 篇，已下线 {expired} 篇"
            )
        }
        Lang::En => {
            let verb = if is_published { "published" } else { "to be published" };
            let waiting = if unsigned > 0 { format!("{unsigned} in review, ") } else { String::new() };
            format!("{title}: {published} {verb}, {waiting}{scheduled} scheduled, {drafts} drafts, {expired} expired")
        }
    }
}

/// Why a story is held back. Only scheduled ones say something of what is to come; the others are details.
fn held_reason(reason: Unpublished, console: Console) -> Option<String> {
    Some(match (reason, console.lang) {
        (Unpublished::Scheduled(moment), Lang::Zh) => format!("定时 {}", minute(moment)),
        (Unpublished::Scheduled(moment), Lang::En) => format!("scheduled {}", minute(moment)),
        // Somebody waits for these to be published.
        (Unpublished::Unsigned, Lang::Zh) => "待审".to_owned(),
        (Unpublished::Unsigned, Lang::En) => "in review".to_owned(),
        _ if !console.is_verbose() => return None,
        (Unpublished::Draft, Lang::Zh) => "草稿".to_owned(),
        (Unpublished::Draft, Lang::En) => "draft".to_owned(),
        (Unpublished::Expired(moment), Lang::Zh) => format!("{} 已下线", minute(moment)),
        (Unpublished::Expired(moment), Lang::En) => format!("expired {}", minute(moment)),
    })
}

fn minute(moment: Moment) -> String {
    moment.at.format("%Y-%m-%d %H:%M").to_string()
}

/// Numbers of stories that are not published.
struct HeldCounts {
    scheduled: usize,
    drafts: usize,
    expired: usize,
    unsigned: usize,
}

impl HeldCounts {
    fn count(site: &Site) -> Self {
        let mut counts = Self { scheduled: 0, drafts: 0, expired: 0, unsigned: 0 };
        for held in &site.held {
            match held.reason {
                Unpublished::Scheduled(_) => counts.scheduled += 1,
                Unpublished::Draft => counts.drafts += 1,
                Unpublished::Unsigned => counts.unsigned += 1,
                Unpublished::Expired(_) => counts.expired += 1,
            }
        }
        counts
    }
}

/// The time that a run took, in all and stage by stage.
pub(super) fn format_timings(timings: &Timings, lang: Lang) -> String {
    let total: Duration = timings.iter().map(|(_, time)| *time).sum();
    let parts: Vec<String> =
        timings.iter().map(|(stage, time)| format!("{} {}", stage_name(stage, lang), time.as_millis())).collect();
    match lang {
        Lang::Zh => format!("用时 {} 毫秒（{}）", total.as_millis(), parts.join("，")),
        Lang::En => format!("{} ms ({})", total.as_millis(), parts.join(", ")),
    }
}

fn stage_name(stage: &'static str, lang: Lang) -> &'static str {
    if lang == Lang::En {
        return stage;
    }

    match stage {
        "read" => "读取",
        "parse" => "解析",
        "index" => "编索引",
        "assemble" => "编排",
        "plan" => "定址",
        "pictures" => "图片",
        "attachments" => "附件",
        "render" => "成页",
        "verify" => "核对",
        "publish" => "发布",
        _ => stage,
    }
}

/// The summary for programs, the last line of JSON: `{"summary": {…}}`.
pub(super) fn summary_json(site: &Site, files: usize, timings: &Timings) -> serde_json::Value {
    let HeldCounts { scheduled, drafts, expired, unsigned } = HeldCounts::count(site);
    let stages: serde_json::Map<String, serde_json::Value> = timings
        .iter()
        .map(|(stage, time)| ((*stage).to_owned(), u64::try_from(time.as_millis()).unwrap_or(u64::MAX).into()))
        .collect();

    serde_json::json!({"summary": {
        "published": site.stories.len(),
        "scheduled": scheduled,
        "drafts": drafts,
        "expired": expired,
        "unsigned": unsigned,
        "next_change": site.next_change.map(|at| at.to_rfc3339()),
        "files": files,
        "milliseconds": stages,
    }})
}
