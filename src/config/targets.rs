//! Where the site is put for readers: `deploy:` of `site.yaml`. Credentials are never written there.

use crate::address;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, DiagnosticKind, Place, catalog, is_secret_key};
use crate::source::Span;
use crate::yaml::{MapReader, Node, Value};

/// A place that a site is put to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its name in `site.yaml` and on the command line.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// The kind of store.
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

/// Everything that is known of a kind of store.
struct ServiceEntry {
    service: Service,
    /// Its name in `site.yaml`.
    name: &'static str,
    /// Keys that a target of this kind must have.
    required: &'static [&'static str],
    /// Variables of the environment, or files, that hold the credentials.
    credentials: &'static str,
}

/// All kinds of stores.
const SERVICES: [ServiceEntry; 9] = [
    ServiceEntry {
        service: Service::S3,
        name: "s3",
        required: &["bucket"],
        credentials: "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY",
    },
    ServiceEntry {
        service: Service::Oss,
        name: "oss",
        required: &["bucket", "endpoint"],
        credentials: "ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    },
    ServiceEntry {
        service: Service::Cos,
        name: "cos",
        required: &["bucket", "endpoint"],
        credentials: "TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY",
    },
    ServiceEntry {
        service: Service::Obs,
        name: "obs",
        required: &["bucket", "endpoint"],
        credentials: "HUAWEI_CLOUD_ACCESS_KEY_ID, HUAWEI_CLOUD_SECRET_ACCESS_KEY",
    },
    ServiceEntry {
        service: Service::Azblob,
        name: "azblob",
        required: &["bucket", "endpoint"],
        credentials: "AZBLOB_ACCOUNT_NAME, AZBLOB_ACCOUNT_KEY",
    },
    ServiceEntry {
        service: Service::Gcs,
        name: "gcs",
        required: &["bucket"],
        credentials: "GOOGLE_APPLICATION_CREDENTIALS",
    },
    ServiceEntry {
        service: Service::Webdav,
        name: "webdav",
        required: &["endpoint"],
        credentials: "JIANBAO_WEBDAV_USERNAME, JIANBAO_WEBDAV_PASSWORD",
    },
    ServiceEntry {
        service: Service::Sftp,
        name: "sftp",
        required: &["endpoint", "directory"],
        credentials: "~/.ssh, ssh-agent",
    },
    ServiceEntry { service: Service::Fs, name: "fs", required: &["directory"], credentials: "" },
];

impl Service {
    fn entry(self) -> &'static ServiceEntry {
        // The table has every kind: a test goes through them.
        SERVICES.iter().find(|entry| entry.service == self).unwrap_or(&SERVICES[0])
    }

    /// Its name in `site.yaml`.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Variables of the environment, or files, that hold the credentials.
    pub fn credentials(self) -> &'static str {
        self.entry().credentials
    }
}

/// Returns whether an address brings its own password: `https://user:password@host/`.
fn has_password(endpoint: &str) -> bool {
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}

/// An address with its scheme, which is easily left out; ssh knows hosts by other names.
fn with_scheme(endpoint: &str, service: Option<Service>) -> String {
    let endpoint = endpoint.trim_end_matches('/');
    let scheme = if service == Some(Service::Sftp) || endpoint.contains("://") { "" } else { "https://" };
    format!("{scheme}{endpoint}")
}

/// Returns whether a client can connect to an address, which has its scheme by now.
fn is_endpoint(endpoint: &str, service: Service) -> bool {
    if endpoint.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return false;
    }
    let (scheme, rest) = endpoint.split_once("://").map_or(("", endpoint), |(scheme, rest)| (scheme, rest));
    let scheme = scheme.to_ascii_lowercase();
    if service == Service::Sftp {
        return matches!(scheme.as_str(), "" | "ssh") && !address::is_harmful(endpoint);
    }

    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (name, port) = match host.rsplit_once(':') {
        // The colons of an IPv6 address stand in brackets.
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, "443"),
    };
    matches!(scheme.as_str(), "http" | "https")
        && !name.is_empty()
        && !port.is_empty()
        && port.bytes().all(|b| b.is_ascii_digit())
}

/// Parses `deploy: {name: {service, bucket, endpoint, region, directory, compress, concurrency}}`, in the order of the file.
pub(super) fn parse_targets(node: Node, diagnostics: &mut Vec<Diagnostic>) -> Vec<Target> {
    let mut targets = Vec::new();
    let mut found = Vec::new();
    for (name, span, node) in MapReader::from_node(node, "deploy", &mut found).into_entries() {
        if is_secret_key(&name) && node.scalar_text().is_some() {
            found.push(catalog::secret_in_settings("deploy", &name, ""));
        } else {
            targets.extend(parse_target(name, span, node, &mut found));
        }
    }

    if found.iter().any(|mistake| mistake.kind == DiagnosticKind::Secret) {
        // Nothing else is said: a report shows lines, and these may hold what must not be shown.
        found.retain(|mistake| mistake.kind == DiagnosticKind::Secret);
    }
    diagnostics.append(&mut found);
    targets
}

/// Parses one target; `None` where it is incomplete or holds a secret, which is reported.
fn parse_target(name: String, span: Span, mut node: Node, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
    let mut secrets = remove_secrets(&mut node);
    let mut fields = MapReader::from_node(node, &name, diagnostics);
    let service = fields.take_text("service", "服务");
    let bucket = fields.take_text("bucket", "存储桶").map_or_else(String::new, |(text, _)| text);
    let endpoint = fields.take_text("endpoint", "地址");
    let region = fields.take_text("region", "地域").map_or_else(String::new, |(text, _)| text);
    let directory = fields.take_text("directory", "目录").map_or_else(String::new, |(text, _)| text);
    let compress = fields.take_text("compress", "压缩");
    let concurrency = fields.take_number("concurrency", 1..=64).unwrap_or(8) as usize;

    let service = choose_service(service, &mut fields);
    let compress = choose_compression(compress, &mut fields);
    if endpoint.as_ref().is_some_and(|(endpoint, _)| has_password(endpoint)) {
        secrets.push("endpoint".to_owned());
    }
    if let Some((written, place)) = &endpoint
        && let Some(service) = service
        && secrets.is_empty()
    {
        check_endpoint(&name, written, *place, service, &mut fields);
    }

    let mut target = Target {
        name,
        span,
        service: service.unwrap_or(Service::Fs),
        bucket,
        endpoint: endpoint.map_or_else(String::new, |(text, _)| with_scheme(&text, service)),
        region,
        directory,
        compress,
        concurrency,
    };
    let has_all = service.is_some_and(|_| has_required_keys(&target, &mut fields));
    if target.directory.is_empty() {
        "/".clone_into(&mut target.directory);
    }
    fields.report_unknown();

    let credentials = service.map_or("", Service::credentials);
    diagnostics.extend(secrets.iter().map(|key| catalog::secret_in_settings(&target.name, key, credentials)));
    (has_all && secrets.is_empty()).then_some(target)
}

/// Takes keys that name secrets out of a map, and returns them: nothing that is said of the rest may show their values.
fn remove_secrets(node: &mut Node) -> Vec<String> {
    let mut secrets = Vec::new();
    if let Value::Map(entries) = &mut node.value {
        entries.retain(|(key, _)| {
            let secret = key.scalar_text().filter(|key| is_secret_key(key));
            secrets.extend(secret.clone());
            secret.is_none()
        });
    }
    secrets
}

fn choose_service(written: Option<(String, Span)>, fields: &mut MapReader) -> Option<Service> {
    let Some((word, place)) = written else {
        let mistake = catalog::missing_key(fields.span(), "service", "存储的种类", "s3", false);
        fields.diagnostics().push(mistake);
        return None;
    };

    let known = SERVICES.iter().find(|entry| entry.name == word);
    if known.is_none() {
        let words: Vec<String> = SERVICES.iter().map(|entry| format!("`{}`", entry.name)).collect();
        fields.diagnostics().push(catalog::unknown_choice(place, "service", &word, &words.join(", ")));
    }
    known.map(|entry| entry.service)
}

fn choose_compression(written: Option<(String, Span)>, fields: &mut MapReader) -> Compress {
    let Some((word, place)) = written else { return Compress::None };
    match word.as_str() {
        "none" => Compress::None,
        "gzip" => Compress::Gzip,
        "brotli" => Compress::Brotli,
        _ => {
            let choices = "`none`, `gzip`, `brotli`";
            fields.diagnostics().push(catalog::unknown_choice(place, "compress", &word, choices));
            Compress::None
        }
    }
}

/// Reports an address that no client can connect to. A directory has none.
fn check_endpoint(target: &str, written: &str, place: Span, service: Service, fields: &mut MapReader) {
    if service == Service::Fs || is_endpoint(&with_scheme(written, Some(service)), service) {
        return;
    }
    let wanted = match service {
        Service::Sftp => phrases::wanted_ssh_host(),
        _ => phrases::wanted_https_host(),
    };
    fields.diagnostics().push(catalog::bad_endpoint(place, target, written, &wanted));
}

/// Returns whether a target has every key that its kind of store needs; each that is missing is reported.
fn has_required_keys(target: &Target, fields: &mut MapReader) -> bool {
    let mut has_all = true;
    for key in target.service.entry().required {
        let (given, meaning, example) = match *key {
            "bucket" => (&target.bucket, "存储桶的名称", "my-bulletin"),
            "endpoint" => (&target.endpoint, "存储的地址", "https://…"),
            _ => (&target.directory, "网站所在的目录", "/var/www/example.org"),
        };

        if given.is_empty() {
            has_all = false;
            let mistake = catalog::missing_key(fields.span(), key, meaning, example, false);
            fields.diagnostics().push(mistake);
        }
    }
    has_all
}

/// The target that a name means; without a name the only one, or the one called `production`.
///
/// # Errors
/// No such target, or none at all, or several of which none is called `production`.
pub fn choose_target<'t>(targets: &'t [Target], name: Option<&str>) -> Result<&'t Target, Box<Diagnostic>> {
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

    fn is_accepted(written: &str, service: Service) -> bool {
        is_endpoint(&with_scheme(written, Some(service)), service)
    }

    #[test]
    fn an_endpoint_is_what_a_client_connects_to() {
        for web in
            ["https://oss.example.org", "oss.example.org", "http://127.0.0.1:9000/", "[::1]:9000", "http://[::1]"]
        {
            assert!(is_accepted(web, Service::Oss), "{web}");
        }

        for bad in ["javascript:alert(1)", "file:///etc", "data:,x", "ftp://e.org", "https://", "a b", "ssh://e.org"] {
            assert!(!is_accepted(bad, Service::Webdav), "{bad}");
        }

        for ssh in ["editor@www.example.org", "www", "ssh://editor@e.org:22"] {
            assert!(is_accepted(ssh, Service::Sftp), "{ssh}");
        }
        for bad in ["javascript:1", "file:///etc", "https://e.org", "a b"] {
            assert!(!is_accepted(bad, Service::Sftp), "{bad}");
        }
    }

    #[test]
    fn every_kind_of_store_is_in_the_table() {
        use Service::{Azblob, Cos, Fs, Gcs, Obs, Oss, S3, Sftp, Webdav};
        for service in [S3, Oss, Cos, Obs, Azblob, Gcs, Webdav, Sftp, Fs] {
            assert_eq!(service.entry().service, service);
        }
    }
}
