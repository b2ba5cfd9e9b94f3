//! Starts commands of the system's shell, and ends them with all that they have started.

use std::io;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Time that a command has to clean up between the request to end and being killed.
const TERMINATION_GRACE_PERIOD: Duration = Duration::from_millis(500);

/// Starts a command, as the head of a process group of its own where there are such. Its standard input is a pipe.
pub(super) fn start_command(command: &str, stdout: Stdio) -> io::Result<Child> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut shell = Command::new(shell);
    shell.args([flag, command]).stdin(Stdio::piped()).stdout(stdout);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    shell.spawn()
}

/// Ends a command and all that it has started and that is still in its process group: first asked to, then forced.
pub(super) fn terminate_group(child: &mut Child) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        // It is waited for last: until then its number is that of its group and of nobody else.
        let group = Pid::from_child(child);
        let _ = kill_process_group(group, Signal::TERM);
        thread::sleep(TERMINATION_GRACE_PERIOD);
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
