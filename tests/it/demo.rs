//! The demo bulletin against the printed page that it carries on: every name and figure, found by every way.

use std::collections::BTreeMap;

use crate::support::{edition, pages, root};
use jianbao::disk;
use jianbao::pipeline::{Prepared, prepare};
use jianbao::search::Segmenter;

/// Each story with words of its own that must stand on its page: names, organisations, figures.
const FACTS: &[(&str, &[&str])] = &[
    ("xiangmu/2020-09-15-qianyue.html", &["市级科技计划项目签约", "114", "29", "6623.48", "98108", "6070", "卜歆宇"]),
    (
        "zhuanti/2020-09-15-shengen.html",
        &[
            "平湖聚力推进“深根计划”赋能科技创新",
            "签订框架协议",
            "组建工作专班",
            "落实工作举措",
            "徐晓雯",
            "金哲宇",
            "浙江清华长三角研究院",
            "中国标准化研究院",
            "1+4+N",
            "1+N",
            "倪建锋",
            "孙堃琦",
            "仲旭东",
            "陈群伟",
            "成波",
            "李骏",
            "鸿视科技（嘉兴）有限公司",
            "浙江奉天电子有限公司",
            "1.5亿元",
            "清华大学苏州汽车研究院",
            "独山港经济开发区",
            "张江长三角科技城平湖园",
            "智能网联汽车研究中心",
            "海上风电实验室",
            "清华文创发展研究院",
        ],
    ),
    (
        "dongtai/2020-09-15-renda.html",
        &["市人大领导调研科技进步工作", "金玉珍", "倪建锋", "毛宝中", "金哲宇", "车创园", "智创园", "科创中心", "新埭"],
    ),
    (
        "fuwu/2020-09-15-chuangxinquan.html",
        &[
            "科技创新券政策解读与业务操作培训会举行",
            "185",
            "543",
            "407.5147",
            "戴亮",
            "杭州固和检测技术有限公司",
            "平湖汽车零部件检验检测有限公司",
            "上海交大平湖智能光电研究院",
            "《平湖市科技创新券实施管理办法》",
        ],
    ),
    (
        "fuwu/2020-09-15-xincailiao.html",
        &[
            "科技部门加快新材料产业创新服务综合体建设",
            "优选服务对象",
            "倾听企业心声",
            "编制政策方案",
            "毛宝中",
            "徐晓雯",
            "金哲宇",
            "80家",
            "17家",
            "浙江杰上杰新材料有限公司",
            "浙江海特合金股份有限公司",
            "浙工大平湖新材料研究院",
            "浙江王奇检测科技有限公司",
            "平湖市独山港强村联合投资有限公司",
        ],
    ),
    (
        "dongtai/2020-09-15-qingtian.html",
        &[
            "市科技局赴青田县开展农业科技对接",
            "高超",
            "杨良山",
            "印文彪",
            "舒桥乡",
            "高市乡",
            "东源口村",
            "浙江碧丰农业开发有限公司",
            "大印农业星创天地",
        ],
    ),
    (
        "saishi/2020-09-15-huojubei.html",
        &[
            "我市两企业获省“火炬杯”创新创业大赛第一",
            "莫开彦",
            "第九届",
            "第七届",
            "8家",
            "芯越微电子材料（嘉兴）有限公司",
            "嘉兴富瑞邦新材料科技有限公司",
            "浙江微创新能源有限公司",
            "萧山区",
        ],
    ),
];

fn prepare_demo() -> (Prepared, BTreeMap<String, Vec<u8>>) {
    let (input, mistakes) = disk::read(root());
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    let segmenter = Segmenter::new();
    let prepared = prepare(input, edition(), Some(&segmenter), None);
    assert!(prepared.diagnostics.is_empty(), "{:#?}", prepared.diagnostics);
    let pages = pages(&prepared);
    (prepared, pages)
}

fn page_text(pages: &BTreeMap<String, Vec<u8>>, address: &str) -> String {
    String::from_utf8(pages[address].clone()).unwrap()
}

#[test]
fn every_name_and_figure_is_there() {
    let (prepared, pages) = prepare_demo();
    assert_eq!(prepared.bulletin.site.stories.len(), FACTS.len());
    for (address, facts) in FACTS {
        let page = page_text(&pages, address);
        for fact in *facts {
            assert!(page.contains(fact), "{address} lacks {fact}");
        }
    }
}

/// Tells whether a page is one of those that lead to stories in some way.
type PathFilter = fn(&str) -> bool;

/// Whether a path is the first page of a column.
fn is_column_page(path: &str) -> bool {
    path.split('/').count() == 2 && path.ends_with("/index.html")
}

#[test]
fn every_story_is_found_by_column_tag_issue_archive_and_feed() {
    let (_, pages) = prepare_demo();
    let ways: [(&str, PathFilter); 6] = [
        ("columns", is_column_page),
        ("tags", |path| path.starts_with("tags/") && path.ends_with(".html")),
        ("issues", |path| path == "issues/2020-09.html"),
        ("archive", |path| path.starts_with("archive/2020/09/")),
        ("the front page and its older pages", |path| path == "index.html" || path.starts_with("page/")),
        ("feeds", |path| path == "feed.xml"),
    ];

    for (name, belongs) in ways {
        let all: String = pages
            .iter()
            .filter(|(path, _)| belongs(path))
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
            .collect();
        for (address, _) in FACTS {
            assert!(all.contains(&format!("/{address}\"")), "{address} is not found by {name}");
        }
    }

    // The demo is large enough for lists of several pages.
    assert!(
        pages.contains_key("page/1.html")
            && pages.keys().any(|path| path.starts_with("tags/") && path.ends_with("page/1.html"))
    );
}

#[test]
fn feeds_are_read_by_a_feed_parser() {
    let (_, pages) = prepare_demo();
    let feeds: Vec<&String> =
        pages.keys().filter(|path| path.ends_with("rss.xml") || path.starts_with("feed.")).collect();
    assert!(feeds.len() > 10);

    for path in feeds {
        let feed = feed_rs::parser::parse(pages[path].as_slice()).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(!feed.entries.is_empty(), "{path}");
        for entry in &feed.entries {
            assert!(entry.title.is_some() && entry.published.is_some() && !entry.links.is_empty(), "{path}");
            assert!(entry.links[0].href.starts_with("https://example.org/"), "{path}");
            let body = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default();
            assert!(body.contains("<p>") && !body.contains("href=\"/"), "{path}: no full text with whole addresses");
        }
    }

    for path in pages.keys().filter(|path| path.ends_with(".xml")) {
        roxmltree::Document::parse(&page_text(&pages, path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn the_sitemap_names_every_page_once() {
    let (prepared, pages) = prepare_demo();
    let map = page_text(&pages, "sitemap.xml");
    let map = roxmltree::Document::parse(&map).unwrap();

    let mut named: Vec<&str> = map
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.sitemaps.org/schemas/sitemap/0.9", "loc")))
        .filter_map(|node| node.text())
        .collect();

    let mut expected: Vec<String> = prepared
        .bulletin
        .plan
        .routes()
        .iter()
        .filter(|(_, route)| jianbao::plan::is_listed(route))
        .map(|(address, _)| format!("https://example.org/{}", address.to_url()))
        .collect();

    named.sort_unstable();
    expected.sort();
    assert_eq!(named, expected);
}

#[test]
fn json_ld_is_json_and_names_the_roles() {
    let (_, pages) = prepare_demo();
    let page = page_text(&pages, "zhuanti/2020-09-15-shengen.html");
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").unwrap();
    let json: serde_json::Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(json["@type"], "NewsArticle");
    assert_eq!(json["author"][0]["name"], "徐晓雯");
    assert_eq!(json["contributor"][0]["name"], "金哲宇");
    assert_eq!(json["isPartOf"]["issueNumber"], "9");
    assert_eq!(json["printPage"], "1");
}

#[test]
fn redirects_lead_to_pages() {
    let (prepared, pages) = prepare_demo();
    let mut count = 0;
    for (address, route) in prepared.bulletin.plan.routes() {
        if let jianbao::plan::Route::Redirect(to) = route {
            count += 1;
            assert!(pages.contains_key(to.as_str()), "{address} leads to {to}, which is not there");
            assert!(page_text(&pages, address.as_str()).contains(&format!("url=/{}\"", to.to_url())), "{address}");
        }
    }
    assert!(count > 1, "no redirects");
}
