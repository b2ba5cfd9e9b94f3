//! Lines that are indented by four blanks or a tab, as Chinese paragraphs are typed: CommonMark takes them for code.

use super::super::source_lines::{LineKind, SourceLines};
use super::line_end::is_chinese;
use crate::search::fold::is_han;

/// Returns for each line whether it is indented and prose, not code: a stretch of indented lines that has no line
/// of code and at least one of Chinese prose.
pub(super) fn find_indented_prose(lines: &SourceLines) -> Vec<bool> {
    let mut prose = vec![false; lines.lines.len()];
    let mut is_behind_code = false;
    let mut n = 0;

    while let Some(line) = lines.lines.get(n) {
        match line.kind {
            LineKind::IndentedCode => {
                let stretch = lines.lines[n..].iter().take_while(|line| line.kind == LineKind::IndentedCode);
                let looks: Vec<ProseLook> = stretch.map(|line| look_of_line(lines.content(line))).collect();
                let is_prose =
                    !is_behind_code && !looks.contains(&ProseLook::Code) && looks.contains(&ProseLook::Prose);
                prose[n..n + looks.len()].fill(is_prose);
                is_behind_code = !is_prose;
                n += looks.len();
                continue;
            }
            LineKind::Blank => {}
            _ => is_behind_code = false,
        }
        n += 1;
    }
    prose
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProseLook {
    Prose,
    Code,
    Either,
}

/// Tells what a line looks like. Prose begins with a Han character, a mark of Chinese or a number, and most of it is Chinese.
fn look_of_line(line: &str) -> ProseLook {
    let begins_chinese =
        line.chars().find(|c| !c.is_ascii_digit() && !matches!(c, '*' | '_' | '　')).is_some_and(is_chinese);
    let chinese = line.chars().filter(|c| is_chinese(*c)).count();
    let ascii_signs = line
        .bytes()
        .filter(|byte| matches!(byte, b'{' | b'}' | b'=' | b';' | b'<' | b'>' | b'|' | b'\\' | b'$' | b'#'))
        .count();
    let letters = line.bytes().filter(|byte| byte.is_ascii_alphabetic()).count();

    if begins_chinese && ascii_signs == 0 && chinese * 2 > letters {
        // 目录/ and the like name files.
        return if line.contains('/') && !line.contains(|c: char| is_chinese(c) && !is_han(c)) {
            ProseLook::Code
        } else {
            ProseLook::Prose
        };
    }
    if ascii_signs > 0 || (letters > 0 && chinese == 0) || line.contains(|c: char| matches!(c, '\u{2500}'..='\u{257F}'))
    {
        return ProseLook::Code;
    }
    if chinese > letters { ProseLook::Prose } else { ProseLook::Either }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_told_from_code() {
        for source in [
            "    9月15日，大会召开。",
            "\t大会召开。",
            "    “双招双引”再结硕果",
            "    （一）签约",
            "    2024年全市GDP增长5%。\n    市科技局",
            "        市科技局\n        2024-05-01",
        ] {
            assert!(find_indented_prose(&SourceLines::from_source(source)).iter().all(|it| *it), "{source}");
        }
        for source in [
            "    let x = 1;",
            "    # 注释\n    变量",
            "    内容/\n    ├── 要闻",
            "    标题: 甲\n    a = b",
            "    foo\n\n    中文说明",
            "    <p>甲</p>",
            "    $ jianbao build",
            "    1234",
        ] {
            assert!(!find_indented_prose(&SourceLines::from_source(source)).contains(&true), "{source}");
        }
    }
}
