//! `site.yaml`, `tags.yaml` and the theme: J3xx, J8xx.

use super::{error, file, say, warning};
use crate::diagnostic::{Diagnostic, DiagnosticKind, Message, Place};
use crate::source::Span;

/// No `site.yaml`.
pub fn no_settings() -> Diagnostic {
    error("J301", file("site.yaml"), say!("这里没有 site.yaml", "there is no site.yaml here"))
        .kind(DiagnosticKind::NoBulletin)
        .help(say!(
            "到简报的目录里运行，或用 `--root 目录` 指明",
            "run it in the bulletin's directory, or name that with `--root DIR`"
        ))
}

/// A time zone that does not exist.
pub fn bad_timezone(span: Span, value: &str) -> Diagnostic {
    error("J302", span, say!("没有 `{value}` 这个时区", "there is no time zone `{value}`"))
        .kind(DiagnosticKind::Settings)
        .help(say!("北京时间写 `Asia/Shanghai`", "Beijing time is `Asia/Shanghai`"))
}

/// A base address that is none.
pub fn bad_base_url(place: impl Into<Place>, value: &str) -> Diagnostic {
    error("J303", place, say!("`{value}` 不是网站地址", "`{value}` is not the address of a site"))
        .kind(DiagnosticKind::Settings)
        .help(say!(
            "写成 `https://example.org` 或 `https://example.org/bulletin`",
            "write `https://example.org` or `https://example.org/bulletin`"
        ))
}

/// A number beyond its limits.
pub fn number_out_of_range(span: Span, key: &str, low: u32, high: u32) -> Diagnostic {
    error(
        "J304",
        span,
        say!("`{key}` 应当是 {low} 到 {high} 之间的整数", "`{key}` must be a whole number from {low} to {high}"),
    )
    .kind(DiagnosticKind::Settings)
}

/// A word out of a fixed list was expected.
pub fn unknown_choice(span: Span, key: &str, value: &str, choices: &str) -> Diagnostic {
    error("J305", span, say!("`{key}` 不能是 `{value}`", "`{key}` cannot be `{value}`"))
        .kind(DiagnosticKind::Settings)
        .help(say!("可选：{choices}", "one of: {choices}"))
}

/// A directory of stories that `site.yaml` does not name.
pub fn unlisted_column(directory: &str, near: Option<&str>) -> Diagnostic {
    let path = format!("content/{directory}");
    let d = warning(
        "J306",
        file(&path),
        say!(
            "栏目 `{directory}` 没有登记在 site.yaml 里，排在最后",
            "the column `{directory}` is not in site.yaml and comes last"
        ),
    )
    .kind(DiagnosticKind::Settings);
    match near {
        Some(near) => d.help(say!(
            "是不是 `{near}`？否则在 `columns` 里加一行 `{directory}: 名称`",
            "did you mean `{near}`? if not, add `{directory}: name` to `columns`"
        )),
        None => d.help(say!("在 `columns` 里加一行 `{directory}: 名称`", "add `{directory}: name` to `columns`")),
    }
}

/// Two settings of `tags.yaml` that go round in a circle.
pub fn tag_merge_loop(span: Span, name: &str) -> Diagnostic {
    error("J307", span, say!("标签“{name}”的合并绕成了圈", "merging the tag “{name}” leads round in a circle"))
        .kind(DiagnosticKind::Settings)
        .help(say!("让每个旧名直接指向最后的正名", "let every old name point to the final one"))
}

/// A column directory that cannot be one.
pub fn bad_column_directory(place: Place, name: &str) -> Diagnostic {
    error("J308", place, say!("`{name}` 不能作栏目目录", "`{name}` cannot be a column's directory")).kind(DiagnosticKind::Settings)
        .help(say!("用字母、数字、汉字和 `-`；`tags`、`archive`、`issues`、`page`、`search`、`assets`、`static` 已有他用", "use letters, digits, Chinese characters and `-`; `tags`, `archive`, `issues`, `page`, `search`, `assets` and `static` are taken"))
}

/// A line of `words.txt` that is no word.
pub fn bad_word(span: Span, word: &str) -> Diagnostic {
    warning("J309", span, say!("“{word}”不能作搜索的词", "“{word}” cannot be a word for search"))
        .kind(DiagnosticKind::Settings)
        .help(say!(
            "一行一个词，2 到 16 个汉字；字母和数字不用写，照样找得到",
            "write one word a line, of 2 to 16 Chinese characters; letters and digits are found without"
        ))
}

/// A theme that is nowhere.
pub fn no_theme(place: Place, name: &str) -> Diagnostic {
    error("J801", place, say!("没有名为 `{name}` 的主题", "there is no theme `{name}`")).help(say!(
        "内置主题是 `jianbao`；自己的主题放在 `themes/{name}/`",
        "the built-in theme is `jianbao`; your own goes into `themes/{name}/`"
    ))
}

/// A name in a template that no value has.
pub fn unknown_value(span: Span, name: &str, near: Option<&str>) -> Diagnostic {
    let d = error("J803", span, say!("模板里没有 `{name}` 这个值", "templates have no value `{name}` here"));
    match near {
        Some(near) => d.help(say!("是不是 `{near}`？", "did you mean `{near}`?")),
        None => d.help(say!("能用的值都列在 docs/themes.md 里", "docs/themes.md lists every value that there is")),
    }
}

/// A template that cannot be read or filled.
pub fn template(place: Place, reason: &str) -> Diagnostic {
    error("J802", place, say!("模板有误：{reason}", "the template is wrong: {reason}")).help(say!(
        "改正模板；删掉自己的这个文件，就会用内置主题的",
        "mend the template, or delete your file to use the built-in one"
    ))
}

/// What opens a store, written where everybody reads it. Its line is not shown: the report would show it too.
pub fn secret_in_settings(target: &str, key: &str, credentials: &str) -> Diagnostic {
    let (zh, en) = if credentials.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("（{credentials}）"), format!(" ({credentials})"))
    };
    error(
        "J313",
        file("site.yaml"),
        say!(
            "`{target}` 的 `{key}` 是密码或密钥，不能写在这里",
            "`{key}` of `{target}` opens the store and must not stand here"
        ),
    )
    .kind(DiagnosticKind::Secret)
    .help(say!(
        "去掉它，放进环境变量{zh}；已经提交进仓库的，到服务商那里作废，换一个新的",
        "take it out and set it in the environment{en}; if it was committed, have it revoked and get a new one"
    ))
}

/// An address in the settings, or a text in the place of one, that must not be led to.
pub fn address_refused(span: Span, key: &str, value: &str) -> Diagnostic {
    let value: String = value.chars().take(60).collect();
    error("J320", span, say!("`{key}` 不能用这个网址：`{value}`", "`{key}` cannot lead to `{value}`")).kind(DiagnosticKind::Settings).help(say!(
        "网页写 `https://…`，邮箱写 `mailto:…`，电话写 `tel:…`，本站的网页从 `/` 写起；不是网址的，去掉前面的 `…:`",
        "write `https://…`, `mailto:…`, `tel:…`, or a page of this site from `/`; of a text that is no address take out what stands before `:`"
    ))
}

/// The address of a store that is none.
pub fn bad_endpoint(span: Span, target: &str, value: &str, wanted: (&str, &str)) -> Diagnostic {
    let value: String = value.chars().take(60).collect();
    let (zh, en) = wanted;
    error(
        "J321",
        span,
        say!(
            "`{target}` 的 `endpoint` 不是能连接的地址：`{value}`",
            "the `endpoint` of `{target}` cannot be reached: `{value}`"
        ),
    )
    .kind(DiagnosticKind::Settings)
    .help(say!("写成 {zh}", "write {en}"))
}

/// A target that `site.yaml` does not name.
pub fn no_target(place: Place, name: Option<&str>, known: &[&str]) -> Diagnostic {
    let d = match name {
        Some(name) => error("J314", place, say!("没有 `{name}` 这个上线的目标", "there is no target `{name}`"))
            .kind(DiagnosticKind::Settings),
        None if known.is_empty() => {
            error("J314", place, say!("site.yaml 里没有上线的目标", "site.yaml names no target"))
                .kind(DiagnosticKind::Settings)
        }
        None => error("J314", place, say!("上线到哪里？有几个目标", "deploy to which? There are several targets"))
            .kind(DiagnosticKind::Settings),
    };
    if known.is_empty() {
        return d.help(say!(
            "写上 `deploy: {{production: {{service: s3, bucket: 名称}}}}`，见 docs/deploy.md",
            "write `deploy: {{production: {{service: s3, bucket: NAME}}}}`; see docs/deploy.md"
        ));
    }
    let names = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    d.help(say!("写成 `jianbao deploy 目标`：{names}", "write `jianbao deploy TARGET`: {names}"))
}

/// A system that gives the program no threads.
pub fn no_threads(reason: &str) -> Diagnostic {
    error("J319", Place::Site, say!("系统不给线程：{reason}", "the system grants no threads: {reason}"))
        .kind(DiagnosticKind::Environment)
        .help(say!(
            "关掉别的程序，或放宽 `ulimit -u`、容器的 pids 上限；网站没有改动",
            "end other programs, or raise `ulimit -u` or the container's limit of processes; the site is untouched"
        ))
}
