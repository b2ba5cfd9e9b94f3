//! The reasons for which a story is not signed.

use super::signing_day;
use crate::cli::story_path::concerns_file;
use crate::config::review::{ReviewRules, is_same_person};
use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::model::Site;
use crate::model::review::{SignatureState, StoryReview};
use crate::parse::Story;
use crate::pipeline::Bulletin;

/// The messages about signatures, which a house may take for errors.
const REVIEW_CODES: [&str; 9] = ["J221", "J222", "J420", "J421", "J422", "J423", "J424", "J425", "J426"];

/// The signature that is asked for.
pub(super) struct SignRequest {
    pub step: String,
    pub name: String,
    /// The day: `2026-11-30`.
    pub date: String,
    /// The day as it was given.
    given_date: Option<String>,
}

impl SignRequest {
    /// Takes the arguments. A name that would not be read as one name is refused.
    pub fn parse(step: Option<&str>, name: Option<&str>, date: Option<&str>) -> Result<Self, Box<Diagnostic>> {
        let step = step.unwrap_or_default().trim();
        let name = name.unwrap_or_default().trim();
        let is_one_name = !name.is_empty()
            && !name.contains(|c: char| c.is_control() || "（）()，,、；;：:/".contains(c))
            && name.chars().any(char::is_alphabetic);
        if !is_one_name {
            return Err(Box::new(catalog::not_a_name(name)));
        }

        let given_date = date.map(str::to_owned);
        Ok(Self { step: step.to_owned(), name: name.to_owned(), date: String::new(), given_date })
    }

    /// Checks the step and the day against the site's rules and its clock.
    pub fn check_for_site(self, site: &Site, rules: &ReviewRules) -> Result<Self, Box<Diagnostic>> {
        if !rules.steps.contains(&self.step) {
            let near = nearest(&self.step, rules.steps.iter().map(String::as_str));
            return Err(Box::new(catalog::unknown_sign_step(&self.step, &rules.steps.join("、"), near)));
        }

        let today = site.review_desk().today;
        match signing_day(self.given_date.as_deref(), &today) {
            Some(date) => Ok(Self { date, ..self }),
            None => Err(Box::new(catalog::bad_sign_date(self.given_date.as_deref().unwrap_or_default(), &today))),
        }
    }
}

/// Refuses a story with errors, which are reported with the refusal.
pub(super) fn check_errors(
    bulletin: &Bulletin,
    diagnostics: &[Diagnostic],
    story: Option<&Story>,
    path: &str,
) -> Result<(), Vec<Diagnostic>> {
    let is_own_error = |mistake: &&Diagnostic| {
        // What a missing signature is to the house cannot keep anybody from signing.
        let is_of_review = REVIEW_CODES.contains(&mistake.code);
        mistake.is_error() && !is_of_review && concerns_file(mistake, path, &bulletin.sources)
    };
    let mut errors: Vec<Diagnostic> = diagnostics.iter().filter(is_own_error).cloned().collect();

    // Pictures are decoded only where there are some: it takes long.
    let has_pictures = story.is_some_and(|story| story.body.pictures > 0 || story.front.cover.is_some());
    if has_pictures && errors.is_empty() {
        errors.extend(bulletin.prepare_pictures(false).into_iter().filter(|mistake| is_own_error(&mistake)));
    }
    if errors.is_empty() {
        return Ok(());
    }

    let refusal = catalog::story_has_errors(path, errors.len());
    errors.push(refusal);
    Err(errors)
}

/// Refuses a signature that would not count, or would take the place of one that does.
pub(super) fn check_request(
    request: &SignRequest,
    rules: &ReviewRules,
    review: &StoryReview,
    story: &Story,
) -> Result<(), Box<Diagnostic>> {
    let SignRequest { step, name, .. } = request;
    let path = story.path.as_str();

    if !rules.may_sign(&story.column, step, name) {
        let names = rules.signers_of(&story.column, step).unwrap_or_default();
        return Err(Box::new(catalog::name_may_not_sign(path, name, step, &names.join("、"))));
    }

    let others = review.signatures.iter().filter(|reviewed| reviewed.signature.step != *step);
    let mut own = others.filter(|reviewed| is_same_person(&reviewed.signature.name, name));
    if !rules.allows_same_person
        && let Some(other) = own.find(|reviewed| rules.steps.contains(&reviewed.signature.step))
    {
        return Err(Box::new(catalog::already_signed_step(path, name, &other.signature.step, step)));
    }

    let missing: Vec<&str> =
        rules.steps_before(step).iter().map(String::as_str).filter(|earlier| !review.is_signed(earlier)).collect();
    if !missing.is_empty() {
        return Err(Box::new(catalog::earlier_steps_missing(path, step, &missing.join("、"))));
    }

    let mut right = review.signatures_of(step).filter(|reviewed| reviewed.state == SignatureState::Right);
    match right.find(|reviewed| !is_same_person(&reviewed.signature.name, name)) {
        Some(other) => Err(Box::new(catalog::signed_by_other(path, step, &other.signature.name))),
        None => Ok(()),
    }
}
