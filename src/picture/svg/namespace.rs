//! Namespaces of an SVG.

use quick_xml::name::{Namespace, ResolveResult};

pub(super) const SVG_NS: &str = "http://www.w3.org/2000/svg";
pub(super) const XLINK_NS: &str = "http://www.w3.org/1999/xlink";
const XML_NS: &str = "http://www.w3.org/XML/1998/namespace";
const HTML_NS: &str = "http://www.w3.org/1999/xhtml";
const EVENTS_NS: &str = "http://www.w3.org/2001/xml-events";

/// The meaning of a name's namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamespaceKind {
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

impl NamespaceKind {
    /// Classifies the namespace that the reader has found for a name.
    pub(super) fn from_resolved(namespace: &ResolveResult) -> Self {
        match namespace {
            ResolveResult::Unbound => Self::None,
            ResolveResult::Unknown(_) => Self::Undeclared,
            ResolveResult::Bound(Namespace(name)) => match *name {
                SVG_NS => Self::Svg,
                HTML_NS => Self::Html,
                XLINK_NS => Self::Xlink,
                XML_NS => Self::Xml,
                EVENTS_NS => Self::Events,
                _ => Self::Other,
            },
        }
    }
}
