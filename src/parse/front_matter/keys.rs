//! Every key of the front matter, declared once.
//!
//! Of a declaration [`declare_front_matter`] makes a field of [`FrontMatter`], the call that reads it and a line of
//! [`KEYS`], from which the typing mistakes that are looked for, the JSON Schema and the table in the handbook follow.

use serde::{Deserialize, Serialize};

use super::bylines::Byline;
use super::corrections::Correction;
use super::cover::Cover;
use super::figures::Figures;
use super::key_names::KeyNames;
use super::key_reader::KeyReader;
use super::required::Required;
use super::signatures::Signature;
use crate::parse::issue::{IssueName, PageNumber};
use crate::parse::moment::Moment;
use crate::schema::{Key, ValueKind};
use crate::source::Spanned;

/// Declares keys, in the order in which they are read:
///
/// ```text
/// /// Documentation of the field.
/// english_name("中文名"): Type = method_of_key_reader,
///     KindOfValue [required, prose], "说明", "例子";
/// ```
///
/// The marks in brackets are methods of [`Key`]: [`Key::required`], [`Key::prose`]. A key without any has no brackets.
macro_rules! declare_front_matter {
    ($(
        $(#[$doc:meta])*
        $field:ident($zh:literal): $type:ty = $read:ident,
            $kind:ident $([$($mark:ident),+])?, $description:literal, $example:literal;
    )+) => {
        /// The front matter of a story. Each key may be written in English or in Chinese.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct FrontMatter {
            $($(#[$doc])* pub $field: $type,)+
            /// How the file writes its keys.
            pub key_names: KeyNames,
        }

        /// The keys of the front matter, in the order of the handbook.
        pub const KEYS: &[Key] = &[$(
            Key::new(stringify!($field), $zh, ValueKind::$kind, $description, $example) $($(.$mark())+)?,
        )+];

        impl FrontMatter {
            /// Reads every key.
            pub(super) fn read_keys(reader: &mut KeyReader) -> Self {
                Self { $($field: reader.$read(stringify!($field), $zh),)+ key_names: reader.key_names() }
            }

            /// Returns whether the key of this English name has a value.
            pub fn has_value(&self, name: &str) -> bool {
                match name {
                    $(stringify!($field) => self.$field.is_given(),)+
                    _ => false,
                }
            }
        }
    };
}

declare_front_matter! {
    /// The headline. The path of the file stands in for a missing one.
    title("标题"): Required<String> = take_title,
        Text [required, prose], "标题。有冒号或引号也照写，放在单引号里最稳妥。", "市级科技计划项目签约";

    /// When the story is published. The beginning of 1970 stands in for a missing date.
    date("日期"): Required<Moment> = take_date,
        Date [required], "发布日期，可以带时刻。没有写时区的是北京时间。晚于现在的到时候才发布。", "2020-09-15 08:30";

    /// A line above the headline.
    kicker("引题"): Option<Spanned<String>> = take_line,
        Text [prose], "标题上面的一行小字。", "市科技局";

    /// A line below the headline.
    subtitle("副题"): Option<Spanned<String>> = take_line,
        Text [prose], "标题下面的一行。", "29个项目集中签约";

    /// When the story was last changed.
    updated("更新"): Option<Spanned<Moment>> = take_moment,
        Date, "内容更新的日期，显示在发布日期后面。", "2020-09-16";

    /// Corrections, oldest first.
    corrections("更正"): Vec<Correction> = take_corrections,
        Map, "发布以后改正的差错，一条或几条，登在正文后面。", "[{date: 2020-09-16, text: “114项”误作“141项”，已改正。}]";

    /// Tags as they are written.
    tags("标签"): Vec<Spanned<String>> = take_tags,
        Texts [prose], "标签，一个或几个。", "[科技创新, 深根计划]";

    /// Who did what. The place of a missing byline is the first line of the file.
    byline("署名"): Spanned<Vec<Byline>> = take_bylines,
        Names, "谁做的，按职责写。", "{记者: 徐晓雯, 通讯员: [金哲宇]}";

    /// Who has signed which step of the review. The place of a missing one is the first line of the file.
    review("三审"): Spanned<Vec<Signature>> = take_signatures,
        Names, "谁审过：`jianbao sign` 写上姓名、日期和签名码，见“三审”；也可以手写姓名。",
        "{初审: 张三, 复审: 李四, 终审: 王五}";

    /// Where the story comes from.
    source("来源"): Option<Spanned<String>> = take_line,
        Text [prose], "稿件的来源。", "市科技局";

    /// The editor's summary.
    summary("摘要"): Option<Spanned<String>> = take_paragraph,
        Text [prose], "一两句话的摘要，用在列表和分享里；不写就取正文的开头。", "114项申报，29项立项。";

    /// The picture of the story, with what is said of it.
    cover("封面"): Option<Cover> = take_cover,
        TextOrMap, "列表、分享和正文前面用的图片，路径从稿件算起；也可以写成一组字段：图、说明、摄影、替代文字，见“图片”。",
        "{图: 签约.jpg, 说明: 签约现场。, 摄影: 徐晓雯}";

    /// The issue that the story is in.
    issue("期"): Option<Spanned<IssueName>> = take_issue,
        Text, "所在的期。", "2020年第9期";

    /// The page of the issue.
    page("版"): Option<Spanned<PageNumber>> = take_page,
        Text, "所在的版，要和期一起写。", "1";

    /// Numbers that are drawn above the text.
    figures("数据"): Figures = take_figures,
        Map, "要画成图的数字，一组或几组，字段见“图表”；alt 是给看不见图的读者的说明；只有一个数就排成大字。",
        "[{title: 申报与立项, unit: 项, alt: 申报114项，立项29项, values: {申报: 114, 立项: 29}}]";

    /// Whether the story is not to be published yet.
    draft("草稿"): bool = take_flag,
        Flag, "草稿不发布，预览时看得到。", "是";

    /// When the story is taken down.
    expires("下线"): Option<Spanned<Moment>> = take_moment,
        Date, "到这个时刻撤下。", "2021-01-01";

    /// Former addresses: paths from the site's root without the leading `/`.
    aliases("旧址"): Vec<Spanned<String>> = take_aliases,
        Texts, "从前的网址，最多 100 个，从 / 写起，打开时会转到现在的。", "/old/qianyue.html";

    /// Whether the story stands before all others on the front page.
    pinned("置顶"): bool = take_flag,
        Flag, "排在首页最前面。", "是";
}

/// Tells whether a field has a value.
trait Given {
    fn is_given(&self) -> bool;
}

impl<T> Given for Option<T> {
    fn is_given(&self) -> bool {
        self.is_some()
    }
}

impl<T> Given for Vec<T> {
    fn is_given(&self) -> bool {
        !self.is_empty()
    }
}

impl<T: Given> Given for Spanned<T> {
    fn is_given(&self) -> bool {
        self.value.is_given()
    }
}

impl<T> Given for Required<T> {
    fn is_given(&self) -> bool {
        self.span().is_some()
    }
}

impl Given for Figures {
    fn is_given(&self) -> bool {
        self.charts.is_given()
    }
}

impl Given for bool {
    fn is_given(&self) -> bool {
        *self
    }
}
