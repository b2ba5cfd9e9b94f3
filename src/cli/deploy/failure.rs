//! What a deployment that failed, or was stopped, tells.

use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::super::Status;
use crate::config::targets::{Service, Target};
use crate::deploy::{Credentials, DeployError, DeployRefusal, Signal, StoreError, StoreErrorCause, StoreErrorKind};
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

fn without_secrets(text: &str, login: &Credentials) -> String {
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
    pub login: &'a Credentials,
    /// Whether anything may have been changed.
    pub begun: bool,
    pub lang: Lang,
}

impl About<'_> {
    /// A failure in words.
    ///
    /// # Errors
    /// It was no mistake: somebody stopped it, and that is said.
    pub fn mistake(&self, failure: DeployError) -> Result<Diagnostic, Status> {
        let mut mistake = match failure {
            DeployError::Stopped { signal, unlocked } => return Err(self.stopped(signal, unlocked)),
            DeployError::Refused(refusal) => self.refusal(refusal),
            // Of no file: the system refuses threads.
            DeployError::Disk { path, error } if path.is_empty() => catalog::no_threads(&error.to_string()),
            DeployError::Disk { path, error } => {
                catalog::disk(&self.out.join(path).display().to_string(), &error.to_string())
            }
            DeployError::Store { path, error } => self.store(&path, &error),
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

    fn refusal(&self, refusal: DeployRefusal) -> Diagnostic {
        let name = &self.target.name;
        match refusal {
            DeployRefusal::Foreign { file } => catalog::target_foreign(name, &file),
            DeployRefusal::OtherSite { other, site } => catalog::target_of_another(name, &other, &site),
            DeployRefusal::Locked { who, since } => {
                let since = DateTime::from_timestamp(since, 0).map_or_else(
                    || "?".to_owned(),
                    |at| at.with_timezone(&self.timezone).format("%Y-%m-%d %H:%M").to_string(),
                );
                catalog::target_locked(name, &who, &since)
            }
            DeployRefusal::Deletions { count, known, emptied } => {
                catalog::too_many_deletions(name, count, known, emptied)
            }
            DeployRefusal::Changed { file } => catalog::output_changed(&self.out.join(file).display().to_string()),
            DeployRefusal::Unreadable { file } => catalog::target_unreadable(name, &file),
            DeployRefusal::NoEncoding => catalog::no_encoding(name),
        }
    }

    fn store(&self, path: &str, error: &StoreError) -> Diagnostic {
        let name = &self.target.name;

        let credentials = self.target.service.credentials();
        let named = error.cause.map(|cause| self.remedy(cause, credentials));
        let (zh, en) = match error.kind {
            _ if let Some(remedy) = named => remedy,
            StoreErrorKind::Denied if !credentials.is_empty() => (
                format!("核对环境变量里的密钥（{credentials}）和它的权限：读、写、删除、列出"),
                format!(
                    "check the credentials in the environment ({credentials}) and that they may read, write, delete and list"
                ),
            ),
            StoreErrorKind::Denied => {
                ("检查目录的权限".to_owned(), "check the permissions of the directory".to_owned())
            }
            StoreErrorKind::Settings | StoreErrorKind::Missing => (
                format!(
                    "核对 site.yaml 里 `deploy` 的 `{name}`：存储桶、地址、地域、目录；密钥放在环境变量里（{credentials}）"
                ),
                format!(
                    "check `{name}` below `deploy` in site.yaml: bucket, endpoint, region, directory; credentials come from the environment ({credentials})"
                ),
            ),
            StoreErrorKind::Conflict | StoreErrorKind::Other => (
                "检查网络和目标，再运行一次".to_owned(),
                "check the network and the target, and run it again".to_owned(),
            ),
        };

        catalog::target_failed(name, path, &without_secrets(&error.message, self.login), (&zh, &en))
    }

    /// What to look at for a reason that the store named itself.
    fn remedy(&self, cause: StoreErrorCause, credentials: &str) -> (String, String) {
        let Target { name, bucket, endpoint, region, .. } = self.target;
        match cause {
            StoreErrorCause::Clock => {
                let now = Utc::now().with_timezone(&self.timezone).format("%Y-%m-%d %H:%M:%S %:z");
                (
                    format!(
                        "对一对这台机器的时钟，它现在是 {now}：和存储差了几分钟以上，签名就不算数；打开自动对时再运行"
                    ),
                    format!(
                        "check the clock of this machine, which says {now}: signatures do not count when it is minutes off; switch on time synchronisation and run it again"
                    ),
                )
            }
            StoreErrorCause::Key => (
                format!(
                    "存储不认识这个密钥：核对环境变量（{credentials}）里的编号，是不是抄错了、删掉了，或者是另一家、另一个账号的"
                ),
                format!(
                    "the store does not know this key: check its ID in the environment ({credentials}); it may be mistyped, deleted, or of another provider or account"
                ),
            ),
            StoreErrorCause::Signature => (
                format!(
                    "密钥的编号对，签名不对：核对环境变量（{credentials}）里的密钥有没有抄漏、多了空格或换行；都对的，再对一对这台机器的时钟和 `{name}` 的 `region`、`endpoint`"
                ),
                format!(
                    "the key is known, its signature is wrong: check the secret in the environment ({credentials}) for missing characters, blanks and line breaks; if it is right, check the clock of this machine, and `region` and `endpoint` of `{name}`"
                ),
            ),
            StoreErrorCause::Token => (
                format!(
                    "临时的密钥过期了，或者令牌和密钥不是一对：重新取一次，或者去掉环境变量里的令牌（{credentials} 之外的 …TOKEN）"
                ),
                format!(
                    "temporary credentials have ended, or the token is not of this key: get new ones, or take the token out of the environment (…TOKEN beside {credentials})"
                ),
            ),
            StoreErrorCause::Region => (
                format!(
                    "存储桶不在这个地域：核对 site.yaml 里 `{name}` 的 `region`（现在是 `{region}`）和 `endpoint`（现在是 `{endpoint}`）"
                ),
                format!(
                    "the bucket is in another region: check `region` (now `{region}`) and `endpoint` (now `{endpoint}`) of `{name}` in site.yaml"
                ),
            ),
            StoreErrorCause::Bucket => (
                format!(
                    "没有 `{bucket}` 这个存储桶：核对 site.yaml 里 `{name}` 的 `bucket`，或者到服务商的控制台里建一个；也看看 `endpoint` 和 `region`"
                ),
                format!(
                    "there is no bucket `{bucket}`: check `bucket` of `{name}` in site.yaml, or make it in the provider's console; look at `endpoint` and `region`, too"
                ),
            ),
            StoreErrorCause::Account => (
                "账号被停用了，可能是欠费：到服务商的控制台里看".to_owned(),
                "the account is disabled, perhaps for want of payment: look into the provider's console".to_owned(),
            ),
            StoreErrorCause::Permission => (
                format!(
                    "这个密钥没有权限：在服务商那里给它 `{bucket}` 的读、写、删除、列出四种权限；也核对 `bucket` 的名称，别人的存储桶也是这样回答"
                ),
                format!(
                    "this key may not do it: let it read, write, delete and list in `{bucket}` at the provider; check the name in `bucket`, too: somebody else's bucket answers the same"
                ),
            ),
        }
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
