//! The options of `check`: other checkers, the baseline, limits (J340–J349).

use super::{file, messages};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Message, Place};
use crate::source::Span;

messages! {
    /// A finding of another program.
    J340 Warning Content
    external_finding(span: Span, finding: &str, replacement: Option<&str>) at span {
        say: "另一个检查程序说：{finding}"
           | "another checker says: {finding}";
        help: match replacement {
            Some("") => "核对以后删掉" | "check it and delete it",
            Some(replacement) => "核对以后改为“{replacement}”" | "check it and write “{replacement}”",
            None => "请核对" | "check it",
        };
        fix: replacement.map(|replacement| Fix::to_confirm(span, replacement));
    }

    /// Another checker that could not be started, failed, or did not end.
    J341 Error Environment
    checker_failed(command: &str, reason: &Message) at (Place::Site) {
        words reason;
        say: "检查程序 `{command}` 没有做完：{reason}"
           | "the checker `{command}` did not finish: {reason}";
        help: "单独运行它看看；不用它，就去掉 `--with`"
            | "run it by itself to see why, or leave `--with` out";
    }

    /// Lines of another checker that say nothing that is understood.
    J342 Error Environment
    checker_output(command: &str, count: usize, line: &str, reason: &Message) at (Place::Site) {
        let line = line.chars().take(120).collect::<String>();
        words reason;
        say: "检查程序 `{command}` 写的有 {count} 行看不懂，第一行是 `{line}`：{reason}"
           | "of the checker `{command}` {count} lines are not understood, the first one is `{line}`: {reason}";
        help: "一行一个 JSON 对象：`{{\"path\": …, \"offset\": …, \"length\": …, \"message\": …}}`，见 docs/check-formats.md"
            | "write one JSON object a line: `{{\"path\": …, \"offset\": …, \"length\": …, \"message\": …}}`; see docs/check-formats.md";
    }

    /// A path that `check` was given and that is not part of the bulletin.
    J343 Error Usage
    nothing_to_check(path: &str, exists: bool, near: Option<&str>) at (Place::Site) {
        say: match exists {
            true => "`{path}` 不是这份简报的文件" | "`{path}` is not a file of this bulletin",
            false => "没有 `{path}` 这个文件或目录" | "there is no file or directory `{path}`",
        };
        help: match (exists, near) {
            (_, Some(near)) => "是不是 `{near}`？" | "did you mean `{near}`?",
            (true, None) => "写 content、static、themes 里的文件，或 site.yaml；简报在别处，用 `--root` 指明"
                          | "name a file in content, static or themes, or site.yaml; name a bulletin elsewhere with `--root`",
            (false, None) => "从现在的目录写起，或从简报的目录写起，如 `content/yaowen/a.md`"
                           | "begin at the present directory or at the bulletin's, such as `content/yaowen/a.md`",
        };
    }

    /// More warnings than `--max-warnings` allows.
    J344 Error Content
    too_many_warnings(count: usize, limit: usize) at (Place::Site) {
        say: "有 {count} 个警告，最多可以有 {limit} 个"
           | "there are {count} warnings, {limit} are allowed";
        help: "改正一些，或放宽 `--max-warnings`；原来就有的，用 `jianbao check --write-baseline` 记下"
            | "mend some or allow more with `--max-warnings`; note down old ones with `jianbao check --write-baseline`";
    }

    /// Lines of the baseline that say nothing.
    J345 Warning Settings
    bad_baseline(path: &str, count: usize, first: usize) at (file(path)) {
        say: "基线里有 {count} 行看不懂，第一处在第 {first} 行"
           | "{count} lines of the baseline are not understood, the first is line {first}";
        help: "运行 `jianbao check --write-baseline`，重新写一遍"
            | "run `jianbao check --write-baseline` to write it anew";
    }
}
