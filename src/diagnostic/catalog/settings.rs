//! `site.yaml`, `tags.yaml` and the theme: J3xx, J8xx.

use super::{file, messages};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Message, Place, nearest};
use crate::source::Span;

messages! {
    /// No `site.yaml`.
    J301 Error NoBulletin
    no_settings() at (file("site.yaml")) {
        say: "这里没有 site.yaml"
           | "there is no site.yaml here";
        help: "到简报的目录里运行，或用 `--root 目录` 指明"
            | "run it in the bulletin's directory, or name that with `--root DIR`";
    }

    /// A time zone that does not exist.
    J302 Error Settings
    bad_timezone(span: Span, value: &str) at span {
        say: "没有 `{value}` 这个时区"
           | "there is no time zone `{value}`";
        help: "北京时间写 `Asia/Shanghai`"
            | "Beijing time is `Asia/Shanghai`";
        fix: is_beijing_time(value).then(|| Fix::safe(span, "Asia/Shanghai").of_text(value));
    }

    /// A base address that is none.
    J303 Error Settings
    bad_base_url(place: impl Into<Place>, value: &str) at place {
        let place = Into::<Place>::into(place);
        let fix = match place {
            Place::At(span) if is_bare_host(value) => Some(Fix::to_confirm(span, format!("https://{value}")).of_text(value)),
            _ => None,
        };
        say: "`{value}` 不是网站地址"
           | "`{value}` is not the address of a site";
        help: "写成 `https://example.org` 或 `https://example.org/bulletin`"
            | "write `https://example.org` or `https://example.org/bulletin`";
        fix: fix;
    }

    /// A number beyond its limits.
    J304 Error Settings
    number_out_of_range(span: Span, key: &str, low: u32, high: u32) at span {
        say: "`{key}` 应当是 {low} 到 {high} 之间的整数"
           | "`{key}` must be a whole number from {low} to {high}";
    }

    /// A word out of a fixed list was expected.
    J305 Error Settings
    unknown_choice(span: Span, key: &str, value: &str, choices: &str) at span {
        say: "`{key}` 不能是 `{value}`"
           | "`{key}` cannot be `{value}`";
        help: "可选：{choices}"
            | "one of: {choices}";
        fix: nearest(value, choices.split('`').skip(1).step_by(2))
            .map(|near| Fix::to_confirm(span, near).of_text(value));
    }

    /// A directory of stories that `site.yaml` does not name.
    J306 Warning Settings
    unlisted_column(directory: &str, near: Option<&str>) at (file(&format!("content/{directory}"))) {
        say: "栏目 `{directory}` 没有登记在 site.yaml 里，排在最后"
           | "the column `{directory}` is not in site.yaml and comes last";
        help: match near {
            Some(near) => "是不是 `{near}`？否则在 `columns` 里加一行 `{directory}: 名称`"
                        | "did you mean `{near}`? if not, add `{directory}: name` to `columns`",
            None => "在 `columns` 里加一行 `{directory}: 名称`" | "add `{directory}: name` to `columns`",
        };
    }

    /// Two settings of `tags.yaml` that go round in a circle.
    J307 Error Settings
    tag_merge_loop(span: Span, name: &str) at span {
        say: "标签“{name}”的合并绕成了圈"
           | "merging the tag “{name}” leads round in a circle";
        help: "让每个旧名直接指向最后的正名"
            | "let every old name point to the final one";
    }

    /// A column directory that cannot be one.
    J308 Error Settings
    bad_column_directory(place: Place, name: &str) at place {
        say: "`{name}` 不能作栏目目录"
           | "`{name}` cannot be a column's directory";
        help: "用字母、数字、汉字和 `-`；`tags`、`archive`、`issues`、`page`、`search`、`assets`、`static` 已有他用"
            | "use letters, digits, Chinese characters and `-`; `tags`, `archive`, `issues`, `page`, `search`, `assets` and `static` are taken";
    }

    /// A line of `words.txt` that is no word.
    J309 Warning Settings
    bad_word(span: Span, word: &str) at span {
        say: "“{word}”不能作搜索的词"
           | "“{word}” cannot be a word for search";
        help: "一行一个词，2 到 16 个汉字；字母和数字不用写，照样找得到"
            | "write one word a line, of 2 to 16 Chinese characters; letters and digits are found without";
    }

    /// A theme that is nowhere.
    J801 Error Content
    no_theme(place: Place, name: &str) at place {
        say: "没有名为 `{name}` 的主题"
           | "there is no theme `{name}`";
        help: "内置主题是 `jianbao`；自己的主题放在 `themes/{name}/`"
            | "the built-in theme is `jianbao`; your own goes into `themes/{name}/`";
    }

    /// A name in a template that no value has.
    J803 Error Content
    unknown_value(span: Span, name: &str, near: Option<&str>) at span {
        say: "模板里没有 `{name}` 这个值"
           | "templates have no value `{name}` here";
        help: match near {
            Some(near) => "是不是 `{near}`？" | "did you mean `{near}`?",
            None => "能用的值都列在 docs/themes.md 里" | "docs/themes.md lists every value that there is",
        };
        fix: near.map(|near| Fix::to_confirm(span, near).of_text(name));
    }

    /// A template that cannot be read or filled.
    J802 Error Content
    template(place: Place, reason: &str) at place {
        say: "模板有误：{reason}"
           | "the template is wrong: {reason}";
        help: "改正模板；删掉自己的这个文件，就会用内置主题的"
            | "mend the template, or delete your file to use the built-in one";
    }

    /// A credential in the settings, which everybody reads. Its line is not shown: the report would show it too.
    J313 Error Secret
    secret_in_settings(target: &str, key: &str, credentials: &str) at (file("site.yaml")) {
        say: "`{target}` 的 `{key}` 是密码或密钥，不能写在这里"
           | "`{key}` of `{target}` opens the store and must not stand here";
        help: match credentials {
            "" => "去掉它，放进环境变量；已经提交进仓库的，到服务商那里作废，换一个新的"
                | "take it out and set it in the environment; if it was committed, have it revoked and get a new one",
            credentials => "去掉它，放进环境变量（{credentials}）；已经提交进仓库的，到服务商那里作废，换一个新的"
                         | "take it out and set it in the environment ({credentials}); if it was committed, have it revoked and get a new one",
        };
    }

    /// An address in the settings, or a text in the place of one, that must not be led to.
    J320 Error Settings
    address_refused(span: Span, key: &str, value: &str) at span {
        let value = value.chars().take(60).collect::<String>();
        say: "`{key}` 不能用这个网址：`{value}`"
           | "`{key}` cannot lead to `{value}`";
        help: "网页写 `https://…`，邮箱写 `mailto:…`，电话写 `tel:…`，本站的网页从 `/` 写起；不是网址的，去掉前面的 `…:`"
            | "write `https://…`, `mailto:…`, `tel:…`, or a page of this site from `/`; of a text that is no address take out what stands before `:`";
    }

    /// The address of a store that is none.
    J321 Error Settings
    bad_endpoint(span: Span, target: &str, value: &str, wanted: &Message) at span {
        let value = value.chars().take(60).collect::<String>();
        words wanted;
        say: "`{target}` 的 `endpoint` 不是能连接的地址：`{value}`"
           | "the `endpoint` of `{target}` cannot be reached: `{value}`";
        help: "写成 {wanted}"
            | "write {wanted}";
    }

    /// A target that `site.yaml` does not name.
    J314 Error Settings
    no_target(place: Place, name: Option<&str>, known: &[&str]) at place {
        let is_empty = known.is_empty();
        let names = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        say: match (name, is_empty) {
            (Some(name), _) => "没有 `{name}` 这个上线的目标" | "there is no target `{name}`",
            (None, true) => "site.yaml 里没有上线的目标" | "site.yaml names no target",
            (None, false) => "上线到哪里？有几个目标" | "deploy to which? There are several targets",
        };
        help: match is_empty {
            true => "写上 `deploy: {{production: {{service: s3, bucket: 名称}}}}`，见 docs/deploy.md"
                  | "write `deploy: {{production: {{service: s3, bucket: NAME}}}}`; see docs/deploy.md",
            false => "写成 `jianbao deploy 目标`：{names}" | "write `jianbao deploy TARGET`: {names}",
        };
    }

    /// A system that gives the program no threads.
    J319 Error Environment
    no_threads(reason: &str) at (Place::Site) {
        say: "系统不给线程：{reason}"
           | "the system grants no threads: {reason}";
        help: "关掉别的程序，或放宽 `ulimit -u`、容器的 pids 上限；网站没有改动"
            | "end other programs, or raise `ulimit -u` or the container's limit of processes; the site is untouched";
    }
}

/// Names by which people mean the time of Beijing.
fn is_beijing_time(value: &str) -> bool {
    let names = [
        "Asia/Beijing",
        "Asia/Peking",
        "北京",
        "北京时间",
        "东八区",
        "UTC+8",
        "UTC+08:00",
        "GMT+8",
        "GMT+08:00",
        "+08:00",
    ];
    names.iter().any(|name| value.eq_ignore_ascii_case(name))
}

/// Returns whether an address lacks nothing but its scheme: `www.example.org`.
fn is_bare_host(value: &str) -> bool {
    let host = value.split('/').next().unwrap_or_default();
    let is_name = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    is_name && host.contains('.') && !host.starts_with('.') && !value.contains([' ', '?', '#'])
}
