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

use super::store::OWN;
use crate::address::Address;
use crate::digest::Digest;

/// Where the manifest stands at a target.
pub const MANIFEST: &str = ".jianbao-deploy/manifest.gz";

/// Where the journal stands.
pub const JOURNAL: &str = ".jianbao-deploy/journal.gz";

const HEAD: &str = "jianbao-deploy 1";

/// The most bytes of text that either file may hold: a million files with long names.
const TEXT_LIMIT: u64 = 128 << 20;

/// The most bytes of the address of a site, and of what a run is called.
const NAME_LIMIT: usize = 2000;

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
    pub fn site(&self) -> Option<&str> {
        let manifest = self.manifest.as_ref().map(|manifest| manifest.site.as_str());
        manifest.or_else(|| self.journal.as_ref().map(|journal| journal.site.as_str()))
    }

    /// What is known of its files.
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
    pub fn sum(&self) -> Digest {
        Digest::of_bytes(self.text().as_bytes())
    }

    /// As it stands at a target.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        pack(&self.text())
    }

    /// Reads one; nothing if it is damaged or of a later version.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = unpack(bytes)?;
        let mut lines = text.strip_prefix(HEAD)?.strip_prefix(" manifest\n")?.lines();
        let site = name(lines.next()?)?;
        let run = name(lines.next()?)?;
        let files = lines.map(|line| {
            let (sum, path) = line.split_once(' ')?;
            Some((address(path)?, Digest::from_hex(sum)?))
        });
        Some(Self { site, run, files: each_once(files)? })
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
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = unpack(bytes)?;
        let mut lines = text.strip_prefix(HEAD)?.strip_prefix(" journal\n")?.lines();
        let site = name(lines.next()?)?;
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
                "+" => Step::Add(Digest::from_hex(sum)?),
                "~" => Step::Change(Digest::from_hex(sum)?),
                "=" => Step::Take(Digest::from_hex(sum)?),
                "-" => Step::Delete,
                _ => return None,
            };
            let done = match what.get(1..)? {
                "." => true,
                "?" => false,
                _ => return None,
            };
            Some((address(path)?, (step, done)))
        });
        let goal = if goal == "-" { None } else { Some(Digest::from_hex(goal)?) };
        Some(Self { site, goal, stage, steps: each_once(steps)? })
    }
}

fn pack(text: &str) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes())?;
    packer.finish()
}

fn unpack(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    GzDecoder::new(bytes).take(TEXT_LIMIT + 1).read_to_string(&mut text).ok()?;
    // The last line is whole.
    (text.ends_with('\n') && text.len() as u64 <= TEXT_LIMIT).then_some(text)
}

/// A path that a deployer can have written: files are written and deleted by what stands here, so it must be an address
/// of the output, and none of the deployer's own files.
fn address(path: &str) -> Option<String> {
    let own = OWN.trim_end_matches('/');
    let is_own = path.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(own));
    Address::new(path).filter(|address| address.as_str() == path && !is_own).map(|address| address.to_string())
}

/// The address of a site, or what a run is called: one line that can be shown.
fn name(line: &str) -> Option<String> {
    let is_shown = line.len() <= NAME_LIMIT && line.chars().all(|c| !c.is_control());
    is_shown.then(|| line.to_owned())
}

/// Entries as a map; nothing if one of them cannot be read or two are of one path.
fn each_once<V>(entries: impl Iterator<Item = Option<(String, V)>>) -> Option<BTreeMap<String, V>> {
    let mut map = BTreeMap::new();
    for entry in entries {
        let (path, value) = entry?;
        if map.insert(path, value).is_some() {
            return None;
        }
    }
    Some(map)
}

#[cfg(test)]
mod tests;
