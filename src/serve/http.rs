//! The preview's socket: HTTP/1.1, connections that may be many and slow, and the stream of changes.

use std::convert::Infallible;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::unfold;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;

use super::headers::{PreviewRequest, is_same_origin, refusal_status};
use super::live::PreviewState;
use super::{EVENTS_PATH, Preview, Reply, headers, reply_to};
use crate::nofollow;
use crate::pipeline::threads;

/// A browser has said what it wants by then; who has not is not one, or has gone.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);

/// A stream on which nothing happens says so, so that either side learns when the other is gone.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);

/// Threads that read requests and send answers.
const SERVER_THREADS: usize = 2;

/// Pages that are rendered at the same time.
const RENDER_THREADS: usize = 16;

/// Pages that wait for changes at the same time. They keep their connections, which others need too.
const EVENT_STREAM_LIMIT: usize = 256;

/// How much of a file is in memory for each of its readers.
const FILE_CHUNK_BYTES: u64 = 64 << 10;

/// What requests are answered from.
#[derive(Clone)]
struct PreviewServer {
    preview: Arc<Preview>,
    /// What is free of [`EVENT_STREAM_LIMIT`].
    streams: Arc<Semaphore>,
}

/// Answers until the process ends.
///
/// # Errors
/// If the system gives no threads or does not know the socket.
pub fn serve_requests(listener: TcpListener, preview: Arc<Preview>) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    // The runtime panics where the system refuses a thread.
    threads::ask_for(SERVER_THREADS + 1)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(SERVER_THREADS)
        .max_blocking_threads(RENDER_THREADS)
        // One that has been granted stays: without any, a request could not be answered.
        .thread_keep_alive(Duration::MAX)
        .enable_all()
        .build()?;
    let places = Arc::new(Semaphore::new(connection_limit()));
    runtime.block_on(async {
        let _ = tokio::task::spawn_blocking(|| ()).await;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let server = PreviewServer { preview, streams: Arc::new(Semaphore::new(EVENT_STREAM_LIMIT)) };
        let app = Router::new().fallback(handle_request).with_state(server);
        loop {
            let place = places.clone().acquire_owned().await;
            let Ok((stream, _)) = listener.accept().await else {
                // Out of files, perhaps: some will be closed soon.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let _ = stream.set_nodelay(true);
            let service = TowerToHyperService::new(app.clone());
            tokio::spawn(async move {
                let _place = place;
                let mut http = http1::Builder::new();
                http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
                // A connection that breaks is the other side's business.
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    })
}

/// How many connections there may be at once: half of the files that the process may open, after asking for more.
#[cfg(unix)]
fn connection_limit() -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    const WANTED: u64 = 8192;
    let mut limit = getrlimit(Resource::Nofile);
    let more = limit.maximum.unwrap_or(WANTED).min(WANTED);
    if limit.current.is_some_and(|current| current < more) {
        limit.current = Some(more);
        let _ = setrlimit(Resource::Nofile, limit);
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(WANTED).min(WANTED);
    usize::try_from(files / 2).unwrap_or(1).max(1)
}

#[cfg(not(unix))]
fn connection_limit() -> usize {
    4096
}

async fn handle_request(State(server): State<PreviewServer>, request: axum::extract::Request) -> Response<Body> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let request = parse_request(&request);
    if request.path == EVENTS_PATH && request.method == "GET" {
        return events_response(&server, &request, &query);
    }
    let preview = server.preview;
    let answer = tokio::task::spawn_blocking(move || {
        let reply = reply_to(&preview, &request);
        match open_body_file(&reply.body) {
            Some(Err(_)) => (Reply::with_status(404), None),
            Some(Ok(file)) => (reply, Some(file)),
            None => (reply, None),
        }
    });
    let (reply, file) = answer.await.unwrap_or_else(|_| (Reply::with_status(500), None));
    to_response(reply, file)
}

/// The file that a body is a stretch of, at its beginning.
fn open_body_file(body: &super::ReplyBody) -> Option<std::io::Result<File>> {
    let super::ReplyBody::File(path, range) = body else { return None };
    let open = || {
        let mut file = nofollow::open(path)?;
        file.seek(SeekFrom::Start(range.start))?;
        Ok(file)
    };
    Some(open())
}

/// A file piece by piece, each read when the one before is sent; it ends where the file ends, if that is shorter by now.
fn stream_file(file: File, length: u64) -> Body {
    Body::from_stream(unfold((Some(file), length), |(file, left)| async move {
        let mut file = file.filter(|_| left > 0)?;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::new();
            (&mut file).take(left.min(FILE_CHUNK_BYTES)).read_to_end(&mut piece).map(|_| (file, piece))
        });
        match read.await.map_err(std::io::Error::other).flatten() {
            Ok((_, piece)) if piece.is_empty() => None,
            Ok((file, piece)) => {
                let left = left - piece.len() as u64;
                Some((Ok(piece), (Some(file), left)))
            }
            // The connection is cut: a part must not look like the whole.
            Err(error) => Some((Err(error), (None, 0))),
        }
    }))
}

fn parse_request(request: &axum::extract::Request) -> PreviewRequest {
    let header = |name: HeaderName| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    PreviewRequest {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        host: header(header::HOST),
        origin: header(header::ORIGIN),
        fetch_site: header(HeaderName::from_static("sec-fetch-site")),
        if_none_match: header(header::IF_NONE_MATCH),
        if_range: header(header::IF_RANGE),
        range: header(header::RANGE),
    }
}

fn to_response(reply: Reply, file: Option<File>) -> Response<Body> {
    let (length, body) = match reply.body {
        super::ReplyBody::Bytes(bytes) => (bytes.len() as u64, Body::from(bytes)),
        super::ReplyBody::Head(length) => (length, Body::empty()),
        super::ReplyBody::File(_, range) => {
            let length = range.end - range.start;
            (length, file.map_or_else(Body::empty, |file| stream_file(file, length)))
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut set = |name: &'static str, value: &str| {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    };
    if reply.status != 304 {
        set("Content-Type", &reply.kind);
        set("Content-Length", &length.to_string());
    }
    // Kept, and asked for again each time. Nothing of it is for pages of other sites.
    set("Cache-Control", "no-cache");
    set("X-Content-Type-Options", "nosniff");
    set("Cross-Origin-Resource-Policy", "same-origin");
    set("Referrer-Policy", "same-origin");
    for (name, value) in &reply.headers {
        set(name, value);
    }
    response
}

/// Tells a page of everything that has changed since `since=`, the newest alone, until the page is closed.
fn events_response(server: &PreviewServer, request: &PreviewRequest, query: &str) -> Response<Body> {
    let preview = &server.preview;
    let refused = refusal_status(request, preview.network).or_else(|| (!is_same_origin(request)).then_some(403));
    if let Some(status) = refused {
        return to_response(headers::finish_reply(Reply::with_status(status), request), None);
    }
    let Ok(stream) = server.streams.clone().try_acquire_owned() else {
        let mut reply = Reply::with_status(503);
        reply.headers.push(("Retry-After", "5".to_owned()));
        return to_response(headers::finish_reply(reply, request), None);
    };
    let since = query.strip_prefix("since=").and_then(|number| number.parse().ok());
    let since = since.unwrap_or_else(|| preview.live.current_state().revision);
    let follow = preview.follow;
    // The stream has its place until it is dropped with its connection.
    let news = unfold((preview.live.subscribe(), since, stream), move |(mut news, since, stream)| async move {
        loop {
            let shown = news.borrow_and_update().clone();
            if shown.revision != since {
                return Some((Ok::<_, Infallible>(change_event(&shown, follow)), (news, shown.revision, stream)));
            }
            news.changed().await.ok()?;
        }
    });
    let mut response = Sse::new(news).keep_alive(KeepAlive::new().interval(KEEP_ALIVE_INTERVAL)).into_response();
    response.headers_mut().insert("X-Content-Type-Options", HeaderValue::from_static("nosniff"));
    response
}

fn change_event(shown: &PreviewState, follow: bool) -> Event {
    let go = shown.edited.as_ref().filter(|_| follow);
    let data = serde_json::json!({"number": shown.revision, "page": shown.page_revision, "go": go});
    Event::default().event("change").data(data.to_string())
}
