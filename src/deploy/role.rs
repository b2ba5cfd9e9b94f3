//! What a file is to readers, by its address: in which order files may be put up follows from it.

/// What a file is to readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileRole {
    /// What pages show or offer and what leads nowhere itself: style sheets, scripts, pictures, attachments.
    Asset,
    /// A story, or a file of the search, which names stories.
    Story,
    /// What names many stories: lists, tags, issues, feeds, maps of the site.
    List,
    /// The front page, where readers begin.
    Home,
}

/// Pages that every site has, other than stories and lists.
const LIST_PAGES: [&str; 3] = ["map.html", "search.html", "404.html"];

/// Directories whose pages name many stories.
const LIST_DIRECTORIES: [&str; 4] = ["tags", "archive", "issues", "page"];

impl FileRole {
    /// Of the file at an address in the output, such as `yaowen/a.html`.
    pub fn of_address(address: &str) -> Self {
        let (directory, name) = address.rsplit_once('/').unwrap_or(("", address));
        let first = address.split('/').next().unwrap_or_default();
        if address == "index.html" {
            Self::Home
        } else if first == "search" && !directory.is_empty() {
            Self::Story
        } else if name.ends_with(".html") {
            let of_many = name == "index.html"
                || LIST_PAGES.contains(&address)
                || (!directory.is_empty() && LIST_DIRECTORIES.contains(&first))
                || directory.rsplit('/').next() == Some("page");
            if of_many { Self::List } else { Self::Story }
        } else if name == "rss.xml"
            || directory.is_empty()
                && (["feed.xml", "feed.json", "robots.txt", "manifest.sha256"].contains(&name)
                    || name.starts_with("sitemap") && name.ends_with(".xml"))
        {
            Self::List
        } else {
            Self::Asset
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_follows_from_its_address() {
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
            assert_eq!(Role::of(address), role, "{address}");
        }
    }
}
