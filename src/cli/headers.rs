//! `jianbao headers`: how a web server has to serve the site. Changes nothing.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{Format, SiteArguments, Status, output, report};
use crate::diagnostic::{Diagnostic, Lang};
use crate::disk;
use crate::hosting::{Hosting, caddy_config, netlify_headers, netlify_redirects, nginx_config};
use crate::pipeline::prepare;

#[derive(clap::Args)]
pub(super) struct HeadersArguments {
    /// 哪一种服务器
    #[arg(long = "for", value_enum)]
    server: Server,
    /// 网站在服务器上的目录，默认为 /var/www/ 加域名；netlify 用不着
    #[arg(long)]
    directory: Option<PathBuf>,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum Server {
    Nginx,
    Caddy,
    Netlify,
    NetlifyRedirects,
}

pub(super) fn headers(arguments: &HeadersArguments, lang: Lang) -> Status {
    let (input, unread) = disk::read(&arguments.site.root);
    let prepared = prepare(input, arguments.site.edition(), None, None);
    let bulletin = &prepared.bulletin;
    // Mistakes are `check`'s to tell, unless what is asked for depends on them: without the settings there is no site.
    let mut missing: Vec<Diagnostic> = unread.into_iter().chain(prepared.diagnostics).collect();
    missing.retain(|d| d.kind.leaves_no_bulletin());
    if !missing.is_empty() {
        report(missing, &bulletin.sources, lang, Format::Human);
        return Status::Failed;
    }
    let site = Hosting::new(&bulletin.site.config, &bulletin.plan, &bulletin.theme.directory);
    let directory = match &arguments.directory {
        Some(directory) => directory.to_string_lossy().into_owned(),
        None => format!("/var/www/{}", site.host_name()),
    };
    output::print(match arguments.server {
        Server::Nginx => nginx_config(&site, &directory),
        Server::Caddy => caddy_config(&site, &directory),
        Server::Netlify => netlify_headers(&site),
        Server::NetlifyRedirects => netlify_redirects(&site),
    });
    Status::Done
}
