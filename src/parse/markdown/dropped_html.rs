//! Tags and attributes that are taken out of a body. Few are reported one by one; many came with a pasted page, and that is
//! one mistake.

use crate::diagnostic::{Diagnostic, catalog};
use crate::source::Span;

/// The most that are reported one by one.
const MAX_REPORTED_APART: usize = 5;

/// The most names that a report gives.
const MAX_NAMES: usize = 5;

/// What was taken out of a body so far.
#[derive(Default)]
pub(super) struct DroppedHtml {
    /// A report for each of the first ones.
    reports: Vec<Diagnostic>,
    /// The first place.
    first: Option<Span>,
    /// Different names, the first ones.
    names: Vec<String>,
    count: usize,
}

impl DroppedHtml {
    /// Adds an element.
    pub fn add_element(&mut self, span: Span, name: &str) {
        self.add(span, format!("<{name}>"), || catalog::html_element(span, name));
    }

    /// Adds an attribute of an element.
    pub fn add_attribute(&mut self, span: Span, element: &str, name: &str) {
        self.add(span, name.to_owned(), || catalog::html_attribute(span, element, name));
    }

    fn add(&mut self, span: Span, name: String, report: impl FnOnce() -> Diagnostic) {
        self.first.get_or_insert(span);
        self.count += 1;
        if self.count <= MAX_REPORTED_APART {
            self.reports.push(report());
        }
        if self.names.len() < MAX_NAMES && !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    /// Returns what there is to report of all of it.
    pub fn into_reports(self) -> Vec<Diagnostic> {
        match self.first {
            Some(first) if self.count > MAX_REPORTED_APART => {
                let names: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
                vec![catalog::pasted_html(first, self.count, &names.join("、"))]
            }
            _ => self.reports,
        }
    }
}
