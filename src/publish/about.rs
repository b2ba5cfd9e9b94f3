//! What the marker says of a site as a whole, for whoever puts it on a server.

use std::fmt::Write;

/// What is said of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildReport {
    /// The absolute address of its front page.
    pub site: String,
    /// The directory of what is named by its content, below the front page: `assets/1f2e3d4c5b/`.
    pub lasting: String,
    /// How many stories it has.
    pub stories: usize,
    /// Whether drafts are in it.
    pub drafts: bool,
}

impl BuildReport {
    /// As lines of the marker.
    pub(super) fn marker_lines(&self) -> String {
        let Self { site, lasting, stories, drafts } = self;
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "#site {site}");
        let _ = writeln!(text, "#lasting {lasting}");
        let _ = writeln!(text, "#stories {stories}");
        if *drafts {
            let _ = writeln!(text, "#drafts");
        }
        text
    }

    /// Reads a marker; nothing if it is of an earlier version, which did not say.
    pub(super) fn parse_marker(marker: &str) -> Option<Self> {
        let line = |name: &str| marker.lines().find_map(|line| line.strip_prefix(name));
        Some(Self {
            site: line("#site ")?.to_owned(),
            lasting: line("#lasting ")?.to_owned(),
            stories: line("#stories ")?.parse().ok()?,
            drafts: line("#drafts").is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_was_written() {
        for drafts in [false, true] {
            let (site, lasting) = ("https://example.org/简报/".to_owned(), "assets/0123456789/".to_owned());
            let about = BuildReport { site, lasting, stories: 7, drafts };
            assert_eq!(About::parse(&about.text()), Some(about));
        }
        assert_eq!(About::parse("# 说明\n"), None);
    }
}
