//! One deployer at a time: a file at the target that says who is at work. Where a store can write a file on condition that
//! it is not there, of two who come at once one wins; where it cannot, each looks again after a moment whether the file is
//! still its own.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::store::{Store, StoreErrorKind};
use super::{DeployError, DeployRefusal};

/// Where it stands.
pub const LOCK_FILE: &str = ".jianbao-deploy/lock.json";

/// A deployer that has not been heard of for so long, in seconds, is no longer at work: one that is says so every
/// [`HEARTBEAT_SECONDS`].
pub const LEASE_SECONDS: i64 = 30 * 60;

/// How often a deployer says that it is still at work, in seconds.
pub const HEARTBEAT_SECONDS: i64 = 5 * 60;

/// How long to wait, where a store has no conditions, until another who came at the same time has written too.
const CONTENTION_DELAY: Duration = Duration::from_secs(2);

/// How long it takes at most to fill a lock that was just made, where a store does not do both at once.
const LOCK_WRITE_TIMEOUT: Duration = Duration::from_secs(5);

/// The most bytes of a lock: names are short.
const LOCK_SIZE_LIMIT: usize = 4096;

/// Who is at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    /// The machine, and the process on it.
    pub who: String,
    /// What tells this run from every other.
    pub run: String,
    /// When it began, or last said that it is still at work: seconds since 1970.
    pub at: i64,
}

impl LockHolder {
    /// Somebody of whom nothing is known.
    fn unknown() -> Self {
        Self { who: "?".to_owned(), run: String::new(), at: i64::MAX }
    }

    /// That of a lock that is being filled, unless its maker ended before.
    fn unfilled() -> Self {
        Self { at: i64::MIN, ..Self::unknown() }
    }

    /// What stands in a lock; if that cannot have been written by a deployer of this kind, somebody has to look.
    fn parse_lock_file(text: &[u8]) -> Self {
        if text.len() > LOCK_SIZE_LIMIT {
            return Self::unknown();
        }
        let wrong = |error: serde_json::Error| if error.is_eof() { Self::unfilled() } else { Self::unknown() };
        let holder: Self = serde_json::from_slice(text).unwrap_or_else(wrong);
        // It is shown, and must not look like another message.
        if holder.who.chars().chain(holder.run.chars()).any(char::is_control) { Self::unknown() } else { holder }
    }
}

/// A lock that is held.
pub(super) struct Lock {
    holder: LockHolder,
}

impl Lock {
    /// Takes the lock, also from runs that have `ended`, and from one that ended between making and filling it.
    pub async fn acquire(store: &Store, holder: LockHolder, ended: &[String]) -> Result<Self, DeployError> {
        let mut other = read_holder(store).await?;
        if other.as_ref() == Some(&LockHolder::unfilled()) {
            tokio::time::sleep(LOCK_WRITE_TIMEOUT).await;
            other = read_holder(store).await?;
        }
        let left = other.is_some();
        if let Some(other) = other {
            if holder.at.saturating_sub(other.at) < LEASE_SECONDS && !ended.contains(&other.run) {
                return Err(locked_by(other));
            }
            // Whoever held it is gone. Of two who find that at once one does not find its own when it looks again.
            store.delete_files(&[LOCK_FILE.to_owned()]).await.map_err(DeployError::store_at(LOCK_FILE))?;
        }
        match store.create_file(LOCK_FILE, encode_holder(&holder)).await {
            Ok(()) => {}
            Err(error) if error.kind == StoreErrorKind::Conflict => match read_holder(store).await? {
                Some(other) if other.run != holder.run => return Err(locked_by(other)),
                // Our own, of an attempt whose answer was lost.
                Some(_) => {}
                None => return Err(locked_by(LockHolder::unknown())),
            },
            Err(error) => return Err(DeployError::store_at(LOCK_FILE)(error)),
        }
        if left || !store.creates_exclusively() {
            tokio::time::sleep(CONTENTION_DELAY).await;
        }
        let lock = Self { holder };
        lock.ensure_held(store).await?;
        Ok(lock)
    }

    /// Whether it is still ours.
    pub async fn ensure_held(&self, store: &Store) -> Result<(), DeployError> {
        match read_holder(store).await? {
            Some(other) if other.run == self.holder.run => Ok(()),
            Some(other) => Err(locked_by(other)),
            None => Err(locked_by(LockHolder::unknown())),
        }
    }

    /// Says that we are still at work, if it is time to.
    pub async fn renew_lease(&mut self, store: &Store, now: i64) -> Result<(), DeployError> {
        if now - self.holder.at < HEARTBEAT_SECONDS {
            return Ok(());
        }
        self.ensure_held(store).await?;
        self.holder.at = now;
        store
            .write_file(LOCK_FILE, encode_holder(&self.holder), &super::ServingHeaders::default())
            .await
            .map_err(DeployError::store_at(LOCK_FILE))
    }

    /// Gives it back, if it is still ours.
    pub async fn release(self, store: &Store) -> Result<(), DeployError> {
        self.ensure_held(store).await?;
        store.delete_files(&[LOCK_FILE.to_owned()]).await.map_err(DeployError::store_at(LOCK_FILE))
    }
}

fn locked_by(other: LockHolder) -> DeployError {
    DeployError::Refused(DeployRefusal::Locked { who: other.who, since: other.at })
}

fn encode_holder(holder: &LockHolder) -> Vec<u8> {
    serde_json::to_vec(holder).unwrap_or_default()
}

async fn read_holder(store: &Store) -> Result<Option<LockHolder>, DeployError> {
    let bytes = store.read_file(LOCK_FILE).await.map_err(DeployError::store_at(LOCK_FILE))?;
    Ok(bytes.map(|bytes| LockHolder::parse_lock_file(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_no_deployer_has_written_is_somebodys() {
        let good = LockHolder { who: "li@host (1)".to_owned(), run: "1".to_owned(), at: 1 };
        assert_eq!(Holder::of(&text(&good)), good);
        assert_eq!(Holder::of(b""), Holder::unfilled());
        let long = format!("{{\"who\": \"{}", "x".repeat(TEXT_LIMIT));
        let deep = "[".repeat(3000) + &"]".repeat(3000);
        let steering = r#"{"who": "\u001b[31m\n错误[J999]", "run": "1", "at": 1}"#;
        for strange in [&long, &deep, steering, "{}", "null", "1", r#"{"who": "a", "run": "b", "at": 1e400}"#] {
            assert_eq!(Holder::of(strange.as_bytes()), Holder::unknown(), "{strange:.40}");
        }
    }
}
