//! Wording and figures that cannot be as they are written: J639, J69x. All of them are warnings.

use super::messages;
use crate::diagnostic::Place;
use crate::diagnostic::fix::Fix;
use crate::source::Span;

/// A way in which a figure cannot be as it is written, with what to write instead where only one thing can be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureSlip {
    /// 下降了3倍.
    DecreaseByTimes,
    /// 近30多名.
    AboutAndMore,
    /// 从5%提高到8%，提高了3%.
    PointsNotPercent(String),
    /// 二○二○年.
    YearZero(String),
}

impl FigureSlip {
    fn fix(self, span: Span) -> Option<Fix> {
        match self {
            Self::DecreaseByTimes | Self::AboutAndMore => None,
            Self::PointsNotPercent(instead) | Self::YearZero(instead) => Some(Fix::to_confirm(span, instead)),
        }
    }
}

messages! {
    /// A story without a body.
    J639 Warning Content
    empty_body(place: Place, draft: &str) at place {
        say: "稿件没有正文"
           | "the story has no body";
        help: "在稿件头下面写正文；还没有写好的，加一行 `{draft}: 是`"
            | "write the body below the front matter, or add `{draft}: true` until it is written";
    }

    /// A sum that is not that of its parts.
    J691 Warning Content
    sum_mismatch(span: Span, total: &str, sum: &str) at span {
        say: "分项加起来是{sum}，不是{total}"
           | "the parts add up to {sum} and not to {total}";
        help: "核对总数和各个分项"
            | "check the total and its parts";
    }

    /// A word that is always wrong.
    J692 Warning Content
    wrong_word(span: Span, word: &str, instead: &str) at span {
        say: "“{word}”是错别字"
           | "“{word}” is misspelt";
        help: "写成“{instead}”"
            | "write “{instead}”";
        fix: Fix::to_confirm(span, instead);
    }

    /// A spelling that is not recommended.
    J693 Warning Content
    variant_spelling(span: Span, word: &str, instead: &str) at span {
        say: "“{word}”不是推荐的词形"
           | "“{word}” is not the recommended spelling";
        help: "写成“{instead}”"
            | "write “{instead}”";
        fix: Fix::to_confirm(span, instead);
    }

    /// A figure that cannot be.
    J694 Warning Content
    figure_slip(span: Span, written: &str, slip: FigureSlip) at span {
        let kind = &slip;
        let meant = &slip;
        say: match kind {
            FigureSlip::DecreaseByTimes => "“{written}”：减少不能用倍数" | "“{written}”: nothing decreases by times",
            FigureSlip::AboutAndMore => "“{written}”：“近”和“多”矛盾" | "“{written}”: “近” and “多” contradict each other",
            FigureSlip::PointsNotPercent(_)
                => "“{written}”：两个百分数的差是百分点" | "“{written}”: percentages differ by percentage points",
            FigureSlip::YearZero(_) => "“{written}”：年份里的零写法不对" | "“{written}”: this is not the zero of a year",
        };
        help: match meant {
            FigureSlip::DecreaseByTimes
                => "写减少了百分之几、几分之几，或者减到原来的几分之几" | "write by which share it is less",
            FigureSlip::AboutAndMore => "只留一个：“近”是不到，“多”“余”是超过" | "keep one: “近” is less, “多” and “余” are more",
            FigureSlip::PointsNotPercent(instead) => "写成“{instead}”" | "write “{instead}”",
            FigureSlip::YearZero(instead) => "写成“{instead}”，或用阿拉伯数字" | "write “{instead}”, or Arabic figures",
        };
        fix: slip.clone().fix(span);
    }

    /// Absolute wording of an advertisement.
    J695 Warning Content
    absolute_wording(span: Span, word: &str) at span {
        say: "广告里不能用“{word}”"
           | "an advertisement must not say “{word}”";
        help: "删掉它，或写出可以核实的事实和出处"
            | "delete it, or state facts with their source";
    }

    /// The name of an authority that is wrong, or no longer its name.
    J696 Warning Content
    wrong_organisation(span: Span, name: &str, instead: &str) at span {
        say: "机构名称“{name}”不对，或者已经改了"
           | "“{name}” is not, or no longer, the name of the authority";
        help: "写成“{instead}”；说的是当时的机构，前面加“原”"
            | "write “{instead}”, or put “原” before it where the former one is meant";
        fix: Fix::to_confirm(span, instead);
    }

    /// A symbol or a mark that a standard writes otherwise.
    J697 Warning Content
    against_standard(span: Span, written: &str, instead: &str, standard: &str) at span {
        say: "`{written}` 不合 {standard}"
           | "`{written}` does not follow {standard}";
        help: "写成 `{instead}`"
            | "write `{instead}`";
        fix: Fix::to_confirm(span, instead);
    }

    /// A name that differs by one character from one of the lexicon that has the same title.
    J698 Warning Content
    name_off_by_one(span: Span, written: &str, name: &str, title: &str) at span {
        say: "“{written}”与用词表里的{title}“{name}”差一个字"
           | "“{written}” differs by one character from “{name}”, {title} by the lexicon";
        help: "核对姓名：是同一个人就写“{name}”，不是就把这个人也写进用词表"
            | "check the name: write “{name}”, or enter this person into the lexicon too";
        fix: Fix::to_confirm(span, name);
    }

    /// An age that does not go with the years.
    J699 Warning Content
    age_mismatch(span: Span, age: &str, birth: i32, year: i32) at span {
        let years = year - birth;
        say: "“{age}”与年份对不上：{birth}年到{year}年是{years}年"
           | "“{age}” does not go with the years: from {birth} to {year} are {years}";
        help: "核对年龄和年份"
            | "check the age and the years";
    }
}
