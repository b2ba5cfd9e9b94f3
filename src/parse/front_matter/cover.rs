//! Covers (封面): the picture of a story in lists and above its text, with what is said of it: a path alone, or
//! `{图: 签约.jpg, 说明: 签约现场。, 摄影: 张三}`.

use serde::{Deserialize, Serialize};

use super::byline_text::{is_role_before_names, parse_byline_text, split_han_names, without_brackets};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::markdown::CREDIT_MARK;
use crate::source::{Span, Spanned};
use crate::yaml::{MapReader, Node, Value, quote_if_needed, text_list};

/// The cover of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// The path of the picture: as it is written, and once the story is parsed that in the output.
    pub image: Spanned<String>,
    /// 替代文字, for those who do not see the picture; may be empty.
    pub alt: String,
    /// 说明: the line below the picture.
    pub caption: Option<Spanned<String>>,
    /// Who took the picture, as readers see it: `摄影 张三`, `市科技局供图`.
    pub credit: Option<Spanned<String>>,
}

/// Other names of the keys of a cover, by the English and the Chinese one.
const OTHER_NAMES: [(&str, &str, &[&str]); 4] = [
    ("image", "图", &["图片", "照片", "文件", "路径", "地址", "src", "url", "file", "path", "picture"]),
    ("caption", "说明", &["图说", "图注", "图片说明", "描述", "标题", "title", "description"]),
    ("credit", "摄影", &["摄", "拍摄", "摄影者", "摄影师", "摄影记者", "作者", "photographer", "photo", "author"]),
    ("alt", "替代文字", &["替代文本", "替代", "alternative"]),
];

/// Roles of a byline that a credit says by itself.
const CREDIT_ROLES: [&str; 5] = ["摄影", "摄影记者", "摄", "图", "图片"];

/// How a credit ends that says by itself what somebody did.
const CREDIT_ENDINGS: [&str; 10] = ["摄", "摄影", "供图", "制图", "绘图", "图片", "截图", "提供", "生成", "社发"];

impl Cover {
    /// A picture of which nothing is said.
    pub(super) fn from_path(image: Spanned<String>) -> Self {
        Self { image, alt: String::new(), caption: None, credit: None }
    }

    /// Returns the text for those who do not see the picture: its own, else the caption.
    pub fn alt_text(&self) -> &str {
        match &self.caption {
            Some(caption) if self.alt.is_empty() => caption,
            _ => &self.alt,
        }
    }

    /// Iterates over the texts below the picture: caption and credit.
    pub fn lines_below(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.caption.iter().chain(&self.credit)
    }
}

/// Returns whether a value says more of a cover than its path: a map with values.
pub(super) fn is_map_of_facts(node: &Node) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    entries.iter().any(|(key, value)| {
        !value.is_null() || key.scalar_text().is_some_and(|key| is_key(&key)) || full_width_facts(key, value).is_some()
    })
}

/// Reads `{image, caption, credit, alt}`; `None` without a picture.
pub(super) fn read_cover(node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Cover> {
    let node = translate_keys(split_full_width(node, diagnostics), diagnostics);
    let mut fields = MapReader::from_node(node, name, diagnostics);

    let has_image = fields.has_value("image", "图");
    let image = take_text(&mut fields, "image", "图");
    let caption = take_text(&mut fields, "caption", "说明");
    let credit = take_credit(&mut fields);
    let alt = take_text(&mut fields, "alt", "替代文字");

    if !has_image {
        let key = fields.name_of("image", "图");
        let place = fields.key_span("image");
        let span = place.unwrap_or(fields.span());
        fields.diagnostics().push(catalog::missing_key(span, &key, "图", "签约.jpg", place.is_some()));
    }
    fields.report_unknown();

    let (caption, marked_credit) = caption.map_or((None, None), split_caption);
    Some(Cover {
        image: image?,
        alt: alt.map_or_else(String::new, |alt| alt.value),
        caption,
        credit: credit.or(marked_credit),
    })
}

/// Reads entries with full-width colons as they are meant, and reports them: `{图：签约.jpg，说明：签约现场。}` is one key to YAML.
fn split_full_width(node: Node, diagnostics: &mut Vec<Diagnostic>) -> Node {
    let Value::Map(entries) = node.value else { return node };
    let mut split = Vec::with_capacity(entries.len());

    for (key, value) in entries {
        let Some(facts) = full_width_facts(&key, &value) else {
            split.push((key, value));
            continue;
        };

        let span = key.span;
        let written: Vec<String> =
            facts.iter().map(|(name, text)| format!("{name}: {}", quote_if_needed(text))).collect();
        let mistake = catalog::full_width_colon(span, &facts[0].0);
        diagnostics.push(Diagnostic { fixes: vec![Fix::safe(span, written.join(", "))], ..mistake });
        split.extend(facts.into_iter().map(|(name, text)| (text_node(name, span), text_node(text, span))));
    }
    Node { value: Value::Map(split), ..node }
}

fn text_node(text: String, span: Span) -> Node {
    Node { span, value: Value::Text(text) }
}

/// Returns keys with their values of a key of YAML that holds several with full-width colons. `None` if it does not.
fn full_width_facts(key: &Node, value: &Node) -> Option<Vec<(String, String)>> {
    let text = key.scalar_text().filter(|_| value.is_null())?;
    let mut facts: Vec<(String, String)> = Vec::new();

    for part in text.split_inclusive('，') {
        match part.split_once('：').filter(|(name, _)| is_key(name.trim())) {
            Some((name, value)) => facts.push((name.trim().to_owned(), value.to_owned())),
            // A comma of the value before.
            None => facts.last_mut()?.1.push_str(part),
        }
    }
    for (_, value) in &mut facts {
        *value = value.trim_end_matches('，').trim().to_owned();
    }
    (!facts.is_empty()).then_some(facts)
}

/// Returns whether a word is a key of a cover, or another name of one.
fn is_key(word: &str) -> bool {
    OTHER_NAMES.iter().any(|(en, zh, others)| word == *en || word == *zh || others.contains(&word))
}

/// Replaces other names of the keys by ours, and reports them. One beside our own is left as it is.
fn translate_keys(node: Node, diagnostics: &mut Vec<Diagnostic>) -> Node {
    let Value::Map(mut entries) = node.value else { return node };
    let written: Vec<String> = entries.iter().filter_map(|(key, _)| key.scalar_text()).collect();
    let is_chinese = written.iter().any(|key| !key.is_ascii());

    for (key, value) in &mut entries {
        let Some(word) = key.scalar_text() else { continue };
        let known = OTHER_NAMES.iter().find(|(.., others)| others.contains(&word.to_lowercase().as_str()));
        let Some((en, zh, _)) = known.filter(|(en, zh, _)| !written.iter().any(|key| key == en || key == zh)) else {
            continue;
        };

        let own = if is_chinese { zh } else { en };
        let line = value.scalar_text().map_or_else(|| (*own).to_owned(), |value| format!("{own}: {value}"));
        diagnostics.push(catalog::foreign_key(key.span, &word, own, &line, Some(Fix::safe(key.span, *own))));
        key.value = Value::Text((*own).to_owned());
    }
    Node { value: Value::Map(entries), ..node }
}

fn take_text(fields: &mut MapReader, en: &'static str, zh: &'static str) -> Option<Spanned<String>> {
    fields.take_text(en, zh).map(|(text, span)| Spanned::new(text, span))
}

/// Splits a caption as in a body: behind `■` is the credit.
fn split_caption(written: Spanned<String>) -> (Option<Spanned<String>>, Option<Spanned<String>>) {
    let span = written.span;
    let (caption, credit) = written.value.split_once(CREDIT_MARK).unwrap_or((&written.value, ""));

    let caption = Some(caption.trim()).filter(|caption| !caption.is_empty());
    let credit = Some(plain_credit(credit)).filter(|credit| !credit.is_empty());
    (
        caption.map(|caption| Spanned::new(caption.to_owned(), span)),
        credit.map(|credit| Spanned::new(credit_line(&credit), span)),
    )
}

/// Takes a credit: a name, or several. Marks and words that the page adds itself are reported.
fn take_credit(fields: &mut MapReader) -> Option<Spanned<String>> {
    let node = fields.take_node("credit", "摄影")?;
    let key = fields.name_of("credit", "摄影");
    let span = node.span;
    let is_list = matches!(node.value, Value::List(_));
    let names: Vec<String> = text_list(node, &key, fields.diagnostics()).into_iter().map(|(name, _)| name).collect();

    let written = names.join("、");
    let plain = plain_credit(&written);
    if plain != written && !is_list {
        fields.diagnostics().push(catalog::decorated_credit(span, &key, &plain));
    }
    (!plain.is_empty()).then(|| Spanned::new(credit_line(&plain), span))
}

/// Returns a credit without the brackets, marks and words that say that it is one: of `（摄影：张三）` and `■张三 摄`, `张三`.
fn plain_credit(written: &str) -> String {
    let bare = without_brackets(written.trim()).trim_start_matches(CREDIT_MARK).trim();

    if let Some([byline]) = parse_byline_text(bare).as_deref()
        && CREDIT_ROLES.contains(&byline.role.as_str())
    {
        return byline.names.join("、");
    }
    let before_role = bare.strip_suffix("摄影").or_else(|| bare.strip_suffix('摄'));
    let names = before_role.and_then(|names| split_han_names(names.trim_end_matches(['/', '／', ' ', '　'])));
    names.map_or_else(|| bare.to_owned(), |names| names.join("、"))
}

/// Returns a credit as readers see it: names alone are those of photographers.
fn credit_line(plain: &str) -> String {
    let says_role = is_role_before_names(plain) || CREDIT_ENDINGS.iter().any(|ending| plain.ends_with(ending));
    if says_role { plain.to_owned() } else { format!("摄影 {plain}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_is_a_name_however_it_is_written() {
        let cases = [
            ("张三", "摄影 张三"),
            ("张三、李四", "摄影 张三、李四"),
            ("摄影：张三", "摄影 张三"),
            ("（张三 摄）", "摄影 张三"),
            ("(摄影/张三)", "摄影 张三"),
            ("■ 张三摄影", "摄影 张三"),
            ("图/李四", "摄影 李四"),
            ("摄影 张三 李四", "摄影 张三、李四"),
            ("新华社记者 张三", "摄影 新华社记者 张三"),
            ("新华社记者 张三 摄", "新华社记者 张三 摄"),
            ("市科技局供图", "市科技局供图"),
            ("供图：市科技局", "供图：市科技局"),
            ("新华社发", "新华社发"),
            ("Zhang San", "摄影 Zhang San"),
        ];
        for (written, wanted) in cases {
            assert_eq!(credit_line(&plain_credit(written)), wanted, "{written}");
        }
    }
}
