//! Every key with its meaning. `tests/it/handbook.rs` holds these lists to what the program reads.

use super::{Key, ValueKind};

const fn optional_key(
    name: &'static str,
    zh: &'static str,
    kind: ValueKind,
    description: &'static str,
    example: &'static str,
) -> Key {
    Key { name, zh, kind, required: false, description, example }
}

const fn required_key(key: Key) -> Key {
    Key { required: true, ..key }
}

/// The front matter of a story.
pub const FRONT_MATTER_KEYS: &[Key] = &[
    required_key(optional_key(
        "title",
        "标题",
        ValueKind::Text,
        "标题。有冒号或引号也照写，放在单引号里最稳妥。",
        "市级科技计划项目签约",
    )),
    required_key(optional_key(
        "date",
        "日期",
        ValueKind::Date,
        "发布日期，可以带时刻。没有写时区的是北京时间。晚于现在的到时候才发布。",
        "2020-09-15 08:30",
    )),
    optional_key("kicker", "引题", ValueKind::Text, "标题上面的一行小字。", "市科技局"),
    optional_key("subtitle", "副题", ValueKind::Text, "标题下面的一行。", "29个项目集中签约"),
    optional_key("updated", "更新", ValueKind::Date, "内容更新的日期，显示在发布日期后面。", "2020-09-16"),
    optional_key(
        "corrections",
        "更正",
        ValueKind::Map,
        "发布以后改正的差错，一条或几条，登在正文后面。",
        "[{date: 2020-09-16, text: “114项”误作“141项”，已改正。}]",
    ),
    optional_key("tags", "标签", ValueKind::Texts, "标签，一个或几个。", "[科技创新, 深根计划]"),
    optional_key("byline", "署名", ValueKind::Names, "谁做的，按职责写。", "{记者: 徐晓雯, 通讯员: [金哲宇]}"),
    optional_key("source", "来源", ValueKind::Text, "稿件的来源。", "市科技局"),
    optional_key(
        "summary",
        "摘要",
        ValueKind::Text,
        "一两句话的摘要，用在列表和分享里；不写就取正文的开头。",
        "114项申报，29项立项。",
    ),
    optional_key("cover", "封面", ValueKind::Text, "列表和分享用的图片，路径从稿件算起。", "签约.jpg"),
    optional_key("issue", "期", ValueKind::Text, "所在的期。", "2020年第9期"),
    optional_key("page", "版", ValueKind::Text, "所在的版，要和期一起写。", "1"),
    optional_key(
        "figures",
        "数据",
        ValueKind::Map,
        "要画成图的数字，一组或几组，字段见“图表”；alt 是给看不见图的读者的说明；只有一个数就排成大字。",
        "[{title: 申报与立项, unit: 项, alt: 申报114项，立项29项, values: {申报: 114, 立项: 29}}]",
    ),
    optional_key("draft", "草稿", ValueKind::Flag, "草稿不发布，预览时看得到。", "是"),
    optional_key("expires", "下线", ValueKind::Date, "到这个时刻撤下。", "2021-01-01"),
    optional_key(
        "aliases",
        "旧址",
        ValueKind::Texts,
        "从前的网址，最多 100 个，从 / 写起，打开时会转到现在的。",
        "/old/qianyue.html",
    ),
    optional_key("pinned", "置顶", ValueKind::Flag, "排在首页最前面。", "是"),
    optional_key(
        "review",
        "三审",
        ValueKind::Names,
        "审稿的人，按审次写，要是不同的人。",
        "{初审: 张三, 复审: 李四, 终审: 王五}",
    ),
];

/// `site.yaml`.
pub const SITE_KEYS: &[Key] = &[
    required_key(optional_key("title", "", ValueKind::Text, "刊名。", "科技资讯")),
    optional_key("description", "", ValueKind::Text, "一句话说明这份简报。", "平湖科技工作简报。"),
    required_key(optional_key(
        "base_url",
        "",
        ValueKind::Text,
        "网站的正式地址，可以带路径。",
        "https://example.org/bulletin",
    )),
    optional_key("timezone", "", ValueKind::Text, "没有写时区的日期按这里算，默认北京时间。", "Asia/Shanghai"),
    optional_key("page_size", "", ValueKind::Number(1, 1000), "列表每页的稿件数，默认 10。", "10"),
    optional_key("feed_size", "", ValueKind::Number(1, 1000), "订阅里的稿件数，默认 20。", "20"),
    optional_key(
        "addresses",
        "",
        ValueKind::Choice(&["pinyin", "keep"]),
        "中文文件名的网址：变成拼音，或保留汉字。",
        "pinyin",
    ),
    optional_key(
        "line_breaks",
        "",
        ValueKind::Choice(&["zh", "simple", "hard"]),
        "一段之内换行：zh 汉字旁边不留空格，simple 两边都是汉字才不留，hard 照样换行。",
        "zh",
    ),
    optional_key(
        "numbering",
        "",
        ValueKind::Choice(&["arabic", "chinese"]),
        "编号列表用 1. 还是 一、（一）。",
        "chinese",
    ),
    optional_key(
        "html",
        "",
        ValueKind::Choice(&["safe", "trusted"]),
        "正文里的 HTML：只留安全的，或全部照用。",
        "safe",
    ),
    optional_key(
        "theme",
        "",
        ValueKind::TextOrMap,
        "主题的名字，自己的放在 themes/ 下；也可以写成一组字段，选强调色、标题字体（serif 宋体、sans 黑体）和标志（static/ 下的图片）。",
        "{name: jianbao, accent: '#1a5fa8', headlines: sans}",
    ),
    optional_key("colophon", "", ValueKind::Flag, "页脚是否写明用什么生成，首页另写生成的时间；默认不写。", "是"),
    optional_key(
        "share_image",
        "",
        ValueKind::Text,
        "分享网页时的图片，用于没有封面的稿件和其他页面：static/ 里的文件。",
        "/img/share.png",
    ),
    optional_key(
        "columns",
        "",
        ValueKind::Map,
        "栏目：目录名和名称，先后就是显示的顺序。",
        "{yaowen: 要闻, tongzhi: {name: 通知, description: 通知和公告}}",
    ),
    optional_key(
        "warnings",
        "",
        ValueKind::Map,
        "某个警告不要（off）、照样警告（warning）或算作错误（error）。",
        "{J619: off, J611: error}",
    ),
    optional_key(
        "government",
        "",
        ValueKind::Map,
        "政府网站要标明的：网站名称、域名、标识码、主办单位、联系方式、备案号、找错的入口。",
        "{主办单位: 市科学技术局, 网站标识码: 3304820001}",
    ),
    optional_key("required_roles", "", ValueKind::Texts, "每篇稿件的署名里都要有的职责。", "[责任编辑]"),
    optional_key("required", "", ValueKind::Texts, "每篇稿件都要有的字段。", "[来源, 摘要]"),
    optional_key("summary_length", "", ValueKind::Map, "摘要最少和最多的字数。", "{min: 5, max: 120}"),
    optional_key("review", "", ValueKind::Review, "是否要三审；也可以列出审次。", "[初审, 复审, 终审]"),
    optional_key(
        "freshness",
        "",
        ValueKind::Map,
        "首页和各栏目最多几天没有新稿件就要提醒。",
        "{home: 14, columns: {yaowen: 14, tongzhi: 180}}",
    ),
    optional_key(
        "limits",
        "",
        ValueKind::Map,
        "稿件的限度：文件多大（story，默认 2MiB）、嵌套几层（depth，默认 100）、表格每行几格（cells，默认 1000；整个表格最多是它的一百倍）。",
        "{story: 4MiB, depth: 200, cells: 2000}",
    ),
    optional_key(
        "lexicon",
        "",
        ValueKind::Map,
        "本刊的用词：禁用词、全称、职务；也可以写在 lexicon.yaml。",
        "{禁用词: {通稿: 稿件}}",
    ),
    optional_key(
        "deploy",
        "",
        ValueKind::Map,
        "上线的目标：名称，和存储的种类、存储桶、地址、地域、目录，见 docs/deploy.md；密码和密钥不写在这里。",
        "{production: {service: s3, bucket: jianbao, region: cn-north-1}}",
    ),
];
