//! What is refused: a target that is another's, and deletions that nobody meant.

use super::Refusal;
use super::role::Role;
use super::state::State;
use super::work::Work;

/// Fewer deletions than this are nobody's mistake.
const FEW: usize = 50;

/// Whether a target may be written to: it is empty, or has this site.
///
/// # Errors
/// It has another site, or `foreign`, a file that jianbao did not put there.
pub(super) fn owner(state: &State, site: &str, foreign: Option<String>) -> Result<(), Refusal> {
    match state.site() {
        Some(other) if other != site => Err(Refusal::OtherSite { other: other.to_owned(), site: site.to_owned() }),
        Some(_) => Ok(()),
        None => foreign.map_or(Ok(()), |file| Err(Refusal::Foreign { file })),
    }
}

/// Whether what is to be deleted can be meant: no more than fifty files, or one in ten, and never the last story, of a site
/// with so many `stories`. What an earlier run was about to delete was meant then.
///
/// # Errors
/// There is more.
pub(super) fn deletions(work: &Work, stories: usize) -> Result<(), Refusal> {
    let count = work.lost.len();
    let is_story = |path: &str| Role::of(path) == Role::Story && path.ends_with(".html");
    let emptied = stories == 0 && work.lost.iter().any(|path| is_story(path));
    if emptied || count > FEW && count * 10 > work.known {
        return Err(Refusal::Deletions { count, known: work.known, emptied });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::state::Manifest;
    use super::*;

    #[test]
    fn a_target_of_another_is_not_touched() {
        let state = |site: &str| State {
            manifest: Some(Manifest { site: site.to_owned(), ..Manifest::default() }),
            ..State::default()
        };
        assert!(owner(&state("https://a.example/"), "https://a.example/", None).is_ok());
        assert!(matches!(
            owner(&state("https://b.example/"), "https://a.example/", None),
            Err(Refusal::OtherSite { .. })
        ));
        assert!(owner(&State::default(), "https://a.example/", None).is_ok());
        let foreign = Some("index.php".to_owned());
        assert!(matches!(owner(&State::default(), "https://a.example/", foreign), Err(Refusal::Foreign { .. })));
    }

    #[test]
    fn many_deletions_are_refused_and_so_is_the_last_story() {
        let deletions = |count: usize, known, stories: usize| {
            let lost = (0..count).map(|n| format!("a/{n}.html")).collect();
            deletions(&Work { lost, known, ..Work::default() }, stories).is_ok()
        };
        for (count, known, allowed) in
            [(0, 0, true), (50, 60, true), (51, 510, true), (51, 509, false), (100, 1000, true), (101, 1000, false)]
        {
            assert_eq!(deletions(count, known, 1), allowed, "{count} of {known}");
        }
        assert!(!deletions(1, 100, 0));
    }
}
