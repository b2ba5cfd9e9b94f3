//! The values that templates see: these types and nothing else. Every address in them is ready to be written into a
//! page (base path and percent-encoding included) unless it is called `path`.
//!
//! A template gets `site` ([`SiteView`]), `page` ([`PageView`]) and the fields of its own kind's type:
//! `home.html` [`Home`], `list.html` [`ListView`], `story.html` [`StoryView`], `tags.html` [`Tags`],
//! `archive.html` [`ArchiveView`], `map.html` [`Map`], `issues.html` [`Issues`], `issue.html` [`IssueView`],
//! `issue_whole.html` [`IssueWhole`], `redirect.html` [`Redirect`]; `search.html` and `404.html` get `site` and `page` alone.

pub mod declaration;
mod indexes;
mod issues;

use serde::Serialize;

use self::declaration::views;
pub use self::indexes::{ArchiveView, ArchiveYear, Map, TagGroup, TagLink, Tags};
pub use self::issues::{IssueCard, IssuePageView, IssueView, IssueWhole, IssueYear, Issues, WholePage};

/// Templates with the type whose fields they get beside `site` and `page`. Others are parts that these include.
const TEMPLATES: [(&str, &ViewType); 12] = [
    ("home.html", Home::VIEW),
    ("list.html", ListView::VIEW),
    ("story.html", StoryView::VIEW),
    ("tags.html", Tags::VIEW),
    ("archive.html", ArchiveView::VIEW),
    ("map.html", Map::VIEW),
    ("issues.html", Issues::VIEW),
    ("issue.html", IssueView::VIEW),
    ("issue_whole.html", IssueWhole::VIEW),
    ("redirect.html", Redirect::VIEW),
    ("search.html", Plain::VIEW),
    ("404.html", Plain::VIEW),
];

/// Iterates over all view types, in the order in which they are documented.
pub fn all_views() -> impl Iterator<Item = &'static ViewType> {
    [TYPES, issues::TYPES, indexes::TYPES].into_iter().flatten().copied()
}

/// Returns the type whose fields a template gets.
pub(super) fn template_view(template: &str) -> Option<&'static ViewType> {
    TEMPLATES.iter().find(|(name, _)| *name == template).map(|(_, view)| *view)
}

views! {
    /// The same on every page.
    #[derive(Debug, Serialize)]
    pub struct SiteView {
        /// The bulletin's name.
        pub title: String,
        /// Its name as HTML, with `<wbr>` between words.
        pub name: String,
        /// Its description, in a sentence; may be empty.
        pub description: String,
        /// The absolute address of the front page.
        pub url: String,
        /// The path before every address of the site: `/` or `/bulletin/`. For files of the theme: `{{ asset(path="css/site.css") }}`.
        pub root: String,
        /// Columns in their order.
        pub columns: Vec<LinkView>,
        /// Addresses of the pages that there is one of.
        pub links: SiteLinks,
        /// Whether numbered lists count 一、（一） rather than 1.
        pub chinese_numbering: bool,
        /// The address of the logo that `theme:` names; may be empty.
        pub logo: String,
        /// The style sheet of the font for headlines that `theme:` names: to be loaded at the end of a page; may be empty.
        pub face: String,
        /// The address of a square PNG for the home screens of phones, if the site has one: `static/apple-touch-icon.png`, or a
        /// logo of that kind; may be empty.
        pub touch_icon: String,
        /// Whether the site wishes its pages to say how they were made.
        pub colophon: bool,
        /// The `government:` block, if there is one.
        pub government: Option<GovernmentView>,
    }

    /// Addresses of the pages that there is one of.
    #[derive(Debug, Serialize)]
    pub struct SiteLinks {
        /// The front page.
        pub home: String,
        /// All tags.
        pub tags: String,
        /// The archive.
        pub archive: String,
        /// All issues.
        pub issues: String,
        /// The search page.
        pub search: String,
        /// Atom.
        pub atom: String,
        /// RSS 2.0.
        pub rss: String,
        /// JSON Feed.
        pub json_feed: String,
        /// The map of the site, for people.
        pub map: String,
        /// `sitemap.xml`
        pub sitemap: String,
    }

    /// The statements of a government site about itself; texts may be empty.
    #[derive(Debug, Serialize)]
    pub struct GovernmentView {
        /// 网站名称
        pub site_name: String,
        /// 主办单位
        pub organizer: String,
        /// 联系方式
        pub contact: String,
        /// ICP 备案号
        pub icp: String,
        /// 公安备案号
        pub police: String,
        /// 网站标识码
        pub site_id: String,
        /// 找错: where readers report a mistake, ready for a link.
        pub report: String,
    }

    /// The head of a page.
    #[derive(Debug, Default, Serialize)]
    pub struct PageView {
        /// `home`, `list`, `story`, `tags`, `archive`, `issues`, `issue`, `whole`, `map`, `search`, `404` or `redirect`.
        pub kind: &'static str,
        /// For `<title>`: the page's own title, without the bulletin's name; empty on the front page.
        pub title: String,
        /// A sentence for search engines; may be empty.
        pub description: String,
        /// The page's absolute address.
        pub canonical: String,
        /// Whether search engines should leave the page out.
        pub noindex: bool,
        /// `<meta name=… content=…>`
        pub meta: Vec<Meta>,
        /// `<meta property=… content=…>` (Open Graph)
        pub open_graph: Vec<Meta>,
        /// Feeds that go with the page.
        pub feeds: Vec<FeedLink>,
        /// JSON-LD, safe to stand in a script element as it is; `null` if there is none.
        pub json_ld: Option<String>,
        /// The name of the column that the page belongs to, to mark it in the navigation; may be empty.
        pub column: String,
        /// 当前位置: the pages between the front page and this one.
        pub above: Vec<LinkView>,
        /// 当前位置: what this page is called below them; empty if the page does not say where it is.
        pub here: String,
    }

    /// A named value of the head.
    #[derive(Debug, Serialize)]
    pub struct Meta {
        /// Its name.
        pub name: &'static str,
        /// Its value.
        pub content: String,
    }

    /// A feed for `<link rel="alternate">`.
    #[derive(Debug, Serialize)]
    pub struct FeedLink {
        /// Its name for readers.
        pub title: String,
        /// Its media type.
        pub kind: &'static str,
        /// Its address.
        pub url: String,
    }

    /// A name that leads somewhere.
    #[derive(Clone, Debug, Serialize)]
    pub struct LinkView {
        /// Its text.
        pub name: String,
        /// Where it leads.
        pub url: String,
    }

    /// A link of a row that leads through time.
    #[derive(Clone, Debug, Serialize)]
    pub struct YearLink {
        /// `2020年`
        pub name: String,
        /// Where it leads.
        pub url: String,
        /// Whether the page begins in this year.
        pub current: bool,
    }

    /// A date.
    #[derive(Clone, Debug, Serialize)]
    pub struct Date {
        /// For machines: `2020-09-15` or `2020-09-15T08:30:00+08:00`.
        pub iso: String,
        /// `2020-09-15`
        pub day: String,
        /// `2020年9月15日`, with the time if there is one.
        pub text: String,
        /// `星期二`
        pub weekday: &'static str,
    }

    /// A picture, for `<img>`.
    #[derive(Clone, Debug, Default, Serialize)]
    pub struct Picture {
        /// Its address.
        pub src: String,
        /// Copies in WebP for `<source type="image/webp" srcset=…>`, where the template says how wide it shows them by
        /// `sizes`; empty if there are none.
        pub srcset: String,
        /// Width in pixels; 0 if it is not known.
        pub width: u32,
        /// Height in pixels; 0 if it is not known.
        pub height: u32,
    }

    /// A cover: a picture, and what is said of it.
    #[derive(Clone, Debug, Serialize)]
    pub struct Cover {
        /// As of any picture: its address, …
        pub src: String,
        /// … its copies in WebP; empty if there are none, …
        pub srcset: String,
        /// … its width in pixels; 0 if it is not known, …
        pub width: u32,
        /// … and its height.
        pub height: u32,
        /// 替代文字, or else the caption; may be empty. Beside its headline a picture needs none.
        pub alt: String,
        /// 说明: the line below it; may be empty.
        pub caption: String,
        /// Who took it, with the role: `摄影 张三`; may be empty.
        pub credit: String,
    }

    /// A story in a list.
    #[derive(Clone, Debug, Serialize)]
    pub struct Card {
        /// Headline.
        pub title: String,
        /// The headline as HTML, with its clauses as `<span class="clause">` and `<wbr>` between words.
        pub headline: String,
        /// 引题; may be empty.
        pub kicker: String,
        /// Where it leads.
        pub url: String,
        /// When.
        pub date: Date,
        /// Its column.
        pub column: LinkView,
        /// Summary, given or cut; may be empty.
        pub summary: String,
        /// An anchor where a list comes to another year: `y2020`; elsewhere empty.
        pub anchor: String,
        /// Its cover; `null` if it has none.
        pub cover: Option<Cover>,
    }

    /// `home.html`
    #[derive(Debug, Serialize)]
    pub struct Home {
        /// The leading story, with its first figure; `null` while there is no story.
        pub lead: Option<Lead>,
        /// The newest stories, the leading one left out.
        pub list: Vec<Card>,
        /// The first of `list` that do not stand in `columns`: a page with `lead`, `latest`, `columns` and `rest` has each
        /// story once.
        pub latest: Vec<Card>,
        /// The others of `list`.
        pub rest: Vec<Card>,
        /// Where older stories are; empty if there are none.
        pub older: String,
        /// Each column that has stories besides the leading one, with its newest.
        pub columns: Vec<ColumnBlock>,
        /// The latest issue; `null` if there is none.
        pub issue: Option<IssueCard>,
        /// Numbers that stand alone in their figures, of the two weeks before the newest story.
        pub numbers: Vec<NumberView>,
        /// The tags with the most stories, most first.
        pub tags: Vec<TagLink>,
        /// The date of the newest story; `null` while there is none.
        pub date: Option<Date>,
        /// When the page was made; `null` unless the site wishes it said.
        pub made: Option<Date>,
    }

    /// A number to be set large.
    #[derive(Debug, Serialize)]
    pub struct NumberView {
        /// `6623.48`
        pub value: String,
        /// Its unit; may be empty.
        pub unit: String,
        /// The thing that it counts.
        pub label: String,
        /// The story that it is from.
        pub story: LinkView,
    }

    /// The leading story.
    #[derive(Debug, Serialize)]
    pub struct Lead {
        /// As in a list.
        pub card: Card,
        /// Its figures.
        pub figures: Vec<Figure>,
    }

    /// A column on the front page.
    #[derive(Debug, Serialize)]
    pub struct ColumnBlock {
        /// The column.
        pub link: LinkView,
        /// Its description; may be empty.
        pub description: String,
        /// Whether it is one of so many columns that it stands in a line or two.
        pub brief: bool,
        /// Its newest stories, without the leading one and those in `latest`.
        pub stories: Vec<Card>,
    }

    /// `list.html`: a page of a column, a tag, a month, or of all stories.
    ///
    /// The addresses of pages count from the oldest, so that they stay what they are. Readers count from the newest: of an
    /// older page nothing changes once it is full but `total`, `page_number`, `page_count`, and the addresses of `years`.
    #[derive(Debug, Serialize)]
    pub struct ListView {
        /// `all`, `column`, `tag` or `month`.
        pub kind: &'static str,
        /// The name of the list.
        pub title: String,
        /// In a sentence; may be empty.
        pub description: String,
        /// The introduction of a column, on its front only; HTML, may be empty.
        pub introduction: String,
        /// Whether these are the newest.
        pub front: bool,
        /// The list's front page.
        pub url: String,
        /// Number of stories on all pages.
        pub total: usize,
        /// The place of this page, counted from the newest, which is 1.
        pub page_number: usize,
        /// Number of pages.
        pub page_count: usize,
        /// Newest first.
        pub stories: Vec<Card>,
        /// Of a list of several years: where each year begins, newest first.
        pub years: Vec<YearLink>,
        /// The dates of the oldest and the newest story here: `2020年9月15日`, or two with ` — ` between; may be empty.
        pub span: String,
        /// Where newer stories are; empty if there are none.
        pub newer: String,
        /// Where older stories are; empty if there are none.
        pub older: String,
        /// Where the oldest stories are; empty if `older` leads there.
        pub oldest: String,
        /// The list's RSS feed; empty if it has none.
        pub feed: String,
    }

    /// `story.html`
    #[derive(Debug, Serialize)]
    pub struct StoryView {
        /// Headline.
        pub title: String,
        /// The headline as HTML, with its clauses as `<span class="clause">` and `<wbr>` between words.
        pub headline: String,
        /// 引题; may be empty.
        pub kicker: String,
        /// 副题; may be empty.
        pub subtitle: String,
        /// Its address.
        pub url: String,
        /// When it was published.
        pub date: Date,
        /// When it was last changed; `null` if it was not.
        pub updated: Option<Date>,
        /// Its corrections, oldest first.
        pub corrections: Vec<CorrectionView>,
        /// Its column.
        pub column: LinkView,
        /// Who did what.
        pub byline: Vec<BylineView>,
        /// 来源; may be empty.
        pub source: String,
        /// Its issue; `null` if it is in none.
        pub issue: Option<LinkView>,
        /// `第1版`; may be empty.
        pub issue_page: String,
        /// Whether it is written in English.
        pub english: bool,
        /// 字数
        pub words: usize,
        /// Minutes of reading.
        pub minutes: usize,
        /// Summary, given or cut; may be empty.
        pub summary: String,
        /// Whether the editor wrote the summary.
        pub summary_written: bool,
        /// Cover picture; `null` if there is none.
        pub cover: Option<Cover>,
        /// HTML.
        pub body: String,
        /// The headings of the second level, for contents.
        pub headings: Vec<LinkView>,
        /// 数据
        pub figures: Vec<Figure>,
        /// Its tags.
        pub tags: Vec<LinkView>,
        /// The next newer story of the column.
        pub newer: Option<LinkView>,
        /// The next older story of the column.
        pub older: Option<LinkView>,
        /// The story before it in its issue.
        pub issue_previous: Option<LinkView>,
        /// The story after it in its issue.
        pub issue_next: Option<LinkView>,
        /// Stories that are like it.
        pub related: Vec<Card>,
    }

    /// 更正
    #[derive(Debug, Serialize)]
    pub struct CorrectionView {
        /// When it was made.
        pub date: Date,
        /// The mistake, and how it should read.
        pub text: String,
    }

    /// 记者 徐晓雯
    #[derive(Debug, Serialize)]
    pub struct BylineView {
        /// 记者
        pub role: String,
        /// Names with `、` between.
        pub names: String,
    }

    /// Numbers that are drawn, or set large.
    #[derive(Debug, Serialize)]
    pub struct Figure {
        /// Its title; may be empty.
        pub title: String,
        /// The unit of all values; may be empty.
        pub unit: String,
        /// Its content in words, for those who do not see it.
        pub alt: String,
        /// Whether there is only one number, to be set large rather than drawn.
        pub single: bool,
        /// Every number, series by series.
        pub values: Vec<FigureValue>,
        /// The whole `<figure>` as HTML: caption, drawing, notes, table.
        pub html: String,
        /// The same without the table.
        pub drawing: String,
    }

    /// One number of a figure.
    #[derive(Debug, Serialize)]
    pub struct FigureValue {
        /// The thing that it counts.
        pub label: String,
        /// The number as it was written.
        pub value: String,
    }

    /// `redirect.html`
    #[derive(Debug, Serialize)]
    pub struct Redirect {
        /// Where it leads; the whole address is in `page.canonical`.
        pub to: String,
    }

    /// `search.html`, `404.html`: nothing of their own.
    #[derive(Debug, Serialize)]
    pub struct Plain {}
}
