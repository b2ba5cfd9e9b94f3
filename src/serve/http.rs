//! The preview's socket: loopback, GET and HEAD, and only for this host's own names.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode, header};

use super::{Reply, media_type};

/// Gives the reply for the path of a URL. Called from many threads.
pub type Answer = Arc<dyn Fn(&str) -> Reply + Send + Sync>;

/// Listens until the process ends. `ready` is called with the address once the socket is open.
///
/// # Errors
/// If the address cannot be bound, or the system gives no threads.
pub fn listen(addr: SocketAddr, answer: Answer, ready: impl FnOnce(SocketAddr)) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(addr).await?;
        ready(listener.local_addr()?);
        let app = Router::new().fallback(handle).with_state((answer, addr.ip().is_loopback()));
        axum::serve(listener, app).await
    })
}

async fn handle(State((answer, loopback)): State<(Answer, bool)>, request: Request) -> Response<Body> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if loopback && !is_local(host) {
        return plain(StatusCode::MISDIRECTED_REQUEST, "421");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "405");
    }
    let path = request.uri().path().to_owned();
    let Ok(reply) = tokio::task::spawn_blocking(move || answer(&path)).await else {
        return plain(StatusCode::INTERNAL_SERVER_ERROR, "500");
    };
    let mut response = Response::builder()
        .status(reply.status)
        .header(header::CONTENT_TYPE, reply.kind)
        .header(header::CACHE_CONTROL, "no-store")
        .header("X-Content-Type-Options", "nosniff");
    if let Some(location) = reply.location {
        response = response.header(header::LOCATION, location);
    }
    response.body(Body::from(reply.body)).unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "500"))
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media_type("x.txt")));
    response
}

/// Whether a `Host` header names this machine itself: other names would let a foreign page read the preview.
fn is_local(host: &str) -> bool {
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}
