//! Parts of sentences: reasons, remedies and other values that an entry of the table puts into its own.

use super::phrases;

// J110: why an argument names no story.
phrases! {
    /// It is not there.
    no_such_file() = "没有这个文件" | "there is no such file";
    /// It is a directory.
    is_a_directory() = "这是一个目录" | "it is a directory";
    /// It is the introduction of a column.
    introduces_a_column() = "这是栏目介绍" | "it introduces a column";
    /// It does not end in `.md`.
    must_end_in_md() = "稿件的扩展名是 `.md`" | "the extension of a story is `.md`";
    /// It lies elsewhere.
    is_outside_of_content() = "它不在简报的 `content/` 里" | "it is not in the bulletin's `content/`";
}

// J203: what to do about YAML that cannot be parsed.
phrases! {
    /// Keys of one level stand in different columns.
    align_keys() = "同一层的字段左边对齐，最外层前面不空格" | "align the keys of one level, the outermost without spaces";
    /// A quote or bracket is open at the end.
    close_quote_or_bracket() = "补上缺少的引号或括号" | "close the quote or bracket";
    /// A line is no key with a value.
    write_key_and_value() = "写成 `字段: 值`" | "write `key: value`";
    /// A second document begins.
    delete_separator_line() = "删掉多余的分隔行" | "delete the extra separator line";
    /// Anchors, tags and the like are used.
    write_plain_yaml() = "只写“字段: 值”，不要用 YAML 的高级写法" | "write plain `key: value` lines only";
    /// A value has a character that YAML takes for its own.
    quote_the_value()
        = "值里有 `: `、`#`、引号，或以 `@`、`*`、`&`、`[`、`{{` 开头时，用单引号把整个值括起来：`title: '甲: 乙'`"
        | "put a value with `: `, `#` or quotes, or one that begins with `@`, `*`, `&`, `[` or `{{`, in single quotes";
    /// A line is indented with a tab.
    use_spaces_for_tabs() = "缩进和冒号后面都用空格，不用 Tab" | "use spaces, not tabs";
}

// J206: what a value should be.
phrases! {
    /// A map.
    wanted_map() = "“字段: 值”的形式" | "a map of keys and values";
    /// A text.
    wanted_text() = "一段文字" | "a text";
    /// A truth value.
    wanted_truth() = "“是”或“否”（true 或 false）" | "`true` or `false`";
}

// J502: why a story is not published.
phrases! {
    /// It is a draft.
    is_a_draft() = "草稿" | "a draft";
    /// Its date has not come.
    is_scheduled() = "定时" | "scheduled";
    /// It has expired.
    has_expired() = "已下线" | "expired";
}

// J514, J515: why an attachment cannot be looked into.
phrases! {
    /// It is encrypted.
    encrypted() = "有密码" | "it has a password";
    /// It is in the binary formats of before 2007, which encrypted files look like.
    encrypted_or_old_format() = "有密码，或者是改了名的旧格式" | "it has a password, or is an old format under a new name";
    /// It is no whole archive.
    cut_off_or_damaged() = "文件不完整或已损坏" | "it is cut off or damaged";
    /// It unpacks to more than is looked through.
    too_large_to_inspect() = "太大" | "it is too large";
}

// J527: what an SVG holds that is not published, and what to do about it.
phrases! {
    /// HTML inside of the SVG.
    is_page_content(what: &str) = "`{what}` 是网页内容" | "`{what}` is a piece of a page";
    /// SMIL.
    is_animation(what: &str) = "`{what}` 是动画" | "`{what}` is an animation";
    /// An embedded bitmap that is not published.
    is_bad_embedded_picture(what: &str)
        = "嵌入的图片 `{what}` 打不开、太大或格式不对"
        | "the embedded picture `{what}` cannot be read, is too large or of the wrong format";
    /// A rule of CSS that is not published.
    style_has(what: &str) = "样式里有 `{what}`" | "the style has `{what}`";
    /// Too many elements, or too deep in one another.
    is_nested_too_deep(what: &str) = "嵌套太深或图形太多（超过 {what}）" | "it is nested too deep or has too many shapes (over {what})";
    /// An element or attribute that is not on the list.
    is_unknown_in_svg(what: &str) = "不认识 `{what}`" | "nothing is known of `{what}`";

    /// Against HTML inside of the SVG.
    export_plain_text()
        = "在绘图软件里把文字改为普通文字（draw.io：取消“自动换行”和“格式化文本”）再导出，或者导出为 PNG"
        | "make its text plain text (in draw.io: neither word wrap nor formatted text) and export it again, or as PNG";
    /// Against SMIL.
    export_without_animation() = "导出不带动画的图，或者导出为 PNG" | "export it without animation, or as PNG";
    /// Against an embedded bitmap that is not published.
    embed_whole_pictures()
        = "里面只能嵌入完整的 PNG、JPEG、GIF、WebP 图片：重新嵌入，或者把整张图导出为 PNG"
        | "only whole pictures in PNG, JPEG, GIF and WebP can be embedded: embed it again, or export all of it as PNG";
    /// Against a rule of CSS that is not published.
    export_text_as_paths()
        = "导出时把文字转成路径、不嵌入字体，样式里不写网址；或者导出为 PNG"
        | "export it with its text as paths, without fonts and addresses in its style; or as PNG";
    /// Against too many elements.
    export_as_png() = "导出为 PNG" | "export it as PNG";
    /// Against what is not on the list.
    export_plain_svg() = "用绘图软件另存为“纯 SVG”，或者导出为 PNG" | "export it as plain SVG, or as PNG";
}

// J528: why an SVG cannot be read.
phrases! {
    /// It is in an encoding that cannot be told.
    is_not_utf8() = "编码不是 UTF-8" | "it is not in UTF-8";
    /// It is in another encoding.
    is_in_encoding(what: &str) = "编码是 `{what}`，不是 UTF-8" | "it is in `{what}` and not in UTF-8";
    /// It has a document type or entities of its own.
    has_own_declarations(what: &str) = "有自己声明的文档类型或实体 `{what}`" | "it has declarations of its own, `{what}`";
    /// It has a character that XML does not allow.
    has_control_character(what: &str) = "有不该有的控制字符 {what}" | "it holds the control character {what}";
    /// It is not well-formed.
    is_no_xml(what: &str) = "第 {what} 行前后不是正确的 XML" | "it is no XML at about line {what}";
}

// J529, J530: what to do with a file that is no picture for a page.
phrases! {
    /// A film is linked.
    link_the_film(target: &str) = "写成链接：`[看视频]({target})`" | "link it instead: `[the film]({target})`";
    /// A recording is linked.
    link_the_recording(target: &str) = "写成链接：`[听录音]({target})`" | "link it instead: `[the recording]({target})`";
    /// Any other file is linked.
    link_the_file(target: &str) = "写成链接：`[附件]({target})`" | "link it instead: `[the file]({target})`";
    /// The picture is right, its name is not.
    rename_ending(ending: &str) = "把扩展名改成 `.{ending}`，稿件里也一起改" | "rename it to `.{ending}`, in the story too";
    /// A photograph in Apple's format.
    save_photograph_as_jpeg()
        = "用看图软件另存为 JPEG，稿件里改成新的文件名；以后在手机“设置—相机—格式”里选“兼容性最佳”"
        | "save it as JPEG and name that in the story; from now on choose “Most Compatible” in the telephone's camera settings";
    /// A bitmap that browsers do not show.
    save_as_jpeg_or_png()
        = "用看图软件另存为 JPEG（照片）或 PNG（图表、截图），稿件里改成新的文件名"
        | "save it as JPEG (photographs) or PNG (charts, screenshots) and name that in the story";
    /// EMF or WMF.
    save_metafile_as_png()
        = "在 Word 里右键点图片，“另存为图片”选 PNG；或用“画图”打开后另存为 PNG，稿件里改成新的文件名"
        | "save it as PNG, from Word by “Save as Picture” or in Paint, and name that in the story";
    /// The file of a drawing program.
    export_drawing()
        = "在原来的软件里导出为 PNG 或 SVG，稿件里改成新的文件名"
        | "export it from its program as PNG or SVG and name that in the story";
    /// A film or recording with the ending of a picture.
    rename_and_link_film()
        = "改回原来的扩展名（如 `.mp4`），在稿件里写成链接：`[看视频](….mp4)`"
        | "give it its own extension again (such as `.mp4`) and link it in the story: `[the film](….mp4)`";
    /// A document or archive with the ending of a picture.
    rename_and_link_file()
        = "改回原来的扩展名（如 `.docx`），在稿件里写成链接：`[附件](….docx)`；要显示里面的图，打开它，把图另存为 PNG"
        | "give it its own extension again (such as `.docx`) and link it in the story; to show what is in it, save that as PNG";
    /// Something that was saved in the place of a picture.
    save_picture_again()
        = "这不是图片，可能是下载出了错：从原处重新保存图片"
        | "this is no picture, perhaps a download that failed: save the picture again from where it is";
}

// J702: a disk that builds cannot be kept apart on.
phrases! {
    /// What to do about it.
    use_a_disk_with_locks()
        = "这里多半是不支持文件锁的网络盘：用 `--out 目录` 把网站生成在本机的磁盘上，再同步过去；原来的网站没有改动"
        | "this is probably a network disk without file locks: build on a local disk with `--out DIR` and copy the site; the old site is untouched";
}
