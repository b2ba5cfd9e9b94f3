//! Putting a site where readers reach it: J9xx.

use super::{file, messages};
use crate::diagnostic::{Message, Place};

messages! {
    /// The output directory does not hold what may be deployed.
    J901 Error Deployment
    not_deployable(path: &str, why: &Message) at (file(path)) {
        words why;
        say: "不能上线：{why}"
           | "cannot be deployed: {why}";
        help: "先运行 `jianbao build`，成功以后再上线；输出在别处的，用 `--out 目录` 指明"
            | "run `jianbao build` first, and deploy when it has succeeded; name another output directory with `--out DIR`";
    }

    /// A file of the output that is not as it was written.
    J902 Error Deployment
    output_changed(path: &str) at (file(path)) {
        say: "这个文件和生成时不一样，没有传"
           | "this file is not as it was built: it was not sent";
        help: "不要改输出目录里的文件；重新运行 `jianbao build`"
            | "change nothing in the output; run `jianbao build` again";
    }

    /// A target with files that jianbao did not put there.
    J903 Error Deployment
    target_foreign(target: &str, example: &str) at (Place::Site) {
        say: "`{target}` 里已经有不是 jianbao 放的文件，如 `{example}`"
           | "`{target}` holds files that jianbao did not put there, such as `{example}`";
        help: "换一个空的目录（`directory`）；确实要放在一起，加 `--take-over`：同名的会被盖掉，别的留着不动"
            | "choose an empty directory (`directory`), or add `--take-over`: files of the same name are replaced, others stay";
    }

    /// A target with another bulletin.
    J904 Error Deployment
    target_of_another(target: &str, other: &str, site: &str) at (Place::Site) {
        say: "`{target}` 里是另一个网站：{other}，不是 {site}"
           | "`{target}` has another site: {other}, not {site}";
        help: "核对 site.yaml 的 `deploy` 和 `base_url`；是同一份简报换了网址，加 `--take-over`"
            | "check `deploy` and `base_url` in site.yaml; if this bulletin has a new address, add `--take-over`";
    }

    /// Somebody else is at work at a target.
    J905 Error Deployment
    target_locked(target: &str, who: &str, since: &str) at (Place::Site) {
        say: "`{target}` 正由别人上线：{who}，{since}"
           | "somebody else is deploying to `{target}`: {who}, {since}";
        help: "等他完成再运行；那边（也可能是您在别处的上一次）中断了的，半小时后自动解除；急的话，确认没有人在传，删去目标里的 `.jianbao-deploy/lock.json`"
            | "wait for them; if they were cut off, it ends by itself after half an hour, or delete `.jianbao-deploy/lock.json` there at once";
    }

    /// More deletions than can be meant.
    J906 Error Deployment
    too_many_deletions(target: &str, count: usize, known: usize, emptied: bool) at (Place::Site) {
        say: match emptied {
            false => "`{target}` 要删掉 {known} 个文件里的 {count} 个，没有上线"
                   | "of {known} files at `{target}` {count} would be deleted: nothing was deployed",
            true => "`{target}` 要删掉 {known} 个文件里的 {count} 个，一篇稿件也不剩，没有上线"
                  | "of {known} files at `{target}` {count} would be deleted, and no story is left: nothing was deployed",
        };
        help: "用 `--dry-run` 看清要删什么；确实要删，加 `--allow-deletes`"
            | "look at them with `--dry-run`; if this is meant, add `--allow-deletes`";
    }

    /// A target that fails.
    J907 Error Deployment
    target_failed(target: &str, path: &str, reason: &str, remedy: &Message) at (Place::Site) {
        words remedy;
        say: "`{target}` 出错，在 `{path}`：{reason}"
           | "`{target}` failed at `{path}`: {reason}";
        help: "{remedy}"
            | "{remedy}";
    }

    /// The manifest or the journal at a target cannot be parsed.
    J908 Error Deployment
    target_unreadable(target: &str, path: &str) at (Place::Site) {
        say: "`{target}` 里的 `{path}` 读不懂"
           | "`{path}` at `{target}` cannot be read";
        help: "多半是更新的 jianbao 写的：换用新版。文件坏了的，删去那里的整个 `.jianbao-deploy`，再加 `--take-over` 运行，全部重传一遍"
            | "a later jianbao probably wrote it: use that. If it is damaged, delete all of `.jianbao-deploy` there and run with `--take-over`: all is sent again";
    }

    /// A store that cannot tell browsers that a file is compressed.
    J909 Error Deployment
    no_encoding(target: &str) at (Place::Site) {
        say: "`{target}` 这种存储不能放压缩过的文件"
           | "the store of `{target}` cannot hold compressed files";
        help: "去掉 `compress`，由 CDN 或网页服务器压缩"
            | "take out `compress`: a CDN or the web server compresses";
    }

    /// A command that is run after a site was put up and failed.
    J910 Error Deployment
    command_failed(command: &str, reason: &str) at (Place::Site) {
        say: "网站已经上线，`{command}` 没有成功：{reason}"
           | "the site is deployed, but `{command}` failed: {reason}";
        help: "改好以后再运行一次 `jianbao deploy`：网址会再交给它一次"
            | "mend it and run `jianbao deploy` again: it is given the addresses once more";
    }

    /// A command that is run after a site was put up and does not end.
    J911 Error Deployment
    command_timed_out(command: &str, seconds: u64) at (Place::Site) {
        say: "网站已经上线，`{command}` 过了 {seconds} 秒还没有结束，已经中止"
           | "the site is deployed, but `{command}` had not ended after {seconds} s and was broken off";
        help: "看它在等什么：网络、要人输入的密码；确实要这么久的，用 `--command-timeout 秒数` 放宽。再运行一次 `jianbao deploy`，网址会再交给它一次"
            | "see what it waits for: the network, a password to be typed; if it needs that long, add `--command-timeout SECONDS`. Run `jianbao deploy` again: it is given the addresses once more";
    }
}
