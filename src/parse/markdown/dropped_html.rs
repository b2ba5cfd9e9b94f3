//! Tags and attributes that are taken out of a body. Few are reported one by one; many came with a pasted page, and that is
//! one mistake.

use super::html_tags::HtmlTag;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::Span;

/// The most that are reported one by one.
const MAX_REPORTED_APART: usize = 5;

/// The most names that a report gives.
const MAX_NAMES: usize = 5;

/// Tags and attributes that were taken out of a body so far.
#[derive(Default)]
pub(super) struct DroppedHtml {
    /// A report for each of the first ones.
    reports: Vec<Diagnostic>,
    /// Elements that are not closed yet.
    open: Vec<OpenElement>,
    /// The first place.
    first: Option<Span>,
    /// Different names, the first ones.
    names: Vec<String>,
    count: usize,
}

/// An element that is taken out and not closed yet.
struct OpenElement {
    name: String,
    /// Its report, if it is among the first ones.
    report: Option<usize>,
}

impl DroppedHtml {
    /// Adds the tag of an element, with the fix that deletes it. An end tag belongs to the report of its beginning.
    pub fn add_tag(&mut self, span: Span, tag: &HtmlTag, fix: Option<Fix>) {
        let name = &tag.name;
        if tag.is_closing
            && let Some(opened) = self.open.pop_if(|opened| opened.name == *name)
        {
            self.count += 1;
            if let Some(report) = opened.report.and_then(|at| self.reports.get_mut(at)) {
                join_fix(report, fix);
            }
            return;
        }

        if !tag.is_closing {
            let report = (self.count < MAX_REPORTED_APART).then_some(self.reports.len());
            self.open.push(OpenElement { name: name.clone(), report });
        }
        self.add(span, format!("<{name}>"), || catalog::html_element(span, name, fix));
    }

    /// Adds an attribute of an element, with the fix that deletes it.
    pub fn add_attribute(&mut self, span: Span, element: &str, name: &str, fix: Option<Fix>) {
        self.add(span, name.to_owned(), || catalog::html_attribute(span, element, name, fix));
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

/// Adds the deletion of an end tag to that of its beginning.
fn join_fix(report: &mut Diagnostic, end: Option<Fix>) {
    let Some(end) = end else { return report.fixes.clear() };
    for whole in &mut report.fixes {
        whole.written = None;
        whole.edits.extend(end.edits.clone());
    }
}
