//! What is to be done at a target so that it has a site, and in which order: at every moment each page that a reader can
//! reach has all that it links to.

use std::collections::{BTreeMap, BTreeSet};

use super::role::Role;
use super::state::{Journal, Known, Stage, State, Step};
use crate::digest::Digest;

/// A file of the new site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The digest of what it says and of how it is to be served.
    pub sum: Digest,
    /// How long it is, in bytes.
    pub bytes: u64,
}

/// A file that is to be put up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its address in the output.
    pub path: String,
    /// What it is to be.
    pub wanted: Wanted,
    /// Whether there is none yet that a page leads to.
    pub new: bool,
    /// Whether it was put there already, by a deployer that was cut off.
    pub there: bool,
    /// Whether it takes the place of a file that jianbao did not put there.
    pub taking: bool,
}

/// What is to be done, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// What no page leads to yet: waves, each to be finished before the next is begun.
    pub adding: Vec<Vec<Upload>>,
    /// What takes the place of others, and the front page.
    pub changing: Vec<Vec<Upload>>,
    /// What the site has no longer.
    pub deleting: Vec<String>,
    /// Those of them that readers may still find: the others an earlier run was about to delete.
    pub lost: Vec<String>,
    /// How many files are known at the target.
    pub known: usize,
}

/// Compares a site with what is known of the target.
///
/// New files come first: nothing leads to them until the pages that do are put up, so they may come in any order. The
/// styles and pictures that changed pages need are among them, and so is every page that a changed page may link to. Then
/// the changed ones, stories before the lists that name them; whatever they link to is there, in its old form or its new
/// one. The front page is last, new or not: a site that is put up for the first time cannot be reached before.
pub fn work(site: &BTreeMap<String, Wanted>, state: &State) -> Work {
    let known = state.files();
    // Where case is ignored, names that differ in it alone are of one file.
    let place = |path: &str| if state.ignores_case { path.to_lowercase() } else { path.to_owned() };
    let mut places: BTreeMap<String, Known> = BTreeMap::new();
    for (path, known) in &known {
        let merge = |other: &mut Known| {
            other.sum = other.sum.filter(|sum| Some(*sum) == known.sum);
            other.linked |= known.linked;
            other.ours |= known.ours;
        };
        places.entry(place(path)).and_modify(merge).or_insert(*known);
    }
    let mut waves: BTreeMap<(bool, Role), Vec<Upload>> = BTreeMap::new();
    for (path, wanted) in site {
        let there = places.get(&place(path));
        if there.is_some_and(|known| known.sum == Some(wanted.sum) && known.linked) {
            continue;
        }
        let new = !there.is_some_and(|known| known.linked);
        let taking = there.is_some_and(|known| !known.ours);
        let there = there.is_some_and(|known| known.sum == Some(wanted.sum));
        let role = Role::of(path);
        let wave = waves.entry((!new || role == Role::Home, role)).or_default();
        wave.push(Upload { path: path.clone(), wanted: *wanted, new, there, taking });
    }
    let ours = || known.iter().filter(|(_, known)| known.ours);
    let mut work = Work { known: ours().count(), ..Work::default() };
    for ((later, _), wave) in waves {
        if later { work.changing.push(wave) } else { work.adding.push(wave) }
    }
    let kept: BTreeSet<String> = site.keys().map(|path| place(path)).collect();
    let gone = || ours().filter(|(path, _)| !kept.contains(&place(path)));
    work.deleting = gone().map(|(path, _)| (*path).to_owned()).collect();
    work.lost = gone().filter(|(_, known)| known.linked).map(|(path, _)| (*path).to_owned()).collect();
    work
}

impl Work {
    /// Everything that is to be put up.
    pub fn uploads(&self) -> impl Iterator<Item = &Upload> {
        self.adding.iter().chain(&self.changing).flatten()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.uploads().next().is_none() && self.deleting.is_empty()
    }

    /// The journal of this work before anything is done.
    pub fn journal(&self, site: &str, goal: Digest) -> Journal {
        let steps = |waves: &[Vec<Upload>], step: fn(Digest) -> Step| -> Vec<_> {
            let each = |upload: &Upload| {
                let step = if upload.taking { Step::Take } else { step };
                (upload.path.clone(), (step(upload.wanted.sum), upload.there))
            };
            waves.iter().flatten().map(each).collect()
        };
        let deletions = self.deleting.iter().map(|path| (path.clone(), (Step::Delete, false)));
        let steps = steps(&self.adding, Step::Add).into_iter().chain(steps(&self.changing, Step::Change));
        Journal {
            site: site.to_owned(),
            goal: Some(goal),
            stage: Stage::Adding,
            steps: steps.chain(deletions).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Manifest;
    use super::*;

    fn sum(text: &str) -> Digest {
        Digest::of_bytes(text.as_bytes())
    }

    fn site(files: &[(&str, &str)]) -> BTreeMap<String, Wanted> {
        let wanted = |text: &str| Wanted { sum: sum(text), bytes: text.len() as u64 };
        files.iter().map(|(path, text)| ((*path).to_owned(), wanted(text))).collect()
    }

    fn state(files: &[(&str, &str)]) -> State {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), sum(text))).collect();
        State { manifest: Some(Manifest { files, ..Manifest::default() }), ..State::default() }
    }

    fn paths(waves: &[Vec<Upload>]) -> Vec<Vec<&str>> {
        waves.iter().map(|wave| wave.iter().map(|upload| upload.path.as_str()).collect()).collect()
    }

    #[test]
    fn what_is_new_comes_before_what_leads_to_it_and_the_front_page_last() {
        let new = site(&[
            ("index.html", "2"),
            ("assets/2/a.css", "1"),
            ("a/index.html", "2"),
            ("a/1.html", "2"),
            ("a/2.html", "1"),
            ("a/p.jpg", "2"),
            ("a/same.html", "1"),
            ("tags/new/index.html", "1"),
        ]);
        let old = state(&[
            ("index.html", "1"),
            ("assets/1/a.css", "1"),
            ("a/index.html", "1"),
            ("a/1.html", "1"),
            ("a/p.jpg", "1"),
            ("a/same.html", "1"),
        ]);
        let found = work(&new, &old);
        assert_eq!(paths(&found.adding), [vec!["assets/2/a.css"], vec!["a/2.html"], vec!["tags/new/index.html"]]);
        assert_eq!(
            paths(&found.changing),
            [vec!["a/p.jpg"], vec!["a/1.html"], vec!["a/index.html"], vec!["index.html"]]
        );
        assert_eq!(found.deleting, ["assets/1/a.css"]);
        let journal = found.journal("", sum("goal"));
        assert_eq!(
            journal.stale().collect::<Vec<_>>(),
            ["a/1.html", "a/index.html", "a/p.jpg", "assets/1/a.css", "index.html"]
        );
        // Where there is nothing, readers have no way in before all is there.
        let first = work(&new, &State::default());
        assert_eq!(paths(&first.changing), [vec!["index.html"]]);
        assert!(work(&new, &state(&[])).deleting.is_empty());
    }

    #[test]
    fn what_was_put_up_before_a_cut_is_not_sent_again_and_what_may_be_half_there_is() {
        let new = site(&[("index.html", "1"), ("a/1.html", "1"), ("a/2.html", "1")]);
        let mut cut = work(&new, &State::default()).journal("", sum("goal"));
        cut.steps.insert("a/1.html".to_owned(), (Step::Add(sum("1")), true));
        let again = work(&new, &State { journal: Some(cut.clone()), ..State::default() });
        let there: Vec<_> = again.uploads().map(|upload| (upload.path.as_str(), upload.there)).collect();
        assert_eq!(there, [("a/1.html", true), ("a/2.html", false), ("index.html", false)]);
        // Another site by now: what the first left is deleted, though it is in no manifest.
        let other = work(&site(&[("index.html", "1")]), &State { journal: Some(cut), ..State::default() });
        assert_eq!(other.deleting, ["a/1.html", "a/2.html"]);
    }

    #[test]
    fn files_of_others_are_changed_in_the_order_of_changed_ones_and_never_deleted() {
        let new = site(&[("index.html", "1"), ("a/1.html", "1"), ("a/2.html", "1")]);
        let others = ["a/2.html", "index.php"].map(str::to_owned).into();
        let taken = State { others, ..State::default() };
        let found = work(&new, &taken);
        assert_eq!(paths(&found.adding), [["a/1.html"]]);
        assert_eq!(paths(&found.changing), [["a/2.html"], ["index.html"]]);
        assert!(found.deleting.is_empty() && found.known == 0);
        // Cut off before it: what may still be the other's is not deleted by a site that does not have it; what was put
        // there in its place is.
        let mut cut = found.journal("", sum("goal"));
        assert!(cut.takes());
        let then = |journal: &Journal| {
            let state = State { journal: Some(journal.clone()), ..State::default() };
            work(&site(&[("index.html", "1")]), &state).deleting
        };
        assert_eq!(then(&cut), ["a/1.html"]);
        cut.steps.insert("a/2.html".to_owned(), (Step::Take(sum("1")), true));
        assert_eq!(then(&cut), ["a/1.html", "a/2.html"]);
    }

    #[test]
    fn a_name_that_changes_in_case_alone_is_of_the_same_file_where_case_is_ignored() {
        let new = site(&[("tags/ai.html", "2"), ("a.html", "1"), ("same.html", "1")]);
        let old = state(&[("Tags/AI.html", "1"), ("A.HTML", "1"), ("same.html", "1")]);
        let found = work(&new, &old);
        assert_eq!(found.deleting, ["A.HTML", "Tags/AI.html"]);
        let old = State { ignores_case: true, ..old };
        let found = work(&new, &old);
        assert!(found.deleting.is_empty() && found.adding.is_empty());
        assert_eq!(paths(&found.changing), [["tags/ai.html"]]);
        // Cut off, and back again: which of the two stands there is not known.
        let cut = State { journal: Some(found.journal("", sum("goal"))), ..old.clone() };
        let back = work(&site(&[("Tags/AI.html", "1"), ("A.HTML", "1"), ("same.html", "1")]), &cut);
        assert_eq!(paths(&back.changing), [["Tags/AI.html"]]);
        assert!(back.deleting.is_empty());
        // What is gone in every case is deleted.
        assert_eq!(work(&site(&[("a.html", "1")]), &old).deleting, ["Tags/AI.html", "same.html"]);
    }
}
