//! The house's rules (J217–J222, J311–J312) and its lexicon (J626–J628).

use super::{error, say, warning};
use crate::diagnostic::{Diagnostic, DiagnosticKind, Message, Place};
use crate::source::Span;

/// A role that every byline must name.
pub fn role_missing(place: Place, role: &str) -> Diagnostic {
    warning("J217", place, say!("署名里没有“{role}”", "the byline names no “{role}”"))
        .help(say!("在 `byline` 里加上 `{role}: 姓名`", "add `{role}: name` to `byline`"))
}

/// A key that this site requires.
pub fn required_key_missing(place: Place, en: &str, zh: &str) -> Diagnostic {
    warning(
        "J218",
        place,
        say!("本站要求每篇稿件都有 `{en}`（{zh}）", "this site requires `{en}` ({zh}) of every story"),
    )
    .help(say!("加一行 `{en}: …`", "add a line `{en}: …`"))
}

/// A summary that is too short or too long.
pub fn summary_length(place: Place, length: usize, min: usize, max: usize) -> Diagnostic {
    let by = if length < min { min - length } else { length - max };
    let (zh, en) = if length < min { ("短", "short") } else { ("长", "long") };
    let what = if length < min { ("补写", "add") } else { ("删去", "cut") };
    warning(
        "J219",
        place,
        say!(
            "摘要太{zh}：{length} 个字，应当是 {min} 到 {max} 个",
            "the summary is too {en}: {length} of {min} to {max} characters"
        ),
    )
    .help(say!("{}至少 {by} 个字", "{} at least {by} characters", what.0, what.1))
}

/// A step of review that nobody has signed.
pub fn review_missing(place: Place, step: &str) -> Diagnostic {
    warning("J221", place, say!("“{step}”没有人签", "nobody has signed “{step}”"))
        .help(say!("审过以后在 `review` 里写上 `{step}: 姓名`", "when it is reviewed add `{step}: name` to `review`"))
}

/// Two steps of review by one person.
pub fn reviewed_twice(place: Place, name: &str, first: &str, second: &str) -> Diagnostic {
    warning(
        "J222",
        place,
        say!("“{first}”和“{second}”是同一个人：{name}", "“{first}” and “{second}” are one person: {name}"),
    )
    .help(say!("几道审核要由不同的人做", "each step must be taken by another person"))
}

/// Two limits of which the lower one is the higher.
pub fn limits_crossed(span: Span) -> Diagnostic {
    error("J311", span, say!("`min` 比 `max` 大", "`min` is more than `max`"))
        .kind(DiagnosticKind::Settings)
        .help(say!("把两个数对调，或改正", "exchange or mend them"))
}

/// An entry of the lexicon that stands twice and says two things.
pub fn lexicon_conflict(span: Span, text: &str, first: Span) -> Diagnostic {
    error("J312", span, say!("“{text}”在用词表里有两种说法", "the lexicon says two things of “{text}”"))
        .kind(DiagnosticKind::Settings)
        .related(first.into(), say!("第一次在这里", "the first one"))
        .help(say!("只留一处", "keep one"))
}

/// Wording that the house does not use.
pub fn forbidden_wording(span: Span, word: &str, instead: &str) -> Diagnostic {
    let d = warning("J626", span, say!("本刊不用“{word}”", "this house does not write “{word}”"));
    if instead.is_empty() {
        d.help(say!("删掉它，或换个说法", "delete it or put it in other words"))
    } else {
        d.help(say!("改用“{instead}”", "write “{instead}”"))
    }
}

/// A short name before the full one.
pub fn short_name_first(span: Span, short: &str, full: &str) -> Diagnostic {
    warning("J627", span, say!("第一次提到要写全称：“{short}”", "“{short}” must be written in full at first mention"))
        .help(say!("这里写“{full}”，后面再用简称", "write “{full}” here and the short name after it"))
}

/// A person whose title is missing, or another one.
pub fn name_without_title(span: Span, name: &str, title: &str) -> Diagnostic {
    warning(
        "J628",
        span,
        say!("第一次提到“{name}”时职务不对或没有写", "“{name}” stands without the right title at first mention"),
    )
    .help(say!("写成“{title}{name}”，并核对职务", "write “{title}{name}” and check the title"))
}
