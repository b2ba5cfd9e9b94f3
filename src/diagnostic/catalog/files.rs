//! Files that cannot be read or written: J1xx, J7xx.

use super::{file, messages, phrases};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, Message, Place};
use crate::source::Span;

messages! {
    /// A text that is not UTF-8; `guess` names the encoding it seems to have.
    J101 Error Content
    not_utf8(path: &str, guess: &str) at (file(path)) {
        let kind = FileKind::of_name(guess);
        say: match kind {
            FileKind::Text => "文件不是 UTF-8 编码（像是 {guess}）" | "the file is not UTF-8 (it looks like {guess})",
            FileKind::Document => "这是“{guess}”，不是文本文件，只是改了扩展名" | "this is no text but a renamed file of another kind ({guess})",
            FileKind::Picture => "这是“{guess}”，不是文本文件，只是改了扩展名" | "this is no text but a renamed file of another kind ({guess})",
        };
        help: match kind {
            FileKind::Text => "用记事本或写稿的编辑器打开，点“另存为”，编码选 UTF-8，覆盖原来的文件" | "open it in your editor and save it again as UTF-8",
            FileKind::Document => "用原来的程序打开，把文字复制到新的 .md 稿件里；原文件改回原来的扩展名，可以当附件"
                                | "open it in its own program and copy the text into a new .md file; give the file its own extension back",
            FileKind::Picture => "改回原来的扩展名，放在稿件旁边，在正文里写 `![说明](文件名)`"
                               | "give it its own extension back, and show it in a story with `![text](name)`",
        };
    }

    /// A character that no text should hold: control characters, noncharacters.
    J102 Error Content
    bad_character(span: Span, c: char) at span {
        let code = c as u32;
        say: "有一个看不见的控制字符 U+{code:04X}"
           | "an invisible control character U+{code:04X}";
        help: match c {
            '\u{B}' => "这是 Word 的手动换行：删掉它，在这里按回车换行" | "it is a line break of Word: delete it, and press Enter here",
            '\u{C}' => "这是 Word 的分页符：删掉它，在这里空一行" | "it is a page break of Word: put a blank line in its place",
            _ => "删掉它；多半是从别处复制时带来的" | "delete it; it probably came with a copied text",
        };
        fix: without_control_character(span, c);
    }

    /// A symbolic link.
    J103 Error Content
    symlink(path: &str, linked: Linked) at (file(path)) {
        say: match linked {
            Linked::Content => "这是一个符号链接，不会读取" | "this is a symbolic link, which is not followed",
            Linked::Own => "这是一个符号链接，jianbao 不会顺着它读写"
                         | "this is a symbolic link, which is neither read nor written through",
            Linked::Target => "这是一个符号链接，不会顺着它写" | "this is a symbolic link, which is not written through",
            Linked::Output => "这是一个符号链接，不会把网站生成到它指的地方"
                            | "this is a symbolic link, and no site is written to where it leads",
        };
        help: match linked {
            Linked::Content => "换成真正的文件" | "put the file itself here",
            Linked::Own => "这里是 jianbao 自己用的：只删掉这个链接，不要动它指的东西，再运行一次"
                         | "this place is jianbao's own: remove the link alone, not what it leads to, and run it again",
            Linked::Target => "写出文件本身的路径，或换一个文件名" | "give the path of the file itself, or another name",
            Linked::Output => "用 `--out 目录` 写明要用的目录" | "name the directory that is meant with `--out DIR`",
        };
    }

    /// A story file that is there already.
    J116 Error Usage
    story_is_there(path: &str) at (file(path)) {
        say: "这篇稿件已经有了，没有改动它"
           | "there is such a story already; it was left as it is";
        help: "打开它接着写，或换一个标题"
            | "go on in that file, or choose another headline";
    }

    /// A device, a pipe, a socket, or a directory named like a story.
    J104 Error Content
    not_a_file(path: &str) at (file(path)) {
        say: "这不是普通文件"
           | "this is not a regular file";
        help: "移走它，或改名"
            | "move it away or rename it";
    }

    /// A file in the place of one of the bulletin's directories.
    J117 Error Content
    not_a_directory(path: &str) at (file(path)) {
        say: "`{path}` 应当是目录，这里却是文件"
           | "`{path}` should be a directory and is a file";
        help: "移走这个文件，或改名"
            | "move the file away or rename it";
    }

    /// A text beyond the limit.
    J105 Error Content
    too_large(path: &str, bytes: u64, limit: u64) at (file(path)) {
        let bytes = bytes / 1024;
        let limit = limit / 1024;
        let is_content = path.starts_with("content/");
        say: "文件太大：{bytes} KiB，上限 {limit} KiB"
           | "the file is too large: {bytes} KiB of {limit} KiB";
        help: match is_content {
            true => "拆成几篇稿件，图片另存为文件；真要这么大，在 site.yaml 里写 `limits: {{story: …MiB}}`"
                  | "split it, and keep pictures in files of their own; or raise `limits: {{story: …MiB}}` in site.yaml",
            false => "删掉用不着的内容" | "take out what is not needed",
        };
    }

    /// A story that lies in no column.
    J106 Error Content
    story_without_column(path: &str) at (file(path)) {
        say: "稿件不在任何栏目里"
           | "the story is in no column";
        help: "移到 `content/栏目/` 下"
            | "move it into `content/<column>/`";
    }

    /// A path that cannot become an address.
    J107 Error Content
    bad_file_name(path: &str) at (file(path)) {
        say: "文件名不能变成网址"
           | "the file name cannot become an address";
        help: "改成由汉字、字母、数字和 `-` 组成的短名字（变成拼音后不超过 200 个字母）"
            | "use a short name of letters, digits, Chinese characters and `-` (at most 200 letters as pinyin)";
    }

    /// An introduction that belongs to no column.
    J108 Error Content
    stray_introduction(path: &str) at (file(path)) {
        say: "栏目介绍放错了地方"
           | "the introduction of a column is in the wrong place";
        help: "放到 `content/栏目/_column.md`"
            | "move it to `content/<column>/_column.md`";
    }

    /// A story that would be published as an attachment because of its extension.
    J109 Error Content
    bad_extension(path: &str) at (file(path)) {
        let name = name_of_story(path);
        say: "稿件的扩展名必须是小写的 `.md`"
           | "the extension of a story must be `.md`, lower case";
        help: "改名为 `{name}`；看不到扩展名的，先在文件夹窗口的“查看”里勾上“文件扩展名”"
            | "rename it to `{name}`; if Windows hides extensions, tick “File name extensions” under View first";
    }

    /// An argument that should name a story.
    J110 Error Usage
    not_a_story(path: &str, why: &Message) at (file(path)) {
        words why;
        say: "这不是一篇稿件：{why}"
           | "this is not a story: {why}";
        help: "写出稿件的路径，如 `content/栏目/文件名.md`；不在简报的目录里运行时，再加 `--root 简报的目录`"
            | "give the path of a story, such as `content/<column>/<file>.md`, and `--root DIR` outside the bulletin";
    }

    /// A directory for a new bulletin that has something in it.
    J111 Error Usage
    not_empty(path: &str) at (file(path)) {
        say: "这个目录里已经有东西了"
           | "there is something in this directory already";
        help: "写一个新目录的名字；这里的文件没有改动"
            | "name a new directory; nothing here was changed";
    }

    /// An argument that is needed and was not given, where nobody can be asked.
    J112 Error Usage
    not_given(name: &str) at (file(name)) {
        say: "没有写 `{name}`"
           | "`{name}` is missing";
        help: "写成 `jianbao new 栏目目录 标题`；在终端里运行时可以不写，会问"
            | "write `jianbao new COLUMN TITLE`; on a terminal both are asked for";
    }

    /// An argument that should be a code of the catalogue.
    J113 Error Usage
    unknown_code(code: &str, near: Option<&str>) at (Place::Site) {
        say: "没有 `{code}` 这个代码"
           | "there is no code `{code}`";
        help: match near {
            Some(near) => "是不是 `{near}`？" | "did you mean `{near}`?",
            None => "运行 `jianbao explain`，列出全部代码" | "run `jianbao explain` for a list of all",
        };
    }

    /// An address of the site at which nothing is, nor will be.
    J114 Error Usage
    no_such_address(url: &str) at (Place::Site) {
        say: "本站没有 `{url}` 这个网址"
           | "the site has no address `{url}`";
        help: "从浏览器复制整个网址，或写稿件的路径，如 `content/栏目/文件名.md`"
            | "copy the whole address from the browser, or give the path of a story, such as `content/<column>/<file>.md`";
    }

    /// A column or an issue that was asked for and is not there.
    J115 Error Usage
    no_such_selection(option: &str, value: &str) at (Place::Site) {
        say: "`{option}` 不能是 `{value}`"
           | "`{option}` cannot be `{value}`";
        help: "栏目写目录名或栏目名，期写成 `15` 或 `2020年第9期`"
            | "a column is named by its directory or its name, an issue as `15` or `2020年第9期`";
    }

    /// An output directory that must not be touched.
    J701 Error Output
    output_refused(path: &str, why: &Message) at (file(path)) {
        words why;
        say: "不能输出到这里：{why}"
           | "cannot write the site here: {why}";
        help: "用 `--out 目录` 指定一个新目录"
            | "name a new directory with `--out DIR`";
    }

    /// The disk failed.
    J702 Error Environment
    disk(path: &str, reason: &str) at (file(path)) {
        say: "读写失败：{reason}"
           | "cannot read or write: {reason}";
        help: "检查磁盘空间和权限；原来的网站没有改动"
            | "check space and permissions; the old site is untouched";
    }

    /// The disk failed after the new site had taken the old one's place.
    J705 Error Environment
    disk_too_late(path: &str, reason: &str) at (file(path)) {
        say: "新的网站已经发布，这一步失败了：{reason}"
           | "the new site is published; this failed: {reason}";
        help: "改正后按整个网站同步：这次的改动没有写进 `changes.json`"
            | "mend it, and copy the whole site: what is new this time is not in `changes.json`";
    }

    /// The list of changes could not be written, and there is none: that of an earlier build was deleted.
    J706 Warning Output
    changes_not_written(path: &str, why: &Message) at (file(path)) {
        words why;
        say: "没有写下这次的改动：{why}"
           | "what is new this time was not written down: {why}";
        help: "网站已经发布，旧的 `changes.json` 不作数，已经没有了：这次按整个网站同步；或用 `--changes 文件` 换一个地方写"
            | "the site is published, and no earlier `changes.json` is left: copy the whole site this time, or have the list written elsewhere with `--changes FILE`";
    }

    /// The list of changes could not be written, and that of an earlier build could not be deleted.
    J707 Error Output
    changes_stale(path: &str, why: &Message) at (file(path)) {
        words why;
        say: "旧的改动清单换不掉，照它同步会出错：{why}"
           | "the earlier list of changes cannot be replaced, and copies made by it would be wrong: {why}";
        help: "改正这个文件和它的目录的权限，或用 `--changes 文件` 换一个地方写；原来的网站没有改动"
            | "mend the permissions of the file and its directory, or have the list written elsewhere with `--changes FILE`; the old site is untouched";
    }

    /// A path at which a single file cannot be written.
    J708 Error Output
    not_a_target(path: &str, why: &Message) at (file(path)) {
        words why;
        say: "不能写到这里：{why}"
           | "cannot write here: {why}";
        help: "换一个文件名；这里的东西没有改动"
            | "give another file name; nothing here was changed";
    }

    /// A variable of the environment whose value cannot be read as text.
    J709 Error Deployment
    unreadable_variable(name: &str) at (Place::Site) {
        say: "环境变量 `{name}` 不是 UTF-8 文字"
           | "the variable `{name}` of the environment is not UTF-8";
        help: "改正它，或先用 `unset {name}` 去掉；连接存储的程序要读全部环境变量"
            | "mend it, or remove it with `unset {name}`: what connects to a store reads the whole environment";
    }

    /// A page that is not what it would be if nothing were kept from earlier builds.
    J704 Error Output
    not_the_same(path: &str) at (file(path)) {
        say: "从头再生成一遍，这个文件不一样"
           | "made anew, this file is another";
        help: "删去 `.jianbao/cache` 和输出目录后再生成；请把这次的情况告诉 jianbao 的维护者"
            | "delete `.jianbao/cache` and the output, then build again; please report it to the maintainers of jianbao";
    }

    /// An address on which nothing can be served.
    J703 Error Environment
    cannot_listen(addr: &str, reason: &str) at (Place::Site) {
        say: "不能在 {addr} 上预览：{reason}"
           | "cannot serve on {addr}: {reason}";
        help: "多半是另一个预览还开着：关掉它，或用 `--addr 127.0.0.1:端口` 换一个端口"
            | "another preview is probably still open: close it, or name another port with `--addr 127.0.0.1:PORT`";
    }
}

/// Where a symbolic link stands: that says what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linked {
    /// Among the bulletin's files.
    Content,
    /// In a place where the program keeps what is its own.
    Own,
    /// At the path of a file that was to be written.
    Target,
    /// In the place of the output, which nobody has named.
    Output,
}

/// The disk cannot lock a directory, so that two builds at once could not be told.
pub(crate) fn disk_without_locks(path: &str, reason: &str) -> Diagnostic {
    Diagnostic { help: Some(phrases::use_a_disk_with_locks()), ..disk(path, &format!("flock: {reason}")) }
}

/// How a file that is no UTF-8 text can be used.
enum FileKind {
    /// In another encoding.
    Text,
    /// In the program that it belongs to.
    Document,
    /// As a picture.
    Picture,
}

impl FileKind {
    fn of_name(name: &str) -> Self {
        match name {
            _ if name.is_ascii() => Self::Text,
            _ if name.contains("图片") => Self::Picture,
            _ => Self::Document,
        }
    }
}

/// Returns what a file that was meant to be a story should be called: `稿件.md.txt` is `稿件.md`.
fn name_of_story(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let stem = lower.find(".md").or_else(|| lower.rfind('.')).unwrap_or(name.len());
    format!("{}.md", &name[..stem])
}

/// Returns the fix that removes a control character. The line and page breaks of Word (U+000B, U+000C) become line breaks.
fn without_control_character(span: Span, c: char) -> Option<Fix> {
    // What an escape or a reference brings in is not a character of the text.
    let is_written = (span.end - span.start) as usize == c.len_utf8();
    match c {
        _ if !is_written => None,
        '\u{B}' | '\u{85}' => Some(Fix::safe(span, "\n")),
        '\u{C}' => Some(Fix::safe(span, "\n\n")),
        '\0'..='\u{1F}' | '\u{7F}' => Some(Fix::safe(span, "")),
        _ => None,
    }
}
