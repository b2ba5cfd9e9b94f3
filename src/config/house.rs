//! The house's rules: what `site.yaml` asks of every story, and how fresh the columns must be kept.

use std::collections::BTreeMap;

use super::ColumnSetting;
use super::period::{Period, day_of_node, take_period};
use super::review::{ReviewRules, parse_review};
use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::source::Span;
use crate::yaml::{MapReader, Node, Value, text_list};

/// Requirements of `site.yaml` for every story. None, unless it says so.
#[derive(Clone, Debug, Default)]
pub struct HouseRules {
    /// Roles that every byline must name: `required_roles: [责任编辑]`.
    pub required_roles: Vec<String>,
    /// Keys of the front matter, beside title and date, that every story must have, in English and Chinese.
    pub required: Vec<(&'static str, &'static str)>,
    /// The fewest and the most characters of a summary.
    pub summary_length: Option<(usize, usize)>,
    /// The steps of review, and who may sign them.
    pub review: ReviewRules,
    /// How old the newest story may be.
    pub freshness: Freshness,
    /// The stories that each rule is meant for, by their dates.
    pub periods: RulePeriods,
}

/// The days on which the rules for stories hold: `rules_since` of all of them, or the `since` of one.
#[derive(Clone, Copy, Debug, Default)]
pub struct RulePeriods {
    /// All rules that do not say otherwise, the house's wording too.
    pub rules: Period,
    /// `required_roles`.
    pub required_roles: Period,
    /// `required`.
    pub required: Period,
    /// `summary_length`.
    pub summary_length: Period,
    /// `review`.
    pub review: Period,
}

impl RulePeriods {
    fn all(period: Period) -> Self {
        Self { rules: period, required_roles: period, required: period, summary_length: period, review: period }
    }
}

/// How many days old the newest story may be.
#[derive(Clone, Debug, Default)]
pub struct Freshness {
    /// On the whole site, and so on its home page.
    pub home: Option<u32>,
    /// In a column, by its directory.
    pub columns: BTreeMap<String, u32>,
}

/// Keys that a site may require.
const REQUIRABLE: [(&str, &str); 10] = [
    ("kicker", "引题"),
    ("subtitle", "副题"),
    ("tags", "标签"),
    ("byline", "署名"),
    ("source", "来源"),
    ("summary", "摘要"),
    ("cover", "封面"),
    ("issue", "期"),
    ("page", "版"),
    ("expires", "下线"),
];

/// The most characters that a summary may be asked to have.
const MAX_SUMMARY_LENGTH: u32 = 10_000;

/// The most days that a limit may allow: a hundred years.
const MAX_DAYS: u32 = 36_500;

/// Takes the rules out of `site.yaml`.
pub(super) fn parse_house_rules(fields: &mut MapReader, columns: &[ColumnSetting]) -> HouseRules {
    let since = fields.take_node("rules_since", "");
    let rules = Period::starting(since.and_then(|node| day_of_node(&node, "rules_since", fields.diagnostics())));
    let mut house = HouseRules { periods: RulePeriods::all(rules), ..HouseRules::default() };

    if let Some(node) = fields.take_node("required_roles", "") {
        let list = DatedList::parse(node, "required_roles", "roles", rules, fields.diagnostics());
        house.periods.required_roles = list.period;
        house.required_roles = list.texts.into_iter().map(|(role, _)| role).collect();
    }

    let required = fields.take_node("required", "");
    let required = required.map(|node| DatedList::parse(node, "required", "fields", rules, fields.diagnostics()));
    let required = required.unwrap_or_else(|| DatedList { texts: Vec::new(), period: rules });
    house.periods.required = required.period;
    for (key, span) in required.texts {
        match REQUIRABLE.iter().find(|(en, zh)| key == *en || key == *zh) {
            Some(found) => house.required.push(*found),
            None => {
                let near = nearest(&key, REQUIRABLE.iter().flat_map(|(en, zh)| [*en, *zh]));
                fields.diagnostics().push(catalog::unknown_key(span, &key, near));
            }
        }
    }

    if let Some(node) = fields.take_node("summary_length", "") {
        house.summary_length = parse_summary_length(node, &mut house.periods.summary_length, fields.diagnostics());
    }
    if let Some(node) = fields.take_node("review", "") {
        house.review = parse_review(node, columns, &mut house.periods.review, fields.diagnostics());
    }
    if let Some(node) = fields.take_node("freshness", "") {
        house.freshness = parse_freshness(node, columns, fields.diagnostics());
    }
    house
}

/// A list of texts that a rule asks for, and when: `[来源, 摘要]`, or `{fields: [来源, 摘要], since: 2024-01-01}`.
struct DatedList {
    texts: Vec<(String, Span)>,
    period: Period,
}

impl DatedList {
    /// Parses a list that holds for a period, unless it names its own. `list_key` is the key of the list in a map.
    fn parse(
        node: Node,
        name: &str,
        list_key: &'static str,
        period: Period,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        if !matches!(node.value, Value::Map(_)) {
            return Self { texts: text_list(node, name, diagnostics), period };
        }
        let mut map = MapReader::from_node(node, name, diagnostics);
        let texts = map.take_texts(list_key, "");
        let period = take_period(&mut map).or(period);
        map.report_unknown();
        Self { texts, period }
    }
}

/// Parses `summary_length: {min: 30, max: 120}`; either may be missing. It may say for which days it holds.
fn parse_summary_length(node: Node, period: &mut Period, diagnostics: &mut Vec<Diagnostic>) -> Option<(usize, usize)> {
    let span = node.span;
    let mut fields = MapReader::from_node(node, "summary_length", diagnostics);
    let min = fields.take_number("min", 0..=MAX_SUMMARY_LENGTH).unwrap_or(0);
    let max = fields.take_number("max", 1..=MAX_SUMMARY_LENGTH).unwrap_or(MAX_SUMMARY_LENGTH);
    *period = take_period(&mut fields).or(*period);
    fields.report_unknown();

    if min > max {
        diagnostics.push(catalog::limits_crossed(span));
        return None;
    }
    Some((min as usize, max as usize))
}

/// Parses `freshness: {home: 14, columns: {dongtai: 14, tongzhi: 180}}`.
fn parse_freshness(node: Node, columns: &[ColumnSetting], diagnostics: &mut Vec<Diagnostic>) -> Freshness {
    let mut freshness = Freshness::default();
    let mut fields = MapReader::from_node(node, "freshness", diagnostics);
    freshness.home = fields.take_number("home", 1..=MAX_DAYS);
    if let Some(node) = fields.take_node("columns", "") {
        freshness.columns = parse_column_days(node, columns, fields.diagnostics());
    }

    fields.report_unknown();
    freshness
}

/// Parses days by the directory of a column.
fn parse_column_days(
    node: Node,
    columns: &[ColumnSetting],
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, u32> {
    let mut days_by_column = BTreeMap::new();
    for (directory, span, node) in MapReader::from_node(node, "columns", diagnostics).into_entries() {
        // A bulletin that lists no columns at all has those that are directories.
        if !columns.is_empty() && !columns.iter().any(|column| column.directory == directory) {
            let near = nearest(&directory, columns.iter().map(|column| column.directory.as_str()));
            diagnostics.push(catalog::unknown_key(span, &directory, near));
            continue;
        }

        let days = match &node.value {
            Value::Number(digits) => digits.parse().ok().filter(|days| (1..=MAX_DAYS).contains(days)),
            _ => None,
        };
        match days {
            Some(days) => {
                days_by_column.insert(directory, days);
            }
            None => diagnostics.push(catalog::number_out_of_range(node.span, &directory, 1, MAX_DAYS)),
        }
    }
    days_by_column
}
