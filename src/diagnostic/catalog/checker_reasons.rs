//! Why another checker did not finish, or a line that it wrote is not understood.

use super::phrase_table;

phrase_table! {
    /// It did not end in time; some stories may not have been looked at.
    timed_out(seconds: u64) = "{seconds} 秒还没有结束，已经中止" | "it had not ended after {seconds} seconds and was ended";

    /// It could not be started, or the system failed.
    system_failed(reason: &str) = "{reason}" | "{reason}";

    /// The shell does not know the command.
    no_such_command() = "没有这个命令" | "there is no such command";

    /// It ended with another status than 0.
    ended_with(status: &str) = "它自己报告失败（{status}）" | "it failed by its own account ({status})";

    /// It wrote more than is read.
    wrote_too_much(mebibytes: usize) = "它写的超过 {mebibytes} MiB" | "it wrote more than {mebibytes} MiB";

    /// A line that is no JSON object.
    not_an_object() = "不是一个 JSON 对象" | "it is not a JSON object";

    /// A key that is missing, or has another kind of value.
    bad_key(key: &str) = "`{key}` 没有写，或者写得不对" | "`{key}` is missing or wrong";

    /// A path that the checker was not given.
    unknown_path() = "`path` 不是交给它的文件" | "`path` is none of the files that it was given";

    /// A place beyond the end of the file.
    beyond_the_end() = "`offset` 和 `length` 超出了文件；都按字数算，不按字节" | "`offset` and `length` go beyond the file; both count characters, not bytes";

    /// A level that there is not.
    unknown_level() = "`level` 只能是 `warning` 或 `error`" | "`level` must be `warning` or `error`";
}
