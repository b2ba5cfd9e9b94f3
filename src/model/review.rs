//! The review of stories (三审): which signatures still name the text that readers would get, and what is missing.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset};

use super::Site;
use crate::config::Config;
use crate::config::period::Period;
use crate::config::review::{ReviewMode, ReviewRules, is_same_person};
use crate::parse::{Signature, SignedText, Story};
use crate::source::FileId;

/// The present text of every story whose signatures name one, by the story's file: with the files that it shows.
pub type ReviewedTexts = HashMap<FileId, SignedText>;

/// The value of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureState<'s> {
    /// It names the present text, by somebody who may sign.
    Right,
    /// A name that was written by hand, which names no text.
    ByHand,
    /// The text was changed after it was signed.
    Lost,
    /// The person may not sign this step.
    NotAllowed,
    /// The person has signed this step, too, and may sign one only.
    SignedBefore(&'s str),
    /// Its day is still to come.
    InFuture,
}

/// A signature with its value.
#[derive(Clone, Copy, Debug)]
pub struct ReviewedSignature<'s> {
    /// The signature.
    pub signature: &'s Signature,
    /// Its value.
    pub state: SignatureState<'s>,
}

/// The review of a story as it stands.
#[derive(Clone, Debug)]
pub struct StoryReview<'s> {
    /// All signatures, in the order of the steps; those of steps that the house does not have are last.
    pub signatures: Vec<ReviewedSignature<'s>>,
    rules: &'s ReviewRules,
    /// Whether the house asks for the review of this story.
    pub is_due: bool,
}

impl<'s> StoryReview<'s> {
    /// Iterates over the signatures of a step.
    pub fn signatures_of(&self, step: &str) -> impl Iterator<Item = &ReviewedSignature<'s>> {
        self.signatures.iter().filter(move |reviewed| reviewed.signature.step == step)
    }

    /// Returns whether a step has been taken. A name by hand will do where nothing depends on it.
    pub fn is_signed(&self, step: &str) -> bool {
        let may_be_by_hand = self.rules.mode == ReviewMode::Warn;
        self.signatures_of(step).any(|reviewed| match reviewed.state {
            SignatureState::Right => true,
            SignatureState::ByHand => may_be_by_hand,
            _ => false,
        })
    }

    /// Iterates over the steps that have not been taken.
    pub fn open_steps(&self) -> impl Iterator<Item = &'s str> {
        self.rules.steps.iter().map(String::as_str).filter(|step| !self.is_signed(step))
    }

    /// Iterates over the signatures that name a text which is no longer that of the story.
    pub fn lost_signatures(&self) -> impl Iterator<Item = &'s Signature> {
        let lost = self.signatures.iter().filter(|reviewed| reviewed.state == SignatureState::Lost);
        lost.map(|reviewed| reviewed.signature)
    }

    /// Returns whether the story is held back until it is rightly signed.
    pub fn holds_story(&self) -> bool {
        self.is_due && self.rules.is_strict() && self.open_steps().next().is_some()
    }
}

/// Everything by which signatures are judged.
#[derive(Clone, Debug)]
pub struct ReviewDesk<'a> {
    rules: &'a ReviewRules,
    /// The stories whose review is due.
    period: Period,
    texts: &'a ReviewedTexts,
    /// The day in the site's time zone: `2026-11-30`.
    pub today: String,
}

impl<'a> ReviewDesk<'a> {
    /// For a moment.
    pub fn new(config: &'a Config, texts: &'a ReviewedTexts, now: DateTime<FixedOffset>) -> Self {
        let today = now.with_timezone(&config.timezone).format("%Y-%m-%d").to_string();
        Self { rules: &config.house.review, period: config.house.periods.review, texts, today }
    }

    /// The same by other rules.
    pub fn with_rules(self, rules: &'a ReviewRules) -> Self {
        Self { rules, ..self }
    }

    /// Judges the signatures of a story.
    pub fn review_story<'s>(&self, story: &'s Story) -> StoryReview<'s>
    where
        'a: 's,
    {
        let signatures = story.front.review.iter();
        let mut reviewed: Vec<ReviewedSignature> = signatures
            .map(|signature| ReviewedSignature { signature, state: self.judge_signature(story, signature) })
            .collect();
        reviewed.sort_by_key(|reviewed| self.step_rank(&reviewed.signature.step));

        let date = &story.front.date;
        let is_due = !self.rules.steps.is_empty() && self.period.contains(date.span().map(|_| date.at.date_naive()));
        StoryReview { signatures: reviewed, rules: self.rules, is_due }
    }

    fn step_rank(&self, step: &str) -> usize {
        self.rules.steps.iter().position(|other| other == step).unwrap_or(self.rules.steps.len())
    }

    fn judge_signature<'s>(&self, story: &'s Story, signature: &'s Signature) -> SignatureState<'s> {
        let Signature { step, name, date, text, .. } = signature;
        if let Some(text) = text
            && self.texts.get(&story.file) != Some(text)
        {
            return SignatureState::Lost;
        }
        if !self.rules.may_sign(&story.column, step, name) {
            return SignatureState::NotAllowed;
        }
        if let Some(earlier) = self.earlier_step(story, signature) {
            return SignatureState::SignedBefore(earlier);
        }
        if date.as_ref().is_some_and(|date| *date > self.today) {
            return SignatureState::InFuture;
        }
        if text.is_some() { SignatureState::Right } else { SignatureState::ByHand }
    }

    /// Returns the earlier step that the same person has signed, where each is to be signed by another.
    fn earlier_step<'s>(&self, story: &'s Story, signature: &Signature) -> Option<&'s str> {
        if self.rules.allows_same_person {
            return None;
        }
        let rank = self.step_rank(&signature.step);
        let mut earlier = story.front.review.iter().filter(|other| self.step_rank(&other.step) < rank);
        earlier.find(|other| is_same_person(&other.name, &signature.name)).map(|other| other.step.as_str())
    }
}

impl Site {
    /// Returns everything by which signatures are judged.
    pub fn review_desk(&self) -> ReviewDesk<'_> {
        ReviewDesk::new(&self.config, &self.reviewed_texts, self.now)
    }
}

/// A signature for people and programs: who signed which step of a story, and whether that still counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureEntry<'s> {
    /// 初审, 复审, 终审
    pub step: &'s str,
    /// The person.
    pub name: &'s str,
    /// The day, if it is known.
    pub date: Option<&'s str>,
    /// The value of the signature.
    pub state: SignatureState<'s>,
}

/// Returns who signed a story, in the order of the steps.
pub fn signature_entries<'s>(site: &'s Site, story: &'s Story) -> Vec<SignatureEntry<'s>> {
    let review = site.review_desk().review_story(story);
    let entry = |reviewed: &ReviewedSignature<'s>| {
        let ReviewedSignature { signature, state } = *reviewed;
        SignatureEntry { step: &signature.step, name: &signature.name, date: signature.date.as_deref(), state }
    };
    review.signatures.iter().map(entry).collect()
}
