//! Pictures that cannot be published as they are: J52x.

use super::{error, say, warning};
use crate::diagnostic::{Diagnostic, Message, Place};

/// A picture that is cut off, damaged, or none.
#[must_use]
pub fn broken_picture(place: Place, path: &str) -> Diagnostic {
    error("J521", place, say!("图片打不开：`{path}`", "the picture cannot be read: `{path}`")).help(say!(
        "文件不完整或已损坏：从原处重新复制，或用看图软件另存为 JPEG 或 PNG",
        "it is cut off or damaged: copy it again, or save it anew as JPEG or PNG"
    ))
}

/// A picture beyond the limits.
#[must_use]
pub fn large_picture(place: Place, path: &str, size: &str, limit: (&str, &str)) -> Diagnostic {
    let (zh, en) = limit;
    error(
        "J522",
        place,
        say!(
            "图片太大：`{path}` 是 {size}，上限 {zh}",
            "the picture is too large: `{path}` is {size}, and {en} are the most"
        ),
    )
    .help(say!(
        "先用看图软件缩小，长边 4000 像素已经足够印刷",
        "make it smaller first: 4000 pixels on the long side are enough even for print"
    ))
}

/// A picture whose name promises another format.
#[must_use]
pub fn wrong_picture_ending(place: Place, path: &str, ending: &str) -> Diagnostic {
    warning(
        "J523",
        place,
        say!("图片的扩展名不对：`{path}` 其实是 `.{ending}`", "the picture is named wrongly: `{path}` is `.{ending}`"),
    )
    .help(say!("把文件改名为 `….{ending}`，稿件里也一起改", "rename it to `….{ending}`, in the story too"))
}

/// An SVG that runs scripts.
#[must_use]
pub fn script_in_picture(place: Place, path: &str) -> Diagnostic {
    error("J524", place, say!("SVG 图片里有脚本：`{path}`", "the SVG holds scripts: `{path}`")).help(say!(
        "换成 PNG，或用绘图软件另存为“纯 SVG”；确实需要的，由网站管理员放进 `static/`",
        "export it as PNG or plain SVG; what really needs them is put into `static/` by who runs the site"
    ))
}

/// A picture with private data that cannot be taken out.
#[must_use]
pub fn private_picture(place: Place, path: &str) -> Diagnostic {
    error(
        "J525",
        place,
        say!(
            "图片里有拍摄信息（可能有位置），这种格式清除不了：`{path}`",
            "the picture holds data on how and perhaps where it was taken, which cannot be removed: `{path}`"
        ),
    )
    .help(say!("另存为 JPEG，发布时会自动清除", "save it as JPEG: of that it is removed when it is published"))
}
