//! Keys of YAML files with their meaning: for the handbook, and as JSON Schema for editors that complete and check while
//! one types.

mod site;

use serde_json::{Map, Value, json};

pub use site::SITE_KEYS;

/// A key of a YAML map.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The English name.
    pub name: &'static str,
    /// The Chinese name; may be empty.
    pub zh: &'static str,
    /// The kind of its value.
    pub kind: ValueKind,
    /// Whether it must be there.
    pub required: bool,
    /// Whether its value is running text, in which YAML's own signs (` #`, a leading `&` or `!`) are meant as text. Text that
    /// YAML would leave out because of them is reported.
    pub prose: bool,
    /// The purpose, in Chinese.
    pub description: &'static str,
    /// A value, as YAML.
    pub example: &'static str,
}

impl Key {
    /// Describes a key that may be left out.
    pub const fn new(
        name: &'static str,
        zh: &'static str,
        kind: ValueKind,
        description: &'static str,
        example: &'static str,
    ) -> Self {
        Self { name, zh, kind, required: false, prose: false, description, example }
    }

    /// Makes it one that must be there.
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Makes its value running text.
    pub const fn prose(self) -> Self {
        Self { prose: true, ..self }
    }

    /// Returns its names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        [self.name, self.zh].into_iter().filter(|name| !name.is_empty())
    }
}

/// The kind of a key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A text; a number will do.
    Text,
    /// A day or a moment.
    Date,
    /// `true` or `false`, 是 or 否.
    Flag,
    /// A text or a list of texts.
    Texts,
    /// A text or a list of texts, or a map that holds such a list.
    TextsOrMap,
    /// A whole number within limits.
    Number(u32, u32),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A map whose keys are free, of texts or lists of texts.
    Names,
    /// A map of its own kind, or a list of such.
    Map,
    /// A text, or a map of its own kind.
    TextOrMap,
    /// A flag or `strict`, a list of steps, or a map of its own kind.
    Review,
}

impl ValueKind {
    fn json_type(self) -> Value {
        match self {
            Self::Text => text_type(),
            Self::Date => json!({"type": "string", "pattern": "^\\d{4}"}),
            Self::Flag => json!({"enum": [true, false, "是", "否"]}),
            Self::Texts => texts_type(),
            Self::TextsOrMap => {
                json!({"anyOf": [text_type(), {"type": "array", "items": text_type()}, {"type": "object"}]})
            }
            Self::Number(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
            Self::Choice(words) => json!({"enum": words}),
            Self::Names => json!({"type": "object", "additionalProperties": texts_type()}),
            Self::Map => json!({"type": ["object", "array"]}),
            Self::TextOrMap => json!({"anyOf": [text_type(), {"type": "object"}]}),
            Self::Review => {
                json!({"anyOf": [
                    {"enum": [true, false, "是", "否", "warn", "提醒", "strict", "严格"]},
                    {"type": "array", "items": text_type()},
                    {"type": "object"},
                ]})
            }
        }
    }

    /// Returns its name in the handbook.
    pub fn in_words(self) -> String {
        match self {
            Self::Text => "文字".to_owned(),
            Self::Date => "日期".to_owned(),
            Self::Flag => "是或否".to_owned(),
            Self::Texts => "文字或列表".to_owned(),
            Self::TextsOrMap => "文字或列表，或一组字段".to_owned(),
            Self::Number(least, most) => format!("{least} 到 {most} 的整数"),
            Self::Choice(words) => words.join("、"),
            Self::Names => "名称: 文字或列表".to_owned(),
            Self::Map => "一组字段".to_owned(),
            Self::TextOrMap => "文字，或一组字段".to_owned(),
            Self::Review => "是、否或 strict，列表，或一组字段".to_owned(),
        }
    }
}

fn text_type() -> Value {
    json!({"type": ["string", "number"]})
}

fn texts_type() -> Value {
    json!({"anyOf": [text_type(), {"type": "array", "items": text_type()}]})
}

/// Returns a JSON Schema (draft 7) of a map with these keys.
pub fn json_schema(title: &str, keys: &[Key]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        for name in key.names() {
            let mut schema = key.kind.json_type();
            schema["description"] = json!(format!("{}例如：{}", key.description, key.example));
            properties.insert(name.to_owned(), schema);
        }
    }

    // Either name will do.
    let required = keys.iter().filter(|key| key.required).map(|key| {
        let names = key.names().map(|name| json!({"required": [name]}));
        json!({"anyOf": names.collect::<Vec<_>>()})
    });

    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "type": "object",
        "properties": properties,
        "allOf": required.collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}
