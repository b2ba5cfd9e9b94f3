//! Reports a deployment that failed, or was stopped.

use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::super::Status;
use super::super::console::Console;
use crate::config::targets::{Service, Target};
use crate::deploy::{
    DeployError, DeployRefusal, Signal, StoreCredentials, StoreError, StoreErrorCause, StoreErrorKind,
};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Message, catalog};

/// Variables whose values are never shown, whatever a store says.
const SECRET_VARIABLES: [&str; 10] = [
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

/// The text with `***` in the place of secrets.
fn redact_secrets(text: &str, credentials: &StoreCredentials) -> String {
    let variables = SECRET_VARIABLES.iter().filter_map(|name| std::env::var(name).ok());
    variables
        .chain([credentials.password.clone()])
        .filter(|secret| secret.len() >= 4)
        .fold(text.to_owned(), |text, secret| text.replace(&secret, "***"))
}

/// The circumstances of a failure.
pub(super) struct FailureContext<'a> {
    pub target: &'a Target,
    pub timezone: Tz,
    pub out: &'a Path,
    pub credentials: &'a StoreCredentials,
    /// Whether anything may have been changed.
    pub has_begun: bool,
    pub console: Console,
}

impl FailureContext<'_> {
    /// Prints a failure, and returns the status that it means.
    pub fn report(&self, error: DeployError) -> Status {
        let mut mistake = match error {
            DeployError::Stopped { signal, unlocked } => return self.report_stopped(signal, unlocked),
            DeployError::Refused(refusal) => self.refusal_diagnostic(refusal),
            // Of no file: the system refuses threads.
            DeployError::Disk { path, error } if path.is_empty() => catalog::no_threads(&error.to_string()),
            DeployError::Disk { path, error } => {
                catalog::disk(&self.out.join(path).display().to_string(), &error.to_string())
            }
            DeployError::Store { path, error } => self.store_diagnostic(&path, &error),
        };

        if let Some(help) = mistake.help.as_mut().filter(|_| self.has_begun) {
            let rest = phrases::deploy_can_go_on(&self.interrupted_state());
            help.zh.push_str(&rest.zh);
            help.en.push_str(&rest.en);
        }
        self.console.refuse(mistake)
    }

    /// The state of the pages after a cut: some WebDAV servers show half of the file that was just being sent.
    fn interrupted_state(&self) -> Message {
        match self.target.service {
            Service::Webdav => phrases::file_may_be_half_sent(),
            _ => phrases::pages_are_whole(),
        }
    }

    fn refusal_diagnostic(&self, refusal: DeployRefusal) -> Diagnostic {
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

    fn store_diagnostic(&self, path: &str, error: &StoreError) -> Diagnostic {
        let name = &self.target.name;
        let credentials = self.target.service.credentials();
        let named = error.cause.map(|cause| self.cause_remedy(cause, credentials));

        let remedy = match error.kind {
            _ if let Some(remedy) = named => remedy,
            StoreErrorKind::Denied if !credentials.is_empty() => phrases::check_credentials(credentials),
            StoreErrorKind::Denied => phrases::check_directory_permissions(),
            StoreErrorKind::Settings | StoreErrorKind::Missing => phrases::check_target_settings(name, credentials),
            StoreErrorKind::Conflict | StoreErrorKind::Other => phrases::check_network_and_target(),
        };

        catalog::target_failed(name, path, &redact_secrets(&error.message, self.credentials), &remedy)
    }

    /// The remedy for a reason that the store named itself.
    fn cause_remedy(&self, cause: StoreErrorCause, credentials: &str) -> Message {
        let Target { name, bucket, endpoint, region, .. } = self.target;
        match cause {
            StoreErrorCause::Clock => {
                let now = Utc::now().with_timezone(&self.timezone).format("%Y-%m-%d %H:%M:%S %:z");
                phrases::set_the_clock(&now.to_string())
            }
            StoreErrorCause::Key => phrases::check_key_id(credentials),
            StoreErrorCause::Signature => phrases::check_secret_key(credentials, name),
            StoreErrorCause::Token => phrases::renew_session_token(credentials),
            StoreErrorCause::Region => phrases::check_region(name, region, endpoint),
            StoreErrorCause::Bucket => phrases::check_bucket(name, bucket),
            StoreErrorCause::Account => phrases::check_account(),
            StoreErrorCause::Permission => phrases::check_bucket_permissions(bucket),
        }
    }

    fn report_stopped(&self, signal: Signal, unlocked: bool) -> Status {
        let name = &self.target.name;
        let line = match unlocked {
            true if !self.has_begun => phrases::stopped_unchanged(name),
            true => phrases::stopped_unlocked(name, &self.interrupted_state()),
            false => phrases::stopped_locked(name),
        };
        let _ = writeln!(std::io::stderr(), "{}", line.in_lang(self.console.lang));
        signal_status(signal)
    }
}

/// The status of a process that a signal ended, as shells count it.
pub(super) fn signal_status(signal: Signal) -> Status {
    match signal {
        Signal::Interrupt => Status::Interrupted,
        Signal::Terminate => Status::Terminated,
    }
}
