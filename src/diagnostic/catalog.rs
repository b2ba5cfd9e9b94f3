//! Every mistake there is, one constructor each. The only module that words a message.
//!
//! Style: one sentence, no full stop; back-ticks round what can be typed; the help says what to do.
//! The code's first digit is the subject: 1 files, 2 front matter, 3 settings, 4 site, 5 links, 6 body,
//! 7 output, 8 theme. A code is never used again for something else.

use super::{Diagnostic, Message, Place, Severity};
use crate::source::Span;

/// One sentence in both languages; both may use the variables in scope.
macro_rules! say {
    ($zh:literal, $en:literal) => {
        Message { zh: format!($zh), en: format!($en) }
    };
}

fn error(code: &'static str, place: impl Into<Place>, message: Message) -> Diagnostic {
    Diagnostic::new(Severity::Error, code, place.into(), message)
}

fn warning(code: &'static str, place: impl Into<Place>, message: Message) -> Diagnostic {
    Diagnostic::new(Severity::Warning, code, place.into(), message)
}

fn file(path: &str) -> Place {
    Place::File(path.to_owned())
}

// 1: files

/// A text that is not UTF-8; `guess` names the encoding it seems to have.
#[must_use]
pub fn not_utf8(path: &str, guess: &str) -> Diagnostic {
    error(
        "J101",
        file(path),
        say!("文件不是 UTF-8 编码（像是 {guess}）", "the file is not UTF-8 (it looks like {guess})"),
    )
    .help(say!("用编辑器“另存为”，编码选 UTF-8", "save it as UTF-8 in your editor"))
}

/// A character that no text should hold: control characters, noncharacters.
#[must_use]
pub fn bad_character(span: Span, c: char) -> Diagnostic {
    let code = c as u32;
    error("J102", span, say!("有一个看不见的控制字符 U+{code:04X}", "an invisible control character U+{code:04X}"))
        .help(say!("删掉它；多半是从别处复制时带来的", "delete it; it probably came with a copied text"))
}

/// A symbolic link.
#[must_use]
pub fn symlink(path: &str) -> Diagnostic {
    error("J103", file(path), say!("这是一个符号链接，不会读取", "this is a symbolic link, which is not followed"))
        .help(say!("换成真正的文件", "put the file itself here"))
}

/// A device, a pipe, a socket, or a directory named like a story.
#[must_use]
pub fn not_a_file(path: &str) -> Diagnostic {
    error("J104", file(path), say!("这不是普通文件", "this is not a regular file"))
        .help(say!("移走它，或改名", "move it away or rename it"))
}

/// A story beyond the limit.
#[must_use]
pub fn too_large(path: &str, bytes: u64, limit: u64) -> Diagnostic {
    let (bytes, limit) = (bytes / 1024, limit / 1024);
    error(
        "J105",
        file(path),
        say!("文件太大：{bytes} KiB，上限 {limit} KiB", "the file is too large: {bytes} KiB of {limit} KiB"),
    )
    .help(say!("拆成几篇稿件，图片另存为文件", "split it, and keep pictures in files of their own"))
}

/// A story that lies in no column.
#[must_use]
pub fn story_without_column(path: &str) -> Diagnostic {
    error("J106", file(path), say!("稿件不在任何栏目里", "the story is in no column"))
        .help(say!("移到 `content/栏目/` 下", "move it into `content/<column>/`"))
}

/// A path that cannot become an address.
#[must_use]
pub fn bad_file_name(path: &str) -> Diagnostic {
    error("J107", file(path), say!("文件名不能变成网址", "the file name cannot become an address")).help(say!(
        "改成汉字、字母、数字和 `-` 组成的名字，不超过 80 个字",
        "use letters, digits, Chinese characters and `-`, at most 80 of them"
    ))
}

// 2: front matter

/// A story that does not begin with `---`.
#[must_use]
pub fn no_front_matter(span: Span) -> Diagnostic {
    error("J201", span, say!("缺少稿件头", "the front matter is missing")).help(say!(
        "在文件开头写：一行 `---`，然后 `title: 标题` 和 `date: 2020-09-15`，再一行 `---`",
        "begin the file with a `---` line, `title: …`, `date: 2020-09-15` and another `---` line"
    ))
}

/// Front matter without its second `---`.
#[must_use]
pub fn front_matter_not_closed(span: Span) -> Diagnostic {
    error("J202", span, say!("稿件头没有结束", "the front matter is never closed"))
        .help(say!("在稿件头后面、正文前面加一行 `---`", "add a `---` line between front matter and text"))
}

/// YAML that cannot be read.
#[must_use]
pub fn yaml_syntax(span: Span, reason: &str, yaml: &str) -> Diagnostic {
    let d = error("J203", span, say!("YAML 写法有误：{reason}", "the YAML cannot be read: {reason}"));
    if yaml.lines().any(|line| full_width_colon(line).is_some()) {
        d.help(say!(
            "字段名后面的冒号要用半角 `: `（后面空一格），不是全角“：”",
            "use a half-width colon and a space `: ` after a key, not `：`"
        ))
    } else {
        d.help(say!(
            "值里有冒号、引号、`#` 时，用单引号把整个值括起来：`title: '甲: 乙'`",
            "put a value with colons, quotes or `#` in single quotes: `title: 'a: b'`"
        ))
    }
}

/// The byte where a line has a full-width colon after what looks like a key.
fn full_width_colon(line: &str) -> Option<usize> {
    line.find('：').filter(|&at| !line[..at].contains([':', '"', '\'']) && line[..at].chars().count() <= 12)
}

/// A key that means nothing.
#[must_use]
pub fn unknown_key(span: Span, key: &str, near: Option<&str>) -> Diagnostic {
    let d = error("J204", span, say!("没有 `{key}` 这个字段", "there is no key `{key}`"));
    match near {
        Some(near) => d.help(say!("是不是 `{near}`？", "did you mean `{near}`?")),
        None => d.help(say!("删掉它，或查对字段名", "delete it, or look up the name")),
    }
}

/// A key that stands twice.
#[must_use]
pub fn duplicate_key(span: Span, key: &str, first: Span) -> Diagnostic {
    error("J205", span, say!("字段 `{key}` 写了两次", "the key `{key}` stands twice"))
        .related(first.into(), say!("第一次在这里", "the first one"))
        .help(say!("只留一个", "keep one"))
}

/// A value of the wrong kind.
#[must_use]
pub fn wrong_type(span: Span, key: &str, wanted_zh: &str, wanted_en: &str) -> Diagnostic {
    error("J206", span, say!("`{key}` 的值应当是{wanted_zh}", "`{key}` must be {wanted_en}"))
}

/// A key that every story must have.
#[must_use]
pub fn missing_key(span: Span, en: &str, zh: &str, example: &str) -> Diagnostic {
    error("J207", span, say!("缺少 `{en}`（{zh}）", "`{en}` is missing"))
        .help(say!("加一行 `{en}: {example}`", "add a line `{en}: {example}`"))
}

/// A date that is none.
#[must_use]
pub fn bad_date(span: Span, key: &str, value: &str) -> Diagnostic {
    error("J208", span, say!("`{key}` 不是有效的日期：`{value}`", "`{key}` is not a date: `{value}`")).help(say!(
        "写成 `2020-09-15` 或 `2020-09-15 08:30`，并核对这一天是否存在",
        "write `2020-09-15` or `2020-09-15 08:30`, a day that exists"
    ))
}

/// An issue that is none.
#[must_use]
pub fn bad_issue(span: Span, value: &str) -> Diagnostic {
    error("J209", span, say!("看不懂期号 `{value}`", "`{value}` is not an issue"))
        .help(say!("写成 `15`、`第15期` 或 `2020年第9期`", "write `15`, `第15期` or `2020年第9期`"))
}

/// A page number that is none.
#[must_use]
pub fn bad_page(span: Span, value: &str) -> Diagnostic {
    error("J210", span, say!("看不懂版次 `{value}`", "`{value}` is not a page"))
        .help(say!("写成 `1` 或 `第1版`", "write `1` or `第1版`"))
}

/// A figure whose value is not a number.
#[must_use]
pub fn figure_not_a_number(span: Span, label: &str) -> Diagnostic {
    error("J211", span, say!("数据“{label}”的值不是数字", "the value of “{label}” is not a number")).help(say!(
        "只写数字，如 `6623.48`；单位写在 `unit` 里",
        "write a number such as `6623.48`; the unit goes into `unit`"
    ))
}

/// A story that ends before it begins.
#[must_use]
pub fn expires_before_date(span: Span) -> Diagnostic {
    error(
        "J212",
        span,
        say!("下线时间早于发布日期，稿件永远不会出现", "the story expires before its date and would never appear"),
    )
    .help(say!("核对 `date` 和 `expires`", "check `date` and `expires`"))
}

/// A page number on a story of no issue.
#[must_use]
pub fn page_without_issue(span: Span) -> Diagnostic {
    warning("J213", span, say!("写了版次，却没有写期", "a page without an issue"))
        .help(say!("加上 `issue`，或删掉 `page`", "add `issue` or delete `page`"))
}

// 3: settings

/// No `site.yaml`.
#[must_use]
pub fn no_settings() -> Diagnostic {
    error("J301", file("site.yaml"), say!("这里没有 site.yaml", "there is no site.yaml here")).help(say!(
        "到简报的目录里运行，或用 `--root 目录` 指明",
        "run it in the bulletin's directory, or name that with `--root DIR`"
    ))
}

/// A time zone that does not exist.
#[must_use]
pub fn bad_timezone(span: Span, value: &str) -> Diagnostic {
    error("J302", span, say!("没有 `{value}` 这个时区", "there is no time zone `{value}`"))
        .help(say!("北京时间写 `Asia/Shanghai`", "Beijing time is `Asia/Shanghai`"))
}

/// A base address that is none.
#[must_use]
pub fn bad_base_url(span: Span, value: &str) -> Diagnostic {
    error("J303", span, say!("`{value}` 不是网站地址", "`{value}` is not the address of a site")).help(say!(
        "写成 `https://example.org` 或 `https://example.org/bulletin`",
        "write `https://example.org` or `https://example.org/bulletin`"
    ))
}

/// A number beyond its limits.
#[must_use]
pub fn number_out_of_range(span: Span, key: &str, low: u32, high: u32) -> Diagnostic {
    error(
        "J304",
        span,
        say!("`{key}` 应当是 {low} 到 {high} 之间的整数", "`{key}` must be a whole number from {low} to {high}"),
    )
}

/// A word out of a fixed list was expected.
#[must_use]
pub fn unknown_choice(span: Span, key: &str, value: &str, choices: &str) -> Diagnostic {
    error("J305", span, say!("`{key}` 不能是 `{value}`", "`{key}` cannot be `{value}`"))
        .help(say!("可选：{choices}", "one of: {choices}"))
}

/// A directory of stories that `site.yaml` does not name.
#[must_use]
pub fn unlisted_column(directory: &str, near: Option<&str>) -> Diagnostic {
    let path = format!("content/{directory}");
    let d = warning(
        "J306",
        file(&path),
        say!(
            "栏目 `{directory}` 没有登记在 site.yaml 里，排在最后",
            "the column `{directory}` is not in site.yaml and comes last"
        ),
    );
    match near {
        Some(near) => d.help(say!(
            "是不是 `{near}`？否则在 `columns` 里加一行 `{directory}: 名称`",
            "did you mean `{near}`? if not, add `{directory}: name` to `columns`"
        )),
        None => d.help(say!("在 `columns` 里加一行 `{directory}: 名称`", "add `{directory}: name` to `columns`")),
    }
}

/// Two settings of `tags.yaml` that go round in a circle.
#[must_use]
pub fn tag_merge_loop(span: Span, name: &str) -> Diagnostic {
    error("J307", span, say!("标签“{name}”的合并绕成了圈", "merging the tag “{name}” leads round in a circle"))
        .help(say!("让每个旧名直接指向最后的正名", "let every old name point to the final one"))
}

/// A column directory that cannot be one.
#[must_use]
pub fn bad_column_directory(span: Span, name: &str) -> Diagnostic {
    error("J308", span, say!("`{name}` 不能作栏目目录", "`{name}` cannot be a column's directory"))
        .help(say!("用字母、数字、汉字和 `-`；`tags`、`archive`、`issues`、`page`、`search`、`assets` 已有他用", "use letters, digits, Chinese characters and `-`; `tags`, `archive`, `issues`, `page`, `search` and `assets` are taken"))
}

// 4: the site

/// Two things on one address.
#[must_use]
pub fn address_taken(place: Place, address: &str, other: Place) -> Diagnostic {
    error("J401", place, say!("网址 `/{address}` 被占用两次", "the address `/{address}` is claimed twice"))
        .related(other, say!("另一个在这里", "the other claimant"))
        .help(say!("给其中一个改名（大小写不同也算相同）", "rename one of them (a difference in case is not enough)"))
}

/// Two tags whose addresses are the same.
#[must_use]
pub fn tag_addresses_collide(place: Place, name: &str, other: &str, slug: &str) -> Diagnostic {
    error(
        "J402",
        place,
        say!("标签“{name}”与“{other}”的网址都是 `{slug}`", "the tags “{name}” and “{other}” both become `{slug}`"),
    )
    .help(say!(
        "在 tags.yaml 里合并它们，或给一个写上 `{name}: {{slug: 别的名字}}`",
        "merge them in tags.yaml, or give one a slug: `{name}: {{slug: other}}`"
    ))
}

/// A tag that cannot become an address.
#[must_use]
pub fn bad_tag(place: Place, name: &str) -> Diagnostic {
    error("J403", place, say!("标签“{name}”不能变成网址", "the tag “{name}” cannot become an address"))
        .help(say!("换个名字，或在 tags.yaml 里给它 `slug`", "rename it, or give it a `slug` in tags.yaml"))
}

/// An alias that is no address of this site.
#[must_use]
pub fn bad_alias(span: Span, value: &str) -> Diagnostic {
    error("J404", span, say!("`{value}` 不能作旧址", "`{value}` cannot be an alias")).help(say!(
        "写成以 `/` 开头、在本站之内的网址，如 `/xiangmu/old.html`",
        "write an address of this site that begins with `/`, such as `/xiangmu/old.html`"
    ))
}

// 5: links and pictures

/// A link to nothing.
#[must_use]
pub fn dead_link(span: Span, target: &str, near: Option<&str>) -> Diagnostic {
    let d = error("J501", span, say!("链接的目标不存在：`{target}`", "the link leads nowhere: `{target}`"));
    match near {
        Some(near) => d.help(say!("是不是 `{near}`？", "did you mean `{near}`?")),
        None => {
            d.help(say!("核对路径；它从本文件所在的目录算起", "check the path; it counts from this file's directory"))
        }
    }
}

/// A link to a story that is not published.
#[must_use]
pub fn link_to_unpublished(span: Span, target: &str, why: (&str, &str)) -> Diagnostic {
    let (zh, en) = why;
    error(
        "J502",
        span,
        say!(
            "链接的稿件没有发布（{zh}）：`{target}`",
            "the link leads to a story that is not published ({en}): `{target}`"
        ),
    )
    .help(say!("等它发布后再加链接，或去掉链接", "add the link when that is out, or remove it"))
}

/// A link to a heading that is not there.
#[must_use]
pub fn dead_anchor(span: Span, anchor: &str, near: Option<&str>) -> Diagnostic {
    let d = error("J503", span, say!("目标页面里没有 `#{anchor}` 这个小标题", "the target has no heading `#{anchor}`"));
    match near {
        Some(near) => d.help(say!("是不是 `#{near}`？", "did you mean `#{near}`?")),
        None => d.help(say!(
            "锚点是小标题去掉标点，空格换成 `-`",
            "an anchor is the heading without punctuation, with `-` for spaces"
        )),
    }
}

/// A link that could run code or read the reader's disk.
#[must_use]
pub fn unsafe_link(span: Span, target: &str) -> Diagnostic {
    let target: String = target.chars().take(60).collect();
    error("J504", span, say!("不安全的链接：`{target}`", "an unsafe link: `{target}`")).help(say!(
        "只能用 http、https、mailto、tel 和站内链接",
        "only http, https, mailto, tel and links within the site are allowed"
    ))
}

/// A picture that is not there.
#[must_use]
pub fn missing_picture(span: Span, target: &str, near: Option<&str>) -> Diagnostic {
    let d = error("J505", span, say!("找不到图片 `{target}`", "the picture `{target}` is missing"));
    match near {
        Some(near) => d.help(say!("是不是 `{near}`？", "did you mean `{near}`?")),
        None => d.help(say!(
            "把图片放在稿件旁边，再核对文件名（大小写也要一致）",
            "put it beside the story and check its name (case counts)"
        )),
    }
}

/// A path that leads out of `content/`.
#[must_use]
pub fn link_outside(span: Span, target: &str) -> Diagnostic {
    error("J506", span, say!("链接指到 content 目录之外：`{target}`", "the link leads out of content: `{target}`"))
        .help(say!(
            "站内链接从本文件所在的目录算起，如 `../xiangmu/a.md`",
            "links count from this file's directory, such as `../xiangmu/a.md`"
        ))
}

// 6: the text

/// Raw HTML, which is shown as text.
#[must_use]
pub fn raw_html(span: Span, html: &str) -> Diagnostic {
    let html: String = html.trim().chars().take(40).collect();
    warning(
        "J601",
        span,
        say!("正文里的 HTML 不起作用，按文字显示：`{html}`", "HTML has no effect here and is shown as text: `{html}`"),
    )
    .help(say!("用 Markdown 写，或删掉它", "write it in Markdown or delete it"))
}

// 7: output

/// An output directory that must not be touched.
#[must_use]
pub fn output_refused(path: &str, why: (&str, &str)) -> Diagnostic {
    let (zh, en) = why;
    error("J701", file(path), say!("不能输出到这里：{zh}", "cannot write the site here: {en}"))
        .help(say!("用 `--out 目录` 指定一个新目录", "name a new directory with `--out DIR`"))
}

/// The disk failed.
#[must_use]
pub fn disk(path: &str, reason: &str) -> Diagnostic {
    error("J702", file(path), say!("读写失败：{reason}", "cannot read or write: {reason}"))
        .help(say!("检查磁盘空间和权限；原来的网站没有改动", "check space and permissions; the old site is untouched"))
}

// 8: theme

/// A theme that is nowhere.
#[must_use]
pub fn no_theme(place: Place, name: &str) -> Diagnostic {
    error("J801", place, say!("没有名为 `{name}` 的主题", "there is no theme `{name}`")).help(say!(
        "内置主题是 `jianbao`；自己的主题放在 `themes/{name}/`",
        "the built-in theme is `jianbao`; your own goes into `themes/{name}/`"
    ))
}

/// A template that cannot be read or filled.
#[must_use]
pub fn template(place: Place, reason: &str) -> Diagnostic {
    error("J802", place, say!("模板有误：{reason}", "the template is wrong: {reason}"))
}
