//! The lock of a target: one file that names the run that may change the target.
//!
//! With conditional writes exactly one of two concurrent runs succeeds. Without them, each reads the lock again after a delay,
//! and goes on only if it is still its own.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::store::{Store, StoreErrorKind};
use super::{DeployError, DeployRefusal, ServingHeaders};

/// The lock's path at a target.
pub const LOCK_FILE: &str = ".jianbao-deploy/lock.json";

/// Age in seconds from which a lock that was not renewed is ignored: a living run renews it every [`HEARTBEAT_SECONDS`].
pub const LEASE_SECONDS: i64 = 30 * 60;

/// How often a run renews its lock, in seconds.
pub const HEARTBEAT_SECONDS: i64 = 5 * 60;

/// Without conditional writes: delay until a concurrent run has written its lock too.
const CONTENTION_DELAY: Duration = Duration::from_secs(2);

/// Time in which a lock file that was just created is filled, where a store does not do both at once.
const LOCK_WRITE_TIMEOUT: Duration = Duration::from_secs(5);

/// Largest size of a lock file in bytes.
const LOCK_SIZE_LIMIT: usize = 4096;

/// The content of a lock file: the run that holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    /// The machine, and the process on it.
    pub who: String,
    /// The unique name of the run.
    pub run: String,
    /// When the run began or last renewed the lock, in seconds since 1970.
    pub at: i64,
}

impl LockHolder {
    /// The holder of a lock file that cannot be read; it never expires.
    fn unknown() -> Self {
        Self { who: "?".to_owned(), run: String::new(), at: i64::MAX }
    }

    /// The holder of a lock file that is empty or incomplete: it is being written, or its run has ended in between.
    fn unfilled() -> Self {
        Self { at: i64::MIN, ..Self::unknown() }
    }

    /// Parses a lock file. The holder of one that no run can have written is [unknown](Self::unknown), for somebody to look.
    fn parse_lock_file(text: &[u8]) -> Self {
        if text.len() > LOCK_SIZE_LIMIT {
            return Self::unknown();
        }

        let holder: Self = match serde_json::from_slice(text) {
            Ok(holder) => holder,
            Err(error) if error.is_eof() => return Self::unfilled(),
            Err(_) => return Self::unknown(),
        };

        // It is printed, and must not look like another message.
        if holder.who.chars().chain(holder.run.chars()).any(char::is_control) { Self::unknown() } else { holder }
    }

    fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// A lock that is held.
pub(super) struct Lock {
    holder: LockHolder,
}

impl Lock {
    /// Acquires the lock. One of a run that has `ended`, whose lease is over, or that was never filled is removed first.
    pub async fn acquire(store: &Store, holder: LockHolder, ended: &[String]) -> Result<Self, DeployError> {
        let removed_other = remove_abandoned(store, &holder, ended).await?;
        create_lock_file(store, &holder).await?;

        // Of two runs that removed the same lock one does not find its own any more.
        if removed_other || !store.creates_exclusively() {
            tokio::time::sleep(CONTENTION_DELAY).await;
        }
        let lock = Self { holder };
        lock.ensure_held(store).await?;
        Ok(lock)
    }

    /// Returns an error unless the lock is still held by this run.
    pub async fn ensure_held(&self, store: &Store) -> Result<(), DeployError> {
        match read_holder(store).await? {
            Some(other) if other.run == self.holder.run => Ok(()),
            Some(other) => Err(locked_by(other)),
            None => Err(locked_by(LockHolder::unknown())),
        }
    }

    /// Renews the lease, if it is time to.
    pub async fn renew_lease(&mut self, store: &Store, now: i64) -> Result<(), DeployError> {
        if now - self.holder.at < HEARTBEAT_SECONDS {
            return Ok(());
        }

        self.ensure_held(store).await?;
        self.holder.at = now;
        let headers = ServingHeaders::default();
        store.write_file(LOCK_FILE, self.holder.to_json(), &headers).await.map_err(DeployError::store_at(LOCK_FILE))
    }

    /// Deletes the lock, if it is still held by this run.
    pub async fn release(self, store: &Store) -> Result<(), DeployError> {
        self.ensure_held(store).await?;
        delete_lock_file(store).await
    }
}

/// Removes the lock of a run that is no longer at work, and returns whether there was one.
///
/// # Errors
/// [`DeployRefusal::Locked`] if its run may be at work.
async fn remove_abandoned(store: &Store, holder: &LockHolder, ended: &[String]) -> Result<bool, DeployError> {
    let mut other = read_holder(store).await?;
    if other.as_ref() == Some(&LockHolder::unfilled()) {
        tokio::time::sleep(LOCK_WRITE_TIMEOUT).await;
        other = read_holder(store).await?;
    }

    let Some(other) = other else { return Ok(false) };
    let is_leased = holder.at.saturating_sub(other.at) < LEASE_SECONDS;
    if is_leased && !ended.contains(&other.run) {
        return Err(locked_by(other));
    }
    delete_lock_file(store).await?;
    Ok(true)
}

/// Removes the lock that a run left when it was killed after its last change, where there is nothing to deploy any more.
pub(super) async fn remove_lock_of_ended_run(store: &Store, ended: &[String]) -> Result<(), DeployError> {
    if ended.is_empty() {
        return Ok(());
    }

    match read_holder(store).await? {
        Some(holder) if ended.contains(&holder.run) => delete_lock_file(store).await,
        _ => Ok(()),
    }
}

async fn create_lock_file(store: &Store, holder: &LockHolder) -> Result<(), DeployError> {
    match store.create_file(LOCK_FILE, holder.to_json()).await {
        Ok(()) => Ok(()),
        Err(error) if error.kind == StoreErrorKind::Conflict => match read_holder(store).await? {
            Some(other) if other.run != holder.run => Err(locked_by(other)),
            // Our own, from an attempt whose answer was lost.
            Some(_) => Ok(()),
            None => Err(locked_by(LockHolder::unknown())),
        },
        Err(error) => Err(DeployError::store_at(LOCK_FILE)(error)),
    }
}

async fn delete_lock_file(store: &Store) -> Result<(), DeployError> {
    store.delete_files(&[LOCK_FILE.to_owned()]).await.map_err(DeployError::store_at(LOCK_FILE))
}

fn locked_by(other: LockHolder) -> DeployError {
    DeployError::Refused(DeployRefusal::Locked { who: other.who, since: other.at })
}

async fn read_holder(store: &Store) -> Result<Option<LockHolder>, DeployError> {
    let bytes = store.read_file(LOCK_FILE).await.map_err(DeployError::store_at(LOCK_FILE))?;
    Ok(bytes.map(|bytes| LockHolder::parse_lock_file(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_that_no_run_has_written_has_an_unknown_holder() {
        let good = LockHolder { who: "li@host (1)".to_owned(), run: "1".to_owned(), at: 1 };
        assert_eq!(LockHolder::parse_lock_file(&good.to_json()), good);
        assert_eq!(LockHolder::parse_lock_file(b""), LockHolder::unfilled());

        let long = format!("{{\"who\": \"{}", "x".repeat(LOCK_SIZE_LIMIT));
        let deep = "[".repeat(3000) + &"]".repeat(3000);
        let steering = r#"{"who": "\u001b[31m\n错误[J999]", "run": "1", "at": 1}"#;
        for strange in [&long, &deep, steering, "{}", "null", "1", r#"{"who": "a", "run": "b", "at": 1e400}"#] {
            assert_eq!(LockHolder::parse_lock_file(strange.as_bytes()), LockHolder::unknown(), "{strange:.40}");
        }
    }
}
