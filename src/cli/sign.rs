//! `jianbao sign`: writes into stories who has reviewed them as they are.

mod refusals;
mod status;

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use self::refusals::{SignRequest, check_request};
use self::status::print_status;
use super::arguments::or_current_time;
use super::bulletin::OpenedBulletin;
use super::console::Console;
use super::fix::rewrite_mistake;
use super::story_path::find_story_path;
use super::{Outcome, Status, output};
use crate::config::review::{ReviewRules, is_same_person};
use crate::diagnostic::fix::apply_edits;
use crate::diagnostic::plain::{one_line, printable};
use crate::diagnostic::{Diagnostic, DiagnosticKind, Lang, any_error, catalog};
use crate::fixing::rewrite::rewrite_text;
use crate::model::review::{SignatureState, StoryReview};
use crate::model::{Edition, Site};
use crate::parse::front_matter::signing::{StepSignatures, signing_edit};
use crate::parse::front_matter::{parse_day, parse_front_matter};
use crate::parse::{Signature, Story};
use crate::pipeline::Bulletin;
use crate::source::{Span, Text};

#[derive(clap::Args)]
pub(super) struct SignArguments {
    /// 稿件的路径，一篇或几篇
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 签哪一道：初审、复审、终审，或 site.yaml 里列的审次
    #[arg(long = "as", value_name = "STEP", required_unless_present = "check")]
    step: Option<String>,
    /// 签的人的姓名
    #[arg(long, required_unless_present = "check")]
    name: Option<String>,
    /// 哪一天审的，默认今天；不能晚于今天
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    /// 只看会写成什么样，不改动文件
    #[arg(long)]
    dry_run: bool,
    /// 只看各篇谁签过、还差谁，不签
    #[arg(long, conflicts_with_all = ["step", "name", "date", "dry_run"])]
    check: bool,
    /// 简报所在的目录（site.yaml 在这里）
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// 当作现在的时刻（RFC 3339），默认为系统时间
    #[arg(long, value_parser = DateTime::parse_from_rfc3339)]
    now: Option<DateTime<FixedOffset>>,
}

pub(super) fn run_sign(arguments: &SignArguments, console: Console) -> Outcome {
    let mut paths: Vec<String> = Vec::new();
    for file in &arguments.files {
        let path = find_story_path(file, &arguments.root).map_err(|mistake| console.refuse(*mistake))?;
        if !paths.contains(&path) {
            paths.push(path);
        }
    }

    // As the preview: links of drafts and of stories to come are checked, too.
    let edition = Edition { now: or_current_time(arguments.now), drafts: true, scheduled: true };
    let OpenedBulletin { bulletin, diagnostics, .. } = OpenedBulletin::open_unindexed(&arguments.root, edition);
    refuse_settings(&bulletin, &diagnostics, console)?;

    if arguments.check {
        return Ok(print_status(&bulletin, &paths, console));
    }
    sign_stories(arguments, &bulletin, diagnostics, &paths, console)
}

/// Refuses to sign by settings that cannot be relied on.
fn refuse_settings(bulletin: &Bulletin, diagnostics: &[Diagnostic], console: Console) -> Result<(), Status> {
    let concerns_settings =
        |mistake: &&Diagnostic| mistake.kind.concerns_settings() || mistake.kind.leaves_no_bulletin();
    let mistakes: Vec<Diagnostic> = diagnostics.iter().filter(concerns_settings).cloned().collect();
    if any_error(&mistakes) { Err(console.report(mistakes, &bulletin.sources)) } else { Ok(()) }
}

/// Signs all stories, or none if one of them cannot be signed.
fn sign_stories(
    arguments: &SignArguments,
    bulletin: &Bulletin,
    diagnostics: Vec<Diagnostic>,
    paths: &[String],
    console: Console,
) -> Outcome {
    let site = &bulletin.site;
    let usual = ReviewRules::usual();
    let rules = rules_of(site, &usual);
    let request = SignRequest::parse(arguments.step.as_deref(), arguments.name.as_deref(), arguments.date.as_deref());
    let request = request.and_then(|request| request.check_for_site(site, rules));
    let request = request.map_err(|mistake| console.refuse(*mistake))?;

    let mut refusals = Vec::new();
    let mut pieces = Vec::new();
    for path in paths {
        match SignedStory::prepare(bulletin, rules, &diagnostics, &request, path) {
            Ok(piece) => pieces.push(piece),
            Err(mistakes) => refusals.extend(mistakes),
        }
    }
    if !refusals.is_empty() {
        let is_usage = refusals.iter().any(|refusal| refusal.kind == DiagnosticKind::Usage);
        let status = console.report(refusals, &bulletin.sources);
        if paths.len() > 1 {
            console.print_note("一篇也没有签", "nothing was signed");
        }
        return Err(if is_usage { Status::Failed } else { status });
    }

    for piece in &pieces {
        if !arguments.dry_run {
            piece.write(&arguments.root).map_err(|mistake| console.refuse(*mistake))?;
        }
        if !console.is_quiet() {
            output::print_line(&piece.describe(arguments.dry_run, console.lang));
        }
    }
    Ok(Status::Done)
}

/// The site's rules of review; where it has none, the usual steps, signed by anybody.
fn rules_of<'r>(site: &'r Site, usual: &'r ReviewRules) -> &'r ReviewRules {
    let rules = &site.config.house.review;
    if rules.steps.is_empty() { usual } else { rules }
}

/// Finds a story by its path, published or not.
fn find_story<'b>(bulletin: &'b Bulletin, path: &str) -> Option<&'b Story> {
    let site = &bulletin.site;
    let held = site.held.iter().map(|held| &held.story);
    site.stories.iter().chain(held).find(|story| story.path == path).map(|story| &**story)
}

/// A story with the signature that is to be written.
struct SignedStory<'b> {
    text: &'b Text,
    /// The text with the signature; none if it has that already.
    signed: Option<String>,
    signature: Signature,
    /// Signatures that it takes the place of.
    replaced: Vec<&'b Signature>,
    /// The steps that are still to be taken.
    open_steps: Vec<String>,
}

impl<'b> SignedStory<'b> {
    /// Checks that a story may be signed, and edits its text.
    fn prepare(
        bulletin: &'b Bulletin,
        rules: &'b ReviewRules,
        diagnostics: &[Diagnostic],
        request: &SignRequest,
        path: &str,
    ) -> Result<Self, Vec<Diagnostic>> {
        let site = &bulletin.site;
        let story = find_story(bulletin, path);
        refusals::check_errors(bulletin, diagnostics, story, path)?;
        let Some(story) = story else { return Err(vec![catalog::story_has_errors(path, 1)]) };

        let review = site.review_desk().with_rules(rules).review_story(story);
        check_request(request, rules, &review, story).map_err(|mistake| vec![*mistake])?;

        let (file, text) = (story.file, bulletin.sources.text(story.file));
        let open_steps = review.open_steps().filter(|step| *step != request.step).map(str::to_owned).collect();
        let signature = Signature {
            step: request.step.clone(),
            name: request.name.clone(),
            date: Some(request.date.clone()),
            text: Some(bulletin.reviewed_text(story)),
            span: Span::new(file, 0, 0),
        };
        if let Some(same) = own_signature(&review, request) {
            return Ok(Self { text, signed: None, signature: same.clone(), replaced: Vec::new(), open_steps });
        }

        let others = OtherSignatures::of_step(&review, request);
        let mut signatures = vec![signature.clone()];
        signatures.extend(others.kept.into_iter().cloned());
        let new = StepSignatures { step: &request.step, signatures: &signatures };
        let signed = signed_text(bulletin, story, new);
        let signed =
            signed.ok_or_else(|| vec![catalog::cannot_write_signature(path, &request.step, &signature.written())])?;
        Ok(Self { text, signed: Some(signed), signature, replaced: others.replaced, open_steps })
    }

    fn write(&self, root: &Path) -> Result<(), Box<Diagnostic>> {
        let Some(signed) = &self.signed else { return Ok(()) };
        let path = self.text.path.as_str();
        rewrite_text(root, path, &self.text.text, signed).map_err(|error| Box::new(rewrite_mistake(path, error)))
    }

    fn describe(&self, dry_run: bool, lang: Lang) -> String {
        let Self { text, signed, signature, replaced, open_steps } = self;
        let path = one_line(&text.path);
        let written = one_line(&format!("{}: {}", signature.step, signature.written()));

        let mut lines = vec![match (signed, dry_run, lang) {
            (None, _, Lang::Zh) => format!("{path}  已经签过  {written}"),
            (None, _, Lang::En) => format!("{path}  is signed already  {written}"),
            (Some(_), true, Lang::Zh) => format!("{path}  会写上  {written}"),
            (Some(_), true, Lang::En) => format!("{path}  would get  {written}"),
            (Some(_), false, Lang::Zh) => format!("{path}  签好了  {written}"),
            (Some(_), false, Lang::En) => format!("{path}  signed  {written}"),
        }];
        lines.extend(replaced.iter().map(|old| {
            let old = one_line(&old.written());
            match lang {
                Lang::Zh => format!("  代替原来的 {old}"),
                Lang::En => format!("  in the place of {old}"),
            }
        }));
        if !open_steps.is_empty() {
            let steps = one_line(&open_steps.join("、"));
            lines.push(match lang {
                Lang::Zh => format!("  还差 {steps}"),
                Lang::En => format!("  still to be signed: {steps}"),
            });
        }
        printable(&lines.join("\n"))
    }
}

/// Returns the signature of the same step by the same person, if it names the present text.
fn own_signature<'s>(review: &StoryReview<'s>, request: &SignRequest) -> Option<&'s Signature> {
    let mut right = review.signatures_of(&request.step).filter(|reviewed| reviewed.state == SignatureState::Right);
    right.find(|reviewed| is_same_person(&reviewed.signature.name, &request.name)).map(|reviewed| reviewed.signature)
}

/// The signatures behind the step that is signed.
struct OtherSignatures<'s> {
    /// Names of others that were written by hand.
    kept: Vec<&'s Signature>,
    /// Those that do not count, and the person's own.
    replaced: Vec<&'s Signature>,
}

impl<'s> OtherSignatures<'s> {
    fn of_step(review: &StoryReview<'s>, request: &SignRequest) -> Self {
        let mut others = Self { kept: Vec::new(), replaced: Vec::new() };
        for reviewed in review.signatures_of(&request.step) {
            let is_own = is_same_person(&reviewed.signature.name, &request.name);
            let is_kept = reviewed.state == SignatureState::ByHand && !is_own;
            if is_kept { &mut others.kept } else { &mut others.replaced }.push(reviewed.signature);
        }
        others
    }
}

/// Returns the text of a story with signatures in it. `None` if it would not say then what it says now, and the signatures.
fn signed_text(bulletin: &Bulletin, story: &Story, new: StepSignatures) -> Option<String> {
    let before = bulletin.sources.text(story.file);
    let edit = signing_edit(story.file, &before.text, new)?;
    let signed = apply_edits(&before.text, &[edit]).ok()?;

    let after = Text { path: before.path.clone(), text: signed };
    let mut diagnostics = Vec::new();
    let timezone = bulletin.site.config.timezone;
    let parsed = parse_front_matter(story.file, &after, timezone, &bulletin.sources, &mut diagnostics);

    fn written(signature: &Signature) -> (String, String) {
        (signature.step.clone(), signature.written())
    }
    let others = story.front.review.iter().filter(|old| old.step != new.step).map(written);
    let mut expected: Vec<_> = others.chain(new.signatures.iter().map(written)).collect();
    let mut found: Vec<_> = parsed.front.review.iter().map(written).collect();
    expected.sort();
    found.sort();

    let is_right = !any_error(&diagnostics) && parsed.reviewed_text == story.reviewed_text && found == expected;
    is_right.then_some(after.text)
}

/// Returns the day that is to be written: the given one, or today.
fn signing_day(given: Option<&str>, today: &str) -> Option<String> {
    match given {
        Some(given) => parse_day(given).filter(|day| day.as_str() <= today),
        None => Some(today.to_owned()),
    }
}
