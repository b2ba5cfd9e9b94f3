//! Pictures that cannot be published as they are: J521 to J531.

use super::{messages, phrases};
use crate::diagnostic::{Message, Place};
use crate::picture::{FileFormat, MAX_PROFILE, SvgError, SvgErrorKind};
use crate::source::Span;

messages! {
    /// A picture that is cut off, damaged, or none.
    J521 Error Content
    broken_picture(place: Place, path: &str) at place {
        say: "图片打不开：`{path}`"
           | "the picture cannot be read: `{path}`";
        help: "文件不完整或已损坏：从原处重新复制，或用看图软件另存为 JPEG 或 PNG"
            | "it is cut off or damaged: copy it again, or save it anew as JPEG or PNG";
    }

    /// A picture beyond the limits.
    J522 Error Content
    large_picture(place: Place, path: &str, size: &str, limit: &Message) at place {
        words limit;
        say: "图片太大：`{path}` 是 {size}，上限 {limit}"
           | "the picture is too large: `{path}` is {size}, and {limit} are the most";
        help: "先用看图软件缩小，长边 4000 像素已经足够印刷"
            | "make it smaller first: 4000 pixels on the long side are enough even for print";
    }

    /// A picture whose name promises another format.
    J523 Warning Content
    wrong_picture_ending(place: Place, path: &str, ending: &str) at place {
        say: "图片的扩展名不对：`{path}` 其实是 `.{ending}`"
           | "the picture is named wrongly: `{path}` is `.{ending}`";
        help: "把文件改名为 `….{ending}`，稿件里也一起改"
            | "rename it to `….{ending}`, in the story too";
    }

    /// An SVG that runs scripts; `what` is the element or attribute that does.
    J524 Error Content
    script_in_picture(place: Place, path: &str, what: Option<&str>) at place {
        say: match what {
            None => "SVG 图片里有脚本：`{path}`" | "the SVG holds scripts: `{path}`",
            Some(what) => "SVG 图片里有脚本：`{path}` 里的 `{what}`" | "the SVG holds scripts: `{path}` has `{what}`",
        };
        help: "换成 PNG，或用绘图软件另存为“纯 SVG”；确实需要的，由网站管理员放进 `static/`"
            | "export it as PNG or plain SVG; what really needs them is put into `static/` by who runs the site";
    }

    /// A picture with private data that cannot be taken out.
    J525 Error Content
    private_picture(place: Place, path: &str) at place {
        say: "图片里有拍摄信息（可能有位置），这种格式清除不了：`{path}`"
           | "the picture holds data on how and perhaps where it was taken, which cannot be removed: `{path}`";
        help: "另存为 JPEG，发布时会自动清除"
            | "save it as JPEG: of that it is removed when it is published";
    }

    /// An SVG that loads something from elsewhere.
    J526 Error Content
    outside_reference_in_picture(place: Place, path: &str, what: &str) at place {
        say: "SVG 图片引用了文件以外的内容：`{path}` 里的 `{what}`"
           | "the SVG refers to something outside of itself: `{path}` has `{what}`";
        help: "在绘图软件里把链接的图片改为“嵌入”，再另存一次；或者导出为 PNG"
            | "embed linked pictures in the drawing program and save it again, or export it as PNG";
    }

    /// An SVG with something that is not published in a picture.
    J527 Error Content
    unsafe_picture_content(place: Place, path: &str, rejected: &SvgError) at place {
        let why = unsafe_content(rejected);
        let remedy = unsafe_content_remedy(rejected.kind);
        words why, remedy;
        say: "SVG 图片不能发布：`{path}`：{why}"
           | "the SVG cannot be published: `{path}`: {why}";
        help: "{remedy}"
            | "{remedy}";
    }

    /// An SVG that is no plain XML in UTF-8.
    J528 Error Content
    unreadable_picture_text(place: Place, path: &str, rejected: &SvgError) at place {
        let why = unreadable_text(rejected);
        words why;
        say: "SVG 文件读不了：`{path}`：{why}"
           | "the SVG cannot be read: `{path}`: {why}";
        help: "用绘图软件重新存成 UTF-8 的“纯 SVG”（Illustrator：不勾选“保留编辑功能”），或者导出为 PNG"
            | "save it again as plain SVG in UTF-8 (in Illustrator: without its editing capabilities), or export it as PNG";
    }

    /// A file shown as a picture that browsers do not show.
    J529 Error Content
    undisplayable_picture(span: Span, written: &str, format: FileFormat) at span {
        let name = format_name(format);
        let remedy = undisplayable_remedy(written, format);
        words name, remedy;
        say: "`{written}` 是{name}，网页上不能当图片显示"
           | "`{written}` is {name}, which pages cannot show as a picture";
        help: "{remedy}"
            | "{remedy}";
    }

    /// A file with the name of a picture that is something else.
    J530 Error Content
    misnamed_file(place: Place, path: &str, format: FileFormat) at place {
        let name = format_name(format);
        let remedy = format_remedy(format);
        words name, remedy;
        say: "文件名说是图片，内容不是：`{path}` 其实是{name}"
           | "the file is not what its name says: `{path}` is {name}";
        help: "{remedy}"
            | "{remedy}";
    }

    /// A picture whose colour profile is too large to be one.
    J531 Error Content
    large_colour_profile(place: Place, path: &str) at place {
        let limit = MAX_PROFILE / 1024 / 1024;
        say: "图片里的颜色配置文件太大：`{path}`，上限 {limit} MiB"
           | "the colour profile of the picture is too large: `{path}`, and {limit} MiB are the most";
        help: "用看图软件打开，另存为 JPEG，颜色选 sRGB"
            | "open it in a picture viewer and save it as JPEG in sRGB";
    }
}

/// Says what an SVG holds that is not published.
fn unsafe_content(rejected: &SvgError) -> Message {
    let what = &rejected.what;
    match rejected.kind {
        SvgErrorKind::Foreign => phrases::is_page_content(what),
        SvgErrorKind::Animation => phrases::is_animation(what),
        SvgErrorKind::Picture => phrases::is_bad_embedded_picture(what),
        SvgErrorKind::Style => phrases::style_has(what),
        SvgErrorKind::TooComplex => phrases::is_nested_too_deep(what),
        _ => phrases::is_unknown_in_svg(what),
    }
}

fn unsafe_content_remedy(reason: SvgErrorKind) -> Message {
    match reason {
        SvgErrorKind::Foreign => phrases::export_plain_text(),
        SvgErrorKind::Animation => phrases::export_without_animation(),
        SvgErrorKind::Picture => phrases::embed_whole_pictures(),
        SvgErrorKind::Style => phrases::export_text_as_paths(),
        SvgErrorKind::TooComplex => phrases::export_as_png(),
        _ => phrases::export_plain_svg(),
    }
}

/// Says why an SVG is no plain XML in UTF-8.
fn unreadable_text(rejected: &SvgError) -> Message {
    let what = &rejected.what;
    match rejected.kind {
        SvgErrorKind::Encoding if what == "?" => phrases::is_not_utf8(),
        SvgErrorKind::Encoding => phrases::is_in_encoding(what),
        SvgErrorKind::Doctype => phrases::has_own_declarations(what),
        SvgErrorKind::Character => phrases::has_control_character(what),
        _ => phrases::is_no_xml(what),
    }
}

/// Says what to do with a file that stands in the place of a picture.
fn undisplayable_remedy(written: &str, format: FileFormat) -> Message {
    let needs_brackets = written.contains([' ', '(', ')']);
    let target = if needs_brackets { format!("<{written}>") } else { written.to_owned() };

    match format {
        FileFormat::Film => phrases::link_the_film(&target),
        FileFormat::Sound => phrases::link_the_recording(&target),
        FileFormat::Pdf | FileFormat::Office | FileFormat::Archive | FileFormat::Page | FileFormat::Text => {
            phrases::link_the_file(&target)
        }
        format => format_remedy(format),
    }
}

/// Says what a format is called.
fn format_name(format: FileFormat) -> Message {
    match format {
        FileFormat::Jpeg => Message::new(" JPEG 图片", "a JPEG"),
        FileFormat::Png => Message::new(" PNG 图片", "a PNG"),
        FileFormat::Gif => Message::new(" GIF 图片", "a GIF"),
        FileFormat::Webp => Message::new(" WebP 图片", "a WebP"),
        FileFormat::Avif => Message::new(" AVIF 图片", "an AVIF"),
        FileFormat::Bmp => Message::new(" BMP 图片", "a BMP"),
        FileFormat::Svg => Message::new(" SVG 图片", "an SVG"),
        FileFormat::Heic => Message::new(" HEIC 照片（苹果手机的格式）", "a HEIC photograph, as iPhones take them"),
        FileFormat::Tiff => Message::new(" TIFF 图片或相机原始照片", "a TIFF or a camera's raw photograph"),
        FileFormat::Rare => Message::new("浏览器不认识的图片", "a picture that browsers do not know"),
        FileFormat::Metafile => Message::new(" Windows 图元文件（EMF、WMF）", "a Windows metafile (EMF, WMF)"),
        FileFormat::Drawing => Message::new("设计软件的源文件", "the source of a drawing"),
        FileFormat::Film => Message::new("视频", "a film"),
        FileFormat::Sound => Message::new("录音", "a recording"),
        FileFormat::Pdf => Message::new(" PDF 文件", "a PDF"),
        FileFormat::Office => Message::new("办公软件的文档", "an office document"),
        FileFormat::Archive => Message::new("压缩文件", "an archive"),
        FileFormat::Page => Message::new("网页", "a page"),
        FileFormat::Text => Message::new("文本文件", "a text"),
        FileFormat::Program => Message::new("程序", "a program"),
    }
}

/// Says what to do with a file that is no picture for a page.
fn format_remedy(format: FileFormat) -> Message {
    match format {
        FileFormat::Jpeg => phrases::rename_ending("jpg"),
        FileFormat::Png => phrases::rename_ending("png"),
        FileFormat::Gif => phrases::rename_ending("gif"),
        FileFormat::Webp => phrases::rename_ending("webp"),
        FileFormat::Avif => phrases::rename_ending("avif"),
        FileFormat::Svg => phrases::rename_ending("svg"),
        FileFormat::Heic => phrases::save_photograph_as_jpeg(),
        FileFormat::Tiff | FileFormat::Bmp | FileFormat::Rare => phrases::save_as_jpeg_or_png(),
        FileFormat::Metafile => phrases::save_metafile_as_png(),
        FileFormat::Drawing => phrases::export_drawing(),
        FileFormat::Film | FileFormat::Sound => phrases::rename_and_link_film(),
        FileFormat::Pdf | FileFormat::Office | FileFormat::Archive => phrases::rename_and_link_file(),
        FileFormat::Page | FileFormat::Text | FileFormat::Program => phrases::save_picture_again(),
    }
}
