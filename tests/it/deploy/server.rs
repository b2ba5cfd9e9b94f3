//! Stores for tests: an S3 server (s3s-fs) and a WebDAV server (dav-server), each over a directory, behind a gate that
//! notes every request and lets it fail, cuts it off, or holds it.

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// A request that a server received.
#[derive(Clone, Debug)]
pub struct RecordedRequest {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    /// Bytes of the body that was sent, and of the one that was answered.
    pub sent: u64,
    pub answered: u64,
}

impl RecordedRequest {
    /// The record of a request, before its answer.
    fn new(request: &Request<Incoming>) -> Self {
        let headers: Vec<(String, String)> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, n)| n.parse().ok());
        let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
        let path = percent_encoding::percent_decode_str(&path).decode_utf8_lossy().into_owned();
        let method = request.method().to_string();

        Self { method, path, headers, sent: length.unwrap_or(0), answered: 0 }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub fn path_without_query(&self) -> &str {
        self.path.split('?').next().unwrap()
    }
    /// Whether it changes the store.
    pub fn changes(&self) -> bool {
        ["PUT", "DELETE", "MOVE"].contains(&self.method.as_str())
            || self.method == "POST" && self.path.contains("?delete")
    }
}

/// How the gate treats a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is served.
    Served,
    /// The server says that it may not: that is not tried again.
    Denied,
    /// The server says that it is busy.
    Busy,
    /// The connection is cut before it is served.
    CutBefore,
    /// It is served, but the connection is cut before the answer.
    CutAfter,
}

/// Decides how the n-th request (from 1) is treated.
type Decides = dyn Fn(usize, &RecordedRequest) -> Fate + Send + Sync;

/// The gate before a store: it decides how each request is treated, and is told of each that was served.
#[derive(Clone)]
pub struct Gate {
    pub fate: Arc<Decides>,
    pub after: Arc<dyn Fn(&RecordedRequest) + Send + Sync>,
    pub pause: Duration,
}

impl Default for Gate {
    fn default() -> Self {
        Self { fate: Arc::new(|_, _| Fate::Served), after: Arc::new(|_| {}), pause: Duration::ZERO }
    }
}

/// Answers requests from a store.
type Handler = dyn Fn(Request<Incoming>) -> BoxFuture<'static, io::Result<Response<Body>>> + Send + Sync;

/// The state that a server shares with its connections.
struct Shared {
    handler: Box<Handler>,
    requests: Mutex<Vec<RecordedRequest>>,
    gate: Mutex<Gate>,
    count: AtomicUsize,
}

/// A server that runs as long as the test's process.
pub struct Server {
    pub url: String,
    shared: Arc<Shared>,
}

impl Server {
    /// S3 over a directory, whose directories are buckets.
    pub fn s3(directory: &Path) -> Self {
        let mut builder = s3s::service::S3ServiceBuilder::new(s3s_fs::FileSystem::new(directory).unwrap());
        builder.set_auth(s3s::auth::SimpleAuth::from_single("key", "sesame-open"));
        let service = builder.build();
        Self::start(move |request| {
            let service = service.clone();
            Box::pin(async move {
                let reply = hyper::service::Service::call(&service, request).await;
                let reply = reply.map_err(|error| io::Error::other(format!("{error:?}")))?;
                Ok(reply.map(|body| body.map_err(|error| io::Error::other(error.to_string())).boxed_unsync()))
            })
        })
    }

    /// WebDAV over a directory.
    pub fn webdav(directory: &Path) -> Self {
        Self::webdav_of(directory, false)
    }

    /// WebDAV over a directory; whether names that differ in case alone are of one file.
    pub fn webdav_of(directory: &Path, ignores_case: bool) -> Self {
        let handler = dav_server::DavHandler::builder()
            .filesystem(dav_server::localfs::LocalFs::new(directory, false, ignores_case, false))
            .build_handler();
        Self::start(move |request| {
            let handler = handler.clone();
            Box::pin(async move {
                let reply = handler.handle(request).await;
                Ok(reply.map(|body| body.map_err(|error| io::Error::other(error.to_string())).boxed_unsync()))
            })
        })
    }

    fn start(
        handler: impl Fn(Request<Incoming>) -> BoxFuture<'static, io::Result<Response<Body>>> + Send + Sync + 'static,
    ) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            requests: Mutex::default(),
            gate: Mutex::default(),
            count: AtomicUsize::new(0),
        });

        let accepting = shared.clone();
        thread::spawn(move || runtime.block_on(accept_connections(listener, accepting)));
        Self { url, shared }
    }

    /// Puts another gate there, counts from one again, and forgets the recorded requests.
    pub fn set_gate(&self, gate: Gate) {
        *self.shared.gate.lock().unwrap() = gate;
        self.shared.count.store(0, Ordering::SeqCst);
        self.shared.requests.lock().unwrap().clear();
    }

    /// The requests since the gate was set.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.requests.lock().unwrap().clone()
    }
}

async fn accept_connections(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let shared = shared.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| serve_request(request, shared.clone()));
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
        });
    }
}

async fn serve_request(request: Request<Incoming>, shared: Arc<Shared>) -> io::Result<Response<Body>> {
    let mut record = RecordedRequest::new(&request);
    let n = shared.count.fetch_add(1, Ordering::SeqCst) + 1;
    let gate = shared.gate.lock().unwrap().clone();
    if !gate.pause.is_zero() {
        tokio::time::sleep(gate.pause).await;
    }

    let fate = (gate.fate)(n, &record);
    let mut reply = None;
    if matches!(fate, Fate::Served | Fate::CutAfter) {
        let served = (shared.handler)(request).await?;
        let (parts, body) = served.into_parts();
        let body = body.collect().await?.to_bytes();
        record.answered = body.len() as u64;
        // The store has written everything by now, and the answer is not sent yet.
        (gate.after)(&record);
        reply = Some(Response::from_parts(parts, full_body(body)));
    }
    shared.requests.lock().unwrap().push(record);

    match (fate, reply) {
        (Fate::Served, Some(reply)) => Ok(reply),
        (Fate::Denied, _) => Ok(error_reply(
            StatusCode::FORBIDDEN,
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>sesame-open does not open this</Message></Error>",
        )),
        (Fate::Busy, _) => Ok(error_reply(
            StatusCode::SERVICE_UNAVAILABLE,
            "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>later</Message></Error>",
        )),
        _ => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    }
}

fn full_body(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never: Infallible| match never {}).boxed_unsync()
}

fn error_reply(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut reply = Response::new(full_body(Bytes::from(text)));
    *reply.status_mut() = status;
    reply
}
