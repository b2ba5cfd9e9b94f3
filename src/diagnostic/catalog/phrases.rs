//! Parts of sentences: reasons, remedies and other values that an entry of the table puts into its own.

use super::phrase_table;
use crate::diagnostic::Message;

// J110: why an argument names no story.
phrase_table! {
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

// J330: why a file was left as it is.
phrase_table! {
    /// Somebody has saved it meanwhile.
    changed_since_it_was_read() = "它在读过以后又变了" | "it has changed since it was read";
    /// Nobody may write to it.
    is_read_only() = "它只许读，不许写" | "it may only be read";
    /// There is no space for the new text.
    disk_is_full() = "磁盘满了" | "the disk is full";
}

// J203: what to do about YAML that cannot be parsed.
phrase_table! {
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
    /// A text of several lines is begun in a wrong way.
    write_block_text() = "`|` 后面直接换行，下面的文字都缩进两格" | "break the line behind `|` and indent the lines below by two";
    /// A character is there that nobody sees.
    type_line_again() = "把这一行删掉，重新打一遍" | "delete this line and type it again";
    /// A backslash in double quotes.
    use_single_quotes() = "把双引号换成单引号 `'…'`" | "use single quotes, `'…'`, for double ones";
    /// A line is indented with a tab.
    use_spaces_for_tabs() = "缩进和冒号后面都用空格，不用 Tab" | "use spaces, not tabs";
}

// J229: why YAML takes a text for something else.
phrase_table! {
    /// It begins with a sign that is YAML's.
    value_begins_with(sign: char) = "以 `{sign}` 开头" | "begins with `{sign}`";
    /// It holds a colon with a blank behind it.
    value_has_colon() = "里有冒号加空格（`: `）" | "holds a colon and a blank (`: `)";
    /// It holds a backslash in double quotes.
    value_has_backslash() = "在双引号里有反斜杠 `\\`" | "holds a backslash in double quotes";
}

// J233: why an error cannot be lowered.
phrase_table! {
    /// Files.
    fixed_since_file_is_lost() = "文件读不了，里面的内容会整个丢失" | "the file cannot be read, and all of it would be lost";
    /// Front matter.
    fixed_since_head_is_misread()
        = "稿件头读错了，标题、日期会出错，不该公开的稿件也可能公开"
        | "misread front matter gives a wrong headline or date, or publishes what should not be";
    /// Settings and themes.
    fixed_since_settings_hold_everywhere() = "设置和版式管着每一页" | "settings and themes hold for every page";
    /// Addresses.
    fixed_since_pages_collide() = "几个网页会争一个网址，有的稿件会看不到" | "pages would take each other's address";
    /// Links and pictures.
    fixed_since_readers_are_harmed()
        = "它关系到读者的安全、个人信息，或不该公开的文件" | "it bears on readers' safety, private data or files that are not for readers";
    /// The text.
    fixed_since_page_is_broken() = "网页会残缺，或者大得打不开" | "the page would be broken or too large to open";
    /// Output, deployment.
    fixed_since_site_is_not_written() = "网站没有写成" | "the site is not written";
}

// J204: what to do with a key of a story that nobody knows.
phrase_table! {
    /// Deleting it could publish what it was to hide.
    look_up_key() = "查对字段名；不是字段的内容写进正文。要是用来不让稿件公开的，写 `草稿: 是`"
        | "look up the name; what is no field goes into the text. To keep a story back, write `draft: true`";
}

// J208: how to write a date.
phrase_table! {
    /// It is no date at all.
    write_date() = "写成 `2020-09-15` 或 `2020-09-15 08:30`" | "write `2020-09-15` or `2020-09-15 08:30`";
    /// A value as it should be written.
    write_value(key: &str, value: &str) = "写成 `{key}: {value}`" | "write `{key}: {value}`";
    /// A flag as it should be written.
    write_flag(key: &str) = "写成 `{key}: 是` 或 `{key}: 否`" | "write `{key}: true` or `{key}: false`";
    /// Signatures by hand as they should be written.
    write_steps(key: &str) = "写成 `{key}: {{初审: 姓名, 复审: 姓名}}`" | "write `{key}: {{初审: name, 复审: name}}`";
    /// A date that something follows.
    write_one_date(key: &str, day: &str)
        = "只写一个日期，如 `{key}: {day}`；要写时刻，写成 `{day} 08:30`"
        | "write one date, such as `{key}: {day}`; a time is written as `{day} 08:30`";
    /// There is no such month.
    no_such_month(month: u32) = "没有 {month} 月：核对月份" | "there is no month {month}: check it";
    /// The month is shorter.
    no_such_day(year: i32, month: u32, last: u32)
        = "{year} 年 {month} 月只有 {last} 天：核对日子" | "month {month} of {year} has {last} days: check the day";
    /// There is no such time.
    no_such_time() = "没有这个时刻：时写 0 到 23，分和秒写 0 到 59，如 `2020-09-15 08:30`"
        | "there is no such time: hours are 0 to 23, minutes and seconds 0 to 59, as in `2020-09-15 08:30`";
    /// Date and weekday contradict each other.
    other_weekday(day: &str) = "这一天是{day}：核对日期和星期" | "that day is {day}: check date and weekday";
    /// There is no year, or a short one.
    write_whole_year() = "年份写成四位，如 `2020-09-15`" | "write a year of four digits, as in `2020-09-15`";
    /// The year is one that no text has.
    check_year() = "核对年份，写成四位，如 `2020-09-15`" | "check the year; it has four digits, as in `2020-09-15`";
    /// The name of the zone means several.
    write_zone() = "写成 `2020-09-15 08:30`，按北京时间算；别的时区写成 `2020-09-15T08:30:00+09:00`"
        | "write `2020-09-15 08:30` in the site's own time, or `2020-09-15T08:30:00+09:00` in another";
}

// J206: what a value should be.
phrase_table! {
    /// A map.
    wanted_map() = "“字段: 值”的形式" | "a map of keys and values";
    /// A text.
    wanted_text() = "一段文字" | "a text";
    /// A text in the place of a key.
    wanted_text_key() = "文字" | "text";
    /// A text among others.
    wanted_text_item() = "文字" | "a text";
    /// One text or several.
    wanted_texts() = "文字或 [甲, 乙] 这样的列表" | "a text or a list of texts";
    /// A truth value.
    wanted_truth_value() = "“是”或“否”（true 或 false）" | "“是” or “否” (true or false)";
    /// A date.
    wanted_date() = "一个日期，如 2020-09-15" | "a date such as 2020-09-15";
    /// The data of a chart.
    wanted_chart_data()
        = "几行数据（冒号后面写 `|`，数据另起一行、缩进两格），或 `{{名称: 数字}}`"
        | "lines of data (`|` behind the colon, the lines below it, indented), or `{{label: number}}`";
    /// A file with the data of a chart.
    wanted_data_file() = "一个文件的路径，如 数据.csv" | "the path of a file";
    /// The tag that another is merged into, or details of a tag.
    wanted_tag_settings() = "正名，或 {{slug, sort, description}}" | "a tag or {{slug, sort, description}}";
    /// The replacement of a word.
    wanted_wording() = "改用的词" | "the wording to use";
    /// A size of texts.
    wanted_text_size() = "1KiB 到 64MiB 的大小，如 `4MiB`" | "a size from 1KiB to 64MiB, such as `4MiB`";
    /// A colour.
    wanted_colour() = "`\"#a8201a\"` 这样的颜色，要加引号" | "a colour such as `\"#a8201a\"`, in quotes";
}

// J321: what the address of a store should be.
phrase_table! {
    /// Of a server that is reached by ssh.
    wanted_ssh_host() = "`用户@服务器`，或者 `~/.ssh/config` 里的名字" | "`user@server`, or a name of `~/.ssh/config`";
    /// Of any other store.
    wanted_https_host() = "`https://服务器`，可以带端口" | "`https://server`, perhaps with a port";
}

// J502: why a story is not published.
phrase_table! {
    /// It is a draft.
    is_a_draft() = "草稿" | "draft";
    /// Its review is not complete.
    is_not_signed() = "待审" | "in review";
    /// Its date has not come.
    is_scheduled() = "定时" | "scheduled";
    /// It has expired.
    has_expired() = "已下线" | "expired";
}

// J509: why a link to another site is dead.
phrase_table! {
    /// Status 404.
    answers_404() = "404，对方说没有这一页" | "404, the site has no such page";
    /// Status 410.
    answers_410() = "410，对方说这一页已经撤下" | "410, the site has taken the page down";
    /// Status 500 and above.
    answers_server_error(status: u16) = "{status}，对方的网站出了错" | "{status}, the site is out of order";
    /// Any other status.
    answers_status(status: u16) = "对方回答 {status}" | "the site answers {status}";
    /// The name does not resolve.
    no_such_site() = "没有这个网站" | "there is no such site";
    /// The connection is refused.
    site_unreachable() = "连不上对方的网站" | "the site cannot be reached";
    /// The time ran out.
    site_silent() = "对方的网站没有回音" | "the site does not answer";
    /// The certificate is not accepted.
    site_certificate_bad() = "对方的证书有问题" | "the site's certificate is not good";
    /// There are too many redirects.
    site_redirects_endlessly() = "对方转来转去，没有尽头" | "the site sends one round in circles";
    /// The answer is not HTTP.
    site_speaks_no_http() = "对方的回答不是网页" | "what answers there is no web site";
}

// J514, J515: why an attachment cannot be looked into.
phrase_table! {
    /// It is encrypted.
    encrypted() = "有密码" | "it has a password";
    /// It is in the binary formats of before 2007, which encrypted files look like.
    encrypted_or_old_format() = "有密码，或者是改了名的旧格式" | "it has a password, or is an old format under a new name";
    /// It is no whole archive.
    cut_off_or_damaged() = "文件不完整或已损坏" | "it is cut off or damaged";
    /// It unpacks to more than is looked through.
    too_large_to_inspect() = "太大" | "it is too large";
}

/// Of J522: the limit of a picture's pixels, which each language counts in its own unit.
pub fn at_most_pixels(pixels: u64) -> Message {
    Message::new(format!("{} 万像素", pixels / 10_000), format!("{} megapixels", pixels / 1_000_000))
}

// J522: the other limits of a picture.
phrase_table! {
    /// Of its pixels.
    /// Of its longer side.
    at_most_pixels_a_side(pixels: u32) = "每边 {pixels} 像素" | "{pixels} pixels a side";
    /// Of its bytes, in a file or in memory.
    at_most_mebibytes(mebibytes: u64) = "{mebibytes} MiB" | "{mebibytes} MiB";
}

// J527: what an SVG holds that is not published, and what to do about it.
phrase_table! {
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
phrase_table! {
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
phrase_table! {
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

// J646: what there is too much of in a chart.
phrase_table! {
    /// Its rows.
    chart_rows() = "行数" | "rows";
    /// Its series.
    chart_columns() = "列数" | "columns of numbers";
}

// J651: why the data of a chart cannot be read.
phrase_table! {
    /// The name ends in something else.
    is_not_csv() = "不是 CSV 文件" | "it is no CSV file";
    /// It is in another encoding.
    is_not_utf8_but(guess: &str) = "不是 UTF-8 编码（像是 {guess}）" | "it is not UTF-8 but looks like {guess}";
    /// It is beyond the limit of texts.
    too_large_for_a_chart() = "太大，装不进一张图" | "it is too large for a chart";
}

// J701: why a site is not written to a directory.
phrase_table! {
    /// It is `/`.
    is_the_root() = "这是文件系统的根目录" | "it is the root of the file system";
    /// It is `$HOME`.
    is_the_home_directory() = "这是主目录" | "it is the home directory";
    /// It contains the bulletin.
    contains_the_source() = "它包含稿件所在的目录" | "it contains the source";
    /// It is contained in the bulletin's own directories.
    lies_in_the_source() = "它在稿件或主题的目录里" | "it lies in the source";
    /// It has no name.
    path_is_not_valid() = "路径无效" | "the path is not valid";
    /// It is a file.
    is_a_file() = "这是一个文件" | "it is a file";
    /// The staging directory has files of others.
    staging_holds_foreign_files() = "这里有不是 jianbao 生成的文件" | "it holds files that jianbao did not make";
    /// It has files of others.
    holds_foreign_files() = "目录里有不是 jianbao 生成的文件" | "it holds files that jianbao did not make";
    /// This is one of them.
    is_a_foreign_file()
        = "这个文件不是 jianbao 生成的，重新生成会删掉它，请先移走"
        | "jianbao did not make this file and would delete it: move it away first";
    /// The list of checksums has the name of a file of the site.
    name_is_taken() = "网站里已有同名文件，请先改名" | "the site has a file of that name: rename it first";
    /// Another process holds the lock.
    another_build_is_running() = "另一个 jianbao 正在生成这个网站" | "another jianbao is building this site";
    /// Something is mounted on it.
    is_a_mount_point(below: &str)
        = "这是一个挂载点（如 docker 的卷），系统不让整个换下来；请用它下面的一个目录，如 `--out {below}`"
        | "it is a mount point, such as a volume of docker, which the system does not exchange; use a directory below it, such as `--out {below}`";
    /// The system does not rename it, since it lies on another layer.
    cannot_be_exchanged(error: &str)
        = "系统不让把这个目录整个换下来，它多半在镜像的底层（overlayfs）：{error}；原来的网站没有改动"
        | "the system does not exchange this directory, which is probably in a lower layer of an image (overlayfs): {error}; the old site is untouched";
}

// J702: a disk that builds cannot be kept apart on.
phrase_table! {
    /// The remedy.
    use_a_disk_with_locks()
        = "这里多半是不支持文件锁的网络盘：用 `--out 目录` 把网站生成在本机的磁盘上，再同步过去；原来的网站没有改动"
        | "this is probably a network disk without file locks: build on a local disk with `--out DIR` and copy the site; the old site is untouched";
}

// J708: why a single file is not written to a path, beside `is_a_directory`.
phrase_table! {
    /// A named pipe that nobody has opened for reading.
    pipe_has_no_reader() = "没有程序在读这个管道" | "nobody reads from this pipe";
}

// J901: why a directory is not deployed.
phrase_table! {
    /// It has no site.
    no_site_here() = "这里没有生成好的网站" | "there is no site here";
    /// Its marker is of an earlier version.
    made_by_an_earlier_version() = "这个网站是旧版 jianbao 生成的" | "an earlier version of jianbao made this site";
    /// It has no files.
    site_is_empty() = "这个网站是空的" | "this site is empty";
    /// A later build has failed.
    last_build_failed() = "上一次生成没有成功，这里还是以前的网站" | "the last build failed: this is the site from before";
    /// It was built with drafts.
    site_has_drafts() = "这个网站里有草稿（生成时用了 `--drafts`）" | "this site has drafts: it was built with `--drafts`";
}

// J907: what to do about a store that fails.
phrase_table! {
    /// It denies access, and there are credentials.
    check_credentials(credentials: &str)
        = "核对环境变量里的密钥（{credentials}）和它的权限：读、写、删除、列出"
        | "check the credentials in the environment ({credentials}) and that they may read, write, delete and list";
    /// It denies access, and is a directory.
    check_directory_permissions() = "检查目录的权限" | "check the permissions of the directory";
    /// It is not there, or not as the settings say.
    check_target_settings(name: &str, credentials: &str)
        = "核对 site.yaml 里 `deploy` 的 `{name}`：存储桶、地址、地域、目录；密钥放在环境变量里（{credentials}）"
        | "check `{name}` below `deploy` in site.yaml: bucket, endpoint, region, directory; credentials come from the environment ({credentials})";
    /// Anything else.
    check_network_and_target() = "检查网络和目标，再运行一次" | "check the network and the target, and run it again";
    /// The time of the request is too far off.
    set_the_clock(now: &str)
        = "对一对这台机器的时钟，它现在是 {now}：和存储差了几分钟以上，签名就不算数；打开自动对时再运行"
        | "check the clock of this machine, which says {now}: signatures do not count when it is minutes off; switch on time synchronisation and run it again";
    /// The access key is unknown.
    check_key_id(credentials: &str)
        = "存储不认识这个密钥：核对环境变量（{credentials}）里的编号，是不是抄错了、删掉了，或者是另一家、另一个账号的"
        | "the store does not know this key: check its ID in the environment ({credentials}); it may be mistyped, deleted, or of another provider or account";
    /// The signature does not match.
    check_secret_key(credentials: &str, name: &str)
        = "密钥的编号对，签名不对：核对环境变量（{credentials}）里的密钥有没有抄漏、多了空格或换行；都对的，再对一对这台机器的时钟和 `{name}` 的 `region`、`endpoint`"
        | "the key is known, its signature is wrong: check the secret in the environment ({credentials}) for missing characters, blanks and line breaks; if it is right, check the clock of this machine, and `region` and `endpoint` of `{name}`";
    /// The session token is not accepted.
    renew_session_token(credentials: &str)
        = "临时的密钥过期了，或者令牌和密钥不是一对：重新取一次，或者去掉环境变量里的令牌（{credentials} 之外的 …TOKEN）"
        | "temporary credentials have ended, or the token is not of this key: get new ones, or take the token out of the environment (…TOKEN beside {credentials})";
    /// The bucket is in another region.
    check_region(name: &str, region: &str, endpoint: &str)
        = "存储桶不在这个地域：核对 site.yaml 里 `{name}` 的 `region`（现在是 `{region}`）和 `endpoint`（现在是 `{endpoint}`）"
        | "the bucket is in another region: check `region` (now `{region}`) and `endpoint` (now `{endpoint}`) of `{name}` in site.yaml";
    /// There is no such bucket.
    check_bucket(name: &str, bucket: &str)
        = "没有 `{bucket}` 这个存储桶：核对 site.yaml 里 `{name}` 的 `bucket`，或者到服务商的控制台里建一个；也看看 `endpoint` 和 `region`"
        | "there is no bucket `{bucket}`: check `bucket` of `{name}` in site.yaml, or make it in the provider's console; look at `endpoint` and `region`, too";
    /// The account is suspended.
    check_account()
        = "账号被停用了，可能是欠费：到服务商的控制台里看"
        | "the account is disabled, perhaps for want of payment: look into the provider's console";
    /// The key lacks a permission.
    check_bucket_permissions(bucket: &str)
        = "这个密钥没有权限：在服务商那里给它 `{bucket}` 的读、写、删除、列出四种权限；也核对 `bucket` 的名称，别人的存储桶也是这样回答"
        | "this key may not do it: let it read, write, delete and list in `{bucket}` at the provider; check the name in `bucket`, too: somebody else's bucket answers the same";
}

// How a deployment that was cut off leaves the site.
phrase_table! {
    /// The store writes in place.
    file_may_be_half_sent() = "正在传的可能只存下一半" | "what was being sent may be there by half";
    /// The store exchanges whole files.
    pages_are_whole() = "网页仍然完整" | "every page is whole";
    /// The end of the remedy of a failure.
    deploy_can_go_on(state: &Message) { words state; }
        = "。已经传上去的留着，{state}：再运行一次，从断的地方接着传"
        | ". What was sent stays, and {state}: run it again and it goes on from there";
    /// It was stopped before anything was changed.
    stopped_unchanged(name: &str) = "{name}：停下了，什么也没有改动" | "{name}: stopped, nothing was changed";
    /// It was stopped, and the lock is free.
    stopped_unlocked(name: &str, state: &Message) { words state; }
        = "{name}：停下了，还没有做完。{state}；再运行一次，从断的地方接着传"
        | "{name}: stopped before it was done: {state}. Run it again and it goes on from there";
    /// It was stopped, and the lock is still there.
    stopped_locked(name: &str)
        = "{name}：停下了，还没有做完，锁也没能放开。再运行一次，从断的地方接着传"
        | "{name}: stopped before it was done, and the lock is still there. Run it again and it goes on from there";
}

// What is said beside the last that is shown of many alike in one file.
phrase_table! {
    /// How many are not shown.
    more_alike(count: usize)
        = "这个文件里还有 {count} 处同样的问题，没有列出"
        | "{count} more of the same in this file are not listed";
}
