//! Signatures of the review: missing ones, and those that do not count.

use super::value_place;
use crate::config::review::ReviewMode;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::plain::shell_word;
use crate::diagnostic::{Diagnostic, Place, catalog, nearest};
use crate::model::Site;
use crate::model::review::{ReviewedSignature, SignatureState, StoryReview};
use crate::parse::{Signature, Story};

/// Checks the signatures of a story that readers will see, or would if it were signed.
pub(super) fn check_review(site: &Site, story: &Story, diagnostics: &mut Vec<Diagnostic>) {
    let review = site.review_desk().review_story(story);
    report_lost(story, &review, diagnostics);
    if !review.is_due {
        return;
    }

    let steps = &site.config.house.review.steps;
    let has_signed_text = review.signatures.iter().any(|reviewed| reviewed.signature.text.is_some());
    let mut misspelt = Vec::new();
    let is_strict = site.config.house.review.mode == ReviewMode::Strict;
    for reviewed in &review.signatures {
        let signature = reviewed.signature;
        diagnostics.extend(check_signature(site, story, reviewed, has_signed_text && !is_strict));
        if let Some(near) = misspelt_step(signature, &review, steps) {
            let mut mistake = catalog::unknown_step(signature.span, &signature.step, near);
            mistake.fixes.push(Fix::to_confirm(signature.span, near).of_text(&signature.step));
            diagnostics.push(mistake);
            misspelt.push(near);
        }
    }

    if is_strict {
        diagnostics.extend(hold_message(story, &review));
        return;
    }
    let here = value_place(story, Some(story.front.review.span));
    let review_key = story.front.key_names.name_of("review");
    let is_missing = |step: &&str| review.signatures_of(step).next().is_none() && !misspelt.contains(step);
    diagnostics.extend(
        review.open_steps().filter(is_missing).map(|step| catalog::review_missing(here.clone(), step, review_key)),
    );
}

/// Says that a story is held back, unless that is said with the signatures that it has lost.
fn hold_message(story: &Story, review: &StoryReview) -> Option<Diagnostic> {
    let open: Vec<&str> = review.open_steps().collect();
    let first = open.first().filter(|_| review.lost_signatures().next().is_none())?;

    fn is_by_hand(reviewed: &ReviewedSignature) -> bool {
        reviewed.state == SignatureState::ByHand
    }
    let has_names = open.iter().any(|step| review.signatures_of(step).any(is_by_hand));
    let here = value_place(story, Some(story.front.review.span));
    let command = sign_command(story, first, "姓名");
    Some(catalog::story_not_signed(here, &open.join("、"), has_names, &command))
}

/// Reports the signatures of a draft that name another text; nothing else is asked of a draft.
pub(super) fn check_draft_signatures(site: &Site, story: &Story, diagnostics: &mut Vec<Diagnostic>) {
    if story.front.review.iter().any(|signature| signature.text.is_some()) {
        report_lost(story, &site.review_desk().review_story(story), diagnostics);
    }
}

/// Reports all signatures that a change has lost in one message, since they have one cause.
fn report_lost(story: &Story, review: &StoryReview, diagnostics: &mut Vec<Diagnostic>) {
    let lost: Vec<&Signature> = review.lost_signatures().collect();
    let Some(first) = lost.first() else { return };

    let names: Vec<String> = lost.iter().map(|signature| signature_label(signature)).collect();
    let place: Place = first.span.into();
    let holds_story = review.holds_story() && !story.front.draft;
    let command = sign_command(story, &first.step, &first.name);
    diagnostics.push(catalog::signatures_lost(place, &names, &command, holds_story));
}

/// Returns the command that signs a step.
fn sign_command(story: &Story, step: &str, name: &str) -> String {
    let words = [&story.path, step, name].map(shell_word);
    format!("jianbao sign {} --as {} --name {}", words[0], words[1], words[2])
}

/// Returns a signature as messages name it: `终审 王五（2026-11-30）`.
fn signature_label(signature: &Signature) -> String {
    let Signature { step, name, date, .. } = signature;
    match date {
        Some(date) => format!("{step} {name}（{date}）"),
        None => format!("{step} {name}"),
    }
}

/// Returns what is wrong with a signature, but that the text was changed.
fn check_signature(site: &Site, story: &Story, reviewed: &ReviewedSignature, says_text: bool) -> Option<Diagnostic> {
    let ReviewedSignature { signature, state } = *reviewed;
    let Signature { step, name, date, span, .. } = signature;
    match state {
        SignatureState::Right | SignatureState::Lost => None,
        SignatureState::ByHand if !says_text => None,
        SignatureState::ByHand => Some(catalog::signed_by_hand(*span, step, name, &sign_command(story, step, name))),
        SignatureState::NotAllowed => {
            let names = site.config.house.review.signers_of(&story.column, step).unwrap_or_default();
            Some(catalog::signer_not_allowed(*span, step, name, &names.join("、")))
        }
        SignatureState::SignedBefore(first) => Some(catalog::reviewed_twice((*span).into(), name, first, step)),
        SignatureState::InFuture => {
            Some(catalog::signed_in_future(*span, step, name, date.as_deref().unwrap_or_default()))
        }
    }
}

/// Returns the step that a signature is probably meant for, if the house does not have the one that it names.
fn misspelt_step<'r>(signature: &Signature, review: &StoryReview, steps: &'r [String]) -> Option<&'r str> {
    if steps.contains(&signature.step) {
        return None;
    }
    let near = nearest(&signature.step, steps.iter().map(String::as_str))?;
    review.signatures_of(near).next().is_none().then_some(near)
}
