//! Checks templates against the view types: a name that none of them has is found when the theme is loaded, also where the
//! template engine would take it for nothing, as in `{% if titel %}`.
//!
//! Values whose type cannot be known here (a component's arguments, the result of a filter) are let pass: the engine
//! reports them when it renders.

mod scanner;

use std::collections::HashMap;

use self::scanner::{Tag, ValuePath, template_tags, value_paths};
use super::view::declaration::{ValueType, ViewType};
use super::view::{PageView, SiteView, template_view};
use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::source::{FileId, Sources, Span};

/// Keywords that may stand before an expression in a tag.
const STATEMENTS: [&str; 7] = ["if", "elif", "else", "endif", "filter", "endfilter", "endset"];

/// The type of a value; `None` if it is not known.
type KnownType = Option<ValueType>;

/// Checks the templates of the site's own theme.
pub fn check_templates(sources: &Sources, theme: &str) -> Vec<Diagnostic> {
    let prefix = format!("themes/{theme}/templates/");
    let own: Vec<Template> = sources
        .iter()
        .filter_map(|(file, source)| {
            Some(Template { file, name: source.path.strip_prefix(&prefix)?, text: &source.text })
        })
        .collect();

    // A name that is set in one template can be used in another that includes or extends it.
    let assigned: Vec<&str> = own.iter().flat_map(|template| assigned_names(template.text)).collect();
    own.iter().flat_map(|template| TemplateChecker::new(template, &assigned).check_tags(template.text)).collect()
}

/// A template of the site's own theme.
struct Template<'t> {
    file: FileId,
    name: &'t str,
    text: &'t str,
}

/// Returns the type of a field of a value, or else the names that there are, sorted.
fn field_type(of: KnownType, name: &str) -> Result<KnownType, Vec<&'static str>> {
    match of {
        Some(ValueType::View(view)) => match view.fields.iter().find(|field| field.name == name) {
            Some(field) => Ok(Some(without_null(field.value))),
            None => Err(field_names(view)),
        },
        Some(_) => Err(Vec::new()),
        None => Ok(None),
    }
}

fn without_null(value: ValueType) -> ValueType {
    match value {
        ValueType::Optional(inner) => without_null(*inner),
        value => value,
    }
}

fn field_names(view: &ViewType) -> Vec<&'static str> {
    let mut names: Vec<&str> = view.fields.iter().map(|field| field.name).collect();
    names.sort_unstable();
    names
}

/// Iterates over the names that `set` and `set_global` assign.
fn assigned_names(text: &str) -> impl Iterator<Item = &str> {
    template_tags(text).filter_map(|tag| {
        let mut words = tag.text.split_whitespace();
        let assigns = words.next().is_some_and(|word| word == "set" || word == "set_global");
        assigns.then(|| words.next())?
    })
}

struct TemplateChecker<'t> {
    assigned: &'t [&'t str],
    file: FileId,
    /// The type of the page; `None` for a part that others include.
    own: Option<&'static ViewType>,
    /// The variables of the enclosing loops, innermost last.
    scopes: Vec<HashMap<&'t str, KnownType>>,
    mistakes: Vec<Diagnostic>,
}

impl<'t> TemplateChecker<'t> {
    fn new(template: &Template<'t>, assigned: &'t [&'t str]) -> Self {
        let own = template_view(template.name);
        Self { assigned, file: template.file, own, scopes: vec![HashMap::new()], mistakes: Vec::new() }
    }

    fn check_tags(mut self, text: &'t str) -> Vec<Diagnostic> {
        let mut in_component = false;

        for tag in template_tags(text) {
            match tag.keyword() {
                // A component sees its arguments alone.
                "component" => in_component = true,
                "endcomponent" => in_component = false,
                _ if in_component => {}
                "for" => self.enter_loop(tag),
                "endfor" => {
                    self.scopes.pop();
                }
                "set" | "set_global" => self.assign_value(tag),
                "extends" | "include" | "block" | "endblock" | "raw" | "endraw" => {}
                _ => {
                    self.check_expression(tag, &STATEMENTS);
                }
            }
        }

        self.mistakes
    }

    /// Enters `for item in list` or `for key, value in map`.
    fn enter_loop(&mut self, tag: Tag<'t>) {
        let Some((variables, _)) = tag.text.split_once(" in ") else { return };
        let list = self.check_expression(tag.after(variables.len() + " in ".len()), &[]);
        let item = match list {
            Some(ValueType::List(item)) => Some(without_null(*item)),
            _ => None,
        };

        let names = variables.trim().trim_start_matches("for").trim();
        let mut scope = HashMap::from([("loop", None)]);
        match names.split_once(',') {
            Some((key, value)) => {
                scope.insert(key.trim(), None);
                scope.insert(value.trim(), None);
            }
            None => {
                scope.insert(names, item);
            }
        }
        self.scopes.push(scope);
    }

    /// Gives the variable of `set name = value` its type.
    fn assign_value(&mut self, tag: Tag<'t>) {
        let Some((assigned, _)) = tag.text.split_once('=') else { return };
        let value = self.check_expression(tag.after(assigned.len() + 1), &[]);

        let name = assigned.split_whitespace().nth(1).unwrap_or_default();
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, value);
        }
    }

    /// Checks every name of an expression; returns its type if it is one name alone.
    fn check_expression(&mut self, expression: Tag, statements: &[&str]) -> KnownType {
        let text = expression.text;
        let paths = value_paths(text, statements);
        let is_operation = text.contains(['|', '~', '+', '=', '<', '(', '"', '\'']) || text.contains(" or ");

        let mut last = None;
        for path in &paths {
            last = self.check_path(expression.offset, path);
        }
        last.filter(|_| paths.len() == 1 && !is_operation)
    }

    /// Checks the names of a path, and returns the type of its value.
    fn check_path(&mut self, offset: usize, path: &ValuePath) -> KnownType {
        let (root, fields) = path.names.split_first()?;
        let mut value = match self.root_type(root.text) {
            Ok(value) => value,
            Err(known) => {
                self.report_unknown_name(root.after_offset(offset), &known);
                return None;
            }
        };

        if path.indexed {
            // `figures[0].title`: of an item, by whatever index.
            value = None;
        }
        for field in fields {
            match field_type(value, field.text) {
                Ok(field) => value = field,
                Err(known) => {
                    self.report_unknown_name(field.after_offset(offset), &known);
                    return None;
                }
            }
        }
        value
    }

    /// Returns the type of the value that a path begins with, or else the names that there are.
    fn root_type(&self, name: &str) -> Result<KnownType, Vec<&'static str>> {
        if let Some(value) = self.scopes.iter().rev().find_map(|scope| scope.get(name)) {
            return Ok(*value);
        }

        match name {
            "site" => Ok(Some(ValueType::View(SiteView::VIEW))),
            "page" => Ok(Some(ValueType::View(PageView::VIEW))),
            _ if self.assigned.contains(&name) => Ok(None),
            _ => field_type(self.own.map(ValueType::View), name)
                .map_err(|known| known.into_iter().chain(["site", "page"]).collect()),
        }
    }

    fn report_unknown_name(&mut self, name: Tag, known: &[&str]) {
        let near = nearest(name.text, known.iter().copied());
        let span = Span::new(self.file, name.offset, name.offset + name.text.len());
        self.mistakes.push(catalog::unknown_value(span, name.text, near));
    }
}
