//! The role of a file for readers, by its address. It decides the order in which files are uploaded.

/// The role of a file for readers, in the order in which files are uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileRole {
    /// Files that pages show or offer and that lead nowhere themselves: style sheets, scripts, pictures, attachments.
    Asset,
    /// A story, or a file of the search index, which names stories.
    Story,
    /// Files that name many stories: lists, tags, issues, feeds, sitemaps.
    List,
    /// The front page, where readers begin.
    Home,
}

/// Pages that every site has, other than stories and lists.
const LIST_PAGES: [&str; 3] = ["map.html", "search.html", "404.html"];

/// Directories whose pages name many stories.
const LIST_DIRECTORIES: [&str; 4] = ["tags", "archive", "issues", "page"];

/// Files of the root for programs.
const LIST_FILES: [&str; 4] = ["feed.xml", "feed.json", "robots.txt", "manifest.sha256"];

impl FileRole {
    /// Returns the role of a file by its address in the output, such as `yaowen/a.html`.
    pub fn of_address(address: &str) -> Self {
        let (directory, name) = address.rsplit_once('/').unwrap_or(("", address));
        let is_in_root = directory.is_empty();
        let first = address.split('/').next().unwrap_or_default();

        if address == "index.html" {
            Self::Home
        } else if first == "search" && !is_in_root {
            Self::Story
        } else if name.ends_with(".html") {
            let is_list = name == "index.html"
                || LIST_PAGES.contains(&address)
                || (!is_in_root && LIST_DIRECTORIES.contains(&first))
                || directory.rsplit('/').next() == Some("page");
            if is_list { Self::List } else { Self::Story }
        } else if name == "rss.xml" || (is_in_root && is_list_file(name)) {
            Self::List
        } else {
            Self::Asset
        }
    }
}

/// Whether a file of the root is a feed, a sitemap or another list for programs.
fn is_list_file(name: &str) -> bool {
    LIST_FILES.contains(&name) || name.starts_with("sitemap") && name.ends_with(".xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_of_a_file_follows_from_its_address() {
        for (address, role) in [
            ("index.html", FileRole::Home),
            ("yaowen/index.html", FileRole::List),
            ("yaowen/page/3.html", FileRole::List),
            ("yaowen/a.html", FileRole::Story),
            ("yaowen/2020/a.html", FileRole::Story),
            ("yaowen/feed.html", FileRole::Story),
            ("a.html", FileRole::Story),
            ("tags/index.html", FileRole::List),
            ("tags/kexue/index.html", FileRole::List),
            ("archive/2020/09.html", FileRole::List),
            ("issues/2020-09.html", FileRole::List),
            ("search.html", FileRole::List),
            ("404.html", FileRole::List),
            ("search/t/3.bin", FileRole::Story),
            ("search/meta.json", FileRole::Story),
            ("feed.xml", FileRole::List),
            ("yaowen/rss.xml", FileRole::List),
            ("sitemap-2.xml", FileRole::List),
            ("robots.txt", FileRole::List),
            ("assets/1f2e3d4c5b/css/site.css", FileRole::Asset),
            ("yaowen/a.jpg.480.webp", FileRole::Asset),
            ("file/feed.xml", FileRole::Asset),
        ] {
            assert_eq!(FileRole::of_address(address), role, "{address}");
        }
    }
}
