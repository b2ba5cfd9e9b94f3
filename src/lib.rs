//! jianbao: Chinese news bulletins from Markdown stories.
//!
//! ```text
//! disk ──► source ──► parse ──► model ──► plan ──► render ──► publish
//! files    texts      Story     Site      Plan     bytes      a site
//! ```
//!
//! Every stage is a function from values to values and gives its mistakes beside its result; the
//! [`pipeline`] runs them. Modules in reading order: [`nofollow`], [`source`], [`diagnostic`], [`yaml`], [`address`],
//! [`config`], [`search`], [`chart`], [`parse`], [`model`], [`plan`], [`theme`], [`hosting`], [`render`], [`export`],
//! [`pipeline`], [`publish`], [`disk`], [`external`], [`serve`], `deploy` (a feature), [`cli`].
//!
//! ```
//! use jianbao::model::Edition;
//! use jianbao::pipeline::prepare;
//! use jianbao::source::{Input, Sources, Text};
//!
//! let text = |path: &str, text: &str| Text { path: path.into(), text: text.into() };
//! let sources = Sources::new(vec![
//!     text("site.yaml", "title: 简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n"),
//!     text("content/yaowen/2020-09-15-qianyue.md", "---\ntitle: 签约\ndate: 2020-09-15\n---\n29个项目签约。\n"),
//! ]);
//! let now = chrono::DateTime::parse_from_rfc3339("2020-10-01T00:00:00+08:00").unwrap();
//! let edition = Edition { now, drafts: false, scheduled: false };
//! let prepared = prepare(Input { sources, ..Input::default() }, edition, None, None);
//! assert!(prepared.is_publishable());
//! assert!(prepared.bulletin.plan.route_at("yaowen/2020-09-15-qianyue.html").is_some());
//! ```

pub mod address;
pub mod attachment;
pub mod character;
pub mod chart;
pub mod cli;
pub mod config;
#[cfg(feature = "deploy")]
pub mod deploy;
pub mod diagnostic;
pub mod digest;
pub mod disk;
pub mod export;
pub mod external;
pub mod fixing;
pub mod font;
pub mod hosting;
pub mod markup;
pub mod memo;
pub mod model;
pub mod naming;
pub mod nofollow;
pub mod parse;
pub mod picture;
pub mod pipeline;
pub mod plan;
pub mod publish;
pub mod render;
pub mod schema;
pub mod search;
pub mod serve;
pub mod source;
pub mod theme;
pub mod yaml;
