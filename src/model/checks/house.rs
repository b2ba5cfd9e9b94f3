//! The house's rules for every story: roles, keys, the length of the summary.

use super::value_place;
use crate::config::house::HouseRules;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::Story;

pub(super) fn check_house_rules(house: &HouseRules, story: &Story, diagnostics: &mut Vec<Diagnostic>) {
    let front = &story.front;

    for role in &house.required_roles {
        if !front.byline.iter().any(|byline| byline.role == *role) {
            diagnostics.push(catalog::role_missing(value_place(story, Some(front.byline.span)), role));
        }
    }

    for (en, zh) in &house.required {
        if !front.has_value(en) {
            diagnostics.push(catalog::required_key_missing(value_place(story, None), en, zh));
        }
    }

    if let (Some((min, max)), Some(summary)) = (house.summary_length, &front.summary) {
        let length = summary.chars().filter(|c| !c.is_whitespace()).count();
        if !(min..=max).contains(&length) {
            diagnostics.push(catalog::summary_length(value_place(story, Some(summary.span)), length, min, max));
        }
    }
}
