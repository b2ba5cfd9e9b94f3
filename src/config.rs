//! The settings of a site: `site.yaml` and `tags.yaml`; [`words`] for search, [`lexicon`] and [`house`] for its rules.

pub mod house;
mod levels;
pub mod lexicon;
pub mod limits;
pub mod look;
pub mod targets;
pub mod words;

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::address::{self, Naming, Scheme};
use crate::diagnostic::{Diagnostic, Place, Severity, catalog};
use crate::source::{Sources, Span};
use crate::yaml::{self, MapReader, Node, Value, line_text};

/// Directories of the output that columns may not take.
const RESERVED: [&str; 7] = ["tags", "archive", "issues", "page", "search", "assets", "static"];

/// `site.yaml`.
#[derive(Clone, Debug)]
pub struct Config {
    /// The bulletin's name.
    pub title: String,
    /// What it is, in a sentence.
    pub description: String,
    /// Scheme and host, such as `https://example.org`, without the base path.
    pub origin: String,
    /// The path under which the site stands: empty or `/bulletin`, never with a `/` at its end.
    pub base_path: String,
    /// For dates without a zone.
    pub timezone: Tz,
    /// Stories on one page of a list.
    pub page_size: usize,
    /// Stories in one feed.
    pub feed_size: usize,
    /// Whether Chinese file names become pinyin in addresses.
    pub naming: Naming,
    /// What a line break inside a paragraph becomes.
    pub line_breaks: LineBreaks,
    /// What becomes of raw HTML.
    pub html: Markup,
    /// Whether numbered lists count 一、（一） rather than 1. (`numbering: chinese`).
    pub chinese_numbering: bool,
    /// The theme's name and where `site.yaml` gives it.
    pub theme: (String, Place),
    /// What it chooses of the theme's look.
    pub look: look::Look,
    /// Whether pages say how, and the front page when, they were made.
    pub colophon: bool,
    /// The picture that stands for pages without one of their own when they are shared: its path in the output.
    pub share_image: Option<(String, Span)>,
    /// In the order in which they are shown.
    pub columns: Vec<ColumnSetting>,
    /// Warnings that the site wants at another level, or not at all (`None`).
    pub levels: BTreeMap<&'static str, Option<Severity>>,
    /// What a government site owes its inspectors.
    pub government: Option<Government>,
    /// What it asks of every story.
    pub house: house::House,
    /// How much its stories may hold.
    pub limits: limits::Limits,
    /// Its wording.
    pub lexicon: lexicon::Lexicon,
    /// Where it is put for readers.
    pub targets: Vec<targets::Target>,
}

/// What a line break inside a paragraph becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineBreaks {
    /// Nothing beside a Chinese character; else a space.
    #[default]
    Zh,
    /// Nothing between two Chinese characters; else a space.
    Simple,
    /// A line break.
    Hard,
}

/// What becomes of raw HTML in a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RawHtml {
    /// What news needs stays, the rest is taken out.
    #[default]
    Safe,
    /// It stays as it is: for sites whose editors may run code.
    Trusted,
}

/// What HTML a body may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Markup {
    /// What becomes of raw HTML.
    pub raw: RawHtml,
    /// How deep blocks, marks and elements may lie in one another.
    pub depth: usize,
    /// How many cells a row of a table may have.
    pub cells: usize,
}

impl Default for Markup {
    fn default() -> Self {
        let limits::Limits { depth, cells, .. } = limits::Limits::default();
        Self { raw: RawHtml::default(), depth, cells }
    }
}

/// One entry of `columns:`.
#[derive(Clone, Debug)]
pub struct ColumnSetting {
    /// Its directory below `content/`.
    pub directory: String,
    /// Its name for readers.
    pub name: String,
    /// What it carries, in a sentence.
    pub description: String,
    /// 类别: what inspectors count it as.
    pub kind: String,
}

/// The `government:` block: names for the `<meta>` tags of 国办发〔2017〕47号 and the footer.
#[derive(Clone, Debug, Default)]
pub struct Government {
    /// 网站名称
    pub site_name: String,
    /// 网站域名
    pub site_domain: String,
    /// 网站标识码
    pub site_id: String,
    /// 主办单位
    pub organizer: String,
    /// 联系方式
    pub contact: String,
    /// ICP 备案号
    pub icp: String,
    /// 公安备案号
    pub police: String,
    /// 找错: where readers report a mistake, a web or mail address.
    pub report: String,
}

impl Config {
    /// The absolute address of the site's root, ending in `/`.
    pub fn root_url(&self) -> String {
        format!("{}{}/", self.origin, self.base_path)
    }

    /// Moves the site to another address than `site.yaml` says. One that is none is reported, and the site stays.
    pub fn move_to(&mut self, url: &str, diagnostics: &mut Vec<Diagnostic>) {
        match split_base_url(url) {
            Some(address) => (self.origin, self.base_path) = address,
            None => diagnostics.push(catalog::bad_base_url(Place::File("--base-url".to_owned()), url)),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "简报".to_owned(),
            description: String::new(),
            origin: "http://localhost".to_owned(),
            base_path: String::new(),
            timezone: Tz::Asia__Shanghai,
            page_size: 10,
            feed_size: 20,
            naming: Naming::Pinyin,
            line_breaks: LineBreaks::Zh,
            html: Markup::default(),
            chinese_numbering: false,
            theme: ("jianbao".to_owned(), Place::Site),
            look: look::Look::default(),
            colophon: false,
            share_image: None,
            columns: Vec::new(),
            levels: BTreeMap::new(),
            government: None,
            house: house::House::default(),
            limits: limits::Limits::default(),
            lexicon: lexicon::Lexicon::default(),
            targets: Vec::new(),
        }
    }
}

/// Reads `site.yaml`. What is wrong or missing is reported and takes its default.
pub fn read(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Config {
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
    match fields.take_text("title", "") {
        Some((title, _)) => config.title = title,
        None => {
            let mistake = catalog::missing_key(fields.span(), "title", "简报的名称", "科技资讯");
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
            let mistake = catalog::missing_key(fields.span(), "base_url", "网站地址", "https://example.org");
            fields.diagnostics().push(mistake);
        }
    }
    if let Some((name, span)) = fields.take_text("timezone", "") {
        match name.parse() {
            Ok(zone) => config.timezone = zone,
            Err(_) => fields.diagnostics().push(catalog::bad_timezone(span, &name)),
        }
    }
    if let Some(size) = fields.take_number("page_size", 1..=1000) {
        config.page_size = size as usize;
    }
    if let Some(size) = fields.take_number("feed_size", 1..=1000) {
        config.feed_size = size as usize;
    }
    if let Some(naming) = choice(&mut fields, "addresses", &[("pinyin", Naming::Pinyin), ("keep", Naming::Keep)]) {
        config.naming = naming;
    }
    let breaks = [("zh", LineBreaks::Zh), ("simple", LineBreaks::Simple), ("hard", LineBreaks::Hard)];
    if let Some(breaks) = choice(&mut fields, "line_breaks", &breaks) {
        config.line_breaks = breaks;
    }
    if let Some(chinese) = choice(&mut fields, "numbering", &[("arabic", false), ("chinese", true)]) {
        config.chinese_numbering = chinese;
    }
    if let Some(html) = choice(&mut fields, "html", &[("safe", RawHtml::Safe), ("trusted", RawHtml::Trusted)]) {
        config.html.raw = html;
    }
    if let Some(node) = fields.take_node("theme", "") {
        let (name, look) = look::read(node, fields.diagnostics());
        config.theme = name.unwrap_or(config.theme);
        config.look = look;
    }
    config.colophon = fields.take_flag("colophon", "").unwrap_or(false);
    let share_image = fields.take_text("share_image", "");
    config.share_image = share_image.map(|(path, span)| (path.trim_start_matches('/').to_owned(), span));
    if let Some(node) = fields.take_node("columns", "") {
        config.columns = columns(node, config.naming, fields.diagnostics());
    }
    if let Some(node) = fields.take_node("warnings", "") {
        config.levels = levels::read(node, fields.diagnostics());
    }
    if let Some(node) = fields.take_node("government", "") {
        config.government = Some(government(node, fields.diagnostics()));
    }
    if let Some(node) = fields.take_node("limits", "") {
        config.limits = limits::read(node, fields.diagnostics());
        (config.html.depth, config.html.cells) = (config.limits.depth, config.limits.cells);
    }
    config.house = house::read(&mut fields, &config.columns);
    let own = fields.take_node("lexicon", "");
    config.lexicon = lexicon::read(own, sources, fields.diagnostics());
    if let Some(node) = fields.take_node("deploy", "") {
        config.targets = targets::read(node, fields.diagnostics());
    }
    fields.report_unknown();
    config
}

/// Takes a word out of a fixed list; any other is reported.
fn choice<T: Copy>(fields: &mut MapReader, key: &'static str, options: &[(&str, T)]) -> Option<T> {
    let (word, span) = fields.take_text(key, "")?;
    let chosen = options.iter().find(|(option, _)| *option == word).map(|(_, value)| *value);
    if chosen.is_none() {
        let words: Vec<String> = options.iter().map(|(option, _)| format!("`{option}`")).collect();
        fields.diagnostics().push(catalog::unknown_choice(span, key, &word, &words.join(", ")));
    }
    chosen
}

/// The most bytes of a site's address, which stands many times on every page. Browsers take little more.
const URL: usize = 2000;

/// Scheme and host, and the path, of an `http` address without query.
fn split_base_url(url: &str) -> Option<(String, String)> {
    if url.len() > URL {
        return None;
    }
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host_ok = !host.is_empty()
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    let path = path.trim_matches('/');
    let path_ok = path.split('/').all(|part| part != "." && part != "..")
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-._~%".contains(&b))
        && !path.contains("//");
    let origin = url[..url.len() - rest.len() + host.len()].to_owned();
    let path = if path.is_empty() { String::new() } else { format!("/{path}") };
    (host_ok && path_ok).then_some((origin, path))
}

/// Whether a directory below `content/` can be a column: it becomes an address that is not taken.
pub fn is_column(directory: &str, naming: Naming) -> bool {
    !directory.contains(['/', '\\'])
        && address::make_slug(directory, naming).is_some_and(|slug| !RESERVED.contains(&slug.as_str()))
}

/// `directory: name` or `directory: {name, description, order}`; without `order`, in the order of the file.
fn columns(node: Node, naming: Naming, diagnostics: &mut Vec<Diagnostic>) -> Vec<ColumnSetting> {
    let mut columns: Vec<(u32, ColumnSetting)> = Vec::new();
    for (directory, span, node) in MapReader::from_node(node, "columns", diagnostics).into_entries() {
        if !is_column(&directory, naming) {
            diagnostics.push(catalog::bad_column_directory(span.into(), &directory));
            continue;
        }
        let mut column =
            ColumnSetting { name: directory.clone(), directory, description: String::new(), kind: String::new() };
        let mut order = u32::MAX;
        if let Some(name) = line_text(&node, "columns", diagnostics) {
            column.name = name;
        } else {
            let mut fields = MapReader::from_node(node, "columns", diagnostics);
            if let Some((name, _)) = fields.take_text("name", "名称") {
                column.name = name;
            }
            column.description = fields.take_text("description", "说明").map_or_else(String::new, |(text, _)| text);
            column.kind = fields.take_text("type", "类别").map_or_else(String::new, |(text, _)| text);
            order = fields.take_number("order", 0..=9999).unwrap_or(u32::MAX);
            fields.report_unknown();
        }
        columns.push((order, column));
    }
    columns.sort_by_key(|(order, _)| *order);
    columns.into_iter().map(|(_, column)| column).collect()
}

fn government(node: Node, diagnostics: &mut Vec<Diagnostic>) -> Government {
    let mut fields = MapReader::from_node(node, "government", diagnostics);
    let mut text = |en, zh| checked(&mut fields, en, zh, address::is_harmful);
    let mut government = Government {
        site_name: text("site_name", "网站名称"),
        site_domain: text("site_domain", "网站域名"),
        site_id: text("site_id", "网站标识码"),
        organizer: text("organizer", "主办单位"),
        contact: text("contact", "联系方式"),
        icp: text("icp", "ICP备案号"),
        police: text("police", "公安备案号"),
        report: String::new(),
    };
    government.report = checked(&mut fields, "report", "找错", |url| address::judge_scheme(url) == Scheme::Unsafe);
    fields.report_unknown();
    government
}

/// Takes a text that pages show or lead to; one that must not be led to is reported and left out.
fn checked(fields: &mut MapReader, en: &'static str, zh: &'static str, refused: fn(&str) -> bool) -> String {
    let Some((text, span)) = fields.take_text(en, zh) else { return String::new() };
    // A theme may fill it in as HTML.
    if refused(&text) || refused(&address::without_entities(&text)) {
        fields.diagnostics().push(catalog::address_refused(span, en, &text));
        return String::new();
    }
    text
}

/// `tags.yaml`: what a tag is really called, and how it is filed.
#[derive(Clone, Debug, Default)]
pub struct TagSettings {
    /// Old name → right name; never a chain.
    pub merged: BTreeMap<String, String>,
    /// By right name.
    pub details: BTreeMap<String, TagDetail>,
}

/// What `tags.yaml` says of one tag.
#[derive(Clone, Debug, Default)]
pub struct TagDetail {
    /// Its name in the address.
    pub slug: Option<String>,
    /// Where it is filed: pinyin or letters.
    pub sort: Option<String>,
    /// What it is about.
    pub description: String,
}

impl TagSettings {
    /// The right name of a tag.
    pub fn canonical<'a>(&'a self, name: &'a str) -> &'a str {
        self.merged.get(name).map_or(name, String::as_str)
    }
}

/// Reads `tags.yaml`, which may be absent.
pub fn read_tags(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> TagSettings {
    let mut settings = TagSettings::default();
    let Some((file, source)) = sources.find("tags.yaml") else { return settings };
    let node = match yaml::parse_document(file, &source.text, 0..source.text.len()) {
        Ok(node) => node,
        Err(mistake) => {
            diagnostics.push(*mistake);
            return settings;
        }
    };
    let mut merged: BTreeMap<String, (String, Span)> = BTreeMap::new();
    for (name, span, node) in MapReader::from_node(node, "tags.yaml", diagnostics).into_entries() {
        if let Some(to) = line_text(&node, &name, diagnostics) {
            merged.insert(name, (to, span));
        } else if let Value::Map(_) = node.value {
            let mut fields = MapReader::from_node(node, &name, diagnostics);
            let slug = fields.take_text("slug", "网址").map(|(text, _)| text);
            let sort = fields.take_text("sort", "排序").map(|(text, _)| text);
            let description = fields.take_text("description", "说明").map_or_else(String::new, |(text, _)| text);
            fields.report_unknown();
            settings.details.insert(name, TagDetail { slug, sort, description });
        } else {
            diagnostics.push(catalog::wrong_type(
                node.span,
                &name,
                "正名，或 {slug, sort, description}",
                "a tag or {slug, sort, description}",
            ));
        }
    }
    for (name, (first, span)) in &merged {
        let mut to = first;
        let mut steps = 0;
        while let Some((next, _)) = merged.get(to) {
            to = next;
            steps += 1;
            if steps > merged.len() {
                break;
            }
        }
        if steps > merged.len() || to == name {
            diagnostics.push(catalog::tag_merge_loop(*span, name));
        } else {
            settings.merged.insert(name.clone(), to.clone());
        }
    }
    settings
}
