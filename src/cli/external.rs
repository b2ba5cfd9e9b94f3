//! `jianbao check --external`: links to other sites. Their answers are remembered in the user's cache directory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::Utc;

use super::console::Console;
use crate::diagnostic::plain::{one_line, printable};
use crate::diagnostic::{Diagnostic, Lang};
use crate::external::answer_cache::AnswerCache;
use crate::external::client::Client;
use crate::external::{Answer, CheckLimits, ask_all, links, report_dead_links};
use crate::nofollow::Directory;
use crate::pipeline::Bulletin;

/// The directory of the program below the user's cache directory, in which no link is followed.
const USER_CACHE_DIR: &str = "jianbao";

/// The file with the answers.
const ANSWERS_FILE: &str = "links.json";

/// The result of a check of links to other sites.
pub(super) struct ExternalCheck {
    /// Mistakes in the links.
    pub mistakes: Vec<Diagnostic>,
    /// Addresses in all.
    links: usize,
    /// Answers that were remembered.
    remembered: usize,
    /// Addresses for which there was no time.
    left: usize,
    answers: BTreeMap<String, Answer>,
}

impl ExternalCheck {
    /// Asks for every address of another site that has not been asked for lately.
    pub fn run(bulletin: &Bulletin, console: Console) -> Self {
        let links = links::outgoing_links(&bulletin.site, &bulletin.sources);
        let cache = user_cache_directory();
        let mut cached = cache.as_deref().and_then(read_answers).unwrap_or_default();

        let now = Utc::now().timestamp();
        let mut answers: BTreeMap<String, Answer> =
            links.iter().filter_map(|link| Some((link.url.clone(), cached.find_answer(&link.url, now)?))).collect();
        let remembered = answers.len();
        let open: Vec<&str> =
            links.iter().map(|link| link.url.as_str()).filter(|url| !answers.contains_key(*url)).collect();

        let bar = console.progress_bar(open.len());
        let client = Client::default();
        let new = ask_all(open, CheckLimits::default(), |url| {
            let answer = client.check_url(url);
            bar.inc(1);
            answer
        });
        bar.finish_and_clear();

        let later = Utc::now().timestamp();
        for (url, answer) in &new {
            cached.store_answer(url, *answer, later);
        }
        if let Some(cache) = cache.filter(|_| !new.is_empty()) {
            write_answers(&cache, &cached, later);
        }

        answers.extend(new);
        let mut mistakes = report_dead_links(&links, &answers);
        bulletin.site.apply_levels(&mut mistakes);
        Self { mistakes, links: links.len(), remembered, left: links.len() - answers.len(), answers }
    }

    /// Addresses that were asked for in this run.
    fn asked(&self) -> usize {
        self.answers.len() - self.remembered
    }

    fn dead(&self) -> usize {
        self.answers.values().filter(|answer| answer.is_dead()).count()
    }

    /// The numbers for people; each answer too where details are wanted.
    pub fn summary_text(&self, console: Console) -> String {
        let mut lines = Vec::new();
        if console.is_verbose() {
            lines.extend(self.answers.iter().map(|(url, answer)| match answer {
                Answer::Status(status) => one_line(&format!("  {status} {url}")),
                _ => one_line(&format!("  --- {url}")),
            }));
        }

        let Self { links, remembered, left, .. } = self;
        let asked = self.asked();
        let dead = self.dead();
        lines.push(match console.lang {
            Lang::Zh => {
                format!("外部链接 {links} 个：这次问了 {asked} 个，沿用上次的 {remembered} 个，打不开的 {dead} 个")
            }
            Lang::En => format!("{links} links to other sites: {asked} asked, {remembered} remembered, {dead} dead"),
        });
        if *left > 0 {
            lines.push(match console.lang {
                Lang::Zh => format!("时间用完，还有 {left} 个没有问；再运行一次就接着问"),
                Lang::En => format!("time is up, {left} have not been asked for: run it again to go on"),
            });
        }
        printable(&lines.join("\n"))
    }

    /// The numbers for programs.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "links": self.links,
            "asked": self.asked(),
            "remembered": self.remembered,
            "dead": self.dead(),
            "left": self.left,
        })
    }
}

fn read_answers(cache: &Path) -> Option<AnswerCache> {
    let directory = Directory::open_below(cache, USER_CACHE_DIR).ok()?;
    let text = directory.read_to_string(ANSWERS_FILE).ok()?;
    Some(AnswerCache::from_json(&text))
}

fn write_answers(cache: &Path, answers: &AnswerCache, now: i64) {
    // Answers that are not remembered are asked for again; no reason to fail.
    let _ = fs::create_dir_all(cache)
        .and_then(|()| Directory::create_below(cache, USER_CACHE_DIR))
        .and_then(|directory| directory.replace_file(ANSWERS_FILE, &[answers.to_json(now).as_bytes()]));
}

/// The directory in which programs of this user keep what they can do without.
fn user_cache_directory() -> Option<PathBuf> {
    absolute_path_in("XDG_CACHE_HOME")
        .or_else(|| absolute_path_in("LOCALAPPDATA"))
        .or_else(|| Some(absolute_path_in("HOME")?.join(".cache")))
}

/// The absolute path in a variable of the environment.
fn absolute_path_in(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute())
}
