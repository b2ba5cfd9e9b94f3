//! `review:` of `site.yaml`: the steps of review (三审), who may sign each, and whether unsigned stories are published.

use std::collections::BTreeMap;

use super::ColumnSetting;
use super::period::{Period, take_period};
use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::yaml::{MapReader, Node, Value, text_list};

/// The consequence of a story that is not rightly signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReviewMode {
    /// A warning.
    #[default]
    Warn,
    /// It is not published, as a draft is not.
    Strict,
}

/// The rules of review. Without steps there is no review.
#[derive(Clone, Debug, Default)]
pub struct ReviewRules {
    /// The consequence of a missing signature.
    pub mode: ReviewMode,
    /// The steps, in the order in which they are taken: 初审, 复审, 终审.
    pub steps: Vec<String>,
    /// Who may sign a step, in every column that does not say otherwise.
    signers: Signers,
    /// Who may sign a step in a column, by its directory.
    column_signers: BTreeMap<String, Signers>,
    /// Whether one person may sign several steps of a story.
    pub allows_same_person: bool,
}

/// The persons who may sign, by step. A step that is not named may be signed by anybody.
type Signers = BTreeMap<String, Vec<String>>;

/// The steps of 三审三校.
pub const REVIEW_STEPS: [&str; 3] = ["初审", "复审", "终审"];

/// The words for the modes.
const MODES: [(&str, ReviewMode); 4] = [
    ("strict", ReviewMode::Strict),
    ("严格", ReviewMode::Strict),
    ("warn", ReviewMode::Warn),
    ("提醒", ReviewMode::Warn),
];

impl ReviewRules {
    /// The usual three steps, of which a missing one is a warning.
    pub fn usual() -> Self {
        Self { steps: REVIEW_STEPS.map(str::to_owned).to_vec(), ..Self::default() }
    }

    /// Returns whether stories that are not rightly signed are not published.
    pub fn is_strict(&self) -> bool {
        self.mode == ReviewMode::Strict && !self.steps.is_empty()
    }

    /// Returns the persons who may sign a step in a column; `None` if anybody may.
    pub fn signers_of(&self, column: &str, step: &str) -> Option<&[String]> {
        let own = self.column_signers.get(column).and_then(|signers| signers.get(step));
        own.or_else(|| self.signers.get(step)).map(Vec::as_slice)
    }

    /// Returns whether a person may sign a step in a column.
    pub fn may_sign(&self, column: &str, step: &str, name: &str) -> bool {
        self.signers_of(column, step).is_none_or(|names| names.iter().any(|other| is_same_person(other, name)))
    }

    /// Returns the steps that are taken before one.
    pub fn steps_before(&self, step: &str) -> &[String] {
        let end = self.steps.iter().position(|other| other == step).unwrap_or(0);
        &self.steps[..end]
    }
}

/// Returns whether two names are of one person: 戴　亮 is 戴亮.
pub fn is_same_person(a: &str, b: &str) -> bool {
    fn letters(name: &str) -> String {
        name.chars().filter(|c| !c.is_whitespace()).collect::<String>()
    }
    letters(a) == letters(b)
}

/// Parses `review: true` for the usual three, `strict`, a list of steps, or a map that says all of it.
pub(super) fn parse_review(
    node: Node,
    columns: &[ColumnSetting],
    period: &mut Period,
    diagnostics: &mut Vec<Diagnostic>,
) -> ReviewRules {
    match &node.value {
        Value::Bool(true, _) => return ReviewRules::usual(),
        Value::Bool(false, _) => return ReviewRules::default(),
        Value::Text(text) if text == "是" => return ReviewRules::usual(),
        Value::Text(text) if text == "否" => return ReviewRules::default(),
        Value::Text(text) if let Some(mode) = find_mode(text) => return ReviewRules { mode, ..ReviewRules::usual() },
        // A word that was meant for a mode must not be taken for a step: nothing would be held back.
        Value::Text(text) if nearest(text, MODES.iter().map(|(word, _)| *word)).is_some() => {
            diagnostics.push(unknown_mode(&node, text));
            return ReviewRules { mode: ReviewMode::Strict, ..ReviewRules::usual() };
        }
        Value::Map(_) => return parse_review_map(node, columns, period, diagnostics),
        _ => {}
    }

    let steps = text_list(node, "review", diagnostics).into_iter().map(|(step, _)| step).collect();
    ReviewRules { steps, ..ReviewRules::default() }
}

fn find_mode(word: &str) -> Option<ReviewMode> {
    MODES.iter().find(|(known, _)| *known == word).map(|(_, mode)| *mode)
}

fn unknown_mode(node: &Node, word: &str) -> Diagnostic {
    catalog::unknown_choice(node.span, "review", word, "`strict`, `warn`")
}

fn parse_review_map(
    node: Node,
    columns: &[ColumnSetting],
    period: &mut Period,
    diagnostics: &mut Vec<Diagnostic>,
) -> ReviewRules {
    let mut rules = ReviewRules::usual();
    let mut fields = MapReader::from_node(node, "review", diagnostics);

    if let Some(node) = fields.take_node("mode", "方式") {
        let word = node.scalar_text().unwrap_or_default();
        match find_mode(&word) {
            Some(mode) => rules.mode = mode,
            None => fields.diagnostics().push(unknown_mode(&node, &word)),
        }
    }
    let steps = fields.take_texts("steps", "审次");
    if !steps.is_empty() {
        rules.steps = steps.into_iter().map(|(step, _)| step).collect();
    }
    rules.allows_same_person = fields.take_flag("same_person", "一人多审").unwrap_or(false);

    *period = take_period(&mut fields).or(*period);

    if let Some(node) = fields.take_node("signers", "名单") {
        rules.signers = parse_signers(node, "signers", &rules.steps, fields.diagnostics());
    }
    if let Some(node) = fields.take_node("columns", "栏目") {
        rules.column_signers = parse_column_signers(node, columns, &rules.steps, fields.diagnostics());
    }

    fields.report_unknown();
    rules
}

/// Parses `{初审: [张三, 李四], 终审: 王五}`. A key that is no step is reported.
fn parse_signers(node: Node, name: &str, steps: &[String], diagnostics: &mut Vec<Diagnostic>) -> Signers {
    let mut signers = Signers::new();
    for (step, span, node) in MapReader::from_node(node, name, diagnostics).into_entries() {
        if !steps.contains(&step) {
            let near = nearest(&step, steps.iter().map(String::as_str));
            diagnostics.push(catalog::unknown_key(span, &step, near));
            continue;
        }

        let names = text_list(node, &step, diagnostics).into_iter();
        let names = names.flat_map(|(text, _)| split_names(&text)).collect();
        signers.insert(step, names);
    }
    signers
}

/// Splits names that are written in one text: `张三、李四`.
fn split_names(text: &str) -> Vec<String> {
    let names = text.split([',', '，', '、']).map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Parses `{tongzhi: {终审: 钱七}}`: who signs in a column, by its directory or its name.
fn parse_column_signers(
    node: Node,
    columns: &[ColumnSetting],
    steps: &[String],
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Signers> {
    let mut signers = BTreeMap::new();
    for (column, span, node) in MapReader::from_node(node, "columns", diagnostics).into_entries() {
        let known = columns.iter().find(|known| known.directory == column || known.name == column);
        // A bulletin that lists no columns at all has those that are directories.
        if known.is_none() && !columns.is_empty() {
            let near = nearest(&column, columns.iter().map(|column| column.directory.as_str()));
            diagnostics.push(catalog::unknown_key(span, &column, near));
            continue;
        }

        let directory = known.map_or(column, |known| known.directory.clone());
        signers.insert(directory, parse_signers(node, "columns", steps, diagnostics));
    }
    signers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::yaml;

    fn parse(text: &str) -> (ReviewRules, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let text = format!("r: {text}");
        let node = yaml::parse_document(FileId(1), &text, 0..text.len()).unwrap();
        let mut fields = MapReader::from_node(node, "site.yaml", &mut diagnostics);
        let node = fields.take_node("r", "").unwrap();
        (parse_review(node, &[], &mut Period::default(), &mut diagnostics), diagnostics)
    }

    #[test]
    fn each_form_says_what_it_says() {
        for (text, mode, steps) in [
            ("true", ReviewMode::Warn, &REVIEW_STEPS[..]),
            ("是", ReviewMode::Warn, &REVIEW_STEPS),
            ("warn", ReviewMode::Warn, &REVIEW_STEPS),
            ("false", ReviewMode::Warn, &[]),
            ("strict", ReviewMode::Strict, &REVIEW_STEPS),
            ("严格", ReviewMode::Strict, &REVIEW_STEPS),
            ("[初审, 终审]", ReviewMode::Warn, &["初审", "终审"]),
            ("{mode: strict, steps: [编, 审]}", ReviewMode::Strict, &["编", "审"]),
            ("{方式: 严格}", ReviewMode::Strict, &REVIEW_STEPS),
        ] {
            let (rules, diagnostics) = parse(text);
            assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
            assert_eq!(rules.mode, mode, "{text}");
            assert_eq!(rules.steps, steps, "{text}");
        }
    }

    #[test]
    fn a_mistyped_mode_or_step_is_an_error_and_holds_everything_back() {
        let (rules, diagnostics) = parse("stric");
        assert!(rules.is_strict() && diagnostics.len() == 1);
        for wrong in ["{mode: stirct}", "{signers: {终申: 王五}}", "{signer: {终审: 王五}}"] {
            assert_eq!(parse(wrong).1.len(), 1, "{wrong}");
        }
    }

    #[test]
    fn a_column_may_have_signers_of_its_own() {
        let (rules, _) = parse("{名单: {初审: 张三、李四, 终审: [王五]}, 栏目: {tongzhi: {终审: 钱七}}}");
        for (column, step, name, may) in [
            ("yaowen", "初审", "李四", true),
            ("yaowen", "初审", "王五", false),
            ("yaowen", "复审", "谁都行", true),
            ("yaowen", "终审", "王　五", true),
            ("tongzhi", "终审", "王五", false),
            ("tongzhi", "终审", "钱七", true),
            ("tongzhi", "初审", "张三", true),
        ] {
            assert_eq!(rules.may_sign(column, step, name), may, "{column} {step} {name}");
        }
        assert_eq!(rules.steps_before("终审"), ["初审", "复审"]);
    }
}
