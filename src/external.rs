//! Checks links to other sites: whether their pages are still there. Only on request, politely and within bounds.
//!
//! [`links`] finds them, [`CheckLimits`] bounds the requests, [`client`] sends one, [`answer_cache`] keeps the answers
//! from run to run. A host is asked by one thread at a time, with a pause between two requests.

pub mod answer_cache;
pub mod client;
pub mod links;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use self::links::OutgoingLink;
use crate::diagnostic::catalog::{self, phrases};
use crate::diagnostic::{Diagnostic, Message};

/// The result of a request for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The site answered, with this HTTP status.
    Status(u16),
    /// There is no site of that name.
    NoHost,
    /// No server listens there, or the connection broke.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The site's certificate is not good.
    Certificate,
    /// One redirect leads to the next without end.
    RedirectLoop,
    /// The answer is no HTTP.
    NotHttp,
}

impl Answer {
    /// Returns whether a reader would find nothing. A site that refuses programs may answer people all the same.
    pub fn is_dead(self) -> bool {
        match self {
            Self::Status(401..=403 | 405..=408 | 425 | 429 | 451 | 503 | 999) => false,
            Self::Status(status) => status >= 400,
            _ => true,
        }
    }

    /// Returns whether the site itself could not be reached, so that its other pages will not be either.
    fn is_unreachable(self) -> bool {
        matches!(self, Self::NoHost | Self::Unreachable | Self::TimedOut)
    }
}

/// Bounds of the requests to other sites.
#[derive(Clone, Copy, Debug)]
pub struct CheckLimits {
    /// The most hosts that are asked at once.
    pub concurrent_hosts: usize,
    /// The pause between an answer of a host and the next request to it.
    pub pause: Duration,
    /// The time after which no request is sent; the next run goes on with the rest.
    pub time_limit: Duration,
    /// The number of failed connections in a row after which a host is not tried again.
    pub max_failures: usize,
}

impl Default for CheckLimits {
    fn default() -> Self {
        Self {
            concurrent_hosts: 8,
            pause: Duration::from_millis(500),
            time_limit: Duration::from_secs(120),
            max_failures: 2,
        }
    }
}

/// The addresses of one host that are still to be requested, in their order.
type HostQueue<'u> = VecDeque<&'u str>;

/// Requests every address by a function, several hosts at once. Addresses for which there was no time are not in the
/// result.
pub fn ask_all<'u>(
    urls: impl IntoIterator<Item = &'u str>,
    limits: CheckLimits,
    request: impl Fn(&str) -> Answer + Sync,
) -> BTreeMap<String, Answer> {
    let mut hosts: BTreeMap<String, HostQueue<'u>> = BTreeMap::new();
    for url in urls {
        hosts.entry(host_of(url)).or_default().push_back(url);
    }

    let threads = limits.concurrent_hosts.min(hosts.len());
    let queues = Mutex::new(hosts.into_values());
    let answers = Mutex::new(BTreeMap::new());
    let begin = Instant::now();
    std::thread::scope(|scope| {
        // This thread sends requests too: the system may refuse all others.
        for _ in 1..threads {
            let _ = std::thread::Builder::new()
                .spawn_scoped(scope, || ask_hosts(&queues, limits, begin, &request, &answers));
        }
        ask_hosts(&queues, limits, begin, &request, &answers);
    });
    std::mem::take(&mut *lock(&answers))
}

/// Takes one host after another until none is left.
fn ask_hosts<'u>(
    queues: &Mutex<impl Iterator<Item = HostQueue<'u>>>,
    limits: CheckLimits,
    begin: Instant,
    request: impl Fn(&str) -> Answer,
    answers: &Mutex<BTreeMap<String, Answer>>,
) {
    // The lock is released before the host is asked.
    loop {
        let queue = lock(queues).next();
        let Some(queue) = queue else { return };
        for (url, answer) in ask_host(queue, limits, begin, &request) {
            lock(answers).insert(url.to_owned(), answer);
        }
    }
}

/// Locks a mutex. One that a panic has poisoned still holds whole values.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends the requests to one host, one at a time.
fn ask_host<'u>(
    queue: HostQueue<'u>,
    limits: CheckLimits,
    begin: Instant,
    request: impl Fn(&str) -> Answer,
) -> Vec<(&'u str, Answer)> {
    let mut answers: Vec<(&str, Answer)> = Vec::new();
    let mut unreachable = 0;
    for url in queue {
        let last = answers.last().map(|(_, answer)| *answer);
        if let Some(answer) = last.filter(|_| unreachable >= limits.max_failures) {
            answers.push((url, answer));
            continue;
        }

        if last.is_some() {
            std::thread::sleep(limits.pause);
        }
        if begin.elapsed() >= limits.time_limit {
            break;
        }
        let answer = request(url);
        unreachable = if answer.is_unreachable() { unreachable + 1 } else { 0 };
        answers.push((url, answer));
    }
    answers
}

/// Returns the host of an address, with its port, in lower case.
pub fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase()
}

/// Reports the links whose pages are not there any more. Where no site at all could be reached, that alone is reported:
/// then this machine is to blame and not the links.
pub fn report_dead_links(links: &[OutgoingLink], answers: &BTreeMap<String, Answer>) -> Vec<Diagnostic> {
    let hosts: BTreeMap<String, bool> = answers.iter().fold(BTreeMap::new(), |mut hosts, (url, answer)| {
        *hosts.entry(host_of(url)).or_insert(false) |= !answer.is_unreachable();
        hosts
    });
    if hosts.len() > 1 && hosts.values().all(|reached| !reached) {
        return vec![catalog::no_site_reached(answers.len())];
    }

    let dead = links.iter().filter_map(|link| {
        let answer = answers.get(&link.url).filter(|answer| answer.is_dead())?;
        Some(
            link.places
                .iter()
                .map(|place| catalog::dead_external_link(place.clone(), &link.url, &describe_answer(*answer))),
        )
    });
    dead.flatten().collect()
}

/// Says why a reader finds nothing.
fn describe_answer(answer: Answer) -> Message {
    match answer {
        Answer::Status(404) => phrases::answers_404(),
        Answer::Status(410) => phrases::answers_410(),
        Answer::Status(status @ 500..) => phrases::answers_server_error(status),
        Answer::Status(status) => phrases::answers_status(status),
        Answer::NoHost => phrases::no_such_site(),
        Answer::Unreachable => phrases::site_unreachable(),
        Answer::TimedOut => phrases::site_silent(),
        Answer::Certificate => phrases::site_certificate_bad(),
        Answer::RedirectLoop => phrases::site_redirects_endlessly(),
        Answer::NotHttp => phrases::site_speaks_no_http(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    const AT_ONCE: CheckLimits = CheckLimits {
        concurrent_hosts: 4,
        pause: Duration::ZERO,
        time_limit: Duration::from_secs(600),
        max_failures: 2,
    };

    #[test]
    fn a_host_is_never_asked_two_things_at_once_and_everything_is_asked() {
        let urls: Vec<String> = (0..60).map(|n| format!("http://host{}.example/{n}", n % 3)).collect();
        let busy = Mutex::new(Vec::new());
        let answers = ask_all(urls.iter().map(String::as_str), AT_ONCE, |url| {
            let host = host_of(url);
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
        let answers = ask_all(urls.iter().map(String::as_str), AT_ONCE, |_| {
            *asked.lock().unwrap() += 1;
            Answer::NoHost
        });
        assert_eq!(*asked.lock().unwrap(), 2);
        assert!(answers.len() == 10 && answers.values().all(|answer| *answer == Answer::NoHost));
    }

    #[test]
    fn there_is_an_end_to_it() {
        let limits = CheckLimits { time_limit: Duration::ZERO, ..AT_ONCE };
        assert!(ask_all(["http://a.example/"], limits, |_| Answer::Status(200)).is_empty());
    }

    #[test]
    fn hosts_are_known_by_name_and_port() {
        for (url, wanted) in [
            ("http://A.example/b?c", "a.example"),
            ("https://a.example:8443", "a.example:8443"),
            ("https://user:word@a.example/@", "a.example"),
            ("http://[::1]:80/#x", "[::1]:80"),
        ] {
            assert_eq!(host_of(url), wanted);
        }
    }

    #[test]
    fn what_answers_is_not_dead_and_a_machine_without_network_is_said_once() {
        assert!([200, 204, 301, 403, 405, 429, 503].iter().all(|status| !Answer::Status(*status).is_dead()));
        assert!([400, 404, 410, 500, 502].iter().all(|status| Answer::Status(*status).is_dead()));
        for (second, codes) in [
            (Answer::Status(404), &["J509", "J509"][..]),
            (Answer::Status(200), &["J509"]),
            (Answer::TimedOut, &["J510"]),
        ] {
            let answers = [("http://a.example/", Answer::NoHost), ("http://b.example/", second)];
            let links = answers
                .map(|(url, _)| OutgoingLink { url: url.to_owned(), places: vec![Place::File("a.md".to_owned())] });
            let answers = answers.map(|(url, answer)| (url.to_owned(), answer)).into();
            let found: Vec<_> = report_dead_links(&links, &answers).iter().map(|d| d.code).collect();
            assert_eq!(found, codes);
        }
    }
}
