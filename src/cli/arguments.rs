//! Arguments that several commands have.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, Utc};

use super::console::ReportFormat;
use crate::model::Edition;

/// Which bulletin, and when.
#[derive(clap::Args)]
pub(super) struct BulletinArguments {
    /// 简报所在的目录（site.yaml 在这里）
    #[arg(long, default_value = ".")]
    pub root: PathBuf,
    /// 当作现在的时刻（RFC 3339），默认为系统时间
    #[arg(long, value_parser = DateTime::parse_from_rfc3339)]
    pub now: Option<DateTime<FixedOffset>>,
}

impl BulletinArguments {
    /// The edition for readers: without drafts.
    pub fn public_edition(&self) -> Edition {
        Edition { now: or_current_time(self.now), drafts: false, scheduled: false }
    }
}

/// Which bulletin, when, and whether with drafts.
#[derive(clap::Args)]
pub(super) struct SiteArguments {
    /// 简报所在的目录（site.yaml 在这里）
    #[arg(long, default_value = ".")]
    pub root: PathBuf,
    /// 当作现在的时刻（RFC 3339），默认为系统时间
    #[arg(long, value_parser = DateTime::parse_from_rfc3339)]
    pub now: Option<DateTime<FixedOffset>>,
    /// 连草稿一起发布
    #[arg(long)]
    pub drafts: bool,
}

impl SiteArguments {
    /// The edition that the arguments ask for.
    pub fn to_edition(&self) -> Edition {
        Edition { now: or_current_time(self.now), drafts: self.drafts, scheduled: false }
    }
}

/// Which site is made of a bulletin, and how mistakes are reported.
#[derive(clap::Args)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    pub site: SiteArguments,
    /// 输出目录，默认为简报目录下的 public
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// 网站放在这个网址，不用 site.yaml 里的 base_url；预览用
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// 提示的格式：给人看，每行一个 JSON 对象，SARIF，GitHub 或 GitLab 的注释
    #[arg(long, value_enum, default_value = "human")]
    pub format: ReportFormat,
}

/// The given moment, or the system's time.
pub(super) fn or_current_time(given: Option<DateTime<FixedOffset>>) -> DateTime<FixedOffset> {
    given.unwrap_or_else(|| Utc::now().fixed_offset())
}
