//! `jianbao serve`: the preview. Drafts and scheduled stories are shown.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, Utc};

use super::build::{say, stages};
use super::{Format, ServeArguments, Status, Voice, report};
use crate::diagnostic::report::sort_by_place;
use crate::diagnostic::{Diagnostic, Lang, catalog};
use crate::disk;
use crate::model::Edition;
use crate::pipeline::{Bulletin, Prepared, Timings, prepare, threads};
use crate::search::Segmenter;
use crate::serve::debounce::{ChangeListener, TouchedFiles, change_channel};
use crate::serve::live::{LivePreview, LoadedBulletin};
use crate::serve::{Preview, http};
use crate::source::{Input, Sources};

/// Where the preview is unless another address is asked for, …
const PORT: u16 = 4000;
/// … and how many ports after it are tried when it is taken.
const PORTS: u16 = 20;

/// Threads that a preview needs besides the workers: for files, changes, words and requests.
const THREADS: usize = 8;

/// What looks broken is read again so often before it is said.
const PATIENCE: usize = 5;

/// Who edits without a pause has all files looked at once in so long: where nothing is heard of a change, it is seen.
const LOOK: Duration = Duration::from_secs(30);

pub(super) fn serve(arguments: &ServeArguments, voice: Voice, lang: Lang) -> Status {
    // First of all: who cannot be served need not wait for the bulletin to be read.
    let listener = match bind(arguments.addr) {
        Ok(listener) => listener,
        Err((addr, error)) => return failed(catalog::cannot_listen(&addr.to_string(), &error.to_string()), lang),
    };
    let root = match arguments.site.root.canonicalize() {
        Ok(root) => root,
        Err(error) => {
            return failed(catalog::disk(&arguments.site.root.display().to_string(), &error.to_string()), lang);
        }
    };
    if let Err(error) = threads::ask_for(THREADS) {
        return failed(catalog::no_threads(&error.to_string()), lang);
    }
    // The dictionary is loaded while the files are read.
    let segmenter: Arc<LazyLock<Segmenter>> = Arc::new(LazyLock::new(Segmenter::new));
    let loading = segmenter.clone();
    // Without this thread the dictionary is loaded when it is needed.
    let _ = threads::spawn("dictionary", move || {
        LazyLock::force(&loading);
    });
    let (previous, seen, files) = (None, disk::Seen::keeping(), None);
    let now = arguments.site.now;
    let mut reader = Reader { segmenter, root: root.clone(), previous, seen, files, now, voice, lang };
    let (bell, changes) = change_channel();
    // Before the first reading: what changes meanwhile is read again.
    // The crate that watches panics where the system refuses its thread.
    let watching = threads::ask_for(1)
        .ok()
        .and_then(|()| disk::watch_bulletin(&root, move |files| bell.notify_changed(files)).ok());
    let Read { loaded: first, mistakes, timings } = reader.read(None);
    report(mistakes.clone(), &first.bulletin().sources, lang, Format::Human);
    // The clock, so that pages which an earlier preview has left open learn that theirs are old.
    let live = LivePreview::new(first, u64::try_from(Utc::now().timestamp_millis()).unwrap_or_default());
    let base = live.current_state().bulletin.site.config.base_path.clone();
    let network = listener.local_addr().is_ok_and(|addr| !addr.ip().is_loopback());
    let preview = Arc::new(Preview { live, root, lang, follow: arguments.follow, network });
    if let Ok(addr) = listener.local_addr() {
        greet(addr, &base, arguments, watching.is_some(), lang);
    }
    if voice == Voice::Verbose {
        say(&stages(&timings, lang));
    }
    let shown = preview.clone();
    let reading = move || reader.keep_reading(&shown.live, changes, watching, mistakes);
    if let Err(error) = threads::spawn("reader", reading) {
        return failed(catalog::no_threads(&error.to_string()), lang);
    }
    match http::serve_requests(listener, preview) {
        Ok(()) => Status::Done,
        Err(error) if error.kind() == ErrorKind::WouldBlock => failed(catalog::no_threads(&error.to_string()), lang),
        Err(error) => failed(catalog::cannot_listen("", &error.to_string()), lang),
    }
}

/// A socket on the address that was asked for, or on the first free port.
fn bind(asked: Option<SocketAddr>) -> Result<TcpListener, (SocketAddr, std::io::Error)> {
    let first = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));
    let bind = |addr| TcpListener::bind(addr).map_err(|error| (addr, error));
    match asked {
        Some(addr) => bind(addr),
        None => bind(first).or_else(|taken| {
            let mut ports = (PORT + 1..=PORT + PORTS).map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
            ports.find_map(|addr| bind(addr).ok()).ok_or(taken)
        }),
    }
}

fn greet(addr: SocketAddr, base: &str, arguments: &ServeArguments, heard: bool, lang: Lang) {
    let mut lines = Vec::new();
    let at = format!("http://{addr}{base}/");
    lines.push(match lang {
        Lang::Zh => format!("预览：{at}　存稿后页面自动更新；按 Ctrl+C 结束"),
        Lang::En => format!("preview: {at}  pages follow what you save; Ctrl+C ends it"),
    });
    if arguments.addr.is_none() && addr.port() != PORT {
        lines.push(match lang {
            Lang::Zh => format!("端口 {PORT} 已被占用，改用 {}", addr.port()),
            Lang::En => format!("port {PORT} is taken: this is {}", addr.port()),
        });
    }
    if !addr.ip().is_loopback() {
        lines.push(match lang {
            Lang::Zh => "注意：同一网络里的人都能看到这个预览，包括草稿；请用 IP 地址打开，不要用主机名".to_owned(),
            Lang::En => "note: everyone in this network can see the preview, drafts too; open it by its IP address, \
                         not by a name"
                .to_owned(),
        });
    }
    if !heard {
        lines.push(match lang {
            Lang::Zh => "系统不通知文件改动，改为每两秒查看一次".to_owned(),
            Lang::En => "the system does not tell of changes: files are looked at every two seconds".to_owned(),
        });
    }
    lines.iter().for_each(|line| say(line));
}

/// Reads the bulletin, as often as it changes.
struct Reader {
    segmenter: Arc<LazyLock<Segmenter>>,
    root: PathBuf,
    /// The bulletin that was read last.
    previous: Option<Arc<Bulletin>>,
    seen: disk::Seen,
    /// What was read last.
    files: Option<Files>,
    now: Option<DateTime<FixedOffset>>,
    voice: Voice,
    lang: Lang,
}

/// What was read.
struct Read {
    loaded: LoadedBulletin,
    mistakes: Vec<Diagnostic>,
    timings: Timings,
}

/// The files of the bulletin.
struct Files {
    input: Input,
    unread: Vec<Diagnostic>,
    copies: u64,
    /// By which it is seen that files have changed; unknown where some were read by themselves since.
    stamp: Option<u64>,
    /// When all of them were last looked at.
    looked: Instant,
}

impl Reader {
    /// The files, where only those that were touched have changed: these are read and no others.
    fn some_files(&mut self, touched: &BTreeSet<PathBuf>) -> Option<Files> {
        let Files { input, unread, copies, stamp, looked } = self.files.take()?;
        let input = disk::read_stories(&self.root, &input, touched).filter(|_| looked.elapsed() < LOOK)?;
        let stamp = stamp.filter(|_| touched.is_empty());
        Some(Files { input, unread, copies, stamp, looked })
    }

    fn all_files(&mut self) -> Files {
        let looked = Instant::now();
        let Self { root, seen, .. } = self;
        let (stamp, (input, unread)) = std::thread::scope(|scope| {
            let stamp = std::thread::Builder::new().spawn_scoped(scope, || disk::bulletin_stamp(root));
            let read = disk::read_again(root, seen);
            // Without a stamp everything is read again.
            (stamp.ok().and_then(|stamp| stamp.join().ok()), read)
        });
        let copies = disk::asset_stamp(&input.assets);
        Files { input, unread, copies, stamp, looked }
    }

    fn read(&mut self, touched: TouchedFiles) -> Read {
        let clock = Instant::now();
        let files = touched.and_then(|touched| self.some_files(&touched));
        let files = files.unwrap_or_else(|| self.all_files());
        let Files { input, unread, copies, .. } = self.files.insert(files);
        let read = clock.elapsed();
        let edition = edition(self.now);
        let mut prepared = prepare(input.clone(), edition, Some(&self.segmenter), self.previous.as_deref());
        let clock = Instant::now();
        let mut mistakes = std::mem::take(&mut prepared.diagnostics);
        mistakes.extend(prepared.try_pages());
        mistakes.extend(unread.iter().cloned());
        let Prepared { bulletin, mut timings, .. } = prepared;
        sort_by_place(&mut mistakes, &bulletin.sources);
        let loaded = LoadedBulletin::new(bulletin, &mistakes, edition, *copies, self.lang);
        self.previous = Some(loaded.bulletin());
        timings.insert(0, ("read", read));
        timings.push(("render", clock.elapsed()));
        Read { loaded, mistakes, timings }
    }

    /// Whether the files look as if they had changed.
    fn looks_changed(&mut self) -> bool {
        let Self { root, files: Some(files), .. } = self else { return true };
        let same = files.stamp.is_some_and(|stamp| stamp == disk::bulletin_stamp(root));
        if same {
            files.looked = Instant::now();
        }
        !same
    }

    /// Says what is wrong now and was not before, and how much is wrong in all.
    fn tell(&self, mistakes: &[Diagnostic], told: &[Diagnostic], sources: &Sources) {
        let news: Vec<Diagnostic> = mistakes.iter().filter(|mistake| !told.contains(mistake)).cloned().collect();
        let old = mistakes.len() - news.len();
        report(news, sources, self.lang, Format::Human);
        let errors = mistakes.iter().filter(|d| d.is_error()).count();
        let warnings = mistakes.len() - errors;
        let line = match (old, self.lang) {
            (0, Lang::Zh) if mistakes.is_empty() => "已全部改正".to_owned(),
            (0, Lang::En) if mistakes.is_empty() => "everything is mended".to_owned(),
            (0, _) => return,
            (_, Lang::Zh) => format!("连同先前的，共有 {errors} 个错误，{warnings} 个警告"),
            (_, Lang::En) => format!("in all, with those told before: errors {errors}, warnings {warnings}"),
        };
        if self.voice != Voice::Quiet {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// Reads again whenever something changes, and shows and says what has come of it; `told` has been said.
    fn keep_reading(
        &mut self,
        live: &LivePreview,
        mut changes: ChangeListener,
        mut watching: Option<disk::BulletinWatcher>,
        mut told: Vec<Diagnostic>,
    ) {
        let warmer = warmer();
        let _ = warmer.send(live.current_state().bulletin.clone());
        let mut heard = None;
        loop {
            let mut touched = heard.take().unwrap_or_else(|| changes.wait_for_change(|| self.looks_changed()));
            let clock = Instant::now();
            let mut tries = 0;
            let read = loop {
                if let Some(watching) = &mut watching {
                    watching.renew_watches();
                }
                let read = self.read(touched);
                tries += 1;
                if tries == PATIENCE || !live.is_worse(&read.loaded) {
                    break read;
                }
                match changes.further_change() {
                    Some(more) => touched = more,
                    None => break read,
                }
            };
            let before = live.current_state().revision;
            self.show(live, read, &mut told, clock, tries);
            if live.current_state().revision != before {
                let _ = warmer.send(live.current_state().bulletin.clone());
            }
            // What only the whole site shows is looked for when the page is there, and nothing else is to be shown.
            let Some(previous) = self.previous.clone() else { continue };
            if !previous.is_checked_whole() {
                heard = changes.further_change();
            }
            if heard.is_none() && previous.check_whole_site() {
                let clock = Instant::now();
                let read = self.read(Some(BTreeSet::new()));
                self.show(live, read, &mut told, clock, 1);
            }
        }
    }

    /// Shows what was read, and says what is wrong with it.
    fn show(&self, live: &LivePreview, read: Read, told: &mut Vec<Diagnostic>, clock: Instant, tries: usize) {
        let Read { loaded, mistakes, timings } = read;
        let took = clock.elapsed().as_millis();
        let bulletin = loaded.bulletin();
        live.show_next(loaded);
        // Told after it is shown: of many mistakes the telling takes longer.
        if mistakes != *told {
            self.tell(&mistakes, told, &bulletin.sources);
            *told = mistakes;
        }
        if self.voice == Voice::Verbose {
            let times = stages(&timings, self.lang);
            say(&match self.lang {
                Lang::Zh => format!("改动已读入（{took} 毫秒，读了 {tries} 遍）：{times}"),
                Lang::En => format!("a change is read ({took} ms, {tries} readings): {times}"),
            });
        }
    }
}

/// The moment that is shown: drafts and stories to come are there too.
fn edition(now: Option<DateTime<FixedOffset>>) -> Edition {
    Edition { now: now.unwrap_or_else(|| Utc::now().fixed_offset()), drafts: true, scheduled: true }
}

/// Who looks for the words of the newest bulletin that it is given, so that the pages of stories need not wait.
fn warmer() -> Sender<Arc<Bulletin>> {
    let (sender, bulletins) = channel::<Arc<Bulletin>>();
    // Without this thread who asks for a page waits.
    let _ = threads::spawn("warmer", move || {
        while let Ok(bulletin) = bulletins.recv() {
            bulletins.try_iter().last().unwrap_or(bulletin).warm();
        }
    });
    sender
}

fn failed(diagnostic: Diagnostic, lang: Lang) -> Status {
    report(vec![diagnostic], &Sources::default(), lang, Format::Human);
    Status::Failed
}
