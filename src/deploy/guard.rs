//! What is refused: a target that is another's, and deletions that nobody meant.

use super::DeployRefusal;
use super::plan::DeployPlan;
use super::role::FileRole;
use super::state::TargetState;

/// Fewer deletions than this are nobody's mistake.
const UNQUESTIONED_DELETIONS: usize = 50;

/// Whether a target may be written to: it is empty, or has this site.
///
/// # Errors
/// It has another site, or `foreign`, a file that jianbao did not put there.
pub(super) fn check_owner(state: &TargetState, site: &str, foreign: Option<String>) -> Result<(), DeployRefusal> {
    match state.site_url() {
        Some(other) if other != site => {
            Err(DeployRefusal::OtherSite { other: other.to_owned(), site: site.to_owned() })
        }
        Some(_) => Ok(()),
        None => foreign.map_or(Ok(()), |file| Err(DeployRefusal::Foreign { file })),
    }
}

/// Whether what is to be deleted can be meant: no more than fifty files, or one in ten, and never the last story, of a site
/// with so many `stories`. What an earlier run was about to delete was meant then.
///
/// # Errors
/// There is more.
pub(super) fn check_deletion_count(work: &DeployPlan, stories: usize) -> Result<(), DeployRefusal> {
    let count = work.still_linked.len();
    let is_story = |path: &str| FileRole::of_address(path) == FileRole::Story && path.ends_with(".html");
    let emptied = stories == 0 && work.still_linked.iter().any(|path| is_story(path));
    if emptied || count > UNQUESTIONED_DELETIONS && count * 10 > work.known_count {
        return Err(DeployRefusal::Deletions { count, known: work.known_count, emptied });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::state::Manifest;
    use super::*;

    #[test]
    fn a_target_of_another_is_not_touched() {
        let state = |site: &str| TargetState {
            manifest: Some(Manifest { site: site.to_owned(), ..Manifest::default() }),
            ..TargetState::default()
        };
        assert!(check_owner(&state("https://a.example/"), "https://a.example/", None).is_ok());
        assert!(matches!(
            check_owner(&state("https://b.example/"), "https://a.example/", None),
            Err(DeployRefusal::OtherSite { .. })
        ));
        assert!(check_owner(&TargetState::default(), "https://a.example/", None).is_ok());
        let foreign = Some("index.php".to_owned());
        assert!(matches!(
            check_owner(&TargetState::default(), "https://a.example/", foreign),
            Err(DeployRefusal::Foreign { .. })
        ));
    }

    #[test]
    fn many_deletions_are_refused_and_so_is_the_last_story() {
        let deletions = |count: usize, known, stories: usize| {
            let lost = (0..count).map(|n| format!("a/{n}.html")).collect();
            check_deletion_count(
                &DeployPlan { still_linked: lost, known_count: known, ..DeployPlan::default() },
                stories,
            )
            .is_ok()
        };
        for (count, known, allowed) in
            [(0, 0, true), (50, 60, true), (51, 510, true), (51, 509, false), (100, 1000, true), (101, 1000, false)]
        {
            assert_eq!(deletions(count, known, 1), allowed, "{count} of {known}");
        }
        assert!(!deletions(1, 100, 0));
    }
}
