//! Attachments that hold more than readers are meant to see (J514, J515).

use super::{say, warning};
use crate::attachment::{InspectError, PrivateData};
use crate::diagnostic::{Diagnostic, Message, Place};

/// An attachment with private data.
pub fn private_attachment(place: Place, path: &str, found: &PrivateData) -> Diagnostic {
    let (list_zh, list_en) = listed(found);
    warning(
        "J514",
        place,
        say!(
            "附件里有不给读者看的内容：`{path}`（{list_zh}）",
            "the attachment holds what is not for readers: `{path}` ({list_en})"
        ),
    )
    .help(say!(
        "先在原文件里接受修订、删除批注和隐藏的内容，用“文件”里的“检查文档”去掉作者，再存一次；PDF 从清理过的文件重新导出",
        "accept the changes in the original, delete comments and what is hidden, remove the author by “Inspect Document” and \
         save it anew; export a PDF again from what was cleaned"
    ))
}

/// What was found, in Chinese and in English.
fn listed(found: &PrivateData) -> (String, String) {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    if !found.authors.is_empty() {
        zh.push(format!("作者 {}", found.authors.join("、")));
        en.push(format!("author {}", found.authors.join(", ")));
    }
    let counts = [
        (found.comments, "批注", "处", "comments"),
        (found.changes, "修订", "处", "tracked changes"),
        (found.hidden_sheets, "隐藏的工作表", "张", "hidden sheets"),
        (found.hidden_slides, "隐藏的幻灯片", "张", "hidden slides"),
        (found.notes, "演讲者备注", "页", "slides with notes"),
        (found.files, "夹带的文件", "个", "files inside"),
    ];
    for (count, name_zh, unit, name_en) in counts.into_iter().filter(|(count, ..)| *count > 0) {
        zh.push(format!("{name_zh} {count} {unit}"));
        en.push(format!("{name_en}: {count}"));
    }
    (zh.join("，"), en.join("; "))
}

/// An attachment that cannot be looked into.
pub fn attachment_not_inspected(place: Place, path: &str, why: InspectError) -> Diagnostic {
    let (why_zh, why_en) = match why {
        InspectError::Encrypted => ("有密码", "it has a password"),
        InspectError::OldFormat => {
            ("有密码，或者是改了名的旧格式", "it has a password, or is an old format under a new name")
        }
        InspectError::Broken => ("文件不完整或已损坏", "it is cut off or damaged"),
        InspectError::TooLarge => ("太大", "it is too large"),
    };
    warning(
        "J515",
        place,
        say!(
            "附件没法检查：`{path}`（{why_zh}）",
            "the attachment cannot be looked into: `{path}` ({why_en})"
        ),
    )
    .help(say!(
        "打开它看一看：能不能打开，有没有作者、批注、修订和隐藏的内容",
        "open it to see whether it can be opened, and whether there are authors, comments, changes or hidden parts in it"
    ))
}
