//! The house's font for headlines: J56x.

use super::messages;
use crate::font::FontError;
use crate::source::Span;

messages! {
    /// A font that is not there.
    J560 Error Settings
    missing_font(span: Span, path: &str) at span {
        say: "找不到字体文件 `{path}`"
           | "the font `{path}` is missing";
        help: "把字体文件放在简报目录的 `fonts/` 里，再核对文件名（大小写也要一致）"
            | "put the file into `fonts/` of the bulletin and check its name (case counts)";
    }

    /// A font that cannot be used.
    J561 Error Settings
    bad_font(span: Span, path: &str, error: FontError) at span {
        say: "字体文件 `{path}` 不能用"
           | "the font `{path}` cannot be used";
        help: match error {
            FontError::NotAFont => "要 TrueType 或 OpenType 字体（`.ttf`、`.otf`），文件要完整；`.woff2` 请换成原来的字体文件"
                                 | "it must be a whole TrueType or OpenType font (`.ttf`, `.otf`); instead of a `.woff2`, use the original",
            FontError::Collection => "这是几种字体合成的一个文件（`.ttc`），请换成其中一种的 `.otf` 或 `.ttf`"
                                   | "it holds several fonts (`.ttc`): use the `.otf` or `.ttf` of one of them",
            FontError::Variable => "这是可变字体，请换成单一粗细的文件，如 `SourceHanSerifSC-Heavy.otf`"
                                 | "it is a variable font: use the file of one weight, such as `SourceHanSerifSC-Heavy.otf`",
            FontError::Restricted => "字体里写着不许嵌入网页：向字体厂商买网页授权，或换用思源宋体等开源字体"
                                   | "it says that it must not be embedded: buy a licence for the web, or use a free font such as Source Han Serif",
        };
    }

    /// Characters of headlines that the font does not have.
    J562 Warning Settings
    font_lacks_characters(span: Span, named: &str, count: usize) at span {
        say: "字体里没有标题用到的 {count} 个字：`{named}`"
           | "the font lacks {count} characters of headlines: `{named}`";
        help: "这些字用系统的宋体显示，夹在标题里会看出不同；换一款字更全的字体"
            | "they are shown in the system's serif, which is seen within a headline: use a font with more characters";
    }
}
