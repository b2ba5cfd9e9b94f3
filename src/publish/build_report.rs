//! The report of a build in the marker: facts about the whole site, for whoever deploys it.

/// Facts about a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildReport {
    /// The absolute address of its front page.
    pub site: String,
    /// The directory of files that are named by their content, below the front page: `assets/1f2e3d4c5b/`.
    pub lasting: String,
    /// The number of its stories.
    pub stories: usize,
    /// Whether it has drafts.
    pub drafts: bool,
}

impl BuildReport {
    /// Returns the lines of the marker.
    pub(super) fn marker_lines(&self) -> String {
        let Self { site, lasting, stories, drafts } = self;

        let mut text = format!("#site {site}\n#lasting {lasting}\n#stories {stories}\n");
        if *drafts {
            text.push_str("#drafts\n");
        }
        text
    }

    /// Parses a marker; `None` for one of an earlier version, which has no report.
    pub(super) fn parse_marker(marker: &str) -> Option<Self> {
        Some(Self {
            site: find_value(marker, "#site ")?.to_owned(),
            lasting: find_value(marker, "#lasting ")?.to_owned(),
            stories: find_value(marker, "#stories ")?.parse().ok()?,
            drafts: find_value(marker, "#drafts").is_some(),
        })
    }
}

fn find_value<'m>(marker: &'m str, key: &str) -> Option<&'m str> {
    marker.lines().find_map(|line| line.strip_prefix(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_has_the_report_that_was_written() {
        for drafts in [false, true] {
            let report = BuildReport {
                site: "https://example.org/简报/".to_owned(),
                lasting: "assets/0123456789/".to_owned(),
                stories: 7,
                drafts,
            };
            assert_eq!(BuildReport::parse_marker(&report.marker_lines()), Some(report));
        }
        assert_eq!(BuildReport::parse_marker("# 说明\n"), None);
    }
}
