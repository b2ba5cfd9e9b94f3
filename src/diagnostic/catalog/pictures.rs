//! Pictures that cannot be published as they are: J521 to J531.

use super::{error, say, warning};
use crate::diagnostic::{Diagnostic, Message, Place};
use crate::picture::{Format, MAX_PROFILE, SvgError, SvgErrorKind};
use crate::source::Span;

/// A picture that is cut off, damaged, or none.
pub fn broken_picture(place: Place, path: &str) -> Diagnostic {
    error("J521", place, say!("图片打不开：`{path}`", "the picture cannot be read: `{path}`")).help(say!(
        "文件不完整或已损坏：从原处重新复制，或用看图软件另存为 JPEG 或 PNG",
        "it is cut off or damaged: copy it again, or save it anew as JPEG or PNG"
    ))
}

/// A picture beyond the limits.
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
pub fn wrong_picture_ending(place: Place, path: &str, ending: &str) -> Diagnostic {
    warning(
        "J523",
        place,
        say!("图片的扩展名不对：`{path}` 其实是 `.{ending}`", "the picture is named wrongly: `{path}` is `.{ending}`"),
    )
    .help(say!("把文件改名为 `….{ending}`，稿件里也一起改", "rename it to `….{ending}`, in the story too"))
}

/// An SVG that runs scripts.
pub fn script_in_picture(place: Place, path: &str) -> Diagnostic {
    error("J524", place, say!("SVG 图片里有脚本：`{path}`", "the SVG holds scripts: `{path}`")).help(say!(
        "换成 PNG，或用绘图软件另存为“纯 SVG”；确实需要的，由网站管理员放进 `static/`",
        "export it as PNG or plain SVG; what really needs them is put into `static/` by who runs the site"
    ))
}

/// A picture with private data that cannot be taken out.
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

/// An SVG that runs scripts, with the element or attribute that does.
pub(crate) fn named_script_in_picture(place: Place, path: &str, what: &str) -> Diagnostic {
    let message = say!("SVG 图片里有脚本：`{path}` 里的 `{what}`", "the SVG holds scripts: `{path}` has `{what}`");
    Diagnostic { message, ..script_in_picture(place, path) }
}

/// An SVG that loads something from elsewhere.
pub fn outside_reference_in_picture(place: Place, path: &str, what: &str) -> Diagnostic {
    error(
        "J526",
        place,
        say!(
            "SVG 图片引用了文件以外的内容：`{path}` 里的 `{what}`",
            "the SVG refers to something outside of itself: `{path}` has `{what}`"
        ),
    )
    .help(say!(
        "在绘图软件里把链接的图片改为“嵌入”，再另存一次；或者导出为 PNG",
        "embed linked pictures in the drawing program and save it again, or export it as PNG"
    ))
}

/// An SVG with something that is not published in a picture.
pub fn unsafe_picture_content(place: Place, path: &str, rejected: &SvgError) -> Diagnostic {
    let what = &rejected.what;
    let why = match rejected.kind {
        SvgErrorKind::Foreign => say!("`{what}` 是网页内容", "`{what}` is a piece of a page"),
        SvgErrorKind::Animation => say!("`{what}` 是动画", "`{what}` is an animation"),
        SvgErrorKind::Picture => say!(
            "嵌入的图片 `{what}` 打不开、太大或格式不对",
            "the embedded picture `{what}` cannot be read, is too large or of the wrong format"
        ),
        SvgErrorKind::Style => say!("样式里有 `{what}`", "the style has `{what}`"),
        SvgErrorKind::TooComplex => {
            say!("嵌套太深或图形太多（超过 {what}）", "it is nested too deep or has too many shapes (over {what})")
        }
        _ => say!("不认识 `{what}`", "nothing is known of `{what}`"),
    };
    let help = match rejected.kind {
        SvgErrorKind::Foreign => say!(
            "在绘图软件里把文字改为普通文字（draw.io：取消“自动换行”和“格式化文本”）再导出，或者导出为 PNG",
            "make its text plain text (in draw.io: neither word wrap nor formatted text) and export it again, or as PNG"
        ),
        SvgErrorKind::Animation => say!("导出不带动画的图，或者导出为 PNG", "export it without animation, or as PNG"),
        SvgErrorKind::Picture => say!(
            "里面只能嵌入完整的 PNG、JPEG、GIF、WebP 图片：重新嵌入，或者把整张图导出为 PNG",
            "only whole pictures in PNG, JPEG, GIF and WebP can be embedded: embed it again, or export all of it as PNG"
        ),
        SvgErrorKind::Style => say!(
            "导出时把文字转成路径、不嵌入字体，样式里不写网址；或者导出为 PNG",
            "export it with its text as paths, without fonts and addresses in its style; or as PNG"
        ),
        SvgErrorKind::TooComplex => say!("导出为 PNG", "export it as PNG"),
        _ => say!("用绘图软件另存为“纯 SVG”，或者导出为 PNG", "export it as plain SVG, or as PNG"),
    };
    let Message { zh, en } = why;
    let message = say!("SVG 图片不能发布：`{path}`：{}", "the SVG cannot be published: `{path}`: {}", zh, en);
    error("J527", place, message).help(help)
}

/// An SVG that is no plain XML in UTF-8.
pub fn unreadable_picture_text(place: Place, path: &str, rejected: &SvgError) -> Diagnostic {
    let what = &rejected.what;
    let why = match rejected.kind {
        SvgErrorKind::Encoding if what == "?" => say!("编码不是 UTF-8", "it is not in UTF-8"),
        SvgErrorKind::Encoding => say!("编码是 `{what}`，不是 UTF-8", "it is in `{what}` and not in UTF-8"),
        SvgErrorKind::Doctype => {
            say!("有自己声明的文档类型或实体 `{what}`", "it has declarations of its own, `{what}`")
        }
        SvgErrorKind::Character => say!("有不该有的控制字符 {what}", "it holds the control character {what}"),
        _ => say!("第 {what} 行前后不是正确的 XML", "it is no XML at about line {what}"),
    };
    let Message { zh, en } = why;
    let message = say!("SVG 文件读不了：`{path}`：{}", "the SVG cannot be read: `{path}`: {}", zh, en);
    error("J528", place, message).help(say!(
        "用绘图软件重新存成 UTF-8 的“纯 SVG”（Illustrator：不勾选“保留编辑功能”），或者导出为 PNG",
        "save it again as plain SVG in UTF-8 (in Illustrator: without its editing capabilities), or export it as PNG"
    ))
}

/// A file shown as a picture that browsers do not show.
pub fn undisplayable_picture(span: Span, written: &str, format: Format) -> Diagnostic {
    let (zh, en) = format_name(format);
    let needs_brackets = written.contains([' ', '(', ')']);
    let target = if needs_brackets { format!("<{written}>") } else { written.to_owned() };
    let link_help =
        |zh: &str, en: &str| say!("写成链接：`[{}]({target})`", "link it instead: `[{}]({target})`", zh, en);
    let help = match format {
        Format::Film => link_help("看视频", "the film"),
        Format::Sound => link_help("听录音", "the recording"),
        Format::Pdf | Format::Office | Format::Archive | Format::Page | Format::Text => link_help("附件", "the file"),
        format => remedy(format),
    };
    error(
        "J529",
        span,
        say!(
            "`{written}` 是{}，网页上不能当图片显示",
            "`{written}` is {}, which pages cannot show as a picture",
            zh,
            en
        ),
    )
    .help(help)
}

/// A file with the name of a picture that is something else.
pub fn misnamed_file(place: Place, path: &str, format: Format) -> Diagnostic {
    let (zh, en) = format_name(format);
    let message = say!(
        "文件名说是图片，内容不是：`{path}` 其实是{}",
        "the file is not what its name says: `{path}` is {}",
        zh,
        en
    );
    error("J530", place, message).help(remedy(format))
}

/// A picture whose colour profile is too large to be one.
pub fn large_colour_profile(place: Place, path: &str) -> Diagnostic {
    let limit = MAX_PROFILE / 1024 / 1024;
    error(
        "J531",
        place,
        say!(
            "图片里的颜色配置文件太大：`{path}`，上限 {limit} MiB",
            "the colour profile of the picture is too large: `{path}`, and {limit} MiB are the most"
        ),
    )
    .help(say!("用看图软件打开，另存为 JPEG，颜色选 sRGB", "open it in a picture viewer and save it as JPEG in sRGB"))
}

/// What a format is called.
fn format_name(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Jpeg => (" JPEG 图片", "a JPEG"),
        Format::Png => (" PNG 图片", "a PNG"),
        Format::Gif => (" GIF 图片", "a GIF"),
        Format::Webp => (" WebP 图片", "a WebP"),
        Format::Avif => (" AVIF 图片", "an AVIF"),
        Format::Bmp => (" BMP 图片", "a BMP"),
        Format::Svg => (" SVG 图片", "an SVG"),
        Format::Heic => (" HEIC 照片（苹果手机的格式）", "a HEIC photograph, as iPhones take them"),
        Format::Tiff => (" TIFF 图片或相机原始照片", "a TIFF or a camera's raw photograph"),
        Format::Rare => ("浏览器不认识的图片", "a picture that browsers do not know"),
        Format::Metafile => (" Windows 图元文件（EMF、WMF）", "a Windows metafile (EMF, WMF)"),
        Format::Drawing => ("设计软件的源文件", "the source of a drawing"),
        Format::Film => ("视频", "a film"),
        Format::Sound => ("录音", "a recording"),
        Format::Pdf => (" PDF 文件", "a PDF"),
        Format::Office => ("办公软件的文档", "an office document"),
        Format::Archive => ("压缩文件", "an archive"),
        Format::Page => ("网页", "a page"),
        Format::Text => ("文本文件", "a text"),
        Format::Program => ("程序", "a program"),
    }
}

/// What to do with a file that is no picture for a page.
fn remedy(format: Format) -> Message {
    match format {
        Format::Jpeg => say!("把扩展名改成 `.jpg`，稿件里也一起改", "rename it to `.jpg`, in the story too"),
        Format::Png => say!("把扩展名改成 `.png`，稿件里也一起改", "rename it to `.png`, in the story too"),
        Format::Gif => say!("把扩展名改成 `.gif`，稿件里也一起改", "rename it to `.gif`, in the story too"),
        Format::Webp => say!("把扩展名改成 `.webp`，稿件里也一起改", "rename it to `.webp`, in the story too"),
        Format::Avif => say!("把扩展名改成 `.avif`，稿件里也一起改", "rename it to `.avif`, in the story too"),
        Format::Svg => say!("把扩展名改成 `.svg`，稿件里也一起改", "rename it to `.svg`, in the story too"),
        Format::Heic => say!(
            "用看图软件另存为 JPEG，稿件里改成新的文件名；以后在手机“设置—相机—格式”里选“兼容性最佳”",
            "save it as JPEG and name that in the story; from now on choose “Most Compatible” in the telephone's camera settings"
        ),
        Format::Tiff | Format::Bmp | Format::Rare => say!(
            "用看图软件另存为 JPEG（照片）或 PNG（图表、截图），稿件里改成新的文件名",
            "save it as JPEG (photographs) or PNG (charts, screenshots) and name that in the story"
        ),
        Format::Metafile => say!(
            "在 Word 里右键点图片，“另存为图片”选 PNG；或用“画图”打开后另存为 PNG，稿件里改成新的文件名",
            "save it as PNG, from Word by “Save as Picture” or in Paint, and name that in the story"
        ),
        Format::Drawing => say!(
            "在原来的软件里导出为 PNG 或 SVG，稿件里改成新的文件名",
            "export it from its program as PNG or SVG and name that in the story"
        ),
        Format::Film | Format::Sound => say!(
            "改回原来的扩展名（如 `.mp4`），在稿件里写成链接：`[看视频](….mp4)`",
            "give it its own extension again (such as `.mp4`) and link it in the story: `[the film](….mp4)`"
        ),
        Format::Pdf | Format::Office | Format::Archive => say!(
            "改回原来的扩展名（如 `.docx`），在稿件里写成链接：`[附件](….docx)`；要显示里面的图，打开它，把图另存为 PNG",
            "give it its own extension again (such as `.docx`) and link it in the story; to show what is in it, save that as PNG"
        ),
        Format::Page | Format::Text | Format::Program => say!(
            "这不是图片，可能是下载出了错：从原处重新保存图片",
            "this is no picture, perhaps a download that failed: save the picture again from where it is"
        ),
    }
}
