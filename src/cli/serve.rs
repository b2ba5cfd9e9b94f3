//! `jianbao serve`: the preview. Drafts and scheduled stories are shown.

mod reader;
mod refresh;

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, LazyLock};

use chrono::Utc;

use self::reader::{BulletinReader, Reading};
use self::refresh::Refresher;
use super::arguments::SiteArguments;
use super::console::Console;
use super::summary::format_timings;
use super::{Outcome, Status, output};
use crate::diagnostic::{Diagnostic, Lang, catalog};
use crate::disk;
use crate::pipeline::threads;
use crate::search::Segmenter;
use crate::serve::debounce::change_channel;
use crate::serve::live::LivePreview;
use crate::serve::{Preview, http};

/// The port unless another address is asked for.
const DEFAULT_PORT: u16 = 4000;

/// How many ports after the default one are tried when it is taken.
const FALLBACK_PORTS: u16 = 20;

/// Threads that a preview needs besides the workers: for files, changes, words and requests.
const PREVIEW_THREADS: usize = 8;

#[derive(clap::Args)]
pub(super) struct ServeArguments {
    #[command(flatten)]
    site: SiteArguments,
    /// 监听的地址，默认 127.0.0.1:4000，占用时换下一个端口；别的地址会让局域网里的人看到草稿
    #[arg(long)]
    addr: Option<SocketAddr>,
    /// 浏览器跟到刚改过的稿件
    #[arg(long)]
    follow: bool,
}

pub(super) fn run_serve(arguments: &ServeArguments, console: Console) -> Outcome {
    // First of all: without a socket there is no need to wait for the bulletin to be read.
    let listener = bind_listener(arguments.addr).map_err(|mistake| console.refuse(*mistake))?;
    let root = arguments.site.root.canonicalize().map_err(|error| {
        console.refuse(catalog::disk(&arguments.site.root.display().to_string(), &error.to_string()))
    })?;
    threads::ask_for(PREVIEW_THREADS).map_err(|error| refuse_threads(&error, console))?;

    let mut reader = BulletinReader::new(root.clone(), load_segmenter(), arguments.site.now, console.lang);
    let (bell, changes) = change_channel();
    // Before the first reading, so that files which change meanwhile are read again.
    // The crate that watches panics where the system refuses its thread.
    let watcher = threads::ask_for(1)
        .ok()
        .and_then(|()| disk::watch_bulletin(&root, move |files| bell.notify_changed(files)).ok());

    let Reading { loaded, mistakes, timings } = reader.read_bulletin(None);
    console.report(mistakes.clone(), &loaded.bulletin().sources);
    // Numbered from the clock, so that pages which an earlier preview has left open learn that theirs are old.
    let live = LivePreview::new(loaded, u64::try_from(Utc::now().timestamp_millis()).unwrap_or_default());
    let address = listener.local_addr();
    let network = address.as_ref().is_ok_and(|address| !address.ip().is_loopback());
    let preview = Arc::new(Preview { live, root, lang: console.lang, follow: arguments.follow, network });

    if let Ok(address) = address {
        print_greeting(address, &preview, arguments, watcher.is_some());
    }
    if console.is_verbose() {
        output::print_line(&format_timings(&timings, console.lang));
    }

    let refresher = Refresher { reader, preview: preview.clone(), changes, watcher, reported: mistakes, console };
    threads::spawn("reader", move || refresher.run()).map_err(|error| refuse_threads(&error, console))?;
    serve_preview(listener, preview, console)
}

/// Answers requests for as long as the preview runs.
fn serve_preview(listener: TcpListener, preview: Arc<Preview>, console: Console) -> Outcome {
    match http::serve_requests(listener, preview) {
        Ok(()) => Ok(Status::Done),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Err(refuse_threads(&error, console)),
        Err(error) => Err(console.refuse(catalog::cannot_listen("", &error.to_string()))),
    }
}

fn refuse_threads(error: &io::Error, console: Console) -> Status {
    console.refuse(catalog::no_threads(&error.to_string()))
}

/// The dictionary, which a thread loads while the files are read.
fn load_segmenter() -> Arc<LazyLock<Segmenter>> {
    let segmenter: Arc<LazyLock<Segmenter>> = Arc::new(LazyLock::new(Segmenter::new));
    let loading = segmenter.clone();
    // Without this thread the dictionary is loaded when it is needed.
    let _ = threads::spawn("dictionary", move || {
        LazyLock::force(&loading);
    });
    segmenter
}

/// A socket on the address that was asked for, or on the first free port.
fn bind_listener(asked: Option<SocketAddr>) -> Result<TcpListener, Box<Diagnostic>> {
    let address = asked.unwrap_or_else(|| local_address(DEFAULT_PORT));
    let error = match TcpListener::bind(address) {
        Ok(listener) => return Ok(listener),
        Err(error) => error,
    };

    let fallback = match asked {
        Some(_) => None,
        None => (DEFAULT_PORT + 1..=DEFAULT_PORT + FALLBACK_PORTS)
            .find_map(|port| TcpListener::bind(local_address(port)).ok()),
    };
    fallback.ok_or_else(|| Box::new(catalog::cannot_listen(&address.to_string(), &error.to_string())))
}

fn local_address(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// Prints where the preview is, and what is unusual about it.
fn print_greeting(address: SocketAddr, preview: &Preview, arguments: &ServeArguments, is_watched: bool) {
    let state = preview.live.current_state();
    let url = format!("http://{address}{}/", state.bulletin.site.config.base_path);
    let port = address.port();
    let mut lines = vec![match preview.lang {
        Lang::Zh => format!("预览：{url}　存稿后页面自动更新；按 Ctrl+C 结束"),
        Lang::En => format!("preview: {url}  pages follow what you save; Ctrl+C ends it"),
    }];

    if arguments.addr.is_none() && port != DEFAULT_PORT {
        lines.push(match preview.lang {
            Lang::Zh => format!("端口 {DEFAULT_PORT} 已被占用，改用 {port}"),
            Lang::En => format!("port {DEFAULT_PORT} is taken: this is {port}"),
        });
    }
    if preview.network {
        lines.push(match preview.lang {
            Lang::Zh => "注意：同一网络里的人都能看到这个预览，包括草稿；请用 IP 地址打开，不要用主机名".to_owned(),
            Lang::En => "note: everyone in this network can see the preview, drafts too; open it by its IP address, \
                         not by a name"
                .to_owned(),
        });
    }
    if !is_watched {
        lines.push(match preview.lang {
            Lang::Zh => "系统不通知文件改动，改为每两秒查看一次".to_owned(),
            Lang::En => "the system does not tell of changes: files are looked at every two seconds".to_owned(),
        });
    }
    lines.iter().for_each(|line| output::print_line(line));
}
