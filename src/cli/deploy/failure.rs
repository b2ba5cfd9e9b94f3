//! What a deployment that failed, or was stopped, tells.

use std::io::Write;
use std::path::Path;

use chrono::DateTime;
use chrono_tz::Tz;

use super::super::Status;
use crate::config::targets::{Service, Target};
use crate::deploy::{Failure, Login, Refusal, Signal, StoreError, Trouble};
use crate::diagnostic::{Diagnostic, Lang, catalog};

/// Whose values are never shown, whatever a store says.
const SECRET: [&str; 10] = [
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "TENCENTCLOUD_SECRET_KEY",
    "TENCENTCLOUD_TOKEN",
    "HUAWEI_CLOUD_SECRET_ACCESS_KEY",
    "HUAWEI_CLOUD_SECURITY_TOKEN",
    "AZBLOB_ACCOUNT_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
];

fn without_secrets(text: &str, login: &Login) -> String {
    let variables = SECRET.iter().filter_map(|name| std::env::var(name).ok());
    variables
        .chain([login.password.clone()])
        .filter(|secret| secret.len() >= 4)
        .fold(text.to_owned(), |text, secret| text.replace(&secret, "***"))
}

/// What a failure was about.
pub(super) struct About<'a> {
    pub target: &'a Target,
    pub timezone: Tz,
    pub out: &'a Path,
    pub login: &'a Login,
    /// Whether anything may have been changed.
    pub begun: bool,
    pub lang: Lang,
}

impl About<'_> {
    /// A failure in words.
    ///
    /// # Errors
    /// It was no mistake: somebody stopped it, and that is said.
    pub fn mistake(&self, failure: Failure) -> Result<Diagnostic, Status> {
        let mut mistake = match failure {
            Failure::Stopped { signal, unlocked } => return Err(self.stopped(signal, unlocked)),
            Failure::Refused(refusal) => self.refusal(refusal),
            // Of no file: the system refuses threads.
            Failure::Disk { path, error } if path.is_empty() => catalog::no_threads(&error.to_string()),
            Failure::Disk { path, error } => {
                catalog::disk(&self.out.join(path).display().to_string(), &error.to_string())
            }
            Failure::Store { path, error } => self.store(&path, &error),
        };
        if let Some(help) = mistake.help.as_mut().filter(|_| self.begun) {
            let (zh, en) = self.state();
            help.zh.push_str(&format!("。已经传上去的留着，{zh}：再运行一次，从断的地方接着传"));
            help.en.push_str(&format!(". What was sent stays, and {en}: run it again and it goes on from there"));
        }
        Ok(mistake)
    }

    /// How the pages are after a cut: some WebDAV servers show half of the file that was just being sent.
    fn state(&self) -> (&'static str, &'static str) {
        match self.target.service {
            Service::Webdav => ("正在传的可能只存下一半", "what was being sent may be there by half"),
            _ => ("网页仍然完整", "every page is whole"),
        }
    }

    fn refusal(&self, refusal: Refusal) -> Diagnostic {
        let name = &self.target.name;
        match refusal {
            Refusal::Foreign { file } => catalog::target_foreign(name, &file),
            Refusal::OtherSite { other, site } => catalog::target_of_another(name, &other, &site),
            Refusal::Locked { who, since } => {
                let since = DateTime::from_timestamp(since, 0).map_or_else(
                    || "?".to_owned(),
                    |at| at.with_timezone(&self.timezone).format("%Y-%m-%d %H:%M").to_string(),
                );
                catalog::target_locked(name, &who, &since)
            }
            Refusal::Deletions { count, known, emptied } => catalog::too_many_deletions(name, count, known, emptied),
            Refusal::Changed { file } => catalog::output_changed(&self.out.join(file).display().to_string()),
            Refusal::Unreadable { file } => catalog::target_unreadable(name, &file),
            Refusal::NoEncoding => catalog::no_encoding(name),
        }
    }

    fn store(&self, path: &str, error: &StoreError) -> Diagnostic {
        let name = &self.target.name;

        let credentials = self.target.service.credentials();
        let (zh, en) = match error.kind {
            Trouble::Denied if !credentials.is_empty() => (
                format!("核对环境变量里的密钥（{credentials}）和它的权限：读、写、删除、列出"),
                format!(
                    "check the credentials in the environment ({credentials}) and that they may read, write, delete and list"
                ),
            ),
            Trouble::Denied => ("检查目录的权限".to_owned(), "check the permissions of the directory".to_owned()),
            Trouble::Settings | Trouble::Missing => (
                format!(
                    "核对 site.yaml 里 `deploy` 的 `{name}`：存储桶、地址、地域、目录；密钥放在环境变量里（{credentials}）"
                ),
                format!(
                    "check `{name}` below `deploy` in site.yaml: bucket, endpoint, region, directory; credentials come from the environment ({credentials})"
                ),
            ),
            Trouble::Conflict | Trouble::Other => (
                "检查网络和目标，再运行一次".to_owned(),
                "check the network and the target, and run it again".to_owned(),
            ),
        };

        catalog::target_failed(name, path, &without_secrets(&error.message, self.login), (&zh, &en))
    }

    fn stopped(&self, signal: Signal, unlocked: bool) -> Status {
        let name = &self.target.name;
        let (zh, en) = self.state();
        let line = match (self.lang, unlocked) {
            (Lang::Zh, true) if !self.begun => format!("{name}：停下了，什么也没有改动"),
            (Lang::En, true) if !self.begun => format!("{name}: stopped, nothing was changed"),
            (Lang::Zh, true) => format!("{name}：停下了，还没有做完。{zh}；再运行一次，从断的地方接着传"),
            (Lang::Zh, false) => format!("{name}：停下了，还没有做完，锁也没能放开。再运行一次，从断的地方接着传"),
            (Lang::En, true) => {
                format!("{name}: stopped before it was done: {en}. Run it again and it goes on from there")
            }
            (Lang::En, false) => {
                format!(
                    "{name}: stopped before it was done, and the lock is still there. Run it again and it goes on from there"
                )
            }
        };
        let _ = writeln!(std::io::stderr(), "{line}");
        ended_by(signal)
    }
}

/// How a process ends that was asked to, as shells count it.
pub(super) fn ended_by(signal: Signal) -> Status {
    match signal {
        Signal::Interrupt => Status::Interrupted,
        Signal::Terminate => Status::Terminated,
    }
}
