//! Stores for tests: an S3 server (s3s-fs) and a WebDAV server (dav-server), each over a directory, behind a gate that
//! notes every request and lets it fail, cuts it off, or holds it.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;
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

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    /// Bytes of the body that was sent, and of the one that was answered.
    pub sent: u64,
    pub answered: u64,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Whether it changes what is there.
    pub fn changes(&self) -> bool {
        ["PUT", "DELETE", "MOVE"].contains(&self.method.as_str())
            || self.method == "POST" && self.path.contains("?delete")
    }
}

/// What befalls a request.
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

/// What befalls the n-th request (from 1).
type Decides = dyn Fn(usize, &Asked) -> Fate + Send + Sync;

/// What befalls requests, and what is done after each that was served.
#[derive(Clone)]
pub struct Gate {
    pub fate: Arc<Decides>,
    pub after: Arc<dyn Fn(&Asked) + Send + Sync>,
    pub pause: Duration,
}

impl Default for Gate {
    fn default() -> Self {
        Self { fate: Arc::new(|_, _| Fate::Served), after: Arc::new(|_| {}), pause: Duration::ZERO }
    }
}

/// A server at work, as long as the test's process.
pub struct Server {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    gate: Arc<Mutex<Gate>>,
    count: Arc<AtomicUsize>,
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
        handle: impl Fn(Request<Incoming>) -> BoxFuture<'static, io::Result<Response<Body>>> + Send + Sync + 'static,
    ) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked, gate) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Gate::default())));
        let count = Arc::new(AtomicUsize::new(0));
        let shared = Arc::new((handle, asked.clone(), gate.clone(), count.clone()));
        thread::spawn(move || {
            runtime.block_on(async move {
                loop {
                    let (socket, _) = listener.accept().await.unwrap();
                    let shared = shared.clone();
                    tokio::spawn(async move {
                        let service = service_fn(move |request: Request<Incoming>| {
                            let shared = shared.clone();
                            let served: Pin<Box<dyn Future<Output = io::Result<Response<Body>>> + Send>> =
                                Box::pin(async move {
                                    let (handle, asked, gate, count) = &*shared;
                                    serve(request, handle, asked, gate, count).await
                                });
                            served
                        });
                        let _ = hyper::server::conn::http1::Builder::new()
                            .serve_connection(TokioIo::new(socket), service)
                            .await;
                    });
                }
            });
        });
        Self { url, asked, gate, count }
    }

    /// Puts another gate there, counts from one again, and forgets what was asked.
    pub fn set(&self, gate: Gate) {
        *self.gate.lock().unwrap() = gate;
        self.count.store(0, Ordering::SeqCst);
        self.asked.lock().unwrap().clear();
    }

    /// What was asked since.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(
    request: Request<Incoming>,
    handle: &(impl Fn(Request<Incoming>) -> BoxFuture<'static, io::Result<Response<Body>>> + Send + Sync),
    asked: &Mutex<Vec<Asked>>,
    gate: &Mutex<Gate>,
    count: &AtomicUsize,
) -> io::Result<Response<Body>> {
    let value = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers: Vec<_> = request.headers().iter().map(|(name, text)| (name.to_string(), value(text))).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, n)| n.parse().ok());
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let path = percent_encoding::percent_decode_str(&path).decode_utf8_lossy().into_owned();
    let method = request.method().to_string();
    let mut one = Asked { method, path, headers, sent: length.unwrap_or(0), answered: 0 };
    let n = count.fetch_add(1, Ordering::SeqCst) + 1;
    let gate = gate.lock().unwrap().clone();
    if !gate.pause.is_zero() {
        tokio::time::sleep(gate.pause).await;
    }
    let fate = (gate.fate)(n, &one);
    let said = |status, text: &'static str| {
        let mut reply = Response::new(Full::from(text).map_err(|never: Infallible| match never {}).boxed_unsync());
        *reply.status_mut() = status;
        reply
    };
    let served = match fate {
        Fate::Served | Fate::CutAfter => Some(handle(request).await?),
        _ => None,
    };
    let served = match served {
        // What is done afterwards is done when all is written, before the answer.
        Some(reply) => {
            let (parts, body) = reply.into_parts();
            let body = body.collect().await?.to_bytes();
            one.answered = body.len() as u64;
            (gate.after)(&one);
            Some(Response::from_parts(
                parts,
                Full::from(body).map_err(|never: Infallible| match never {}).boxed_unsync(),
            ))
        }
        None => None,
    };
    asked.lock().unwrap().push(one);
    match (fate, served) {
        (Fate::Served, Some(reply)) => Ok(reply),
        (Fate::Denied, _) => Ok(said(
            StatusCode::FORBIDDEN,
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>sesame-open does not open this</Message></Error>",
        )),
        (Fate::Busy, _) => Ok(said(
            StatusCode::SERVICE_UNAVAILABLE,
            "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>later</Message></Error>",
        )),
        _ => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    }
}
