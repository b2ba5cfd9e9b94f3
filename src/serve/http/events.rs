//! The stream of changes (server-sent events) that every open page listens to.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::unfold;

use super::super::Reply;
use super::super::headers::{PreviewRequest, finish_reply, is_same_origin, refusal_status};
use super::super::live::PreviewState;
use super::{OpenReply, PreviewServer};

/// Interval of comments on a stream without events, so that either side notices when the other is gone.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);

/// Streams every change after the revision of `since=` until the page is closed. A slow page gets the newest change alone.
pub(super) fn events_response(server: &PreviewServer, request: &PreviewRequest, query: &str) -> Response<Body> {
    let preview = &server.preview;
    let refused = refusal_status(request, preview.network).or_else(|| (!is_same_origin(request)).then_some(403));
    if let Some(status) = refused {
        return refuse_stream(Reply::with_status(status), request);
    }
    let Ok(permit) = server.event_streams.clone().try_acquire_owned() else {
        let mut reply = Reply::with_status(503);
        reply.headers.push(("Retry-After", "5".to_owned()));
        return refuse_stream(reply, request);
    };

    let since = query.strip_prefix("since=").and_then(|revision| revision.parse().ok());
    let since = since.unwrap_or_else(|| preview.live.current_state().revision);
    let follow = preview.follow;
    // The stream keeps its permit until it is dropped with its connection.
    let stream = unfold((preview.live.subscribe(), since, permit), move |(mut states, since, permit)| async move {
        let state = states.wait_for(|state| state.revision != since).await.ok()?.clone();
        let event = change_event(&state, follow);
        Some((Ok::<_, Infallible>(event), (states, state.revision, permit)))
    });

    let mut response = Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE_INTERVAL)).into_response();
    response.headers_mut().insert("X-Content-Type-Options", HeaderValue::from_static("nosniff"));
    response
}

fn refuse_stream(reply: Reply, request: &PreviewRequest) -> Response<Body> {
    OpenReply::from(finish_reply(reply, request)).into_response()
}

fn change_event(state: &PreviewState, follow: bool) -> Event {
    let go = state.edited.as_ref().filter(|_| follow);
    let data = serde_json::json!({"number": state.revision, "page": state.page_revision, "go": go});
    Event::default().event("change").data(data.to_string())
}
