//! Issues (期) and their pages (版).

use serde::Serialize;

use super::declaration::views;
use super::{Card, Date, LinkView, StoryView};

views! {
    /// `issues.html`
    #[derive(Debug, Serialize)]
    pub struct Issues {
        /// Newest first.
        pub years: Vec<IssueYear>,
    }

    /// The issues of a year.
    #[derive(Debug, Serialize)]
    pub struct IssueYear {
        /// An anchor on the page: `y2020`.
        pub id: String,
        /// `2020年`
        pub name: String,
        /// Newest first.
        pub issues: Vec<IssueCard>,
    }

    /// An issue in a list.
    #[derive(Debug, Serialize)]
    pub struct IssueCard {
        /// `2020年第9期`
        pub name: String,
        /// The name below its year: `第9期`.
        pub short_name: String,
        /// Where it leads.
        pub url: String,
        /// The date of its newest story.
        pub date: Date,
        /// Its day in a year: `9月15日`.
        pub day: String,
        /// Number of stories.
        pub count: usize,
        /// The headline of its first story.
        pub headline: String,
    }

    /// `issue.html`
    #[derive(Debug, Serialize)]
    pub struct IssueView {
        /// `2020年第9期`
        pub name: String,
        /// The date of its newest story.
        pub date: Date,
        /// Number of stories.
        pub count: usize,
        /// In order.
        pub pages: Vec<IssuePageView>,
        /// Where the whole issue stands on one page, for printing.
        pub whole: String,
        /// The QR code of its address, an SVG drawing for paper.
        pub qr_code: String,
        /// The issues of its year, among all issues.
        pub year: LinkView,
        /// 下一期
        pub newer: Option<LinkView>,
        /// 上一期
        pub older: Option<LinkView>,
    }

    /// A page (版) of an issue.
    #[derive(Debug, Serialize)]
    pub struct IssuePageView {
        /// `第1版`; `其他` for stories without a page.
        pub name: String,
        /// The name of the page; may be empty.
        pub title: String,
        /// An anchor on the issue's page: `p1`.
        pub id: String,
        /// Its stories.
        pub stories: Vec<Card>,
    }

    /// `issue_whole.html`: an issue on one page, to be printed.
    #[derive(Debug, Serialize)]
    pub struct IssueWhole {
        /// `2020年第9期`
        pub name: String,
        /// The date of its newest story.
        pub date: Date,
        /// The page of the issue.
        pub url: String,
        /// The QR code of that page, an SVG drawing for paper.
        pub qr_code: String,
        /// In order.
        pub pages: Vec<WholePage>,
    }

    /// A page (版) of an issue with its stories as a whole.
    #[derive(Debug, Serialize)]
    pub struct WholePage {
        /// `第1版`; `其他` for stories without a page.
        pub name: String,
        /// The name of the page; may be empty.
        pub title: String,
        /// Its stories; anchors in their bodies are unique on the page.
        pub stories: Vec<StoryView>,
    }
}
