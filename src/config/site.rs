//! Parses `site.yaml`.

use super::government::parse_government;
use super::{Config, LineBreaks, RawHtml, columns, house, levels, lexicon, limits, look, targets, wording_packs};
use crate::diagnostic::{Diagnostic, catalog};
use crate::naming::Naming;
use crate::source::Sources;
use crate::yaml::{self, MapReader};

/// The most bytes of a site's address, which stands many times on every page. Browsers take little more.
const MAX_BASE_URL_BYTES: usize = 2000;

/// Parses `site.yaml`. Anything wrong or missing is reported and takes its default.
pub fn parse_settings(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Config {
    let mut config = Config::default();
    let Some((file, source)) = sources.find("site.yaml") else {
        diagnostics.push(catalog::no_settings());
        return config;
    };
    let node = match yaml::parse_document(file, &source.text, 0..source.text.len()) {
        Ok(node) => node,
        Err(mistake) => {
            diagnostics.push(*mistake);
            return config;
        }
    };

    let mut fields = MapReader::from_node(node, "site.yaml", diagnostics);
    take_identity(&mut fields, &mut config);
    take_list_sizes(&mut fields, &mut config);
    take_text_rules(&mut fields, &mut config);
    take_look(&mut fields, &mut config);
    take_blocks(&mut fields, &mut config);

    config.house = house::parse_house_rules(&mut fields, &config.columns);
    let packs = match fields.take_node("proofread", "") {
        Some(node) => wording_packs::parse_wording_packs(node, fields.diagnostics()),
        None => wording_packs::WordingPacks::default(),
    };
    let own = fields.take_node("lexicon", "");
    config.lexicon = lexicon::parse_lexicon(own, packs, sources, config.house.periods.rules, fields.diagnostics());
    if let Some(node) = fields.take_node("deploy", "") {
        config.targets = targets::parse_targets(node, fields.diagnostics());
    }

    fields.report_unknown();
    config
}

/// Takes the site's name, address and time zone.
fn take_identity(fields: &mut MapReader, config: &mut Config) {
    match fields.take_text("title", "") {
        Some((title, _)) => config.title = title,
        None => {
            let mistake = catalog::missing_key(fields.span(), "title", "简报的名称", "科技资讯", false);
            fields.diagnostics().push(mistake);
        }
    }
    config.description = fields.take_text("description", "").map_or_else(String::new, |(text, _)| text);

    match fields.take_text("base_url", "") {
        Some((url, span)) => match split_base_url(&url) {
            Some((origin, path)) => (config.origin, config.base_path) = (origin, path),
            None => fields.diagnostics().push(catalog::bad_base_url(span, &url)),
        },
        None => {
            let mistake = catalog::missing_key(fields.span(), "base_url", "网站地址", "https://example.org", false);
            fields.diagnostics().push(mistake);
        }
    }

    if let Some((name, span)) = fields.take_text("timezone", "") {
        match name.parse() {
            Ok(zone) => config.timezone = zone,
            Err(_) => fields.diagnostics().push(catalog::bad_timezone(span, &name)),
        }
    }
}

/// Takes how many stories a list or a feed shows.
fn take_list_sizes(fields: &mut MapReader, config: &mut Config) {
    if let Some(size) = fields.take_number("page_size", 1..=1000) {
        config.page_size = size as usize;
    }
    if let Some(size) = fields.take_number("feed_size", 1..=1000) {
        config.feed_size = size as usize;
    }
}

/// Takes how file names and Markdown become addresses and HTML.
fn take_text_rules(fields: &mut MapReader, config: &mut Config) {
    let namings = [("pinyin", Naming::Pinyin), ("characters", Naming::Characters), ("keep", Naming::Keep)];
    if let Some(naming) = take_choice(fields, "addresses", &namings) {
        config.naming = naming;
    }

    let breaks = [("zh", LineBreaks::Zh), ("simple", LineBreaks::Simple), ("hard", LineBreaks::Hard)];
    if let Some(breaks) = take_choice(fields, "line_breaks", &breaks) {
        config.line_breaks = breaks;
    }

    if let Some(chinese) = take_choice(fields, "numbering", &[("arabic", false), ("chinese", true)]) {
        config.chinese_numbering = chinese;
    }
    if let Some(html) = take_choice(fields, "html", &[("safe", RawHtml::Safe), ("trusted", RawHtml::Trusted)]) {
        config.html.raw = html;
    }
}

/// Takes the theme and what it is given to show on every page.
fn take_look(fields: &mut MapReader, config: &mut Config) {
    if let Some(node) = fields.take_node("theme", "") {
        let (theme, look) = look::parse_look(node, fields.diagnostics());
        if let Some(theme) = theme {
            config.theme = theme;
        }
        config.look = look;
    }
    config.colophon = fields.take_flag("colophon", "").unwrap_or(false);

    let share_image = fields.take_text("share_image", "");
    config.share_image = share_image.map(|(path, span)| (path.trim_start_matches('/').to_owned(), span));
}

/// Takes the blocks that have parsers of their own and depend on nothing but the addresses.
fn take_blocks(fields: &mut MapReader, config: &mut Config) {
    if let Some(node) = fields.take_node("columns", "") {
        config.columns = columns::parse_columns(node, config.naming, fields.diagnostics());
    }
    if let Some(node) = fields.take_node("warnings", "") {
        config.levels = levels::parse_levels(node, fields.diagnostics());
    }
    if let Some(node) = fields.take_node("government", "") {
        config.government = Some(parse_government(node, fields.diagnostics()));
    }

    if let Some(node) = fields.take_node("limits", "") {
        config.limits = limits::parse_limits(node, fields.diagnostics());
        config.html.depth = config.limits.depth;
        config.html.cells = config.limits.cells;
    }
}

/// Takes a word out of a fixed list; any other is reported.
fn take_choice<T: Copy>(fields: &mut MapReader, key: &'static str, options: &[(&str, T)]) -> Option<T> {
    let (word, span) = fields.take_text(key, "")?;
    let chosen = options.iter().find(|(option, _)| *option == word).map(|(_, value)| *value);
    if chosen.is_none() {
        let words: Vec<String> = options.iter().map(|(option, _)| format!("`{option}`")).collect();
        fields.diagnostics().push(catalog::unknown_choice(span, key, &word, &words.join(", ")));
    }
    chosen
}

/// Splits an `http` or `https` address without query into its origin (scheme and host) and its path.
pub(super) fn split_base_url(url: &str) -> Option<(String, String)> {
    if url.len() > MAX_BASE_URL_BYTES {
        return None;
    }
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = path.trim_matches('/');
    if !is_host(host) || !is_base_path(path) {
        return None;
    }

    let origin = url[..url.len() - rest.len() + host.len()].to_owned();
    let path = if path.is_empty() { String::new() } else { format!("/{path}") };
    Some((origin, path))
}

/// Returns whether a text can be a host name or an IP address, with or without a port.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
}

/// Returns whether a text without slashes at its ends can be the path that a site stands under.
fn is_base_path(path: &str) -> bool {
    path.split('/').all(|part| part != "." && part != "..")
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-._~%".contains(&b))
        && !path.contains("//")
}
