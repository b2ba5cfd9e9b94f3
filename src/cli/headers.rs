//! `jianbao headers`: how a web server has to serve the site. Changes nothing.

use std::path::PathBuf;

use clap::ValueEnum;

use super::arguments::SiteArguments;
use super::bulletin::OpenedBulletin;
use super::console::Console;
use super::{Outcome, Status, output};
use crate::hosting::{Hosting, caddy_config, netlify_headers, netlify_redirects, nginx_config};

#[derive(clap::Args)]
pub(super) struct HeadersArguments {
    /// 哪一种服务器
    #[arg(long = "for", value_enum)]
    server: ServerKind,
    /// 网站在服务器上的目录，默认为 /var/www/ 加域名；netlify 用不着
    #[arg(long)]
    directory: Option<PathBuf>,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum ServerKind {
    Nginx,
    Caddy,
    Netlify,
    NetlifyRedirects,
}

pub(super) fn run_headers(arguments: &HeadersArguments, console: Console) -> Outcome {
    let mut opened = OpenedBulletin::open_unindexed(&arguments.site.root, arguments.site.to_edition());
    let bulletin = opened.require_bulletin(console)?;

    let hosting = Hosting::new(&bulletin.site.config, &bulletin.plan, &bulletin.theme.directory);
    let directory = match &arguments.directory {
        Some(directory) => directory.to_string_lossy().into_owned(),
        None => format!("/var/www/{}", hosting.host_name()),
    };
    output::print(match arguments.server {
        ServerKind::Nginx => nginx_config(&hosting, &directory),
        ServerKind::Caddy => caddy_config(&hosting, &directory),
        ServerKind::Netlify => netlify_headers(&hosting),
        ServerKind::NetlifyRedirects => netlify_redirects(&hosting),
    });
    Ok(Status::Done)
}
