//! `jianbao fix`: J33x.

use super::{file, messages};
use crate::diagnostic::Message;

messages! {
    /// A file that fixes were to change and that was left as it is.
    J330 Error Output
    not_rewritten(path: &str, why: &Message) at (file(path)) {
        words why;
        say: "没有改这个文件：{why}"
           | "this file was left as it is: {why}";
        help: "别的程序里先存好、关上它，核对它的权限和磁盘空间，再运行一次"
            | "save and close it in other programs, check its permissions and the space on the disk, and run the command again";
    }

    /// An argument that names no text of the bulletin.
    J331 Error Usage
    no_text_at(path: &str) at (file(path)) {
        say: "简报里没有这个稿件、设置文件或目录"
           | "the bulletin has no such story, settings or directory";
        help: "写出路径，如 `content/栏目/文件名.md`；不在简报的目录里运行时，再加 `--root 简报的目录`"
            | "give a path such as `content/<column>/<file>.md`, and `--root DIR` outside the bulletin";
    }
}
