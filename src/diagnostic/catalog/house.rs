//! The house's rules (J217–J222, J311–J312) and its lexicon (J626–J628).

use super::{file, messages};
use crate::diagnostic::Place;
use crate::diagnostic::fix::Fix;
use crate::source::Span;

messages! {
    /// A role that every byline must name.
    J217 Warning Content
    role_missing(place: Place, role: &str, byline_key: &str) at place {
        say: "署名里没有“{role}”"
           | "the byline names no “{role}”";
        help: "在 `{byline_key}` 里加上 `{role}: 姓名`"
            | "add `{role}: name` to `{byline_key}`";
    }

    /// A key that this site requires.
    J218 Warning Content
    required_key_missing(place: Place, key: &str, zh: &str) at place {
        let is_chinese = key == zh;
        say: match is_chinese {
            true => "本站要求每篇稿件都有 `{key}`" | "this site requires `{key}` of every story",
            false => "本站要求每篇稿件都有 `{key}`（{zh}）" | "this site requires `{key}` ({zh}) of every story",
        };
        help: "加一行 `{key}: …`"
            | "add a line `{key}: …`";
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
    review_missing(place: Place, step: &str, review_key: &str) at place {
        say: "“{step}”没有人签"
           | "nobody has signed “{step}”";
        help: "审过以后运行 `jianbao sign 稿件 --as {step} --name 姓名`，或在 `{review_key}` 下面手写 `{step}: 姓名`"
            | "when it is reviewed run `jianbao sign FILE --as {step} --name NAME`, or write `{step}: name` below `{review_key}`";
    }

    /// Two steps of review by one person.
    J222 Warning Content
    reviewed_twice(place: Place, name: &str, first: &str, second: &str) at place {
        say: "“{first}”和“{second}”是同一个人：{name}"
           | "“{first}” and “{second}” are one person: {name}";
        help: "几道审核要由不同的人做"
            | "each step must be taken by another person";
    }

    /// Signatures of a text that was changed afterwards.
    J420 Warning Content
    signatures_lost(place: Place, signatures: &[String], command: &str, holds_story: bool) at place {
        let list = signatures.join("、");
        say: match holds_story {
            true => "签过以后稿件又改了，签名不再有效，稿件不发布：{list}"
                  | "the story was changed after it was signed, so it is not published; these signatures are void: {list}",
            false => "签过以后稿件又改了，签名不再有效：{list}"
                   | "the story was changed after it was signed; these signatures are void: {list}",
        };
        help: "请本人看过现在的稿件再签一次，如 `{command}`；改错了就恢复成签的时候的样子"
            | "let each read it as it is and sign again: `{command}`; or restore what was signed";
    }

    /// A story that the house does not publish, since it is not signed.
    J421 Warning Content
    story_not_signed(place: Place, steps: &str, has_names: bool, command: &str) at place {
        say: match has_names {
            false => "三审没有签完，稿件不发布：还差{steps}"
                   | "the review is not complete, so the story is not published: {steps} missing",
            true => "三审没有签完，稿件不发布：还差{steps}（手写的姓名没有签名码，不算）"
                  | "the review is not complete, so the story is not published: {steps} missing (names by hand do not count)",
        };
        help: "审过的人自己签，如 `{command}`"
            | "whoever has reviewed it signs, such as with `{command}`";
    }

    /// A signature of a person who may not sign the step.
    J422 Warning Content
    signer_not_allowed(span: Span, step: &str, name: &str, names: &str) at span {
        say: "{name} 不能签“{step}”，这个签名不算"
           | "{name} may not sign “{step}”: the signature does not count";
        help: match names {
            "" => "`site.yaml` 的 `review` 里没有人可以签它：先把人写进名单" | "nobody may, by `review` in `site.yaml`: name somebody there first",
            names => "请可以签的人审过再签：{names}；名单在 `site.yaml` 的 `review` 里" | "let one of these review and sign: {names}; `review` in `site.yaml` names them",
        };
    }

    /// A signature whose day or digest cannot be read.
    J423 Warning Content
    signature_unreadable(span: Span, step: &str, written: &str) at span {
        say: "“{step}”的签名读不懂：{written}"
           | "this signature of “{step}” cannot be read: {written}";
        help: "用 `jianbao sign` 再签一次；手写的只写姓名"
            | "sign again with `jianbao sign`; by hand write the name alone";
    }

    /// A name that was written by hand where signatures name the text.
    J424 Warning Content
    signed_by_hand(span: Span, step: &str, name: &str, command: &str) at span {
        say: "“{step}”的 {name} 是手写的，没有签名码，看不出审的是不是现在的稿件"
           | "“{step}” by {name} was written by hand: nothing shows that it is this text that was reviewed";
        help: "请 {name} 看过现在的稿件，再运行 `{command}`"
            | "let {name} read the story as it is and run `{command}`";
    }

    /// A signature of a day that is still to come.
    J425 Warning Content
    signed_in_future(span: Span, step: &str, name: &str, date: &str) at span {
        say: "“{step}”的 {name} 签在还没有到的日子：{date}，不算"
           | "“{step}” by {name} is of a day that is still to come: {date}; it does not count";
        help: "删掉这个签名，用 `jianbao sign` 再签；电脑的日期不对就先校正"
            | "delete it and sign again with `jianbao sign`; if this machine's date is wrong, set it right first";
    }

    /// A step of review that the house does not have, and that is probably misspelt.
    J426 Warning Content
    unknown_step(span: Span, step: &str, near: &str) at span {
        say: "本站没有“{step}”这道审核"
           | "this site has no step of review “{step}”";
        help: "是不是“{near}”？改正审次的名称"
            | "did you mean “{near}”? mend its name";
    }

    /// A step of review that is to be signed and that the house does not have.
    J427 Error Usage
    unknown_sign_step(step: &str, steps: &str, near: Option<&str>) at (Place::Site) {
        let near = near.unwrap_or_default();
        say: "没有“{step}”这道审核"
           | "there is no step of review “{step}”";
        help: match near {
            "" => "`--as` 可以写：{steps}" | "`--as` takes one of: {steps}",
            near => "是不是 `--as {near}`？可以写：{steps}" | "did you mean `--as {near}`? It takes one of: {steps}",
        };
    }

    /// A person who is to sign and may not.
    J428 Error Usage
    name_may_not_sign(path: &str, name: &str, step: &str, names: &str) at (file(path)) {
        say: "没有签：{name} 不能签“{step}”"
           | "not signed: {name} may not sign “{step}”";
        help: match names {
            "" => "`site.yaml` 的 `review` 里没有人可以签它：先把人写进名单" | "nobody may, by `review` in `site.yaml`: name somebody there first",
            names => "可以签的是：{names}；要改名单，改 `site.yaml` 的 `review`" | "these may: {names}; `review` in `site.yaml` names them",
        };
    }

    /// A step that is to be signed before those that it needs.
    J429 Error Content
    earlier_steps_missing(path: &str, step: &str, missing: &str) at (file(path)) {
        say: "没有签：“{step}”之前还差{missing}"
           | "not signed: before “{step}” comes {missing}";
        help: "先请{missing}的人看过现在的稿件签上；看谁签过：`jianbao sign --check 稿件`"
            | "let whoever is to take {missing} sign the text as it is; `jianbao sign --check FILE` shows who has";
    }

    /// A person who is to sign a second step.
    J430 Error Usage
    already_signed_step(path: &str, name: &str, first: &str, step: &str) at (file(path)) {
        say: "没有签：{name} 签过“{first}”，不能再签“{step}”"
           | "not signed: {name} has signed “{first}” and may not sign “{step}”, too";
        help: "请另一个人签；本站允许一人多审的，在 `site.yaml` 的 `review` 里写 `same_person: true`"
            | "let another person sign; if this house allows it, write `same_person: true` in `review` of `site.yaml`";
    }

    /// A day that is to be signed, and is none or still to come.
    J431 Error Usage
    bad_sign_date(date: &str, today: &str) at (Place::Site) {
        say: "没有签：`--date` 不能是 `{date}`"
           | "not signed: `--date` cannot be `{date}`";
        help: "写成 `2026-11-30` 这样，不晚于今天（{today}）；不写就是今天"
            | "write it as `2026-11-30`, today ({today}) or earlier; without it, it is today";
    }

    /// A story with errors that is to be signed.
    J432 Error Content
    story_has_errors(path: &str, count: usize) at (file(path)) {
        say: "没有签：稿件有 {count} 个错误"
           | "not signed: the story has {count} errors";
        help: "改正以后再审再签"
            | "mend them, then review and sign";
    }

    /// A step that another person has rightly signed.
    J433 Error Content
    signed_by_other(path: &str, step: &str, name: &str) at (file(path)) {
        say: "没有签：现在的稿件 {name} 已经签过“{step}”"
           | "not signed: {name} has signed “{step}” of this very text";
        help: "要换人，先在稿件头的 `三审` 里删掉 {name} 的签名"
            | "to let another sign, first delete the signature of {name} in the front matter";
    }

    /// A front matter into which no signature can be written.
    J434 Error Content
    cannot_write_signature(path: &str, step: &str, written: &str) at (file(path)) {
        say: "没有签：稿件头的写法特别，签名写不进去"
           | "not signed: the front matter has an unusual form";
        help: "先运行 `jianbao fix`，把稿件头改成通常的写法，再签；改不了的，在稿件头里自己写 `三审: {{{step}: {written}}}`，原有的签名也写进花括号"
            | "run `jianbao fix` first, which writes it in the usual form, then sign; or write `review: {{{step}: {written}}}` by hand, with the signatures that are there";
    }

    /// A text that is to be signed with, and is no name.
    J435 Error Usage
    not_a_name(name: &str) at (Place::Site) {
        say: "没有签：`--name` 不能是 `{name}`"
           | "not signed: `--name` cannot be `{name}`";
        help: "写一个人的姓名，不带括号、逗号、顿号和冒号"
            | "give the name of one person, without brackets, commas and colons";
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

    /// A row of the house's table of people without a name or a title.
    J416 Error Settings
    bad_title_row(span: Span, table: &str, row: &str) at span {
        say: "`{table}` 的这一行不是“姓名,职务”：`{row}`"
           | "this row of `{table}` is not “name,title”: `{row}`";
        help: "每行写一个姓名、一个逗号、一个职务；一个人有几个职务就写几行"
            | "write a name, a comma and a title in each row; a person with several titles has several rows";
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
