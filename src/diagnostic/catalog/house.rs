//! The house's rules (J217–J222, J311–J312) and its lexicon (J626–J628).

use super::messages;
use crate::diagnostic::Place;
use crate::diagnostic::fix::Fix;
use crate::source::Span;

messages! {
    /// A role that every byline must name.
    J217 Warning Content
    role_missing(place: Place, role: &str) at place {
        say: "署名里没有“{role}”"
           | "the byline names no “{role}”";
        help: "在 `byline` 里加上 `{role}: 姓名`"
            | "add `{role}: name` to `byline`";
    }

    /// A key that this site requires.
    J218 Warning Content
    required_key_missing(place: Place, en: &str, zh: &str) at place {
        say: "本站要求每篇稿件都有 `{en}`（{zh}）"
           | "this site requires `{en}` ({zh}) of every story";
        help: "加一行 `{en}: …`"
            | "add a line `{en}: …`";
    }

    /// A summary that is too short or too long.
    J219 Warning Content
    summary_length(place: Place, length: usize, min: usize, max: usize) at place {
        let is_short = length < min;
        let by = if is_short { min - length } else { length - max };
        say: match is_short {
            true => "摘要太短：{length} 个字，应当是 {min} 到 {max} 个"
                  | "the summary is too short: {length} of {min} to {max} characters",
            false => "摘要太长：{length} 个字，应当是 {min} 到 {max} 个"
                   | "the summary is too long: {length} of {min} to {max} characters",
        };
        help: match is_short {
            true => "补写至少 {by} 个字" | "add at least {by} characters",
            false => "删去至少 {by} 个字" | "cut at least {by} characters",
        };
    }

    /// A step of review that nobody has signed.
    J221 Warning Content
    review_missing(place: Place, step: &str) at place {
        say: "“{step}”没有人签"
           | "nobody has signed “{step}”";
        help: "审过以后在 `review` 里写上 `{step}: 姓名`"
            | "when it is reviewed add `{step}: name` to `review`";
    }

    /// Two steps of review by one person.
    J222 Warning Content
    reviewed_twice(place: Place, name: &str, first: &str, second: &str) at place {
        say: "“{first}”和“{second}”是同一个人：{name}"
           | "“{first}” and “{second}” are one person: {name}";
        help: "几道审核要由不同的人做"
            | "each step must be taken by another person";
    }

    /// Two limits of which the lower one is the higher.
    J311 Error Settings
    limits_crossed(span: Span) at span {
        say: "`min` 比 `max` 大"
           | "`min` is more than `max`";
        help: "把两个数对调，或改正"
            | "exchange or mend them";
    }

    /// An entry of the lexicon that stands twice and says two things.
    J312 Error Settings
    lexicon_conflict(span: Span, text: &str, first: Span) at span {
        say: "“{text}”在用词表里有两种说法"
           | "the lexicon says two things of “{text}”";
        related at first: "第一次在这里"
            | "the first one";
        help: "只留一处"
            | "keep one";
    }

    /// Wording that the house does not use.
    J626 Warning Content
    forbidden_wording(span: Span, word: &str, instead: &str) at span {
        say: "本刊不用“{word}”"
           | "this house does not write “{word}”";
        help: match instead {
            "" => "删掉它，或换个说法" | "delete it or put it in other words",
            instead => "改用“{instead}”" | "write “{instead}”",
        };
        fix: (!instead.is_empty()).then(|| Fix::to_confirm(span, instead).of_text(word));
    }

    /// A short name before the full one.
    J627 Warning Content
    short_name_first(span: Span, short: &str, full: &str) at span {
        say: "第一次提到要写全称：“{short}”"
           | "“{short}” must be written in full at first mention";
        help: "这里写“{full}”，后面再用简称"
            | "write “{full}” here and the short name after it";
        fix: Fix::to_confirm(span, full).of_text(short);
    }

    /// A person whose title is missing, or another one.
    J628 Warning Content
    name_without_title(span: Span, name: &str, title: &str) at span {
        say: "第一次提到“{name}”时职务不对或没有写"
           | "“{name}” stands without the right title at first mention";
        help: "写成“{title}{name}”，并核对职务"
            | "write “{title}{name}” and check the title";
    }
}
