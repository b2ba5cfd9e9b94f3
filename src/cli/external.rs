//! `jianbao check --external`: links to other sites. What they answer is remembered in the user's cache directory.

use std::collections::BTreeMap;
use std::fs;
use std::io::IsTerminal;
use std::path::PathBuf;

use chrono::Utc;
use indicatif::{ProgressBar, ProgressStyle};

use super::Voice;
use crate::diagnostic::plain::{one_line, printable};
use crate::diagnostic::{Diagnostic, Lang};
use crate::external::answer_cache::AnswerCache;
use crate::external::client::Client;
use crate::external::{Answer, CheckLimits, ask_all, links, report_dead_links};
use crate::nofollow::Directory;
use crate::pipeline::Bulletin;

/// The directory of the program below the user's cache directory, in which no link is followed.
const PLACE: &str = "jianbao";

/// The file with the answers.
const FILE_NAME: &str = "links.json";

/// What came of it.
pub(super) struct External {
    /// What is wrong with the links.
    pub mistakes: Vec<Diagnostic>,
    /// Addresses in all.
    links: usize,
    /// Answers that were remembered.
    remembered: usize,
    /// Addresses for which there was no time.
    left: usize,
    answers: BTreeMap<String, Answer>,
}

/// Asks for every address of another site that has not been asked for lately.
pub(super) fn check(bulletin: &Bulletin, voice: Voice) -> External {
    let links = links::outgoing_links(&bulletin.site, &bulletin.sources);
    let cache = cache();
    let mut memory = cache
        .as_deref()
        .and_then(|cache| Directory::open_below(cache, PLACE).ok())
        .and_then(|place| place.read_to_string(FILE_NAME).ok())
        .map(|text| AnswerCache::from_json(&text))
        .unwrap_or_default();
    let now = Utc::now().timestamp();
    let mut answers: BTreeMap<String, Answer> =
        links.iter().filter_map(|link| Some((link.url.clone(), memory.find_answer(&link.url, now)?))).collect();
    let remembered = answers.len();
    let open: Vec<&str> =
        links.iter().map(|link| link.url.as_str()).filter(|url| !answers.contains_key(*url)).collect();
    let bar = progress(open.len(), voice);
    let client = Client::default();
    let new = ask_all(open, CheckLimits::default(), |url| {
        let answer = client.check_url(url);
        bar.inc(1);
        answer
    });
    bar.finish_and_clear();
    let later = Utc::now().timestamp();
    for (url, answer) in &new {
        memory.store_answer(url, *answer, later);
    }
    if let Some(cache) = cache.filter(|_| !new.is_empty()) {
        // What is not remembered is asked again; no reason to fail.
        let _ = fs::create_dir_all(&cache)
            .and_then(|()| Directory::create_below(&cache, PLACE))
            .and_then(|place| place.replace_file(FILE_NAME, &[memory.to_json(later).as_bytes()]));
    }
    answers.extend(new);
    let mut mistakes = report_dead_links(&links, &answers);
    bulletin.site.config.apply_levels(&mut mistakes);
    External { mistakes, links: links.len(), remembered, left: links.len() - answers.len(), answers }
}

impl External {
    /// What was done, for people; each answer too where much is to be said.
    pub(super) fn summary(&self, voice: Voice, lang: Lang) -> String {
        let Self { links, remembered, left, .. } = self;
        let asked = self.answers.len() - remembered;
        let dead = self.answers.values().filter(|answer| answer.is_dead()).count();
        let mut lines = Vec::new();
        if voice == Voice::Verbose {
            lines.extend(self.answers.iter().map(|(url, answer)| match answer {
                Answer::Status(status) => one_line(&format!("  {status} {url}")),
                _ => one_line(&format!("  --- {url}")),
            }));
        }
        lines.push(match lang {
            Lang::Zh => {
                format!("外部链接 {links} 个：这次问了 {asked} 个，沿用上次的 {remembered} 个，打不开的 {dead} 个")
            }
            Lang::En => format!("{links} links to other sites: {asked} asked, {remembered} remembered, {dead} dead"),
        });
        if *left > 0 {
            lines.push(match lang {
                Lang::Zh => format!("时间用完，还有 {left} 个没有问；再运行一次就接着问"),
                Lang::En => format!("time is up, {left} have not been asked for: run it again to go on"),
            });
        }
        printable(&lines.join("\n"))
    }

    /// The same for programs.
    pub(super) fn json(&self) -> serde_json::Value {
        let dead = self.answers.values().filter(|answer| answer.is_dead()).count();
        serde_json::json!({
            "links": self.links,
            "asked": self.answers.len() - self.remembered,
            "remembered": self.remembered,
            "dead": dead,
            "left": self.left,
        })
    }
}

/// Where programs of this user keep what they can do without.
fn cache() -> Option<PathBuf> {
    let of = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    of("XDG_CACHE_HOME").or_else(|| of("LOCALAPPDATA")).or_else(|| Some(of("HOME")?.join(".cache")))
}

fn progress(links: usize, voice: Voice) -> ProgressBar {
    if voice == Voice::Quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(links as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}
