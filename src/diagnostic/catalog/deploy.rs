//! Putting a site where readers reach it: J9xx.

use super::{error, file, say};
use crate::diagnostic::{Diagnostic, Message, Place};

/// What stands in the output directory must not be put up.
pub fn not_deployable(path: &str, why: (&str, &str)) -> Diagnostic {
    let (zh, en) = why;
    error("J901", file(path), say!("不能上线：{zh}", "cannot be deployed: {en}")).help(say!(
        "先运行 `jianbao build`，成功以后再上线；输出在别处的，用 `--out 目录` 指明",
        "run `jianbao build` first, and deploy when it has succeeded; name another output directory with `--out DIR`"
    ))
}

/// A file of the output that is not as it was written.
pub fn output_changed(path: &str) -> Diagnostic {
    error(
        "J902",
        file(path),
        say!("这个文件和生成时不一样，没有传", "this file is not as it was built: it was not sent"),
    )
    .help(say!(
        "不要改输出目录里的文件；重新运行 `jianbao build`",
        "change nothing in the output; run `jianbao build` again"
    ))
}

/// A target with files that jianbao did not put there.
pub fn target_foreign(target: &str, example: &str) -> Diagnostic {
    error(
        "J903",
        Place::Site,
        say!(
            "`{target}` 里已经有不是 jianbao 放的文件，如 `{example}`",
            "`{target}` holds files that jianbao did not put there, such as `{example}`"
        ),
    )
    .help(say!(
        "换一个空的目录（`directory`）；确实要放在一起，加 `--take-over`：同名的会被盖掉，别的留着不动",
        "choose an empty directory (`directory`), or add `--take-over`: files of the same name are replaced, others stay"
    ))
}

/// A target with another bulletin.
pub fn target_of_another(target: &str, other: &str, site: &str) -> Diagnostic {
    error(
        "J904",
        Place::Site,
        say!("`{target}` 里是另一个网站：{other}，不是 {site}", "`{target}` has another site: {other}, not {site}"),
    )
    .help(say!(
        "核对 site.yaml 的 `deploy` 和 `base_url`；是同一份简报换了网址，加 `--take-over`",
        "check `deploy` and `base_url` in site.yaml; if this bulletin has a new address, add `--take-over`"
    ))
}

/// Somebody else is at work at a target.
pub fn target_locked(target: &str, who: &str, since: &str) -> Diagnostic {
    error(
        "J905",
        Place::Site,
        say!("`{target}` 正由别人上线：{who}，{since}", "somebody else is deploying to `{target}`: {who}, {since}"),
    )
    .help(say!(
        "等他完成再运行；那边（也可能是您在别处的上一次）中断了的，半小时后自动解除；急的话，确认没有人在传，删去目标里的 `.jianbao-deploy/lock.json`",
        "wait for them; if they were cut off, it ends by itself after half an hour, or delete `.jianbao-deploy/lock.json` there at once"
    ))
}

/// More deletions than can be meant.
pub fn too_many_deletions(target: &str, count: usize, known: usize, emptied: bool) -> Diagnostic {
    let (zh, en) = if emptied { ("，一篇稿件也不剩", ", and no story is left") } else { ("", "") };
    error(
        "J906",
        Place::Site,
        say!(
            "`{target}` 要删掉 {known} 个文件里的 {count} 个{zh}，没有上线",
            "of {known} files at `{target}` {count} would be deleted{en}: nothing was deployed"
        ),
    )
    .help(say!(
        "用 `--dry-run` 看清要删什么；确实要删，加 `--allow-deletes`",
        "look at them with `--dry-run`; if this is meant, add `--allow-deletes`"
    ))
}

/// A target that fails.
pub fn target_failed(target: &str, path: &str, reason: &str, remedy: (&str, &str)) -> Diagnostic {
    let (zh, en) = remedy;
    error(
        "J907",
        Place::Site,
        say!("`{target}` 出错，在 `{path}`：{reason}", "`{target}` failed at `{path}`: {reason}"),
    )
    .help(say!("{zh}", "{en}"))
}

/// What is written down at a target cannot be read.
pub fn target_unreadable(target: &str, path: &str) -> Diagnostic {
    error(
        "J908",
        Place::Site,
        say!("`{target}` 里的 `{path}` 读不懂", "`{path}` at `{target}` cannot be read"),
    )
    .help(say!(
        "多半是更新的 jianbao 写的：换用新版。文件坏了的，删去那里的整个 `.jianbao-deploy`，再加 `--take-over` 运行，全部重传一遍",
        "a later jianbao probably wrote it: use that. If it is damaged, delete all of `.jianbao-deploy` there and run with `--take-over`: all is sent again"
    ))
}

/// A store that cannot tell browsers that a file is compressed.
pub fn no_encoding(target: &str) -> Diagnostic {
    error(
        "J909",
        Place::Site,
        say!("`{target}` 这种存储不能放压缩过的文件", "the store of `{target}` cannot hold compressed files"),
    )
    .help(say!("去掉 `compress`，由 CDN 或网页服务器压缩", "take out `compress`: a CDN or the web server compresses"))
}

/// A command that is run after a site was put up and failed.
pub fn command_failed(command: &str, reason: &str) -> Diagnostic {
    error(
        "J910",
        Place::Site,
        say!("网站已经上线，`{command}` 没有成功：{reason}", "the site is deployed, but `{command}` failed: {reason}"),
    )
    .help(say!(
        "改好以后再运行一次 `jianbao deploy`：网址会再交给它一次",
        "mend it and run `jianbao deploy` again: it is given the addresses once more"
    ))
}

/// A command that is run after a site was put up and does not end.
pub fn command_timed_out(command: &str, seconds: u64) -> Diagnostic {
    error(
        "J911",
        Place::Site,
        say!(
            "网站已经上线，`{command}` 过了 {seconds} 秒还没有结束，已经中止",
            "the site is deployed, but `{command}` had not ended after {seconds} s and was broken off"
        ),
    )
    .help(say!(
        "看它在等什么：网络、要人输入的密码；确实要这么久的，用 `--command-timeout 秒数` 放宽。再运行一次 `jianbao deploy`，网址会再交给它一次",
        "see what it waits for: the network, a password to be typed; if it needs that long, add `--command-timeout SECONDS`. Run `jianbao deploy` again: it is given the addresses once more"
    ))
}
