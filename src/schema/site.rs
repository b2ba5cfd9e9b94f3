//! The keys of `site.yaml`. `tests/it/handbook.rs` holds them to what the program reads.

use super::{Key, ValueKind};

/// The keys of `site.yaml`, in the order of the handbook.
pub const SITE_KEYS: &[Key] = &[
    Key::new("title", "", ValueKind::Text, "刊名。", "科技资讯").required(),
    Key::new("description", "", ValueKind::Text, "一句话说明这份简报。", "平湖科技工作简报。"),
    Key::new("base_url", "", ValueKind::Text, "网站的正式地址，可以带路径。", "https://example.org/bulletin")
        .required(),
    Key::new("timezone", "", ValueKind::Text, "没有写时区的日期按这里算，默认北京时间。", "Asia/Shanghai"),
    Key::new("page_size", "", ValueKind::Number(1, 1000), "列表每页的稿件数，默认 10。", "10"),
    Key::new("feed_size", "", ValueKind::Number(1, 1000), "订阅里的稿件数，默认 20。", "20"),
    Key::new(
        "addresses",
        "",
        ValueKind::Choice(&["pinyin", "keep"]),
        "中文文件名的网址：变成拼音，或保留汉字。",
        "pinyin",
    ),
    Key::new(
        "line_breaks",
        "",
        ValueKind::Choice(&["zh", "simple", "hard"]),
        "一段之内换行：zh 汉字旁边不留空格，simple 两边都是汉字才不留，hard 照样换行。",
        "zh",
    ),
    Key::new("numbering", "", ValueKind::Choice(&["arabic", "chinese"]), "编号列表用 1. 还是 一、（一）。", "chinese"),
    Key::new("html", "", ValueKind::Choice(&["safe", "trusted"]), "正文里的 HTML：只留安全的，或全部照用。", "safe"),
    Key::new(
        "theme",
        "",
        ValueKind::TextOrMap,
        "主题的名字，自己的放在 themes/ 下；也可以写成一组字段，选强调色、标题字体（serif 宋体、sans 黑体）和标志（static/ 下的图片）。",
        "{name: jianbao, accent: '#1a5fa8', headlines: sans}",
    ),
    Key::new("colophon", "", ValueKind::Flag, "页脚是否写明用什么生成，首页另写生成的时间；默认不写。", "是"),
    Key::new(
        "share_image",
        "",
        ValueKind::Text,
        "分享网页时的图片，用于没有封面的稿件和其他页面：static/ 里的文件。",
        "/img/share.png",
    ),
    Key::new(
        "columns",
        "",
        ValueKind::Map,
        "栏目：目录名和名称，先后就是显示的顺序。",
        "{yaowen: 要闻, tongzhi: {name: 通知, description: 通知和公告}}",
    ),
    Key::new(
        "warnings",
        "",
        ValueKind::Map,
        "某个警告不要（off）、照样警告（warning）或算作错误（error）。",
        "{J619: off, J611: error}",
    ),
    Key::new(
        "government",
        "",
        ValueKind::Map,
        "政府网站要标明的：网站名称、域名、标识码、主办单位、联系方式、备案号、找错的入口。",
        "{主办单位: 市科学技术局, 网站标识码: 3304820001}",
    ),
    Key::new("required_roles", "", ValueKind::Texts, "每篇稿件的署名里都要有的职责。", "[责任编辑]"),
    Key::new("required", "", ValueKind::Texts, "每篇稿件都要有的字段。", "[来源, 摘要]"),
    Key::new("summary_length", "", ValueKind::Map, "摘要最少和最多的字数。", "{min: 5, max: 120}"),
    Key::new(
        "review",
        "",
        ValueKind::Review,
        "三审：true 没签完就提醒，strict 没签完不发布；谁可以签、从哪一天起，写成一组字段，见 docs/review.md。",
        "{mode: strict, signers: {初审: [张三, 李四], 终审: 王五}}",
    ),
    Key::new(
        "freshness",
        "",
        ValueKind::Map,
        "首页和各栏目最多几天没有新稿件就要提醒。",
        "{home: 14, columns: {yaowen: 14, tongzhi: 180}}",
    ),
    Key::new(
        "limits",
        "",
        ValueKind::Map,
        "稿件的限度：文件多大（story，默认 2MiB）、嵌套几层（depth，默认 100）、表格每行几格（cells，默认 1000；整个表格最多是它的一百倍）。",
        "{story: 4MiB, depth: 200, cells: 2000}",
    ),
    Key::new(
        "lexicon",
        "",
        ValueKind::Map,
        "本刊的用词：禁用词、全称、职务；也可以写在 lexicon.yaml。",
        "{禁用词: {通稿: 稿件}}",
    ),
    Key::new(
        "deploy",
        "",
        ValueKind::Map,
        "上线的目标：名称，和存储的种类、存储桶、地址、地域、目录，见 docs/deploy.md；密码和密钥不写在这里。",
        "{production: {service: s3, bucket: jianbao, region: cn-north-1}}",
    ),
];
