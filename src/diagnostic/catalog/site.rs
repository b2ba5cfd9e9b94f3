//! Addresses, links, pictures and the text: J4xx, J5xx, J6xx.

use super::messages;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Message, Place};
use crate::source::Span;

messages! {
    /// Two things on one address; a page of the program's own is at [`Place::Site`].
    J401 Error Content
    address_taken(place: Place, address: &str, other: Place) at first {
        let is_own = place == Place::Site || other == Place::Site;
        let first = if place == Place::Site { other.clone() } else { place.clone() };
        let second = if place == Place::Site { place } else { other };
        say: "网址 `/{address}` 被占用两次"
           | "the address `/{address}` is claimed twice";
        related at second: "另一个在这里"
            | "the other claimant";
        help: match is_own {
            true => "程序自己的一个页面在这个网址上，请改名" | "a page that every site has stands there: choose another name",
            false => "给其中一个改名（大小写不同也算相同）" | "rename one of them (a difference in case is not enough)",
        };
    }

    /// Two tags whose addresses are the same.
    J402 Error Content
    tag_addresses_collide(place: Place, name: &str, other: &str, slug: &str) at place {
        say: "标签“{name}”与“{other}”的网址都是 `{slug}`"
           | "the tags “{name}” and “{other}” both become `{slug}`";
        help: "在 tags.yaml 里合并它们，或给一个写上 `{name}: {{slug: 别的名字}}`"
            | "merge them in tags.yaml, or give one a slug: `{name}: {{slug: other}}`";
    }

    /// A tag that cannot become an address.
    J403 Error Content
    bad_tag(place: Place, name: &str) at place {
        say: "标签“{name}”不能变成网址"
           | "the tag “{name}” cannot become an address";
        help: "换个名字，或在 tags.yaml 里给它 `slug`"
            | "rename it, or give it a `slug` in tags.yaml";
    }

    /// An alias that is no address of this site.
    J404 Error Content
    bad_alias(span: Span, value: &str) at span {
        let is_path = value.ends_with(".html") && !value.contains([':', '?', '#', ' ']) && !value.starts_with(['/', '.']);
        say: "`{value}` 不能作旧址"
           | "`{value}` cannot be an alias";
        help: "写成以 `/` 开头、以 `.html` 或 `/` 结尾、在本站之内的网址，如 `/xiangmu/old.html`"
            | "write an address of this site that begins with `/` and ends in `.html` or `/`, such as `/xiangmu/old.html`";
        fix: is_path.then(|| Fix::to_confirm(span, format!("/{value}")).of_text(value));
    }

    /// A link to nothing.
    J501 Error Content
    dead_link(span: Span, target: &str, near: Option<&str>) at span {
        let near = near.map(|near| in_place_of(target, near));
        let near = near.as_deref();
        let fix = near.and_then(|near| other_target(span, target, near));
        let target = shortened(target);
        say: "链接的目标不存在：`{target}`"
           | "the link leads nowhere: `{target}`";
        help: match near {
            Some(near) => "是不是 `{near}`？" | "did you mean `{near}`?",
            None => "核对路径；它从本文件所在的目录算起" | "check the path; it counts from this file's directory",
        };
        fix: fix;
    }

    /// A link to a story that is not published.
    J502 Error Content
    link_to_unpublished(span: Span, target: &str, why: &Message) at span {
        let target = shortened(target);
        words why;
        say: "链接的稿件没有发布（{why}）：`{target}`"
           | "the link leads to a story that is not published ({why}): `{target}`";
        help: "等它发布后再加链接，或去掉链接"
            | "add the link when that is out, or remove it";
    }

    /// A link to a heading that is not there.
    J503 Error Content
    dead_anchor(span: Span, anchor: &str, near: Option<&str>) at span {
        let fix = near.and_then(|near| other_target(span, &format!("#{anchor}"), &format!("#{near}")));
        let anchor = shortened(anchor);
        say: "目标页面里没有 `#{anchor}` 这个小标题"
           | "the target has no heading `#{anchor}`";
        help: match near {
            Some(near) => "是不是 `#{near}`？" | "did you mean `#{near}`?",
            None => "锚点是小标题去掉标点，空格换成 `-`"
                  | "an anchor is the heading without punctuation, with `-` for spaces",
        };
        fix: fix;
    }

    /// A link to a file on the editor's own computer.
    J511 Error Content
    file_on_this_computer(span: Span, target: &str) at span {
        let shown = shortened(target);
        let name = file_name(target);
        say: "这是自己电脑上的文件，读者打不开：`{shown}`"
           | "a file on your computer, which no reader can open: `{shown}`";
        help: match name {
            Some(name) => "把 `{name}` 复制到稿件旁边，这里只写它的名字"
                        | "copy `{name}` into the directory of this file, and write nothing but its name here",
            None => "把文件存到稿件旁边，这里只写它的名字"
                  | "save the file in the directory of this file, and write nothing but its name here",
        };
    }

    /// A picture or file that is written out in the text (`data:…`).
    J512 Error Content
    data_in_text(span: Span, target: &str) at span {
        let head = head_of_data(target);
        let kib = target.len().div_ceil(1024);
        say: "文件的内容写在了正文里（`{head}`，{kib} KiB），不是链接"
           | "the content of a file stands in the text (`{head}`, {kib} KiB) in the place of a link";
        help: "把图片或文件存到稿件旁边，这里只写它的名字"
            | "save it as a file in the directory of this file, and write nothing but its name here";
    }

    /// A link that could run code or read the reader's disk.
    J504 Error Content
    unsafe_link(span: Span, target: &str) at span {
        let target = target.chars().take(60).collect::<String>();
        say: "不安全的链接：`{target}`"
           | "an unsafe link: `{target}`";
        help: "只能用 http、https、mailto、tel 和站内链接"
            | "only http, https, mailto, tel and links within the site are allowed";
    }

    /// A picture that is not there.
    J505 Error Content
    missing_picture(span: Span, target: &str, near: Option<&str>) at span {
        let near = near.map(|near| in_place_of(target, near));
        let near = near.as_deref();
        let fix = near.and_then(|near| other_target(span, target, near));
        let target = shortened(target);
        say: "找不到图片 `{target}`"
           | "the picture `{target}` is missing";
        help: match near {
            Some(near) => "是不是 `{near}`？" | "did you mean `{near}`?",
            None => "把图片放在稿件旁边，再核对文件名（大小写也要一致）"
                  | "put it beside the story and check its name (case counts)",
        };
        fix: fix;
    }

    /// A path that leads out of `content/`.
    J506 Error Content
    link_outside(span: Span, target: &str) at span {
        let target = shortened(target);
        say: "链接指到 content 目录之外：`{target}`"
           | "the link leads out of content: `{target}`";
        help: "站内链接从本文件所在的目录算起，如 `../xiangmu/a.md`"
            | "links count from this file's directory, such as `../xiangmu/a.md`";
    }

    /// A link to another site under which readers find nothing.
    J509 Warning Content
    dead_external_link(place: Place, url: &str, why: &Message) at place {
        words why;
        say: "外部链接打不开（{why}）：`{url}`"
           | "the link to another site is dead ({why}): `{url}`";
        help: "在浏览器里打开看看：搬走了就换成新网址，没有了就去掉链接"
            | "open it in a browser: put the new address if the page has moved, or remove the link";
    }

    /// No site at all could be reached.
    J510 Warning Content
    no_site_reached(links: usize) at (Place::Site) {
        say: "{links} 个外部链接一个也连不上，看来这台电脑没有联网"
           | "none of {links} links to other sites could be reached: this machine seems to be offline";
        help: "连上网以后再运行 `jianbao check --external`；要用代理就设好 HTTPS_PROXY"
            | "go online and run `jianbao check --external` again; set HTTPS_PROXY if there is a proxy";
    }

    /// A picture without a text for those who do not see it.
    J602 Warning Content
    picture_without_alt(span: Span) at span {
        say: "图片没有说明文字"
           | "the picture has no text for those who do not see it";
        help: "在方括号里写出图上是什么：`![签约现场](…)`"
            | "say in the brackets what it shows: `![…](…)`";
    }

    /// An HTML element that is taken out.
    J601 Warning Content
    html_element(span: Span, name: &str, fix: Option<Fix>) at span {
        say: "HTML 标签 `<{name}>` 不能用，已去掉"
           | "the HTML element `<{name}>` is taken out";
        help: "用 Markdown 写，或删掉它"
            | "write it in Markdown or delete it";
        fix: fix;
    }

    /// An HTML attribute that is taken out.
    J603 Warning Content
    html_attribute(span: Span, element: &str, attribute: &str, fix: Option<Fix>) at span {
        say: "HTML 属性 `{attribute}` 不能用，已从 `<{element}>` 去掉"
           | "the HTML attribute `{attribute}` is taken out of `<{element}>`";
        help: "删掉它；样式由主题决定"
            | "delete it; looks are the theme's";
        fix: fix;
    }

    /// Blocks, marks and HTML that lie too deep in one another.
    J604 Error Content
    too_deep(span: Span, limit: usize) at span {
        say: "正文嵌套超过 {limit} 层"
           | "the text is nested more than {limit} deep";
        help: "用 Markdown 写，大段网页不要直接粘贴；真要这么深，在 site.yaml 里写 `limits: {{depth: …}}`"
            | "write Markdown and do not paste whole pages; or raise `limits: {{depth: …}}` in site.yaml";
    }

    /// A tag with more attributes than can be looked through.
    J606 Error Content
    too_many_attributes(span: Span, element: &str, count: usize, limit: usize) at span {
        say: "HTML 标签 `<{element}>` 有 {count} 个属性，上限 {limit} 个"
           | "the HTML element `<{element}>` has {count} attributes, and may have {limit}";
        help: "多半是引号没有结束：补上引号，或删掉这个标签"
            | "a quotation mark is probably missing: add it, or delete the tag";
    }

    /// A chart that is not shown, since raw HTML has taken it for a piece of itself.
    J655 Error Content
    chart_in_a_tag(span: Span) at span {
        say: "有图表没有显示：它前面的 HTML 没有写完"
           | "a chart is not shown: the HTML before it never ends";
        help: "多半是标签的引号、`>` 或结束标签没有写：补上，或删掉这段 HTML"
            | "a quotation mark, a `>` or an end tag is probably missing: add it, or delete this HTML";
    }

    /// A table with more cells a row than anybody reads.
    J605 Error Content
    table_too_wide(span: Span, cells: usize, limit: usize) at span {
        say: "表格每行有 {cells} 格，上限 {limit} 格"
           | "the table has {cells} cells a row, and may have {limit}";
        help: "横着的改成竖着的，或作附件；真要这么宽，在 site.yaml 里写 `limits: {{cells: …}}`"
            | "turn it round, or attach it as a file; or raise `limits: {{cells: …}}` in site.yaml";
    }

    /// A body with more marks than can be parsed.
    J631 Error Content
    too_many_marks(span: Span, count: usize, limit: usize) at span {
        say: "正文里的标记有 {count} 个，上限 {limit} 个"
           | "the text has {count} marks, and may have {limit}";
        help: "拆成几篇稿件；大段数据作附件"
            | "split it into several stories, and attach long data as files";
    }

    /// A table with more cells in all than anybody reads.
    J632 Error Content
    table_too_large(span: Span, limit: usize) at span {
        say: "表格超过 {limit} 格"
           | "the table has more than {limit} cells";
        help: "拆成几个表格，或作附件；真要这么大，在 site.yaml 里调高 `limits: {{cells: …}}`，总数是它的一百倍"
            | "divide it, or attach it as a file; or raise `limits: {{cells: …}}` in site.yaml, of which this is a hundred times";
    }

    /// A body that becomes far more HTML than it is text.
    J633 Error Content
    body_too_large(span: Span, bytes: usize, limit: usize) at span {
        let bytes = bytes / 1024;
        let limit = limit / 1024;
        say: "正文变成网页后太大：{bytes} KiB，上限 {limit} KiB"
           | "the text becomes too much HTML: {bytes} KiB of {limit} KiB";
        help: "同一个注释或链接用得太多了：少用几次，或拆成几篇稿件"
            | "one note or link is used very often: use it less, or split the story";
    }

    /// A body with more charts than a page can show.
    J634 Error Content
    too_many_charts(span: Span, limit: usize) at span {
        say: "图表超过 {limit} 张"
           | "there are more than {limit} charts";
        help: "拆成几篇稿件，或改用表格"
            | "split the story, or use tables";
    }

    /// A page or a feed with more bytes than a reader can open.
    J635 Error Content
    page_too_large(place: Place, address: &str, bytes: usize, limit: usize) at place {
        let bytes = bytes / 1024 / 1024;
        let limit = limit / 1024 / 1024;
        say: "网页 `/{address}` 太大：{bytes} MiB，上限 {limit} MiB"
           | "the page `/{address}` is too large: {bytes} MiB of {limit} MiB";
        help: "拆开太长的稿件；列表和订阅太大，就在 site.yaml 里调小 `page_size` 或 `feed_size`"
            | "split very long stories; of lists and feeds make `page_size` or `feed_size` in site.yaml smaller";
    }
}

/// How many characters of an address are shown: what was pasted may be as long as a picture.
const SHOWN_ADDRESS: usize = 120;

/// How many characters of the head of a `data:` URL are shown.
const SHOWN_HEAD: usize = 40;

/// The path that stands in the place of another: a name takes the place of the last part alone.
fn in_place_of(target: &str, near: &str) -> String {
    let is_whole = near.starts_with('/') || near.starts_with(target);
    match target.rsplit_once('/') {
        Some((directory, _)) if !is_whole => format!("{directory}/{near}"),
        _ => near.to_owned(),
    }
}

/// A fix that replaces the target of a link, unless the other one would have to be written in angle brackets.
fn other_target(span: Span, target: &str, near: &str) -> Option<Fix> {
    let is_plain = !near.contains([' ', '(', ')', '<', '>']);
    is_plain.then(|| Fix::to_confirm(span, near).of_text(target))
}

/// Cuts an address to the length of a line.
fn shortened(address: &str) -> String {
    match address.char_indices().nth(SHOWN_ADDRESS) {
        Some((end, _)) => format!("{}…", &address[..end]),
        None => address.to_owned(),
    }
}

/// Returns the name at the end of a path on an editor's computer, if it looks like that of a file.
fn file_name(path: &str) -> Option<&str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\', '＼', ':']).next()?;
    (name.contains('.') && name.chars().count() <= SHOWN_ADDRESS).then_some(name)
}

/// Returns what a `data:` URL begins with: `data:image/png`.
fn head_of_data(url: &str) -> &str {
    let head = url.trim().split([';', ',']).next().unwrap_or_default();
    head.char_indices().nth(SHOWN_HEAD).map_or(head, |(end, _)| &head[..end])
}
