//! Opens each kind of store.

use std::path::Path;

use opendal::{Error, Operator, services};

use super::StoreCredentials;
use crate::config::targets::{Service, Target};

/// Splits a directory into the part that exists, or can be taken to, and the rest: opening one that does not would create it.
pub(super) fn split_at_existing(root: &str, service: Service) -> (&str, &str) {
    match service {
        Service::Sftp => ("/", root),
        Service::Fs => {
            let existing = Path::new(root).ancestors().find(|directory| directory.exists());
            let length = existing.map_or(0, |directory| directory.as_os_str().len());
            root.split_at(length)
        }
        _ => (root, ""),
    }
}

/// Builds the operator of a target. Keys come from the environment and the provider's own files, which OpenDAL knows.
pub(super) fn build_operator(target: &Target, root: &str, credentials: &StoreCredentials) -> Result<Operator, Error> {
    let Target { bucket, endpoint, .. } = target;

    match target.service {
        Service::S3 => build_s3_operator(target, root),
        Service::Oss => Operator::new(services::Oss::default().root(root).bucket(bucket).endpoint(endpoint)),
        Service::Cos => Operator::new(services::Cos::default().root(root).bucket(bucket).endpoint(endpoint)),
        Service::Obs => Operator::new(services::Obs::default().root(root).bucket(bucket).endpoint(endpoint)),
        Service::Azblob => Operator::new(services::Azblob::default().root(root).container(bucket).endpoint(endpoint)),
        Service::Gcs => {
            let builder = services::Gcs::default().root(root).bucket(bucket);
            Operator::new(if endpoint.is_empty() { builder } else { builder.endpoint(endpoint) })
        }
        Service::Webdav => {
            let builder = services::Webdav::default().root(root).endpoint(endpoint);
            let StoreCredentials { user, password } = credentials;
            Operator::new(if user.is_empty() { builder } else { builder.username(user).password(password) })
        }
        Service::Sftp => build_sftp_operator(root, endpoint),
        Service::Fs => Operator::new(services::Fs::default().root(root)),
    }
}

fn build_s3_operator(target: &Target, root: &str) -> Result<Operator, Error> {
    let Target { bucket, endpoint, region, .. } = target;

    let mut builder = services::S3::default().root(root).bucket(bucket);
    if !endpoint.is_empty() {
        builder = builder.endpoint(endpoint).disable_ec2_metadata();
    }
    match (region.is_empty(), endpoint.is_empty()) {
        (false, _) => builder = builder.region(region),
        // Providers other than Amazon mostly ignore it, but without one nothing can be signed.
        (true, false) => builder = builder.region("us-east-1"),
        // From AWS_REGION.
        (true, true) => {}
    }
    Operator::new(builder)
}

/// Uses the system's own `ssh`, with its keys, its agent and its list of known hosts.
#[cfg(unix)]
fn build_sftp_operator(root: &str, endpoint: &str) -> Result<Operator, Error> {
    Operator::new(services::Sftp::default().root(root).endpoint(endpoint))
}

#[cfg(not(unix))]
fn build_sftp_operator(_: &str, _: &str) -> Result<Operator, Error> {
    Err(Error::new(opendal::ErrorKind::Unsupported, "SFTP needs the ssh of a Unix system"))
}
