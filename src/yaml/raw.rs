//! The tree as the YAML crate reads it, with the crate's places.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;

use super::{Node, Value};
use crate::source::{FileId, Span};

/// A value of which the places are still the crate's.
pub(super) enum RawNode {
    Scalar(Value),
    List(Vec<Spanned<RawNode>>),
    Map(Vec<(Spanned<RawNode>, Spanned<RawNode>)>),
}

impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

/// Accepts any value.
struct AnyValue;

/// Makes the node of a number.
fn number_node(number: impl ToString) -> RawNode {
    RawNode::Scalar(Value::Number(number.to_string()))
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = RawNode;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(Value::Null))
    }

    fn visit_bool<E>(self, v: bool) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(Value::Bool(v, String::new())))
    }

    fn visit_i64<E>(self, v: i64) -> Result<RawNode, E> {
        Ok(number_node(v))
    }

    fn visit_u64<E>(self, v: u64) -> Result<RawNode, E> {
        Ok(number_node(v))
    }

    fn visit_i128<E>(self, v: i128) -> Result<RawNode, E> {
        Ok(number_node(v))
    }

    fn visit_u128<E>(self, v: u128) -> Result<RawNode, E> {
        Ok(number_node(v))
    }

    fn visit_f64<E>(self, v: f64) -> Result<RawNode, E> {
        Ok(number_node(v))
    }

    fn visit_str<E>(self, v: &str) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(Value::Text(v.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawNode, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element()? {
            list.push(item);
        }
        Ok(RawNode::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawNode, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(RawNode::Map(entries))
    }
}

/// Turns the crate's places into ours, and numbers and truth values back into what was written. `base` is where the
/// document begins in its file.
pub(super) fn locate_node(raw: Spanned<RawNode>, file: FileId, yaml: &str, base: usize) -> Node {
    let at = raw.referenced.span();
    let start = at.byte_offset().and_then(|n| usize::try_from(n).ok()).unwrap_or(0).min(yaml.len());
    let length = at.byte_len().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let end = (start + length).min(yaml.len());
    let written = yaml.get(start..end).unwrap_or_default().trim_end();

    let value = match raw.value {
        // As it was written: `1_000`, `0x1F` and `True` are what an editor typed, whatever YAML makes of them.
        RawNode::Scalar(Value::Number(number)) => {
            Value::Number(if written.is_empty() || written.starts_with('*') { number } else { written.to_owned() })
        }
        RawNode::Scalar(Value::Bool(yes, _)) => Value::Bool(yes, written.to_owned()),
        RawNode::Scalar(value) => value,
        RawNode::List(items) => {
            Value::List(items.into_iter().map(|item| locate_node(item, file, yaml, base)).collect())
        }
        RawNode::Map(entries) => {
            let entries = entries.into_iter();
            let located =
                entries.map(|(key, value)| (locate_node(key, file, yaml, base), locate_node(value, file, yaml, base)));
            Value::Map(located.collect())
        }
    };
    Node { span: Span::new(file, base + start, base + start + written.len()), value }
}
