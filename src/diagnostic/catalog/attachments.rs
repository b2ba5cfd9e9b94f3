//! Attachments that hold more than readers are meant to see (J514, J515).

use super::{messages, phrases};
use crate::attachment::{InspectError, PrivateData};
use crate::diagnostic::{Message, Place};

messages! {
    /// An attachment with private data.
    J514 Warning Content
    private_attachment(place: Place, path: &str, found: &PrivateData) at place {
        let list = listed(found);
        words list;
        say: "附件里有不给读者看的内容：`{path}`（{list}）"
           | "the attachment holds what is not for readers: `{path}` ({list})";
        help: "先在原文件里接受修订、删除批注和隐藏的内容，用“文件”里的“检查文档”去掉作者，再存一次；PDF 从清理过的文件重新导出"
            | "accept the changes in the original, delete comments and what is hidden, remove the author by “Inspect Document” and \
               save it anew; export a PDF again from what was cleaned";
    }

    /// An attachment that cannot be looked into.
    J515 Warning Content
    attachment_not_inspected(place: Place, path: &str, unread: InspectError) at place {
        let why = reason(unread);
        words why;
        say: "附件没法检查：`{path}`（{why}）"
           | "the attachment cannot be looked into: `{path}` ({why})";
        help: "打开它看一看：能不能打开，有没有作者、批注、修订和隐藏的内容"
            | "open it to see whether it can be opened, and whether there are authors, comments, changes or hidden parts in it";
    }
}

/// Lists what was found.
fn listed(found: &PrivateData) -> Message {
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

    Message { zh: zh.join("，"), en: en.join("; ") }
}

fn reason(unread: InspectError) -> Message {
    match unread {
        InspectError::Encrypted => phrases::encrypted(),
        InspectError::OldFormat => phrases::encrypted_or_old_format(),
        InspectError::Broken => phrases::cut_off_or_damaged(),
        InspectError::TooLarge => phrases::too_large_to_inspect(),
    }
}
