//! Where the site is put for readers: `deploy:` of `site.yaml`. What opens the door to it is never written there.

use crate::address;
use crate::diagnostic::{Diagnostic, DiagnosticKind, Place, catalog, is_secret_key};
use crate::source::Span;
use crate::yaml::{MapReader, Node, Value};

/// A place that a site is put to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What it is called in `site.yaml` and on the command line.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// What kind of store it is.
    pub service: Service,
    /// The bucket; a container in Azure's words. Empty where there are none.
    pub bucket: String,
    /// The service's address: a URL; for SFTP `user@host`, or a name out of ssh's own configuration. May be empty.
    pub endpoint: String,
    /// The region, where the store has such. May be empty.
    pub region: String,
    /// The directory in the store, or on the server, that is the site's front page: `/` unless something else is said.
    pub directory: String,
    /// How texts are compressed before they are put there.
    pub compress: Compress,
    /// How many files are sent at a time.
    pub concurrency: usize,
}

/// A kind of store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Amazon S3 and all that speak its language.
    S3,
    /// 阿里云 OSS
    Oss,
    /// 腾讯云 COS
    Cos,
    /// 华为云 OBS
    Obs,
    /// Azure Blob Storage
    Azblob,
    /// Google Cloud Storage
    Gcs,
    /// A server that speaks WebDAV.
    Webdav,
    /// A server that one can log in to with ssh.
    Sftp,
    /// A directory of this machine.
    Fs,
}

/// How texts are compressed in the store, where the store then says so to browsers (`Content-Encoding`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compress {
    /// Not at all: a CDN or the server does it.
    #[default]
    None,
    /// With gzip.
    Gzip,
    /// With Brotli.
    Brotli,
}

/// All kinds of stores: what they are called, what they must be told, and which variables of the environment hold what opens
/// them.
const SERVICES: [(&str, Service, &[&str], &str); 9] = [
    ("s3", Service::S3, &["bucket"], "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"),
    ("oss", Service::Oss, &["bucket", "endpoint"], "ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
    ("cos", Service::Cos, &["bucket", "endpoint"], "TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY"),
    ("obs", Service::Obs, &["bucket", "endpoint"], "HUAWEI_CLOUD_ACCESS_KEY_ID, HUAWEI_CLOUD_SECRET_ACCESS_KEY"),
    ("azblob", Service::Azblob, &["bucket", "endpoint"], "AZBLOB_ACCOUNT_NAME, AZBLOB_ACCOUNT_KEY"),
    ("gcs", Service::Gcs, &["bucket"], "GOOGLE_APPLICATION_CREDENTIALS"),
    ("webdav", Service::Webdav, &["endpoint"], "JIANBAO_WEBDAV_USERNAME, JIANBAO_WEBDAV_PASSWORD"),
    ("sftp", Service::Sftp, &["endpoint", "directory"], "~/.ssh, ssh-agent"),
    ("fs", Service::Fs, &["directory"], ""),
];

impl Service {
    fn entry(self) -> &'static (&'static str, Service, &'static [&'static str], &'static str) {
        // The table has every kind: a test goes through them.
        SERVICES.iter().find(|(_, service, ..)| *service == self).unwrap_or(&SERVICES[0])
    }

    /// What it is called in `site.yaml`.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// The variables of the environment, or the files, that hold what opens it.
    pub fn credentials(self) -> &'static str {
        self.entry().3
    }
}

/// Whether an address brings its own password: `https://user:password@host/`.
fn has_password(endpoint: &str) -> bool {
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}

/// An address with its scheme, which is easily left out; ssh knows hosts by other names.
fn whole(endpoint: &str, service: Option<Service>) -> String {
    let endpoint = endpoint.trim_end_matches('/');
    let scheme = if service == Some(Service::Sftp) || endpoint.contains("://") { "" } else { "https://" };
    format!("{scheme}{endpoint}")
}

/// Whether a client can connect to an address, which has its scheme by now.
fn is_endpoint(endpoint: &str, service: Service) -> bool {
    if endpoint.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return false;
    }
    let (scheme, rest) = endpoint.split_once("://").map_or(("", endpoint), |(scheme, rest)| (scheme, rest));
    if service == Service::Sftp {
        return matches!(scheme.to_ascii_lowercase().as_str(), "" | "ssh") && !address::is_harmful(endpoint);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (name, port) = match host.rsplit_once(':') {
        // The colons of an IPv6 address stand in brackets.
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, "443"),
    };
    let is_web = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https");
    is_web && !name.is_empty() && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
}

/// `deploy: {name: {service, bucket, endpoint, region, directory, compress, concurrency}}`, in the order of the file.
pub(super) fn read(node: Node, diagnostics: &mut Vec<Diagnostic>) -> Vec<Target> {
    let (mut targets, before) = (Vec::new(), diagnostics.len());
    for (name, span, node) in MapReader::from_node(node, "deploy", diagnostics).into_entries() {
        if is_secret_key(&name) && node.scalar_text().is_some() {
            diagnostics.push(catalog::secret_in_settings("deploy", &name, ""));
        } else {
            targets.extend(target(name, span, node, diagnostics));
        }
    }
    let mut found = diagnostics.split_off(before);
    if found.iter().any(|mistake| mistake.kind == DiagnosticKind::Secret) {
        // Nothing else is said: a report shows lines, and these may hold what must not be shown.
        found.retain(|mistake| mistake.kind == DiagnosticKind::Secret);
    }
    diagnostics.append(&mut found);
    targets
}

fn target(name: String, span: Span, mut node: Node, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
    let mut secrets = Vec::new();
    if let Value::Map(entries) = &mut node.value {
        entries.retain(|(key, _)| {
            let secret = key.scalar_text().filter(|key| is_secret_key(key));
            secrets.extend(secret.clone());
            secret.is_none()
        });
    }
    let mut fields = MapReader::from_node(node, &name, diagnostics);
    let mut text = |key, zh| fields.take_text(key, zh);
    let (service, bucket, endpoint) = (text("service", "服务"), text("bucket", "存储桶"), text("endpoint", "地址"));
    let (region, directory, compress) = (text("region", "地域"), text("directory", "目录"), text("compress", "压缩"));
    let concurrency = fields.take_number("concurrency", 1..=64).unwrap_or(8) as usize;
    let service = match service {
        Some((word, place)) => {
            let known = SERVICES.iter().find(|(name, ..)| *name == word).map(|(_, service, ..)| *service);
            if known.is_none() {
                let words: Vec<String> = SERVICES.iter().map(|(name, ..)| format!("`{name}`")).collect();
                fields.diagnostics().push(catalog::unknown_choice(place, "service", &word, &words.join(", ")));
            }
            known
        }
        None => {
            let mistake = catalog::missing_key(fields.span(), "service", "存储的种类", "s3");
            fields.diagnostics().push(mistake);
            None
        }
    };
    let words = [("none", Compress::None), ("gzip", Compress::Gzip), ("brotli", Compress::Brotli)];
    let compress = compress.map_or(Compress::None, |(word, place)| {
        words.iter().find(|(name, _)| *name == word).map_or_else(
            || {
                let choices = "`none`, `gzip`, `brotli`";
                fields.diagnostics().push(catalog::unknown_choice(place, "compress", &word, choices));
                Compress::None
            },
            |(_, compress)| *compress,
        )
    });
    let credentials = service.map_or("", Service::credentials);
    if endpoint.as_ref().is_some_and(|(endpoint, _)| has_password(endpoint)) {
        secrets.push("endpoint".to_owned());
    }
    if let (Some((written, place)), Some(service)) = (&endpoint, service)
        && secrets.is_empty()
        && service != Service::Fs
        && !is_endpoint(&whole(written, Some(service)), service)
    {
        let wanted = match service {
            Service::Sftp => {
                ("`用户@服务器`，或者 `~/.ssh/config` 里的名字", "`user@server`, or a name of `~/.ssh/config`")
            }
            _ => ("`https://服务器`，可以带端口", "`https://server`, perhaps with a port"),
        };
        fields.diagnostics().push(catalog::bad_endpoint(*place, &name, written, wanted));
    }
    let mut target = Target {
        name,
        span,
        service: service.unwrap_or(Service::Fs),
        bucket: bucket.map_or_else(String::new, |(text, _)| text),
        endpoint: endpoint.map_or_else(String::new, |(text, _)| whole(&text, service)),
        region: region.map_or_else(String::new, |(text, _)| text),
        directory: directory.map_or_else(String::new, |(text, _)| text),
        compress,
        concurrency,
    };
    let needed = service.map_or(&[][..], |service| service.entry().2);
    let mut complete = service.is_some() && secrets.is_empty();
    for key in needed {
        let (given, what, example) = match *key {
            "bucket" => (&target.bucket, "存储桶的名称", "my-bulletin"),
            "endpoint" => (&target.endpoint, "存储的地址", "https://…"),
            _ => (&target.directory, "网站所在的目录", "/var/www/example.org"),
        };
        if given.is_empty() {
            complete = false;
            let mistake = catalog::missing_key(fields.span(), key, what, example);
            fields.diagnostics().push(mistake);
        }
    }
    if target.directory.is_empty() {
        "/".clone_into(&mut target.directory);
    }
    fields.report_unknown();
    diagnostics.extend(secrets.iter().map(|key| catalog::secret_in_settings(&target.name, key, credentials)));
    complete.then_some(target)
}

/// The target that a name means; without a name the only one, or the one called `production`.
///
/// # Errors
/// No such target, or none at all, or several of which none is called `production`.
pub fn choose<'t>(targets: &'t [Target], name: Option<&str>) -> Result<&'t Target, Box<Diagnostic>> {
    let chosen = match name {
        Some(name) => targets.iter().find(|target| target.name == name),
        None => match targets {
            [only] => Some(only),
            _ => targets.iter().find(|target| target.name == "production"),
        },
    };
    chosen.ok_or_else(|| {
        let place =
            targets.first().map_or_else(|| Place::File("site.yaml".to_owned()), |target| Place::At(target.span));
        let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        Box::new(catalog::no_target(place, name, &names))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_an_address_is_seen() {
        assert!(has_password("https://editor:sesame@dav.example.org/site"));
        for other in ["editor@host", "https://host:8443/a@b:c", "ssh://editor@host:22"] {
            assert!(!has_password(other), "{other}");
        }
    }

    #[test]
    fn an_endpoint_is_what_a_client_connects_to() {
        let judged = |written: &str, service| is_endpoint(&whole(written, Some(service)), service);
        for web in
            ["https://oss.example.org", "oss.example.org", "http://127.0.0.1:9000/", "[::1]:9000", "http://[::1]"]
        {
            assert!(judged(web, Service::Oss), "{web}");
        }
        for bad in ["javascript:alert(1)", "file:///etc", "data:,x", "ftp://e.org", "https://", "a b", "ssh://e.org"] {
            assert!(!judged(bad, Service::Webdav), "{bad}");
        }
        for ssh in ["editor@www.example.org", "www", "ssh://editor@e.org:22"] {
            assert!(judged(ssh, Service::Sftp), "{ssh}");
        }
        for bad in ["javascript:1", "file:///etc", "https://e.org", "a b"] {
            assert!(!judged(bad, Service::Sftp), "{bad}");
        }
    }

    #[test]
    fn every_kind_of_store_is_in_the_table() {
        use Service::{Azblob, Cos, Fs, Gcs, Obs, Oss, S3, Sftp, Webdav};
        for service in [S3, Oss, Cos, Obs, Azblob, Gcs, Webdav, Sftp, Fs] {
            assert_eq!(service.entry().1, service);
        }
    }
}
