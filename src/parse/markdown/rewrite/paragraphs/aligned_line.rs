//! Lines that stand by themselves because their neighbours are made alike: of a chronicle (`5月1日　报名`), of a list of names
//! (`张三　市科技局局长`), of footnotes (`*甲`).

use crate::search::fold::is_han;

/// The most bytes of the date or the time that a line begins with.
const MAX_DATE_LENGTH: usize = 60;

/// How a line is made, as far as a neighbour can be made alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AlignedShape {
    /// A date or a time with a blank or a colon behind it, then words.
    Dated,
    /// Columns apart by wide blanks, without a mark of a sentence.
    Columns,
    /// An asterisk close to its words, without another one.
    Starred,
}

impl AlignedShape {
    /// Tells the shape of a line, if it has one.
    pub fn of_line(line: &str) -> Option<Self> {
        let line = line.trim_end();
        if is_dated(line.trim_start_matches(['*', '_'])) {
            return Some(Self::Dated);
        }
        if has_columns(line) {
            return Some(Self::Columns);
        }
        let words = line.strip_prefix('*').filter(|words| !words.contains('*'))?;
        words.starts_with(|c: char| c.is_alphanumeric()).then_some(Self::Starred)
    }
}

/// `5月1日 报名`, `8:30—9:00 签到`, `1990.07—1995.09 某大学学习`, `2024年：获奖`
fn is_dated(line: &str) -> bool {
    if !line.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    fn is_part_of_date(c: char) -> bool {
        c.is_ascii_digit() || "年月日时分点起至今上下午.:：/-—–－~～".contains(c)
    }
    let length = line.find(|c: char| !is_part_of_date(c)).unwrap_or(line.len());
    let date = &line[..length];
    let is_labelled = date.ends_with(['：', ':']);
    let has_date_sign = date.trim_end_matches(['：', ':']).contains(['年', '月', '日', '点', '时', ':', '：'])
        || (date.contains(['—', '–', '－', '-', '~', '～']) && date.contains('.'));
    let words = line[length..].trim_start();
    let is_apart = is_labelled || words.len() < line.len() - length;
    length <= MAX_DATE_LENGTH && has_date_sign && is_apart && words.starts_with(is_han)
}

/// `张三　市科技局局长`, `张　三　　李　四`: a wide blank between words, and no mark of a sentence.
fn has_columns(line: &str) -> bool {
    let has_wide_blank = line.contains('\u{3000}') || line.contains("  ") || line.contains('\t');
    has_wide_blank
        && line.starts_with(is_han)
        && line.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '）' | ')'))
        && !line.contains(['，', '。', '；', '：', '？', '！', '“', '、', '|', '`'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_apart() {
        for (line, shape) in [
            ("5月1日 报名", Some(AlignedShape::Dated)),
            ("8:30—9:00 签到", Some(AlignedShape::Dated)),
            ("1990.07—1995.09 浙江大学学习", Some(AlignedShape::Dated)),
            ("1990.07－　　　　 市科技局工作", Some(AlignedShape::Dated)),
            ("2024年：获市级奖", Some(AlignedShape::Dated)),
            ("2024年5月　开工", Some(AlignedShape::Dated)),
            ("张三　市科技局局长", Some(AlignedShape::Columns)),
            ("张　三　李　四　王五六", Some(AlignedShape::Columns)),
            ("*含分公司", Some(AlignedShape::Starred)),
            ("5月1日报名", None),
            ("2024 年工作", None),
            ("3.5 万元", None),
            ("10—20 万元", None),
            ("会议　强调，创新。", None),
            ("*重点*工作", None),
            ("* 甲", None),
            ("正文", None),
        ] {
            assert_eq!(AlignedShape::of_line(line), shape, "{line}");
        }
    }
}
