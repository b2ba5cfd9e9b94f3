//! What a file is to readers, by its address: in which order files may be put up follows from it.

/// What a file is to readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
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
const PAGES: [&str; 3] = ["map.html", "search.html", "404.html"];

/// Directories whose pages name many stories.
const DIRECTORIES: [&str; 4] = ["tags", "archive", "issues", "page"];

impl Role {
    /// Of the file at an address in the output, such as `yaowen/a.html`.
    pub fn of(address: &str) -> Self {
        let (directory, name) = address.rsplit_once('/').unwrap_or(("", address));
        let first = address.split('/').next().unwrap_or_default();
        if address == "index.html" {
            Self::Home
        } else if first == "search" && !directory.is_empty() {
            Self::Story
        } else if name.ends_with(".html") {
            let of_many = name == "index.html"
                || PAGES.contains(&address)
                || (!directory.is_empty() && DIRECTORIES.contains(&first))
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
            ("index.html", Role::Home),
            ("yaowen/index.html", Role::List),
            ("yaowen/page/3.html", Role::List),
            ("yaowen/a.html", Role::Story),
            ("yaowen/2020/a.html", Role::Story),
            ("yaowen/feed.html", Role::Story),
            ("a.html", Role::Story),
            ("tags/index.html", Role::List),
            ("tags/kexue/index.html", Role::List),
            ("archive/2020/09.html", Role::List),
            ("issues/2020-09.html", Role::List),
            ("search.html", Role::List),
            ("404.html", Role::List),
            ("search/t/3.bin", Role::Story),
            ("search/meta.json", Role::Story),
            ("feed.xml", Role::List),
            ("yaowen/rss.xml", Role::List),
            ("sitemap-2.xml", Role::List),
            ("robots.txt", Role::List),
            ("assets/1f2e3d4c5b/css/site.css", Role::Asset),
            ("yaowen/a.jpg.480.webp", Role::Asset),
            ("file/feed.xml", Role::Asset),
        ] {
            assert_eq!(Role::of(address), role, "{address}");
        }
    }
}
