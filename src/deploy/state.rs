//! What stands at a target: the list of its files that the last deployer left there (the manifest), and what one that was
//! cut off was about (the journal). Two small files of text, compressed, beside the site.
//!
//! The manifest is written when all that is new is there, before the first deletion. Whoever changes anything writes the
//! journal first, so that what may differ from the manifest is always written down: nothing is ever taken to be there that
//! is not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Read, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::digest::Digest;

/// Where the manifest stands at a target.
pub const MANIFEST: &str = ".jianbao-deploy/manifest.gz";

/// Where the journal stands.
pub const JOURNAL: &str = ".jianbao-deploy/journal.gz";

const HEAD: &str = "jianbao-deploy 1";

/// The files of a site by their addresses, each with the digest of what it says and of how it is to be served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The address of the site's front page, by which it is known.
    pub site: String,
    /// What tells the run that wrote it from every other: no two manifests are the same, even of the same site.
    pub run: String,
    /// Its files.
    pub files: BTreeMap<String, Digest>,
}

/// How far a deployer has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Files are put where there were none. No page of the old site leads to them.
    #[default]
    Adding,
    /// All of these are there; files take the place of others, and then, behind the manifest, what the new site has no
    /// longer is deleted.
    Changing,
}

/// What is to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Put it where there is none.
    Add(Digest),
    /// Put it in the place of another.
    Change(Digest),
    /// Put it in the place of one that jianbao did not put there.
    Take(Digest),
    /// Delete it.
    Delete,
}

/// What a deployer is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    /// The site that is put up.
    pub site: String,
    /// The digest of the manifest at its end.
    pub goal: Option<Digest>,
    /// How far it is.
    pub stage: Stage,
    /// What is to be done, and whether it is known to be done.
    pub steps: BTreeMap<String, (Step, bool)>,
}

/// What is known of a file at a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it says; nothing if a deployer was cut off over it.
    pub sum: Option<Digest>,
    /// Whether a page at the target may lead to it.
    pub linked: bool,
    /// Whether jianbao put it there: nothing else is ever deleted.
    pub ours: bool,
}

/// All that is known of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// What the last deployer left, if one ever came to its end.
    pub manifest: Option<Manifest>,
    /// What one that was cut off was about.
    pub journal: Option<Journal>,
    /// Files of others, where they are to be taken over.
    pub others: BTreeSet<String>,
    /// Whether names that differ in case alone are of one file there.
    pub ignores_case: bool,
}

impl State {
    /// The site that stands there, or was to.
    #[must_use]
    pub fn site(&self) -> Option<&str> {
        let manifest = self.manifest.as_ref().map(|manifest| manifest.site.as_str());
        manifest.or_else(|| self.journal.as_ref().map(|journal| journal.site.as_str()))
    }

    /// What is known of its files.
    #[must_use]
    pub fn files(&self) -> BTreeMap<&str, Known> {
        let listed = self.manifest.iter().flat_map(|manifest| &manifest.files);
        let mut files: BTreeMap<&str, Known> =
            listed.map(|(path, sum)| (path.as_str(), Known { sum: Some(*sum), linked: true, ours: true })).collect();
        for path in &self.others {
            files.entry(path).or_insert(Known { sum: None, linked: true, ours: false });
        }
        let Some(journal) = &self.journal else { return files };
        if self.manifest.as_ref().is_some_and(|manifest| Some(manifest.sum()) == journal.goal) {
            // All that was sent is in the manifest. Of what was to be deleted some is gone, and no page leads to it.
            for path in journal.deletions() {
                files.entry(path).or_insert(Known { sum: None, linked: false, ours: true });
            }
            return files;
        }
        for (path, (step, done)) in &journal.steps {
            let known = match step {
                Step::Add(sum) => {
                    Known { sum: done.then_some(*sum), linked: journal.stage == Stage::Changing, ours: true }
                }
                Step::Change(sum) => Known { sum: done.then_some(*sum), linked: true, ours: true },
                // Until it is done it may still be the other's.
                Step::Take(sum) => Known { sum: done.then_some(*sum), linked: true, ours: *done },
                // Not begun; but an earlier run may have been cut off over it.
                Step::Delete => Known { sum: None, linked: true, ours: true },
            };
            files.insert(path, known);
        }
        files
    }
}

impl Manifest {
    fn text(&self) -> String {
        let mut text = format!("{HEAD} manifest\n{}\n{}\n", self.site, self.run);
        for (path, sum) in &self.files {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{sum} {path}");
        }
        text
    }

    /// What it says, in a digest.
    #[must_use]
    pub fn sum(&self) -> Digest {
        Digest::of(self.text().as_bytes())
    }

    /// As it stands at a target.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        pack(&self.text())
    }

    /// Reads one; nothing if it is damaged or of a later version.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = unpack(bytes)?;
        let mut lines = text.strip_prefix(HEAD)?.strip_prefix(" manifest\n")?.lines();
        let (site, run) = (lines.next()?.to_owned(), lines.next()?.to_owned());
        let files = lines.map(|line| {
            let (sum, path) = line.split_once(' ')?;
            Some((path.to_owned(), Digest::parse(sum)?))
        });
        Some(Self { site, run, files: files.collect::<Option<_>>()? })
    }
}

impl Journal {
    /// Addresses where something else stands afterwards than before, in their order: what a CDN may still hold.
    pub fn stale(&self) -> impl Iterator<Item = &str> {
        let stale = |step: &Step| !matches!(step, Step::Add(_));
        self.steps.iter().filter(move |(_, (step, _))| stale(step)).map(|(path, _)| path.as_str())
    }

    /// Addresses where something new stands afterwards, in their order.
    pub fn fresh(&self) -> impl Iterator<Item = &str> {
        let fresh = |step: &Step| !matches!(step, Step::Delete);
        self.steps.iter().filter(move |(_, (step, _))| fresh(step)).map(|(path, _)| path.as_str())
    }

    /// Whether files of others are taken over.
    #[must_use]
    pub fn takes(&self) -> bool {
        self.steps.values().any(|(step, _)| matches!(step, Step::Take(_)))
    }

    fn deletions(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter(|(_, (step, _))| *step == Step::Delete).map(|(path, _)| path.as_str())
    }

    /// Takes over what an earlier run was about and this one need not do again, `known` being what is known since: it is
    /// to be remembered until the manifest says so, and told at the end.
    pub fn carry(&mut self, earlier: &Self, known: &BTreeMap<&str, Known>) {
        for path in earlier.steps.keys() {
            if let Some(sum) = known.get(path.as_str()).and_then(|known| known.sum) {
                self.steps.entry(path.clone()).or_insert((Step::Change(sum), true));
            }
        }
    }

    /// As it stands at a target.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let stage = match self.stage {
            Stage::Adding => "adding",
            Stage::Changing => "changing",
        };
        let goal = self.goal.map_or_else(|| "-".to_owned(), |goal| goal.to_string());
        let mut text = format!("{HEAD} journal\n{}\n{stage} {goal}\n", self.site);
        for (path, (step, done)) in &self.steps {
            let done = if *done { '.' } else { '?' };
            // Writing to a string cannot fail.
            let _ = match step {
                Step::Add(sum) => writeln!(text, "+{done} {sum} {path}"),
                Step::Change(sum) => writeln!(text, "~{done} {sum} {path}"),
                Step::Take(sum) => writeln!(text, "={done} {sum} {path}"),
                Step::Delete => writeln!(text, "-{done} - {path}"),
            };
        }
        pack(&text)
    }

    /// Reads one; nothing if it is damaged or of a later version.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = unpack(bytes)?;
        let mut lines = text.strip_prefix(HEAD)?.strip_prefix(" journal\n")?.lines();
        let site = lines.next()?.to_owned();
        let (stage, goal) = lines.next()?.split_once(' ')?;
        let stage = match stage {
            "adding" => Stage::Adding,
            "changing" => Stage::Changing,
            _ => return None,
        };
        let steps = lines.map(|line| {
            let mut parts = line.splitn(3, ' ');
            let (what, sum, path) = (parts.next()?, parts.next()?, parts.next()?);
            let step = match what.get(..1)? {
                "+" => Step::Add(Digest::parse(sum)?),
                "~" => Step::Change(Digest::parse(sum)?),
                "=" => Step::Take(Digest::parse(sum)?),
                "-" => Step::Delete,
                _ => return None,
            };
            Some((path.to_owned(), (step, what.get(1..)? == ".")))
        });
        Some(Self { site, goal: Digest::parse(goal), stage, steps: steps.collect::<Option<_>>()? })
    }
}

fn pack(text: &str) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes())?;
    packer.finish()
}

fn unpack(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    GzDecoder::new(bytes).read_to_string(&mut text).ok()?;
    // The last line is whole.
    text.ends_with('\n').then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(text: &str) -> Digest {
        Digest::of(text.as_bytes())
    }

    #[test]
    fn both_files_are_read_as_they_were_written_and_damage_is_seen() {
        let manifest = Manifest {
            site: "https://example.org/".to_owned(),
            run: "1".to_owned(),
            files: [("a b/甲.html".to_owned(), sum("甲")), ("z".to_owned(), sum("z"))].into(),
        };
        let bytes = manifest.bytes().unwrap();
        assert_eq!(Manifest::parse(&bytes), Some(manifest));
        let steps = [
            ("a b.html".to_owned(), (Step::Add(sum("1")), true)),
            ("b.html".to_owned(), (Step::Change(sum("2")), false)),
            ("c.html".to_owned(), (Step::Delete, false)),
            ("d.html".to_owned(), (Step::Take(sum("4")), true)),
        ];
        for stage in [Stage::Adding, Stage::Changing] {
            let goal = Some(sum("goal"));
            let journal = Journal { site: "https://example.org/".to_owned(), goal, stage, steps: steps.clone().into() };
            let bytes = journal.bytes().unwrap();
            assert_eq!(Journal::parse(&bytes), Some(journal));
            assert_eq!(Manifest::parse(&bytes), None);
            (0..bytes.len()).for_each(|end| assert_eq!(Journal::parse(&bytes[..end]), None, "{end}"));
        }
    }

    #[test]
    fn what_was_cut_off_is_not_taken_to_be_done() {
        let files = |list: &[(&str, &str)]| Manifest {
            site: String::new(),
            run: String::new(),
            files: list.iter().map(|(path, text)| ((*path).to_owned(), sum(text))).collect(),
        };
        let steps = [
            ("changed".to_owned(), (Step::Change(sum("new")), false)),
            ("gone".to_owned(), (Step::Delete, false)),
            ("half".to_owned(), (Step::Add(sum("half")), false)),
            ("new".to_owned(), (Step::Add(sum("new")), true)),
        ];
        let new = files(&[("changed", "new"), ("half", "half"), ("new", "new")]);
        let known = |manifest: &Manifest, stage| {
            let journal = Journal { site: String::new(), goal: Some(new.sum()), stage, steps: steps.clone().into() };
            let state = State { manifest: Some(manifest.clone()), journal: Some(journal), ..State::default() };
            let files = state.files();
            ["changed", "gone", "half", "new"].map(|path| files.get(path).map(|known| (known.sum, known.linked)))
        };
        let old = files(&[("changed", "old"), ("gone", "gone")]);
        let (half, is) = (Some(sum("half")), Some(sum("new")));
        assert_eq!(
            known(&old, Stage::Adding),
            [Some((None, true)), Some((None, true)), Some((None, false)), Some((is, false))]
        );
        assert_eq!(known(&old, Stage::Changing)[3], Some((is, true)));
        assert_eq!(
            known(&new, Stage::Changing),
            [Some((is, true)), Some((None, false)), Some((half, true)), Some((is, true))]
        );
    }

    #[test]
    fn what_an_earlier_run_did_is_remembered_until_a_manifest_says_so() {
        let earlier = Journal {
            stage: Stage::Changing,
            steps: [("a".to_owned(), (Step::Add(sum("a")), true)), ("b".to_owned(), (Step::Change(sum("b")), false))]
                .into(),
            ..Journal::default()
        };
        let state = State { journal: Some(earlier.clone()), ..State::default() };
        let mut journal = Journal::default();
        journal.carry(&earlier, &state.files());
        // `b` is to be done again, which the new journal says for itself.
        assert_eq!(journal.steps, [("a".to_owned(), (Step::Change(sum("a")), true))].into());
        assert_eq!(journal.stale().collect::<Vec<_>>(), ["a"]);
        let state = State { journal: Some(journal), ..State::default() };
        assert_eq!(state.files()["a"], Known { sum: Some(sum("a")), linked: true, ours: true });
    }
}
