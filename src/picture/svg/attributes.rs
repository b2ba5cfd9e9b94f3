//! Attributes of an element, written again under the rules of the lists.

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attribute;
use quick_xml::name::NamespaceResolver;

use super::super::error::{SvgError, SvgErrorKind};
use super::address::rewrite_address;
use super::lists::{self, AttributeRule};
use super::namespace::NamespaceKind;
use super::style::sanitize_css;
use super::values::{StepError, StepResult, attribute_value, element_error, shorten_value};
use crate::markup::escape_xml_attribute;

/// The most attributes of an element; those of the list are fewer.
const MAX_SVG_ATTRIBUTES: usize = 256;

/// The attributes of an element, written again.
#[derive(Default)]
pub(super) struct RewrittenAttributes {
    /// The text behind the name of the element.
    pub(super) text: String,
    /// The name by which other elements draw it again.
    pub(super) id: Option<String>,
    /// The names of elements that it draws again.
    pub(super) targets: Vec<String>,
    /// Whether any is in the namespace of XLink.
    pub(super) has_xlink: bool,
}

/// Writes the attributes of an element again.
pub(super) fn rewrite_attributes(
    element: &'static str,
    tag: &BytesStart,
    names: &NamespaceResolver,
) -> StepResult<RewrittenAttributes> {
    let mut rewritten = RewrittenAttributes::default();
    let mut seen = Vec::new();
    for attribute in tag.attributes().with_checks(false).take(MAX_SVG_ATTRIBUTES + 1) {
        let attribute = attribute.map_err(|_| StepError::Syntax)?;
        if seen.len() == MAX_SVG_ATTRIBUTES {
            return Err(element_error(SvgErrorKind::TooComplex, element).into());
        }
        if seen.contains(&attribute.key) {
            return Err(StepError::Syntax);
        }

        seen.push(attribute.key);
        if attribute.key.as_namespace_binding().is_none() {
            rewritten.add_attribute(element, &attribute, names)?;
        }
    }
    Ok(rewritten)
}

impl RewrittenAttributes {
    fn add_attribute(&mut self, element: &str, attribute: &Attribute, names: &NamespaceResolver) -> StepResult {
        let (namespace, local) = names.resolve_attribute(attribute.key);
        let local = local.as_ref();
        match NamespaceKind::from_resolved(&namespace) {
            NamespaceKind::None => self.add_plain(element, local, attribute),
            NamespaceKind::Xlink if local == "href" => {
                self.has_xlink |= self.add_address(element, "xlink:href", attribute)?;
                Ok(())
            }
            NamespaceKind::Xml => self.add_xml(element, local, attribute),
            NamespaceKind::Events => Err(SvgError::new(SvgErrorKind::Script, format!("<{element} ev:{local}>")).into()),
            NamespaceKind::Undeclared => Err(StepError::Syntax),
            _ => Ok(()),
        }
    }

    /// Adds an attribute that has no prefix.
    fn add_plain(&mut self, element: &str, name: &str, attribute: &Attribute) -> StepResult {
        match lists::attribute_rule(name) {
            AttributeRule::Handler => {
                let what = format!("<{element} {}>", shorten_value(name));
                return Err(SvgError::new(SvgErrorKind::Script, what).into());
            }
            AttributeRule::Undrawn => {}
            AttributeRule::Word => {
                let word = attribute_value(attribute)?;
                self.write_attribute(name, &word);
                if name == "id" {
                    self.id = Some(word);
                }
            }
            AttributeRule::Value => {
                let value = check_value(element, name, attribute_value(attribute)?)?;
                self.write_attribute(name, &value);
            }
            AttributeRule::Style => {
                let declarations = check_css(element, name, &attribute_value(attribute)?)?;
                self.write_attribute(name, &declarations);
            }
            AttributeRule::Address => {
                self.add_address(element, name, attribute)?;
            }
        }
        Ok(())
    }

    /// Adds an attribute with the prefix `xml`.
    fn add_xml(&mut self, element: &str, local: &str, attribute: &Attribute) -> StepResult {
        match local {
            "space" | "lang" => self.write_attribute(&format!("xml:{local}"), &attribute_value(attribute)?),
            "base" => {
                let what = format!("<{element} xml:base=\"{}\">", shorten_value(&attribute_value(attribute)?));
                return Err(SvgError::new(SvgErrorKind::Address, what).into());
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds an address, unless it is left out, and notes which element it draws again. Returns whether it was added.
    fn add_address(&mut self, element: &str, name: &str, attribute: &Attribute) -> StepResult<bool> {
        let Some(address) = rewrite_address(element, name, &attribute_value(attribute)?)? else { return Ok(false) };
        self.write_attribute(name, &address);
        if let Some(id) = address.strip_prefix('#').filter(|_| element == "use") {
            self.targets.push(id.to_owned());
        }
        Ok(true)
    }

    fn write_attribute(&mut self, name: &str, value: &str) {
        // As most programs do with the names of fonts in a style.
        let quote = if value.contains('"') && !value.contains('\'') { '\'' } else { '"' };
        self.text.extend([" ", name, "="]);
        self.text.push(quote);
        escape_xml_attribute(&mut self.text, value, quote);
        self.text.push(quote);
    }
}

/// Checks the value of an attribute that may hold functions of CSS.
fn check_value(element: &str, name: &str, value: String) -> Result<String, SvgError> {
    // Nearly all values.
    if !value.contains(['(', '\\']) && !value.contains("/*") {
        return Ok(value);
    }
    check_css(element, name, &value)
}

/// Checks CSS in an attribute; returns it without comments.
fn check_css(element: &str, name: &str, css: &str) -> Result<String, SvgError> {
    sanitize_css(css).map_err(|piece| SvgError::new(SvgErrorKind::Style, format!("<{element} {name}=\"{piece}\">")))
}
