//! Writes an SVG as it is read: elements and attributes on the lists, in the namespaces of SVG.

use std::fmt::Write;

use quick_xml::events::BytesStart;
use quick_xml::name::NamespaceResolver;

use super::super::error::{SvgError, SvgErrorKind};
use super::attributes::{RewrittenAttributes, rewrite_attributes};
use super::lists::{self, ElementRule};
use super::namespace::{NamespaceKind, SVG_NS, XLINK_NS};
use super::style::sanitize_css;
use super::uses::UseGraph;
use super::values::{StepError, StepResult, element_error};
use crate::markup::escape_xml_text;

/// The greatest depth of elements. Browsers draw them by recursion.
const MAX_SVG_DEPTH: usize = 256;

/// An element that is written and not closed yet.
struct OpenElement {
    name: &'static str,
    /// In a `<switch>`: the text of a piece of a page that was left out, as long as nothing else has said it.
    unsaid: Option<String>,
    /// Where in [`Rewriter::said`] its own text begins.
    said_from: usize,
}

/// Writes a picture as it is read.
#[derive(Default)]
pub(super) struct Rewriter {
    /// The attributes of the outermost element.
    root: String,
    /// The content of the outermost element.
    out: String,
    stack: Vec<OpenElement>,
    /// How many elements are open that are left out.
    skipped: usize,
    /// Whether the start tag that was written last waits for its `>`.
    in_tag: bool,
    is_begun: bool,
    /// Whether the outermost element is in no namespace: then all that is in none is taken for SVG.
    is_bare: bool,
    has_xlink: bool,
    uses: UseGraph,
    /// The style sheet that is being read.
    css: String,
    /// The text that was written, without blanks.
    said: String,
}

impl Rewriter {
    /// Writes a start tag, or begins to leave out an element.
    pub(super) fn start_element(
        &mut self,
        namespace: NamespaceKind,
        tag: &BytesStart,
        names: &NamespaceResolver,
    ) -> StepResult {
        let local = tag.local_name();
        let name = local.as_ref();
        if lists::is_script(name) {
            return Err(element_error(SvgErrorKind::Script, name).into());
        }
        if self.stack.len() + self.skipped >= MAX_SVG_DEPTH {
            return Err(SvgError::new(SvgErrorKind::TooComplex, format!("{MAX_SVG_DEPTH}")).into());
        }
        if self.skipped > 0 {
            self.skipped += 1;
            return Ok(());
        }

        let is_svg = namespace == NamespaceKind::Svg || (self.is_bare && namespace == NamespaceKind::None);
        let namespace = if is_svg { NamespaceKind::Svg } else { namespace };
        let Some(parent) = self.stack.last_mut() else { return self.start_root(namespace, tag, names) };
        let Some(kept) = judge_element(parent, namespace, tag)? else {
            self.skipped = 1;
            return Ok(());
        };

        let attributes = rewrite_attributes(kept, tag, names)?;
        self.close_tag();
        self.out.extend(["<", kept, &attributes.text]);
        self.in_tag = true;
        self.push_element(kept, attributes)
    }

    /// Begins the outermost element.
    fn start_root(&mut self, namespace: NamespaceKind, tag: &BytesStart, names: &NamespaceResolver) -> StepResult {
        let is_root =
            matches!(namespace, NamespaceKind::Svg | NamespaceKind::None) && tag.local_name().as_ref() == "svg";
        if self.is_begun || !is_root {
            return Err(StepError::Syntax);
        }

        self.is_begun = true;
        self.is_bare = namespace == NamespaceKind::None;
        let attributes = rewrite_attributes("svg", tag, names)?;
        self.root.clone_from(&attributes.text);
        self.push_element("svg", attributes)
    }

    /// Opens an element, and counts it.
    fn push_element(&mut self, name: &'static str, attributes: RewrittenAttributes) -> StepResult {
        self.stack.push(OpenElement { name, unsaid: None, said_from: self.said.len() });
        self.has_xlink |= attributes.has_xlink;
        self.uses.open_element(attributes.id, attributes.targets);
        self.uses.check_elements()?;
        Ok(())
    }

    /// Writes text where it is shown or read out; elsewhere only blanks.
    pub(super) fn write_text(&mut self, words: &str) -> StepResult {
        let is_blank = words.chars().all(char::is_whitespace);
        let Some(top) = self.stack.last_mut() else {
            return if is_blank { Ok(()) } else { Err(StepError::Syntax) };
        };

        if self.skipped > 0 {
            // Text of a piece of a page, which something else must say.
            if let Some(unsaid) = &mut top.unsaid {
                extend_without_blanks(unsaid, words);
            }
        } else if top.name == "style" {
            self.css.push_str(words);
        } else if lists::has_text(top.name) {
            extend_without_blanks(&mut self.said, words);
            self.close_tag();
            escape_xml_text(&mut self.out, words);
        } else if is_blank {
            self.close_tag();
            self.out.push_str(words);
        }
        Ok(())
    }

    /// Writes an end tag, or ends leaving out an element.
    pub(super) fn end_element(&mut self) -> StepResult {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }

        let closed = self.stack.pop().ok_or(StepError::Syntax)?;
        self.uses.close_element();
        if closed.unsaid.is_some() {
            return Err(element_error(SvgErrorKind::Foreign, "foreignObject").into());
        }
        if closed.name == "style" {
            self.write_style_sheet()?;
        }
        self.check_said(&closed)?;

        if !self.stack.is_empty() {
            if std::mem::take(&mut self.in_tag) {
                self.out.push_str("/>");
            } else {
                // Writing to a string cannot fail.
                let _ = write!(self.out, "</{}>", closed.name);
            }
        }
        Ok(())
    }

    fn write_style_sheet(&mut self) -> StepResult {
        let css = std::mem::take(&mut self.css);
        let css = sanitize_css(&css).map_err(|piece| SvgError::new(SvgErrorKind::Style, piece))?;
        self.close_tag();
        escape_xml_text(&mut self.out, &css);
        Ok(())
    }

    /// Checks that an element says what a piece of a page before it in a `<switch>` says, which was left out.
    fn check_said(&mut self, closed: &OpenElement) -> StepResult {
        let Some(parent) = self.stack.last_mut() else { return Ok(()) };
        let Some(unsaid) = parent.unsaid.take() else { return Ok(()) };
        let is_said = unsaid.is_empty() || self.said[closed.said_from..] == *unsaid || closed.name == "image";
        if is_said { Ok(()) } else { Err(element_error(SvgErrorKind::Foreign, "foreignObject").into()) }
    }

    fn close_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.out.push('>');
        }
    }

    /// Returns the whole picture. `None` if something in it is not closed.
    pub(super) fn into_svg(self) -> Result<Option<String>, SvgError> {
        if !self.is_begun || !self.stack.is_empty() || self.skipped > 0 {
            return Ok(None);
        }
        self.uses.check_drawn()?;

        let xlink = if self.has_xlink { format!(" xmlns:xlink=\"{XLINK_NS}\"") } else { String::new() };
        let Self { root, out, .. } = self;
        let content = if out.is_empty() { "/>".to_owned() } else { format!(">{out}</svg>") };
        Ok(Some(format!("<svg xmlns=\"{SVG_NS}\"{xlink}{root}{content}\n")))
    }
}

/// Returns the name under which an element is written in another; `None` where it is left out.
fn judge_element(
    parent: &mut OpenElement,
    namespace: NamespaceKind,
    tag: &BytesStart,
) -> StepResult<Option<&'static str>> {
    let local = tag.local_name();
    let name = local.as_ref();
    let is_in_words = ["title", "desc", "style"].contains(&parent.name);
    match namespace {
        NamespaceKind::Undeclared => return Err(StepError::Syntax),
        _ if is_in_words => return Ok(None),
        NamespaceKind::Html => return Err(element_error(SvgErrorKind::Foreign, name).into()),
        NamespaceKind::Svg => {}
        _ => return Ok(None),
    }

    match lists::element_rule(name) {
        ElementRule::Kept("style") if !is_css(tag) => Ok(None),
        ElementRule::Kept(kept) => Ok(Some(kept)),
        ElementRule::Undrawn => Ok(None),
        ElementRule::Foreign if parent.name == "switch" => {
            // An extension of one program is drawn by no browser.
            if !tag.attributes_raw().contains("requiredExtensions") {
                parent.unsaid.get_or_insert_default();
            }
            Ok(None)
        }
        ElementRule::Foreign => Err(element_error(SvgErrorKind::Foreign, name).into()),
        ElementRule::Animation => Err(element_error(SvgErrorKind::Animation, name).into()),
        ElementRule::Unknown => Err(element_error(SvgErrorKind::Unknown, name).into()),
    }
}

/// Returns whether browsers read a style sheet: of another type they read none.
fn is_css(tag: &BytesStart) -> bool {
    let mut attributes = tag.attributes();
    let kind = attributes.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == "type");
    kind.is_none_or(|kind| kind.value.is_empty() || kind.value.eq_ignore_ascii_case("text/css"))
}

fn extend_without_blanks(out: &mut String, words: &str) {
    out.extend(words.chars().filter(|c| !c.is_whitespace()));
}
