//! Refuses targets that belong to others, and deletions that nobody can intend.

use super::DeployRefusal;
use super::plan::DeployPlan;
use super::role::FileRole;
use super::state::TargetState;

/// Number of deletions that is never refused.
const UNQUESTIONED_DELETIONS: usize = 50;

/// Refuses a target that has another site, or a `foreign` file, which jianbao did not put there.
///
/// # Errors
/// [`DeployRefusal::OtherSite`], [`DeployRefusal::Foreign`].
pub(super) fn check_owner(state: &TargetState, site: &str, foreign: Option<String>) -> Result<(), DeployRefusal> {
    match state.site_url() {
        Some(other) if other != site => {
            Err(DeployRefusal::OtherSite { other: other.to_owned(), site: site.to_owned() })
        }
        Some(_) => Ok(()),
        None => foreign.map_or(Ok(()), |file| Err(DeployRefusal::Foreign { file })),
    }
}

/// Refuses to delete more than fifty files if they are more than one in ten, and the last story of a site that now has no
/// `stories`. The deletions of an interrupted run do not count: they were allowed then.
///
/// # Errors
/// [`DeployRefusal::Deletions`].
pub(super) fn check_deletion_count(plan: &DeployPlan, stories: usize) -> Result<(), DeployRefusal> {
    let count = plan.still_linked.len();
    let known = plan.known_count;
    let emptied = stories == 0 && plan.still_linked.iter().any(|path| is_story_page(path));

    if emptied || count > UNQUESTIONED_DELETIONS && count * 10 > known {
        return Err(DeployRefusal::Deletions { count, known, emptied });
    }
    Ok(())
}

fn is_story_page(path: &str) -> bool {
    FileRole::of_address(path) == FileRole::Story && path.ends_with(".html")
}

#[cfg(test)]
mod tests {
    use super::super::state::Manifest;
    use super::*;

    const OURS: &str = "https://a.example/";

    fn state_of(site: &str) -> TargetState {
        let manifest = Manifest { site: site.to_owned(), ..Manifest::default() };
        TargetState { manifest: Some(manifest), ..TargetState::default() }
    }

    fn allows_deletions(count: usize, known_count: usize, stories: usize) -> bool {
        let still_linked = (0..count).map(|n| format!("a/{n}.html")).collect();
        check_deletion_count(&DeployPlan { still_linked, known_count, ..DeployPlan::default() }, stories).is_ok()
    }

    #[test]
    fn a_target_of_another_is_not_touched() {
        assert!(check_owner(&state_of(OURS), OURS, None).is_ok());
        let other = check_owner(&state_of("https://b.example/"), OURS, None);
        assert!(matches!(other, Err(DeployRefusal::OtherSite { .. })));

        assert!(check_owner(&TargetState::default(), OURS, None).is_ok());
        let foreign = check_owner(&TargetState::default(), OURS, Some("index.php".to_owned()));
        assert!(matches!(foreign, Err(DeployRefusal::Foreign { .. })));
    }

    #[test]
    fn many_deletions_are_refused_and_so_is_the_last_story() {
        for (count, known, allowed) in
            [(0, 0, true), (50, 60, true), (51, 510, true), (51, 509, false), (100, 1000, true), (101, 1000, false)]
        {
            assert_eq!(allows_deletions(count, known, 1), allowed, "{count} of {known}");
        }
        assert!(!allows_deletions(1, 100, 0));
    }
}
