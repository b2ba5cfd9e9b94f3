//! Links to other sites: are their pages still there? Asked only on request, politely and within bounds.
//!
//! [`links`] finds them, [`Manners`] says how they are asked, [`client`] asks one, [`memory`] remembers the answers
//! from run to run. A host is asked by one thread at a time, with a pause between two questions.

pub mod client;
pub mod links;
pub mod memory;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use self::links::Outgoing;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Message, catalog};

/// What came of asking for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The site answered, with this HTTP status.
    Status(u16),
    /// There is no site of that name.
    NoHost,
    /// Nobody listens there, or the connection broke.
    Refused,
    /// No answer in time.
    Silent,
    /// The site's certificate is not good.
    Certificate,
    /// One redirect leads to the next without end.
    Loop,
    /// What was said is no HTTP.
    Nonsense,
}

impl Answer {
    /// Whether a reader would find nothing. A site that wants nothing to do with programs may answer people all the same.
    pub fn is_dead(self) -> bool {
        match self {
            Self::Status(401..=403 | 405..=408 | 425 | 429 | 451 | 503 | 999) => false,
            Self::Status(status) => status >= 400,
            _ => true,
        }
    }

    /// Whether the site itself could not be reached, so that its other pages will not be either.
    fn is_unreachable(self) -> bool {
        matches!(self, Self::NoHost | Self::Refused | Self::Silent)
    }
}

/// How other sites are asked.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// How many hosts at once.
    pub hosts: usize,
    /// How long a host is left in peace after an answer.
    pub pause: Duration,
    /// After so long nothing more is asked; the next run goes on with the rest.
    pub longest: Duration,
    /// A host that could not be reached so often is not tried again.
    pub tries: usize,
}

impl Default for Manners {
    fn default() -> Self {
        Self { hosts: 8, pause: Duration::from_millis(500), longest: Duration::from_secs(120), tries: 2 }
    }
}

/// The addresses of one host that are still to be asked for, in their order.
type Queue<'u> = VecDeque<&'u str>;

/// Asks for every address, several hosts at once. Addresses for which there was no time are not in the result.
pub fn ask<'u>(
    urls: impl IntoIterator<Item = &'u str>,
    manners: Manners,
    one: impl Fn(&str) -> Answer + Sync,
) -> BTreeMap<String, Answer> {
    let mut hosts: BTreeMap<String, Queue<'u>> = BTreeMap::new();
    for url in urls {
        hosts.entry(host(url)).or_default().push_back(url);
    }
    let threads = manners.hosts.min(hosts.len());
    let open = Mutex::new(hosts.into_values());
    let answers = Mutex::new(BTreeMap::new());
    let clock = Instant::now();
    std::thread::scope(|scope| {
        let work = || {
            // A lock that a panic has poisoned still holds what it held.
            let next = || open.lock().unwrap_or_else(|broken| broken.into_inner()).next();
            while let Some(queue) = next() {
                for (url, answer) in ask_host(queue, manners, clock, &one) {
                    answers.lock().unwrap_or_else(|broken| broken.into_inner()).insert(url.to_owned(), answer);
                }
            }
        };
        // This thread asks too: the system may refuse all others.
        for _ in 1..threads {
            let _ = std::thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    answers.into_inner().unwrap_or_else(|broken| broken.into_inner())
}

/// Asks one host, a question at a time.
fn ask_host<'u>(
    queue: Queue<'u>,
    manners: Manners,
    clock: Instant,
    one: impl Fn(&str) -> Answer,
) -> Vec<(&'u str, Answer)> {
    let mut answers: Vec<(&str, Answer)> = Vec::new();
    let mut unreachable = 0;
    for url in queue {
        let last = answers.last().map(|(_, answer)| *answer);
        if let Some(answer) = last.filter(|_| unreachable >= manners.tries) {
            answers.push((url, answer));
            continue;
        }
        if last.is_some() {
            std::thread::sleep(manners.pause);
        }
        if clock.elapsed() >= manners.longest {
            break;
        }
        let answer = one(url);
        unreachable = if answer.is_unreachable() { unreachable + 1 } else { 0 };
        answers.push((url, answer));
    }
    answers
}

/// The host of an address, with its port, in lower case.
pub fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase()
}

/// What is wrong with the links, by the answers there are. Where no site at all could be reached, that is said once:
/// then this machine is to blame and not the links.
pub fn mistakes(links: &[Outgoing], answers: &BTreeMap<String, Answer>) -> Vec<Diagnostic> {
    let hosts: BTreeMap<String, bool> = answers.iter().fold(BTreeMap::new(), |mut hosts, (url, answer)| {
        *hosts.entry(host(url)).or_insert(false) |= !answer.is_unreachable();
        hosts
    });
    if hosts.len() > 1 && hosts.values().all(|reached| !reached) {
        return vec![catalog::no_site_reached(answers.len())];
    }
    let dead = links.iter().filter_map(|link| {
        let answer = answers.get(&link.url).filter(|answer| answer.is_dead())?;
        Some(link.places.iter().map(|place| catalog::dead_external_link(place.clone(), &link.url, &reason(*answer))))
    });
    dead.flatten().collect()
}

/// Says why a reader finds nothing.
fn reason(answer: Answer) -> Message {
    match answer {
        Answer::Status(404) => phrases::answers_404(),
        Answer::Status(410) => phrases::answers_410(),
        Answer::Status(status @ 500..) => phrases::answers_server_error(status),
        Answer::Status(status) => phrases::answers_status(status),
        Answer::NoHost => phrases::no_such_site(),
        Answer::Refused => phrases::site_unreachable(),
        Answer::Silent => phrases::site_silent(),
        Answer::Certificate => phrases::site_certificate_bad(),
        Answer::Loop => phrases::site_redirects_endlessly(),
        Answer::Nonsense => phrases::site_speaks_no_http(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    const AT_ONCE: Manners = Manners { hosts: 4, pause: Duration::ZERO, longest: Duration::from_secs(600), tries: 2 };

    #[test]
    fn a_host_is_never_asked_two_things_at_once_and_everything_is_asked() {
        let urls: Vec<String> = (0..60).map(|n| format!("http://host{}.example/{n}", n % 3)).collect();
        let busy = Mutex::new(Vec::new());
        let answers = ask(urls.iter().map(String::as_str), AT_ONCE, |url| {
            let host = host(url);
            assert!(!busy.lock().unwrap().contains(&host), "{host} is asked twice at once");
            busy.lock().unwrap().push(host.clone());
            std::thread::yield_now();
            busy.lock().unwrap().retain(|other| *other != host);
            Answer::Status(200)
        });
        assert_eq!(answers.len(), 60);
    }

    #[test]
    fn a_host_that_cannot_be_reached_is_given_up() {
        let urls: Vec<String> = (0..10).map(|n| format!("http://gone.example/{n}")).collect();
        let asked = Mutex::new(0);
        let answers = ask(urls.iter().map(String::as_str), AT_ONCE, |_| {
            *asked.lock().unwrap() += 1;
            Answer::NoHost
        });
        assert_eq!(*asked.lock().unwrap(), 2);
        assert!(answers.len() == 10 && answers.values().all(|answer| *answer == Answer::NoHost));
    }

    #[test]
    fn there_is_an_end_to_it() {
        let manners = Manners { longest: Duration::ZERO, ..AT_ONCE };
        assert!(ask(["http://a.example/"], manners, |_| Answer::Status(200)).is_empty());
    }

    #[test]
    fn hosts_are_known_by_name_and_port() {
        for (url, wanted) in [
            ("http://A.example/b?c", "a.example"),
            ("https://a.example:8443", "a.example:8443"),
            ("https://user:word@a.example/@", "a.example"),
            ("http://[::1]:80/#x", "[::1]:80"),
        ] {
            assert_eq!(host(url), wanted);
        }
    }

    #[test]
    fn what_answers_is_not_dead_and_a_machine_without_network_is_said_once() {
        assert!([200, 204, 301, 403, 405, 429, 503].iter().all(|status| !Answer::Status(*status).is_dead()));
        assert!([400, 404, 410, 500, 502].iter().all(|status| Answer::Status(*status).is_dead()));
        let link = |url: &str| Outgoing { url: url.to_owned(), places: vec![Place::File("a.md".to_owned())] };
        let links = ["http://a.example/", "http://b.example/"].map(link);
        let codes = |second| {
            let answers = links.iter().map(|link| link.url.clone()).zip([Answer::NoHost, second]).collect();
            mistakes(&links, &answers).iter().map(|d| d.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(Answer::Status(404)), ["J509", "J509"]);
        assert_eq!(codes(Answer::Status(200)), ["J509"]);
        assert_eq!(codes(Answer::Silent), ["J510"]);
    }
}
