//! The HTTP/1.1 server of the preview: many connections, which may be slow, and the stream of changes.

mod events;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use futures_util::stream::unfold;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

use super::headers::PreviewRequest;
use super::{EVENTS_PATH, Preview, Reply, ReplyBody, reply_to};
use crate::nofollow;
use crate::pipeline::threads;

/// Time limit for receiving a request's headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);

/// Delay after a connection could not be accepted, perhaps for want of file handles.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(50);

/// Threads that read requests and send replies.
const SERVER_THREADS: usize = 2;

/// Threads that render pages.
const RENDER_THREADS: usize = 16;

/// Largest number of open event streams. They keep their connections, which others need too.
const EVENT_STREAM_LIMIT: usize = 256;

/// Bytes of a file that are in memory for each of its readers.
const FILE_CHUNK_BYTES: u64 = 64 << 10;

/// The state that all requests share.
#[derive(Clone)]
struct PreviewServer {
    preview: Arc<Preview>,
    /// Permits for [`EVENT_STREAM_LIMIT`].
    event_streams: Arc<Semaphore>,
}

/// Serves requests until the process ends.
///
/// # Errors
/// The system lets no thread be started, or does not know the socket.
pub fn serve_requests(listener: TcpListener, preview: Arc<Preview>) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = build_runtime()?;

    let server = PreviewServer { preview, event_streams: Arc::new(Semaphore::new(EVENT_STREAM_LIMIT)) };
    let app = Router::new().fallback(handle_request).with_state(server);
    runtime.block_on(accept_connections(listener, app))
}

fn build_runtime() -> io::Result<Runtime> {
    // The runtime panics where the system refuses a thread.
    threads::ask_for(SERVER_THREADS + 1)?;

    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(SERVER_THREADS)
        .max_blocking_threads(RENDER_THREADS)
        // A thread that was granted stays: without any, no request could be answered.
        .thread_keep_alive(Duration::MAX)
        .enable_all()
        .build()
}

async fn accept_connections(listener: TcpListener, app: Router) -> io::Result<()> {
    // Starts the first of the blocking threads.
    let _ = tokio::task::spawn_blocking(|| ()).await;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let connections = Arc::new(Semaphore::new(connection_limit()));

    loop {
        let permit = connections.clone().acquire_owned().await;
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            continue;
        };

        let app = app.clone();
        tokio::spawn(async move {
            let _permit = permit;
            serve_connection(stream, app).await;
        });
    }
}

async fn serve_connection(stream: TcpStream, app: Router) {
    let _ = stream.set_nodelay(true);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);

    // A connection that breaks needs no report.
    let _ = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app)).await;
}

/// Returns the largest number of connections: half of the files that the process may open, after raising that limit.
#[cfg(unix)]
fn connection_limit() -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    const WANTED: u64 = 8192;

    let mut limit = getrlimit(Resource::Nofile);
    let raised = limit.maximum.unwrap_or(WANTED).min(WANTED);
    if limit.current.is_some_and(|current| current < raised) {
        limit.current = Some(raised);
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
        return events::events_response(&server, &request, &query);
    }

    let preview = server.preview;
    let reply = tokio::task::spawn_blocking(move || OpenReply::open(reply_to(&preview, &request)));
    reply.await.unwrap_or_else(|_| Reply::with_status(500).into()).into_response()
}

fn parse_request(request: &axum::extract::Request) -> PreviewRequest {
    let headers = request.headers();
    PreviewRequest {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        host: header_text(headers, header::HOST),
        origin: header_text(headers, header::ORIGIN),
        fetch_site: header_text(headers, HeaderName::from_static("sec-fetch-site")),
        if_none_match: header_text(headers, header::IF_NONE_MATCH),
        if_range: header_text(headers, header::IF_RANGE),
        range: header_text(headers, header::RANGE),
    }
}

/// Returns the value of a header; empty if it is missing or no text.
fn header_text(headers: &HeaderMap, name: HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// A reply whose file, if its body is one, is open at the first byte to be sent.
struct OpenReply {
    reply: Reply,
    file: Option<File>,
}

impl From<Reply> for OpenReply {
    /// A reply without a file.
    fn from(reply: Reply) -> Self {
        Self { reply, file: None }
    }
}

impl OpenReply {
    /// Opens the file of a reply; the reply is a 404 if that fails.
    fn open(reply: Reply) -> Self {
        let ReplyBody::File(path, range) = &reply.body else { return reply.into() };
        let opened = nofollow::open_regular(path).and_then(|mut file| {
            file.seek(SeekFrom::Start(range.start))?;
            Ok(file)
        });
        match opened {
            Ok(file) => Self { reply, file: Some(file) },
            Err(_) => Reply::with_status(404).into(),
        }
    }

    fn into_response(self) -> Response<Body> {
        let Self { reply, file } = self;
        let (length, body) = match reply.body {
            ReplyBody::Bytes(bytes) => (bytes.len() as u64, Body::from(bytes)),
            ReplyBody::Head(length) => (length, Body::empty()),
            ReplyBody::File(_, range) => {
                let length = range.end - range.start;
                (length, file.map_or_else(Body::empty, |file| stream_file(file, length)))
            }
        };

        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if reply.status != 304 {
            set_header(&mut response, "Content-Type", &reply.kind);
            set_header(&mut response, "Content-Length", &length.to_string());
        }
        // Browsers keep replies but ask again each time. Pages of other sites get nothing.
        set_header(&mut response, "Cache-Control", "no-cache");
        set_header(&mut response, "X-Content-Type-Options", "nosniff");
        set_header(&mut response, "Cross-Origin-Resource-Policy", "same-origin");
        set_header(&mut response, "Referrer-Policy", "same-origin");
        for (name, value) in &reply.headers {
            set_header(&mut response, name, value);
        }
        response
    }
}

/// Sets a header, unless its value cannot be written.
fn set_header(response: &mut Response<Body>, name: &'static str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        response.headers_mut().insert(name, value);
    }
}

/// Streams a file in chunks, each read when the one before is sent. Ends early if the file is shorter by now.
fn stream_file(file: File, length: u64) -> Body {
    Body::from_stream(unfold((Some(file), length), |(file, left)| async move {
        let file = file.filter(|_| left > 0)?;
        let read = tokio::task::spawn_blocking(move || read_chunk(file, left)).await;

        match read.map_err(io::Error::other).flatten() {
            Ok((_, chunk)) if chunk.is_empty() => None,
            Ok((file, chunk)) => {
                let left = left - chunk.len() as u64;
                Some((Ok(chunk), (Some(file), left)))
            }
            // The error cuts the connection: a part must not look like the whole.
            Err(error) => Some((Err(error), (None, 0))),
        }
    }))
}

fn read_chunk(mut file: File, left: u64) -> io::Result<(File, Vec<u8>)> {
    let mut chunk = Vec::new();
    (&mut file).take(left.min(FILE_CHUNK_BYTES)).read_to_end(&mut chunk)?;
    Ok((file, chunk))
}
