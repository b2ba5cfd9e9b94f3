//! What pages of lists say of themselves: how many stories there are, where one is, where the years begin, what lies above.

use std::collections::BTreeMap;

use crate::support::{pages, prepared};

const SETTINGS: &str = "title: 简报
base_url: https://example.org/b
page_size: 10
columns: {yi: 一, er: 二, kong: 空}
";

/// A bulletin of 45 stories in 一, one every 20 days from 1975-07-25 on, and 19 in 二.
fn bulletin() -> BTreeMap<String, String> {
    let mut texts = vec![("site.yaml".to_owned(), SETTINGS.to_owned())];
    texts.push(("content/kong/_column.md".to_owned(), "空栏目。\n".to_owned()));
    for (column, count) in [("yi", 45), ("er", 19)] {
        for n in 0..count {
            let date = chrono::NaiveDate::from_ymd_opt(1975, 7, 25).unwrap() + chrono::Days::new(n * 20);
            texts.push((
                format!("content/{column}/{n:02}.md"),
                format!("---\ntitle: {column}的第{n}篇\ndate: {date}\ntags: [甲]\n---\n正文。\n"),
            ));
        }
    }

    let prepared = prepared(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())), None);
    assert!(prepared.is_publishable(), "{:#?}", prepared.diagnostics);
    let pages = pages(&prepared).into_iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

/// The text of the element that begins with `start`, without the tags within it.
fn element_text(page: &str, start: &str, end: &str) -> String {
    let Some((_, rest)) = page.split_once(start) else { return String::new() };
    let (inner, _) = rest.split_once(end).unwrap();
    inner.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect()
}

#[test]
fn lists_count_from_the_newest() {
    let pages = bulletin();
    for (path, said, title) in [
        // 45 stories: the front has 15, the newest older page is 3.
        ("yi/index.html", "共45篇 · 第1页，共4页", "一"),
        ("yi/page/3.html", "共45篇 · 第2页，共4页", "一（第2页，共4页）"),
        ("yi/page/2.html", "共45篇 · 第3页，共4页", "一（第3页，共4页）"),
        ("yi/page/1.html", "共45篇 · 第4页，共4页", "一（第4页，共4页）"),
        ("page/1.html", "共64篇 · 第6页，共6页", "全部稿件（第6页，共6页）"),
        ("er/index.html", "共19篇", "二"),
        ("tags/jia/page/5.html", "共64篇 · 第2页，共6页", "甲（第2页，共6页）"),
        ("archive/1975/10/index.html", "共2篇", "1975年10月"),
        ("kong/index.html", "", "空"),
    ] {
        let page = &pages[path];
        assert_eq!(element_text(page, "<p class=\"meta\"><span>", "</span>"), said, "{path}");
        assert_eq!(element_text(page, "<title>", "</title>"), format!("{title} · 简报"), "{path}");
    }
}

#[test]
fn every_page_of_a_list_leads_to_the_years_and_marks_its_own() {
    let pages = bulletin();
    for (path, current) in [
        ("yi/index.html", "1977年"),
        ("yi/page/3.html", "1977年"),
        ("yi/page/2.html", "1976年"),
        ("yi/page/1.html", "1976年"),
        ("page/1.html", "1975年"),
    ] {
        let page = &pages[path];
        let years = element_text(page, "aria-label=\"按年份查找\">", "</nav>");
        assert_eq!(years.trim(), "1977年1976年1975年", "{path}");
        assert_eq!(element_text(page, "\" aria-current=\"true\">1", "</a>"), current[1..], "{path}");
    }
    let of_page = &pages["yi/page/2.html"];
    assert!(of_page.contains("<a href=\"/b/yi/#main\""), "the newest year begins at the top");
    assert!(of_page.contains("<a href=\"/b/yi/page/1.html#y1975\""), "{of_page}");
    assert!(pages["yi/page/1.html"].contains("id=\"y1975\""));
    assert!(!pages["archive/1975/10/index.html"].contains("按年份查找"));
}

#[test]
fn pages_lead_to_the_ends_of_the_list_once() {
    let pages = bulletin();
    for (path, links) in [
        ("yi/index.html", "较早的稿件/b/yi/page/3.html 最早的稿件/b/yi/page/1.html"),
        (
            "yi/page/3.html",
            "较早的稿件/b/yi/page/2.html 较新的稿件/b/yi/page/4.html 最早的稿件/b/yi/page/1.html 最新的稿件/b/yi/",
        ),
        ("yi/page/2.html", "较早的稿件/b/yi/page/1.html 较新的稿件/b/yi/page/3.html 最新的稿件/b/yi/"),
        ("yi/page/1.html", "较新的稿件/b/yi/page/2.html 最新的稿件/b/yi/"),
        ("er/index.html", ""),
    ] {
        assert_eq!(pager_links(&pages[path]), links, "{path}");
    }
}

/// The links of a pager: their words and addresses.
fn pager_links(page: &str) -> String {
    let Some((_, rest)) = page.split_once("aria-label=\"翻页\">") else { return String::new() };
    let (pager, _) = rest.split_once("</nav>").unwrap();
    let links = pager.split("href=\"").skip(1).map(|link| {
        let (address, rest) = link.split_once("\">").unwrap();
        let (words, _) = rest.split_once('<').unwrap();
        format!("{words}{address}")
    });
    links.collect::<Vec<_>>().join(" ")
}

#[test]
fn pages_say_where_they_are() {
    let pages = bulletin();
    for (path, place) in [
        ("index.html", ""),
        ("yi/00.html", "首页 一 正文"),
        ("yi/page/2.html", "首页 一"),
        ("page/1.html", "首页 全部稿件"),
        ("tags/index.html", "首页 标签"),
        ("tags/jia/index.html", "首页 标签 甲"),
        ("archive/index.html", "首页 归档"),
        ("archive/1975/index.html", "首页 归档 1975年"),
        ("archive/1975/10/index.html", "首页 归档 1975年 1975年10月"),
        ("issues/index.html", "首页 往期"),
        ("search.html", ""),
        ("404.html", ""),
    ] {
        let page = pages[path].replace("</a>", " ");
        assert_eq!(element_text(&page, "aria-label=\"当前位置\">", "</nav>"), place, "{path}");
    }
}
