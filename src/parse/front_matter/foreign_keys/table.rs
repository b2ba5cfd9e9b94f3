//! The table of keys that are none of ours, in lower case, without `_`, `-` and blanks.
//!
//! From the documentation of Hexo, Hugo, Jekyll, VuePress, WordPress exports, Obsidian, Notion, Typecho and Halo, and from what
//! Chinese editors type. Roles of a byline are listed in `byline_text`.

use super::Meaning;

/// Meanings with the keys that have them.
pub(super) const MEANINGS: &[(Meaning, &[&str])] = &[
    (
        Meaning::Key("title"),
        &["题目", "正题", "主标题", "大标题", "文章标题", "稿件标题", "新闻标题", "篇名", "题名", "headline", "posttitle"],
    ),
    (Meaning::Key("kicker"), &["肩题", "眉题", "上标题", "引标题", "小引题", "eyebrow"]),
    (Meaning::Key("subtitle"), &["副标题", "子标题", "下标题", "副标", "subheading"]),
    (
        Meaning::Key("date"),
        &[
            "时间", "发布时间", "发布日期", "发表时间", "发表日期", "刊发时间", "刊发日期", "见报日期", "见报时间", "成文日期", "成文时间",
            "发文日期", "发稿时间", "发稿日期", "出版日期", "上网时间", "上线时间", "创建时间", "创建日期", "日期时间", "publishdate",
            "publisheddate", "pubdate", "publishedat", "publishtime", "created", "createdat", "createdtime", "createtime", "creationdate",
            "postdate", "datetime",
        ],
    ),
    (
        Meaning::Key("updated"),
        &[
            "更新时间", "更新日期", "修改时间", "修改日期", "最后更新", "最后修改", "最后更新时间", "最近更新", "lastmod", "modified", "modifiedat",
            "lastmodified", "lastupdated", "lastupdate", "updatedat", "updatetime", "lasteditedtime", "datemodified", "postmodified",
        ],
    ),
    (
        Meaning::Key("tags"),
        &["关键词", "关键字", "主题词", "标记", "标签词", "话题", "keywords", "keyword", "tag", "topics", "posttag"],
    ),
    (
        Meaning::Key("source"),
        &[
            "出处", "稿件来源", "文章来源", "信息来源", "新闻来源", "稿源", "来源单位", "供稿单位", "转自", "摘自", "转载自", "文章出处", "from",
            "origin", "信源",
        ],
    ),
    (
        Meaning::Key("summary"),
        &[
            "导语", "简介", "提要", "内容提要", "内容摘要", "文章摘要", "概要", "描述", "核心提示", "内容简介", "description", "excerpt",
            "abstract", "desc", "lead", "intro", "postexcerpt",
        ],
    ),
    (
        Meaning::Key("cover"),
        &[
            "题图", "头图", "首图", "封面图", "封面图片", "缩略图", "配图", "标题图", "image", "thumbnail", "thumb", "banner", "coverimage",
            "featuredimage", "featureimage", "featured", "headerimg", "topimg", "indeximg", "heroimage", "coverimg",
        ],
    ),
    (Meaning::Key("issue"), &["期号", "期数", "期次", "刊期", "卷期", "issuenumber", "issueno"]),
    (Meaning::Key("page"), &["版次", "版面", "版号", "所在版面", "版位"]),
    (Meaning::Key("expires"), &["过期时间", "过期日期", "下线时间", "撤下时间", "失效时间", "截止时间", "expirydate", "expires", "expirationdate"]),
    (Meaning::Key("aliases"), &["旧网址", "旧链接", "原网址", "原链接", "历史网址", "redirectfrom", "alias", "redirects"]),
    (Meaning::Role(Some("作者")), &["author", "authors", "writer", "by", "byline", "署名作者", "postauthor", "creator"]),
    (Meaning::Role(Some("记者")), &["reporter", "reporters", "journalist"]),
    (Meaning::Role(Some("摄影")), &["photographer", "photo", "photoby", "摄影者"]),
    (Meaning::Role(Some("责任编辑")), &["editor", "editors", "责编"]),
    (Meaning::Role(Some("翻译")), &["translator", "译者"]),
    (Meaning::Review, &["初审", "复审", "终审", "一审", "二审", "初审人", "复审人", "终审人"]),
    (Meaning::Draft, &["isdraft", "hidden", "hide", "private", "隐藏", "暂不发布", "不发布", "待发布", "未发布"]),
    (Meaning::Published, &["published", "publish", "public", "visible", "show", "isshow", "ispublished", "ispublic", "发布", "公开", "显示", "是否发布", "是否公开", "是否显示"]),
    (Meaning::Status, &["status", "state", "poststatus", "visibility", "状态", "发布状态", "稿件状态"]),
    (Meaning::Pinned, &["sticky", "top", "pin", "ispinned", "istop", "是否置顶", "头条"]),
    (Meaning::FormerAddress, &["permalink", "url", "link", "网址", "链接", "永久链接", "原文链接"]),
    (Meaning::FileName, &["slug", "abbrlink", "urlname", "postname", "文件名"]),
    (Meaning::Column, &["category", "categories", "section", "栏目", "所属栏目", "分类", "类别", "版块", "板块", "频道", "文章分类", "稿件分类"]),
    (Meaning::Attachment, &["附件", "附件列表", "attachments", "attachment", "files", "enclosure", "resources", "相关附件"]),
    (Meaning::Restriction, &["password", "passwd", "postpassword", "encrypt", "密码", "密级", "保密", "保密期限", "阅读权限", "权限", "内部", "仅内部", "permission", "access", "protected", "noindex", "unlisted"]),
    (
        Meaning::Needless,
        &[
            "layout", "comments", "comment", "commentstatus", "pingstatus", "toc", "tocnumber", "mathjax", "katex", "math", "mermaid", "sidebar",
            "sidebardepth", "navbar", "editlink", "editlinks", "contributors", "pageclass", "cssclass", "cssclasses", "type", "posttype",
            "weight", "menuorder", "id", "postid", "postparent", "guid", "uuid", "lang", "language", "copyrightauthor", "reward", "share",
            "readingtime", "wordcount", "words", "字数", "阅读量", "浏览量", "点击量", "点击数", "阅读时长", "prev", "next", "isoriginal", "original",
            "outline", "aside", "markup", "iscjklanguage", "autonumbering", "highlightshrink", "codeblocks", "swiperindex", "feed", "sitemap",
            "lastupdatedby", "lasteditedby", "createdby", 
        ],
    ),
];
