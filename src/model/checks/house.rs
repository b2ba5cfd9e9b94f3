//! The house's rules for every story: roles, keys, the length of the summary.

use super::value_place;
use crate::config::house::HouseRules;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::Story;

pub(super) fn check_house_rules(house: &HouseRules, story: &Story, diagnostics: &mut Vec<Diagnostic>) {
    let front = &story.front;
    let periods = &house.periods;
    // A story whose date cannot be read is held to the rules of today.
    let day = front.date.span().map(|_| front.date.at.date_naive());

    for role in house.required_roles.iter().filter(|_| periods.required_roles.contains(day)) {
        if !front.byline.iter().any(|byline| byline.role == *role) {
            diagnostics.push(catalog::role_missing(
                value_place(story, Some(front.byline.span)),
                role,
                front.key_names.name_of("byline"),
            ));
        }
    }

    for (en, zh) in house.required.iter().filter(|_| periods.required.contains(day)) {
        if !front.has_value(en) {
            diagnostics.push(catalog::required_key_missing(value_place(story, None), front.key_names.name_of(en), zh));
        }
    }

    let summary_length = house.summary_length.filter(|_| periods.summary_length.contains(day));
    if let (Some((min, max)), Some(summary)) = (summary_length, &front.summary) {
        let length = summary.chars().filter(|c| !c.is_whitespace()).count();
        if !(min..=max).contains(&length) {
            diagnostics.push(catalog::summary_length(value_place(story, Some(summary.span)), length, min, max));
        }
    }
}
