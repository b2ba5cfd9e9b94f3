//! Asks one address: `HEAD` first, for a page's being there is all that is to be known, `GET` where a server does not
//! know that. Reads nothing of what is sent.

use std::io;
use std::time::Duration;

use ureq::{Agent, Error};

use super::Answer;

/// How long an answer may take, redirects and all.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often one may be sent on.
const REDIRECTS: u32 = 8;

/// Whoever keeps a server shall know who asks.
const NAME: &str = concat!("jianbao/", env!("CARGO_PKG_VERSION"), " (link check)");

/// Asks.
pub struct Client {
    agent: Agent,
}

impl Default for Client {
    fn default() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .max_redirects(REDIRECTS)
            .max_redirects_will_error(true)
            .user_agent(NAME)
            .build();
        Self { agent: config.into() }
    }
}

impl Client {
    /// What a site answers for an address.
    pub fn ask(&self, url: &str) -> Answer {
        match self.head(url) {
            // Servers that do not know `HEAD` say this or that; who is asked too much is not asked again.
            Answer::Status(status) if status >= 400 && status != 429 => self.get(url),
            answer => answer,
        }
    }

    fn head(&self, url: &str) -> Answer {
        self.agent
            .head(url)
            .call()
            .map_or_else(|error| failure(&error), |reply| Answer::Status(reply.status().as_u16()))
    }

    fn get(&self, url: &str) -> Answer {
        self.agent.get(url).call().map_or_else(|error| failure(&error), |reply| Answer::Status(reply.status().as_u16()))
    }
}

fn failure(error: &Error) -> Answer {
    match error {
        Error::HostNotFound => Answer::NoHost,
        Error::Timeout(_) => Answer::Silent,
        Error::TooManyRedirects => Answer::Loop,
        Error::Tls(_) | Error::Rustls(_) => Answer::Certificate,
        Error::Io(error) => match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Answer::Silent,
            // The handshake's own failures come as these.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Answer::Certificate,
            _ => Answer::Refused,
        },
        Error::ConnectionFailed => Answer::Refused,
        _ => Answer::Nonsense,
    }
}
