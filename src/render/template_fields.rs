//! Templates are held to the view types: a name that none of them has is found when the theme is loaded, also where the
//! template engine would take it for nothing, as in `{% if titel %}`.
//!
//! The types are read from their own sources. What cannot be known here (a component's arguments, what a filter makes
//! of a value) is let pass: the engine says when it renders.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::source::{FileId, Sources, Span};

const SOURCES: [&str; 3] = [include_str!("view.rs"), include_str!("view/issues.rs"), include_str!("view/indexes.rs")];

/// Words of the engine that are no values.
const TEMPLATE_KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "if", "else", "true", "false", "null"];

/// Checks the templates of the site's own theme.
pub fn check_templates(sources: &Sources, theme: &str) -> Vec<Diagnostic> {
    let prefix = format!("themes/{theme}/templates/");
    let own: Vec<(FileId, &str, &str)> = sources
        .iter()
        .filter_map(|(file, source)| Some((file, source.path.strip_prefix(&prefix)?, source.text.as_str())))
        .collect();
    let views = ViewTypes::new();
    // A name that is set in one template can be used in another that includes or extends it.
    let set: Vec<&str> = own.iter().flat_map(|(_, _, text)| assigned_names(text)).collect();
    own.iter().flat_map(|(file, name, text)| TemplateChecker::new(&views, &set, *file, name).check_tags(text)).collect()
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
enum ValueType {
    /// A type with fields, by its name.
    View(String),
    /// A list of these.
    List(Box<ValueType>),
    /// A text, a number, a flag.
    Plain,
    /// Anything.
    Unknown,
}

/// The view types: their fields, and what templates they are for.
struct ViewTypes {
    fields: HashMap<String, BTreeMap<String, ValueType>>,
    templates: HashMap<String, String>,
}

impl ViewTypes {
    fn new() -> Self {
        let mut views = Self { fields: HashMap::new(), templates: HashMap::new() };
        let mut name = String::new();
        let mut about = String::new();
        for line in SOURCES.iter().flat_map(|source| source.lines()).map(str::trim) {
            if let Some(doc) = line.strip_prefix("///") {
                about.push_str(doc);
            } else if let Some(rest) = line.strip_prefix("pub struct ") {
                name = rest.split([' ', '{']).next().unwrap_or_default().to_owned();
                let quoted = about.split('`').skip(1).step_by(2).filter(|quoted| quoted.ends_with(".html"));
                views.templates.extend(quoted.map(|template| (template.to_owned(), name.clone())));
                views.fields.entry(name.clone()).or_default();
                about.clear();
            } else if let Some((field, of)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
                views.fields.entry(name.clone()).or_default().insert(field.to_owned(), read_type(of));
                about.clear();
            } else if !line.starts_with("#[") {
                about.clear();
            }
        }
        views
    }

    /// A field of a value, or the names that there are.
    fn field_type(&self, of: &ValueType, name: &str) -> Result<ValueType, Vec<&str>> {
        match of {
            ValueType::View(view) => match self.fields.get(view) {
                Some(fields) => fields.get(name).cloned().ok_or_else(|| fields.keys().map(String::as_str).collect()),
                None => Ok(ValueType::Unknown),
            },
            ValueType::List(_) | ValueType::Plain => Err(Vec::new()),
            ValueType::Unknown => Ok(ValueType::Unknown),
        }
    }
}

fn read_type(written: &str) -> ValueType {
    let written = written.trim_end_matches(',');
    let inside = |wrapper: &str| written.strip_prefix(wrapper).and_then(|rest| rest.strip_suffix('>'));
    if let Some(item) = inside("Option<") {
        return read_type(item);
    }
    if let Some(item) = inside("Vec<") {
        return ValueType::List(Box::new(read_type(item)));
    }
    match written {
        "String" | "&'static str" | "char" | "bool" | "usize" | "u32" => ValueType::Plain,
        view => ValueType::View(view.to_owned()),
    }
}

/// Names that `set` and `set_global` give.
fn assigned_names(text: &str) -> impl Iterator<Item = &str> {
    template_tags(text).filter_map(|(_, tag)| {
        let mut words = tag.split_whitespace();
        let set = words.next().is_some_and(|word| word == "set" || word == "set_global");
        set.then(|| words.next())?
    })
}

/// What stands between the marks of the engine, with its place; comments left out.
fn template_tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = at + text.get(at..)?.find('{')?;
            let close = match text.as_bytes().get(open + 1)? {
                b'{' => "}}",
                b'%' => "%}",
                b'#' => {
                    at = open + 2 + text.get(open + 2..)?.find("#}")? + 2;
                    continue;
                }
                _ => {
                    at = open + 1;
                    continue;
                }
            };
            let start = open + 2;
            let end = start + text.get(start..)?.find(close)?;
            at = end + 2;
            let inside = &text[start..end];
            let lead = inside.len() - inside.trim_start_matches('-').len();
            return Some((start + lead, inside[lead..].trim_end_matches('-')));
        }
    })
}

/// A name with its fields, `story.date.iso`, and what it is.
struct ValuePath<'t> {
    names: Vec<(usize, &'t str)>,
    /// Whether an item of a list is meant at the end or on the way.
    indexed: bool,
}

struct TemplateChecker<'v> {
    views: &'v ViewTypes,
    set: &'v [&'v str],
    file: FileId,
    /// The type of the page; none for a part that others include.
    own: Option<ValueType>,
    scopes: Vec<HashMap<String, ValueType>>,
    mistakes: Vec<Diagnostic>,
}

impl<'v> TemplateChecker<'v> {
    fn new(views: &'v ViewTypes, set: &'v [&'v str], file: FileId, name: &str) -> Self {
        let own = views.templates.get(name).cloned().map(ValueType::View);
        Self { views, set, file, own, scopes: vec![HashMap::new()], mistakes: Vec::new() }
    }

    fn check_tags(mut self, text: &str) -> Vec<Diagnostic> {
        let mut component = false;
        for (at, tag) in template_tags(text) {
            let word = tag.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            match word {
                // A component sees its arguments alone.
                "component" => component = true,
                "endcomponent" => component = false,
                _ if component => {}
                "for" => self.for_loop(at, tag),
                "endfor" => {
                    self.scopes.pop();
                }
                "set" | "set_global" => self.assign_value(at, tag),
                "extends" | "include" | "block" | "endblock" | "raw" | "endraw" => {}
                _ => {
                    self.check_expression(at, tag, &["if", "elif", "else", "endif", "filter", "endfilter", "endset"]);
                }
            }
        }
        self.mistakes
    }

    /// `for item in list`, `for key, value in map`
    fn for_loop(&mut self, at: usize, tag: &str) {
        let Some(divide) = tag.find(" in ") else { return };
        let what = self.check_expression(at + divide + 4, &tag[divide + 4..], &[]);
        let item = match what {
            ValueType::List(item) => *item,
            _ => ValueType::Unknown,
        };
        let names = tag[..divide].trim().trim_start_matches("for").trim();
        let mut scope = HashMap::from([("loop".to_owned(), ValueType::Unknown)]);
        match names.split_once(',') {
            Some((key, value)) => {
                scope.insert(key.trim().to_owned(), ValueType::Unknown);
                scope.insert(value.trim().to_owned(), ValueType::Unknown);
            }
            None => {
                scope.insert(names.to_owned(), item);
            }
        }
        self.scopes.push(scope);
    }

    fn assign_value(&mut self, at: usize, tag: &str) {
        let Some((name, _)) = tag.split_once('=') else { return };
        let from = name.len() + 1;
        let what = self.check_expression(at + from, &tag[from..], &[]);
        let name = name.split_whitespace().nth(1).unwrap_or_default().to_owned();
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, what);
        }
    }

    /// Checks every name of an expression; what it is, if it is one name alone.
    fn check_expression(&mut self, at: usize, text: &str, words: &[&str]) -> ValueType {
        let paths = value_paths(text, words);
        let alone =
            paths.len() == 1 && !text.contains(['|', '~', '+', '=', '<', '(', '"', '\'']) && !text.contains(" or ");
        let mut last = ValueType::Unknown;
        for path in &paths {
            last = self.check_path(at, path);
        }
        if alone { last } else { ValueType::Unknown }
    }

    fn check_path(&mut self, at: usize, path: &ValuePath) -> ValueType {
        let mut names = path.names.iter();
        let Some((start, root)) = names.next() else { return ValueType::Unknown };
        let mut of = match self.root_type(root) {
            Ok(of) => of,
            Err(known) => {
                self.report_unknown_name(at + start, root, &known);
                return ValueType::Unknown;
            }
        };
        if path.indexed {
            // `figures[0].title`: of an item, by whatever index.
            of = ValueType::Unknown;
        }
        for (start, name) in names {
            match self.views.field_type(&of, name) {
                Ok(field) => of = field,
                Err(known) => {
                    self.report_unknown_name(
                        at + start,
                        name,
                        &known.into_iter().map(str::to_owned).collect::<Vec<_>>(),
                    );
                    return ValueType::Unknown;
                }
            }
        }
        of
    }

    fn root_type(&self, name: &str) -> Result<ValueType, Vec<String>> {
        if let Some(of) = self.scopes.iter().rev().find_map(|scope| scope.get(name)) {
            return Ok(of.clone());
        }
        match name {
            "site" => return Ok(ValueType::View("SiteView".to_owned())),
            "page" => return Ok(ValueType::View("PageView".to_owned())),
            _ if self.set.contains(&name) => return Ok(ValueType::Unknown),
            _ => {}
        }
        let Some(own) = &self.own else { return Ok(ValueType::Unknown) };
        self.views
            .field_type(own, name)
            .map_err(|known| known.into_iter().chain(["site", "page"]).map(str::to_owned).collect())
    }

    fn report_unknown_name(&mut self, at: usize, name: &str, known: &[String]) {
        let near = nearest(name, known.iter().map(String::as_str));
        self.mistakes.push(catalog::unknown_value(Span::new(self.file, at, at + name.len()), name, near));
    }
}

/// The names of values in an expression, with their places: no strings, calls, filters, tests, or names of arguments.
fn value_paths<'t>(text: &'t str, words: &[&str]) -> Vec<ValuePath<'t>> {
    let bytes = text.as_bytes();
    let part = |c: u8| c.is_ascii_alphanumeric() || c == b'_' || !c.is_ascii();
    let mut paths = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while at < bytes.len() {
        let c = bytes[at];
        if c == b'"' || c == b'\'' || c == b'`' {
            at += 1;
            while at < bytes.len() && bytes[at] != c {
                at += 1;
            }
            at += 1;
            before = '"';
        } else if c.is_ascii_digit() {
            while at < bytes.len() && (part(bytes[at]) || bytes[at] == b'.') {
                at += 1;
            }
            before = '0';
        } else if part(c) {
            let mut path = ValuePath { names: Vec::new(), indexed: false };
            loop {
                let start = at;
                while at < bytes.len() && part(bytes[at]) {
                    at += 1;
                }
                path.names.push((start, &text[start..at]));
                if bytes.get(at) == Some(&b'[') {
                    path.indexed = true;
                    at = text[at..].find(']').map_or(bytes.len(), |end| at + end + 1);
                }
                let dot = if text[at..].starts_with("?.") { 2 } else { usize::from(bytes.get(at) == Some(&b'.')) };
                if dot == 0 || !bytes.get(at + dot).is_some_and(|c| part(*c)) {
                    break;
                }
                at += dot;
            }
            let rest = text[at..].trim_start();
            let first = path.names.first().map_or("", |(_, name)| name);
            let argument = rest.starts_with('=') && !rest.starts_with("==");
            let test = rest.starts_with("is ") || before == 'i';
            let word = TEMPLATE_KEYWORDS.contains(&first) || words.contains(&first);
            let tested = first == "is" || (first == "not" && before == 'i');
            before = if tested { 'i' } else { 'a' };
            if first != "is" && !word && !argument && !test && !rest.starts_with('(') && can_be_value(text, &path) {
                paths.push(path);
            }
        } else {
            if !c.is_ascii_whitespace() {
                before = char::from(c);
            }
            at += 1;
        }
    }
    paths
}

/// Whether what stands before a name lets it be a value: not the bar of a filter or the start of a component's call.
fn can_be_value(text: &str, path: &ValuePath) -> bool {
    let start = path.names.first().map_or(0, |(start, _)| *start);
    let before = text[..start].trim_end();
    let called = before.ends_with('<') && before.len() == start;
    !before.ends_with('|') && !called
}
