//! The preview's socket: HTTP/1.1, connections that may be many and slow, and the stream of changes.

use std::convert::Infallible;
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

use super::headers::{Request, is_same_origin, refusal};
use super::live::Shown;
use super::{EVENTS, Preview, Reply, headers, reply};
use crate::pipeline::threads;

/// A browser has said what it wants by then; who has not is not one, or has gone.
const PATIENCE: Duration = Duration::from_secs(5);

/// A stream on which nothing happens says so, so that either side learns when the other is gone.
const PULSE: Duration = Duration::from_secs(15);

/// Threads that read requests and send answers.
const WORKERS: usize = 2;

/// Pages that are rendered at the same time.
const THREADS: usize = 16;

/// Answers until the process ends.
///
/// # Errors
/// If the system gives no threads or does not know the socket.
pub fn listen(listener: TcpListener, preview: Arc<Preview>) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    // The runtime panics where the system refuses a thread.
    threads::ask_for(WORKERS + 1)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .max_blocking_threads(THREADS)
        // One that has been granted stays: without any, a request could not be answered.
        .thread_keep_alive(Duration::MAX)
        .enable_all()
        .build()?;
    let places = Arc::new(Semaphore::new(connections()));
    runtime.block_on(async {
        let _ = tokio::task::spawn_blocking(|| ()).await;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let app = Router::new().fallback(handle).with_state(preview);
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
                http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
                // A connection that breaks is the other side's business.
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    })
}

/// How many connections there may be at once: half of the files that the process may open, after asking for more.
#[cfg(unix)]
fn connections() -> usize {
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
fn connections() -> usize {
    4096
}

async fn handle(State(preview): State<Arc<Preview>>, request: axum::extract::Request) -> Response<Body> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let request = asked(&request);
    if request.path == EVENTS && request.method == "GET" {
        return events(&preview, &request, &query);
    }
    let answer = tokio::task::spawn_blocking(move || reply(&preview, &request)).await;
    response(answer.unwrap_or_else(|_| Reply::status(500)))
}

fn asked(request: &axum::extract::Request) -> Request {
    let header = |name: HeaderName| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    Request {
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

fn response(reply: Reply) -> Response<Body> {
    let (length, body) = match reply.body {
        super::Body::Bytes(bytes) => (bytes.len() as u64, Body::from(bytes)),
        super::Body::Head(length) | super::Body::File(_, length) => (length, Body::empty()),
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
fn events(preview: &Preview, request: &Request, query: &str) -> Response<Body> {
    let refused = refusal(request, preview.network).or_else(|| (!is_same_origin(request)).then_some(403));
    if let Some(status) = refused {
        return response(headers::finish(Reply::status(status), request));
    }
    let since = query.strip_prefix("since=").and_then(|number| number.parse().ok());
    let since = since.unwrap_or_else(|| preview.live.shown().number);
    let follow = preview.follow;
    let news = unfold((preview.live.subscribe(), since), move |(mut news, since)| async move {
        loop {
            let shown = news.borrow_and_update().clone();
            if shown.number != since {
                return Some((Ok::<_, Infallible>(event(&shown, follow)), (news, shown.number)));
            }
            news.changed().await.ok()?;
        }
    });
    let mut response = Sse::new(news).keep_alive(KeepAlive::new().interval(PULSE)).into_response();
    response.headers_mut().insert("X-Content-Type-Options", HeaderValue::from_static("nosniff"));
    response
}

fn event(shown: &Shown, follow: bool) -> Event {
    let go = shown.edited.as_ref().filter(|_| follow);
    let data = serde_json::json!({"number": shown.number, "page": shown.page, "go": go});
    Event::default().event("change").data(data.to_string())
}
