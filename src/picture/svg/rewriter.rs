//! Writes an SVG as it is read: what is on the lists, under names that are ours.

use std::fmt::Write;

use quick_xml::escape::EscapeError;
use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attribute as BytesAttribute;
use quick_xml::name::{Namespace, NamespaceResolver, ResolveResult};
use quick_xml::{Error, XmlVersion};

use super::lists::{self, Attribute, Element};
use super::uses::Uses;
use super::{Reason, Rejected, Step, address, check_characters, shortened, style};
use crate::markup::{escape_xml_attribute, escape_xml_text};

/// How deep elements may stand in one another. Browsers draw them by recursion.
const MAX_DEPTH: usize = 256;

/// How many attributes an element may have; those of the list are fewer.
const MAX_ATTRIBUTES: usize = 256;

pub(super) const SVG: &str = "http://www.w3.org/2000/svg";
pub(super) const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const HTML: &str = "http://www.w3.org/1999/xhtml";
const EVENTS: &str = "http://www.w3.org/2001/xml-events";

/// What the namespace of a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    Svg,
    Html,
    Xlink,
    Xml,
    Events,
    /// No namespace.
    None,
    /// One of an editor, of metadata, of whatever is not drawn.
    Other,
    /// A prefix that was not declared.
    Undeclared,
}

impl Space {
    pub(super) fn of(namespace: &ResolveResult) -> Self {
        match namespace {
            ResolveResult::Unbound => Self::None,
            ResolveResult::Unknown(_) => Self::Undeclared,
            ResolveResult::Bound(Namespace(name)) => match *name {
                SVG => Self::Svg,
                HTML => Self::Html,
                XLINK => Self::Xlink,
                XML => Self::Xml,
                EVENTS => Self::Events,
                _ => Self::Other,
            },
        }
    }
}

/// An element that is written and not closed yet.
struct Open {
    name: &'static str,
    /// In a `<switch>`: the text of a piece of a page that was left out, as long as nothing else has said it.
    unsaid: Option<String>,
    /// Where in [`Rewriter::said`] its own text begins.
    said_from: usize,
}

/// Writes a picture as it is read.
#[derive(Default)]
pub(super) struct Rewriter {
    /// The attributes of the outermost element, and all that is in it.
    root: String,
    out: String,
    stack: Vec<Open>,
    /// How many elements are open that are left out.
    skipped: usize,
    /// Whether the start tag that was written last waits for its `>`.
    in_tag: bool,
    is_begun: bool,
    /// Whether the outermost element is in no namespace: then all that is in none is taken for SVG.
    is_bare: bool,
    has_xlink: bool,
    uses: Uses,
    /// The name of the element that is begun, for those that draw it again.
    id: Option<String>,
    /// The names of elements that it draws again.
    targets: Vec<String>,
    /// The style sheet that is being read.
    css: String,
    /// The text that was written, without blanks.
    said: String,
}

impl Rewriter {
    pub(super) fn start(&mut self, space: Space, tag: &BytesStart, names: &NamespaceResolver) -> Step {
        let local = tag.local_name();
        let name = local.as_ref();
        let space = if self.is_bare && space == Space::None { Space::Svg } else { space };
        if lists::is_script(name) {
            return Err(Some(rejected_element(Reason::Script, name)));
        }
        if self.stack.len() + self.skipped >= MAX_DEPTH {
            return Err(Some(Rejected::new(Reason::Deep, format!("{MAX_DEPTH}"))));
        }
        if self.skipped > 0 {
            self.skipped += 1;
            return Ok(());
        }

        let Some(parent) = self.stack.last_mut() else { return self.start_root(space, name, tag, names) };
        let in_words = ["title", "desc", "style"].contains(&parent.name);
        let kept = match space {
            Space::Undeclared => return Err(None),
            _ if in_words => None,
            Space::Html => return Err(Some(rejected_element(Reason::Foreign, name))),
            Space::Svg => match lists::element(name) {
                Element::Kept(kept) => Some(kept),
                Element::Undrawn => None,
                Element::Foreign if parent.name == "switch" => {
                    // What is for the extension of one program is drawn by no browser.
                    if !tag.attributes_raw().contains("requiredExtensions") {
                        parent.unsaid.get_or_insert_default();
                    }
                    None
                }
                Element::Foreign => return Err(Some(rejected_element(Reason::Foreign, name))),
                Element::Animation => return Err(Some(rejected_element(Reason::Animation, name))),
                Element::Unknown => return Err(Some(rejected_element(Reason::Unknown, name))),
            },
            _ => None,
        };
        let Some(kept) = kept.filter(|kept| *kept != "style" || is_css(tag)) else {
            self.skipped = 1;
            return Ok(());
        };

        let attributes = self.attributes(kept, tag, names)?;
        self.count()?;
        self.close_tag();
        self.out.push('<');
        self.out.push_str(kept);
        self.out.push_str(&attributes);
        self.in_tag = true;
        self.stack.push(Open { name: kept, unsaid: None, said_from: self.said.len() });
        Ok(())
    }

    fn start_root(&mut self, space: Space, name: &str, tag: &BytesStart, names: &NamespaceResolver) -> Step {
        if self.is_begun || !matches!(space, Space::Svg | Space::None) || name != "svg" {
            return Err(None);
        }
        self.is_begun = true;
        self.is_bare = space == Space::None;
        self.root = self.attributes("svg", tag, names)?;
        self.count()?;
        self.stack.push(Open { name: "svg", unsaid: None, said_from: 0 });
        Ok(())
    }

    /// The attributes of an element as they are written.
    fn attributes(&mut self, element: &'static str, tag: &BytesStart, names: &NamespaceResolver) -> Step<String> {
        let mut written = String::new();
        let mut seen = Vec::new();
        for attribute in tag.attributes().with_checks(false).take(MAX_ATTRIBUTES + 1) {
            let attribute = attribute.map_err(|_| None)?;
            if seen.len() == MAX_ATTRIBUTES {
                return Err(Some(rejected_element(Reason::Deep, element)));
            }
            if seen.contains(&attribute.key) {
                return Err(None);
            }
            seen.push(attribute.key);
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }

            let (namespace, local) = names.resolve_attribute(attribute.key);
            let local = local.as_ref();
            let value = || value(&attribute);
            match (Space::of(&namespace), local) {
                (Space::None, name) => match lists::attribute(name) {
                    Attribute::Handler => {
                        return Err(Some(Rejected::new(Reason::Script, format!("<{element} {}>", shortened(name)))));
                    }
                    Attribute::Undrawn => {}
                    Attribute::Word => {
                        let word = value()?;
                        put(&mut written, name, &word);
                        if name == "id" {
                            self.id = Some(word);
                        }
                    }
                    Attribute::Value => put(&mut written, name, &checked(element, name, &value()?)?),
                    Attribute::Style => put(&mut written, name, &declarations(element, &value()?)?),
                    Attribute::Address => {
                        if let Some(address) = address::kept(element, name, &value()?)? {
                            put(&mut written, name, &address);
                            self.aim(element, &address);
                        }
                    }
                },
                (Space::Xlink, "href") => {
                    if let Some(address) = address::kept(element, "xlink:href", &value()?)? {
                        put(&mut written, "xlink:href", &address);
                        self.aim(element, &address);
                        self.has_xlink = true;
                    }
                }
                (Space::Xml, "space" | "lang") => put(&mut written, &format!("xml:{local}"), &value()?),
                (Space::Xml, "base") => {
                    let what = format!("<{element} xml:base=\"{}\">", shortened(&value()?));
                    return Err(Some(Rejected::new(Reason::Address, what)));
                }
                (Space::Events, _) => {
                    return Err(Some(Rejected::new(Reason::Script, format!("<{element} ev:{local}>"))));
                }
                (Space::Undeclared, _) => return Err(None),
                _ => {}
            }
        }
        Ok(written)
    }

    /// Notes what an element draws again.
    fn aim(&mut self, element: &str, address: &str) {
        if let Some(id) = address.strip_prefix('#').filter(|_| element == "use") {
            self.targets.push(id.to_owned());
        }
    }

    /// Counts an element that was begun.
    fn count(&mut self) -> Result<(), Rejected> {
        self.uses.open(self.id.take(), std::mem::take(&mut self.targets));
        self.uses.check_elements()
    }

    pub(super) fn text(&mut self, words: &str) -> Step {
        let said = || words.chars().filter(|c| !c.is_whitespace());
        let Some(top) = self.stack.last_mut() else {
            return if said().next().is_none() { Ok(()) } else { Err(None) };
        };
        if self.skipped > 0 {
            // Of a piece of a page that something else must say.
            if let Some(unsaid) = &mut top.unsaid {
                unsaid.extend(said());
            }
        } else if top.name == "style" {
            self.css.push_str(words);
        } else if lists::has_text(top.name) {
            self.said.extend(said());
            self.close_tag();
            escape_xml_text(&mut self.out, words);
        } else if said().next().is_none() {
            self.close_tag();
            self.out.push_str(words);
        }
        Ok(())
    }

    pub(super) fn end(&mut self) -> Step {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        let Some(closed) = self.stack.pop() else { return Err(None) };
        self.uses.close();
        if closed.unsaid.is_some() {
            return Err(Some(rejected_element(Reason::Foreign, "foreignObject")));
        }
        if closed.name == "style" {
            let css = std::mem::take(&mut self.css);
            let css = style::harmless(&css).map_err(|piece| Rejected::new(Reason::Style, piece))?;
            self.close_tag();
            escape_xml_text(&mut self.out, &css);
        }

        if let Some(parent) = self.stack.last_mut() {
            if let Some(unsaid) = &parent.unsaid {
                let says = unsaid.is_empty() || self.said[closed.said_from..] == **unsaid || closed.name == "image";
                if !says {
                    return Err(Some(rejected_element(Reason::Foreign, "foreignObject")));
                }
                parent.unsaid = None;
            }
            if std::mem::take(&mut self.in_tag) {
                self.out.push_str("/>");
            } else {
                // Writing to a string cannot fail.
                let _ = write!(self.out, "</{}>", closed.name);
            }
        }
        Ok(())
    }

    fn close_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.out.push('>');
        }
    }

    /// The whole picture. `None` if something in it is not closed.
    pub(super) fn finish(self) -> Result<Option<String>, Rejected> {
        if !self.is_begun || !self.stack.is_empty() || self.skipped > 0 {
            return Ok(None);
        }
        self.uses.check_drawn()?;
        let xlink = if self.has_xlink { format!(" xmlns:xlink=\"{XLINK}\"") } else { String::new() };
        let Self { root, out, .. } = self;
        let content = if out.is_empty() { "/>".to_owned() } else { format!(">{out}</svg>") };
        Ok(Some(format!("<svg xmlns=\"{SVG}\"{xlink}{root}{content}\n")))
    }
}

/// The value of an attribute, its references resolved.
fn value(attribute: &BytesAttribute) -> Step<String> {
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => {
            check_characters(&value)?;
            Ok(value.into_owned())
        }
        Err(Error::Escape(EscapeError::UnrecognizedEntity(_, name))) => {
            Err(Some(Rejected::new(Reason::Doctype, shortened(&format!("&{name};")))))
        }
        Err(_) => Err(None),
    }
}

/// Whether browsers read a style sheet: of another type they read none.
fn is_css(tag: &BytesStart) -> bool {
    let mut attributes = tag.attributes();
    let kind = attributes.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == "type");
    kind.is_none_or(|kind| kind.value.is_empty() || kind.value.eq_ignore_ascii_case("text/css"))
}

fn rejected_element(reason: Reason, name: &str) -> Rejected {
    Rejected::new(reason, format!("<{}>", shortened(name)))
}

/// The value of an attribute that may hold functions of CSS.
fn checked(element: &str, name: &str, value: &str) -> Result<String, Rejected> {
    // Nearly all values.
    if !value.contains(['(', '\\']) && !value.contains("/*") {
        return Ok(value.to_owned());
    }
    style::harmless(value).map_err(|piece| unsafe_style(element, name, &piece))
}

fn declarations(element: &str, css: &str) -> Result<String, Rejected> {
    style::harmless(css).map_err(|piece| unsafe_style(element, "style", &piece))
}

fn unsafe_style(element: &str, name: &str, piece: &str) -> Rejected {
    Rejected::new(Reason::Style, format!("<{element} {name}=\"{piece}\">"))
}

fn put(out: &mut String, name: &str, value: &str) {
    // As most programs do with the names of fonts in a style.
    let quote = if value.contains('"') && !value.contains('\'') { '\'' } else { '"' };
    out.extend([" ", name, "="]);
    out.push(quote);
    escape_xml_attribute(out, value, quote);
    out.push(quote);
}
