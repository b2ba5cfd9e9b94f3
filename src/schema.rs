//! What can be written in `site.yaml` and in the front matter of a story: for the handbook, and as JSON Schema for
//! editors that complete and check while one types.

mod keys;

use serde_json::{Map, Value, json};

pub use keys::{FRONT_MATTER_KEYS, SITE_KEYS};

/// A key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Its Chinese name; may be empty.
    pub zh: &'static str,
    /// What may stand behind it.
    pub kind: ValueKind,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for, in Chinese.
    pub description: &'static str,
    /// What may be written behind it, as YAML.
    pub example: &'static str,
}

/// What may stand behind a key.
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
    /// A flag, or a list of steps.
    Review,
}

impl ValueKind {
    fn json_type(self) -> Value {
        let text = || json!({"type": ["string", "number"]});
        let texts = || json!({"anyOf": [text(), {"type": "array", "items": text()}]});
        match self {
            Self::Text => text(),
            Self::Date => json!({"type": "string", "pattern": "^\\d{4}"}),
            Self::Flag => json!({"enum": [true, false, "是", "否"]}),
            Self::Texts => texts(),
            Self::Number(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
            Self::Choice(words) => json!({"enum": words}),
            Self::Names => json!({"type": "object", "additionalProperties": texts()}),
            Self::Map => json!({"type": ["object", "array"]}),
            Self::TextOrMap => json!({"anyOf": [text(), {"type": "object"}]}),
            Self::Review => json!({"anyOf": [{"enum": [true, false, "是", "否"]}, {"type": "array", "items": text()}]}),
        }
    }

    /// In words for the handbook.
    pub fn in_words(self) -> String {
        match self {
            Self::Text => "文字".to_owned(),
            Self::Date => "日期".to_owned(),
            Self::Flag => "是或否".to_owned(),
            Self::Texts => "文字或列表".to_owned(),
            Self::Number(least, most) => format!("{least} 到 {most} 的整数"),
            Self::Choice(words) => words.join("、"),
            Self::Names => "名称: 文字或列表".to_owned(),
            Self::Map => "一组字段".to_owned(),
            Self::TextOrMap => "文字，或一组字段".to_owned(),
            Self::Review => "是或否，或列表".to_owned(),
        }
    }
}

/// A JSON Schema (draft 7) of these keys.
pub fn json_schema(title: &str, keys: &[Key]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        for name in [key.name, key.zh].into_iter().filter(|name| !name.is_empty()) {
            let mut schema = key.kind.json_type();
            schema["description"] = json!(format!("{}例如：{}", key.description, key.example));
            properties.insert(name.to_owned(), schema);
        }
    }
    // Either name will do.
    let required = keys.iter().filter(|key| key.required).map(|key| {
        let names = [key.name, key.zh].into_iter().filter(|name| !name.is_empty());
        json!({"anyOf": names.map(|name| json!({"required": [name]})).collect::<Vec<_>>()})
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
