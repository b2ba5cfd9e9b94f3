//! Requests one address: by `HEAD` first, since all that matters is whether the page is there, by `GET` where a server does
//! not know that. No body is read.

use std::io;
use std::time::Duration;

use ureq::{Agent, Error};

use super::Answer;

/// The time limit of a request, redirects and all.
const LINK_CHECK_TIMEOUT: Duration = Duration::from_secs(10);

/// The most redirects that are followed.
const MAX_REDIRECTS: u32 = 8;

/// The `User-Agent` header: those who keep a server can tell which program sends the requests.
const USER_AGENT: &str = concat!("jianbao/", env!("CARGO_PKG_VERSION"), " (link check)");

/// An HTTP client with its limits.
pub struct Client {
    agent: Agent,
}

impl Default for Client {
    fn default() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(LINK_CHECK_TIMEOUT))
            .max_redirects(MAX_REDIRECTS)
            .max_redirects_will_error(true)
            .user_agent(USER_AGENT)
            .build();
        Self { agent: config.into() }
    }
}

impl Client {
    /// Requests an address and returns the answer.
    pub fn check_url(&self, url: &str) -> Answer {
        match self.send_head(url) {
            // Servers that do not know `HEAD` answer with any error; one that is asked too much (429) is left alone.
            Answer::Status(status) if status >= 400 && status != 429 => self.send_get(url),
            answer => answer,
        }
    }

    fn send_head(&self, url: &str) -> Answer {
        answer_of(self.agent.head(url).call())
    }

    fn send_get(&self, url: &str) -> Answer {
        answer_of(self.agent.get(url).call())
    }
}

fn answer_of<B>(reply: Result<ureq::http::Response<B>, Error>) -> Answer {
    match reply {
        Ok(reply) => Answer::Status(reply.status().as_u16()),
        Err(error) => classify_error(&error),
    }
}

/// Returns the answer that a failed request stands for.
fn classify_error(error: &Error) -> Answer {
    match error {
        Error::HostNotFound => Answer::NoHost,
        Error::Timeout(_) => Answer::TimedOut,
        Error::TooManyRedirects => Answer::RedirectLoop,
        Error::Tls(_) | Error::Rustls(_) => Answer::Certificate,
        Error::Io(error) => match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Answer::TimedOut,
            // The handshake's own failures come as these.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Answer::Certificate,
            _ => Answer::Unreachable,
        },
        Error::ConnectionFailed => Answer::Unreachable,
        _ => Answer::NotHttp,
    }
}
