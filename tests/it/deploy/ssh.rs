//! An SFTP server for tests: Debian's `sshd` as the user of the test, behind a line that can be cut, and an `ssh` that knows
//! it. `ssh` looks for the home of the user, not for `$HOME`: so one is put first in `PATH` that names its own settings.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A server at work, with its keys.
pub struct Sshd {
    process: Child,
    directory: PathBuf,
    pub line: Line,
}

/// What is done when a line is cut.
type Cut = Box<dyn FnMut() + Send>;

/// A line to a server: when so many bytes more have gone to it, it is cut.
#[derive(Clone)]
pub struct Line {
    port: u16,
    left: Arc<AtomicI64>,
    open: Arc<Mutex<Vec<TcpStream>>>,
    cut: Arc<Mutex<Cut>>,
}

impl Sshd {
    /// Keeps its files in a directory; `sftp` are arguments of the server's own program.
    pub fn start(directory: &Path, sftp: &str) -> Self {
        fs::create_dir_all(directory.join("bin")).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        for key in ["host", "key"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(directory.join(key))
                .status()
                .unwrap();
            assert!(made.success());
        }
        let at = |name: &str| directory.join(name).display().to_string();
        let (user, id) = (said("id", &["-un"]), said("id", &["-u"]));
        if id == "0" {
            // What sshd asks of root alone.
            fs::create_dir_all("/run/sshd").unwrap();
        }
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nUsePAM no\n\
             StrictModes no\nPasswordAuthentication no\nSubsystem sftp internal-sftp {sftp}\n",
            at("host"),
            at("key.pub"),
        );
        fs::write(at("sshd"), settings).unwrap();
        let process = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f", &at("sshd")])
            .stdin(Stdio::null())
            .stderr(fs::File::create(at("log")).unwrap())
            .spawn()
            .expect("sshd is not installed: tests/run setup");
        let line = Line::to(port);
        let known = format!("[127.0.0.1]:{} {}", line.port, fs::read_to_string(at("host.pub")).unwrap());
        fs::write(at("known"), known).unwrap();
        let client = format!(
            "Host jianbao\nHostName 127.0.0.1\nPort {}\nUser {user}\nIdentityFile {}\nIdentitiesOnly yes\n\
             UserKnownHostsFile {}\nGlobalKnownHostsFile /dev/null\nStrictHostKeyChecking yes\n",
            line.port,
            at("key"),
            at("known"),
        );
        fs::write(at("client"), client).unwrap();
        let script = format!("#!/bin/sh\nexec /usr/bin/ssh -F '{}' \"$@\"\n", at("client"));
        fs::write(at("bin/ssh"), script).unwrap();
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(at("bin/ssh"), executable).unwrap();
        let sshd = Self { process, directory: directory.to_owned(), line };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return sshd;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("sshd does not answer: {}", fs::read_to_string(at("log")).unwrap());
    }

    /// Where programs are looked for, so that `ssh` knows the host `jianbao`.
    pub fn path(&self) -> String {
        format!("{}:{}", self.directory.join("bin").display(), std::env::var("PATH").unwrap_or_default())
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.line.sever();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn said(program: &str, arguments: &[&str]) -> String {
    String::from_utf8(Command::new(program).args(arguments).output().unwrap().stdout).unwrap().trim().to_owned()
}

impl Line {
    fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let line = Self {
            port: listener.local_addr().unwrap().port(),
            left: Arc::new(AtomicI64::new(i64::MAX)),
            open: Arc::default(),
            cut: Arc::new(Mutex::new(Box::new(|| {}))),
        };
        let shared = line.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                // Otherwise each answer waits for the next.
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let both = [client.try_clone().unwrap(), server.try_clone().unwrap()];
                shared.open.lock().unwrap().extend(both);
                let (line, back) = (shared.clone(), (server.try_clone().unwrap(), client.try_clone().unwrap()));
                thread::spawn(move || line.carry(client, server));
                thread::spawn(move || {
                    let (mut from, mut to) = back;
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Both);
                });
            }
        });
        line
    }

    fn carry(&self, mut client: TcpStream, mut server: TcpStream) {
        let mut bytes = [0; 16 * 1024];
        while let Ok(n @ 1..) = client.read(&mut bytes) {
            let before = self.left.fetch_sub(n as i64, Ordering::SeqCst);
            if before <= n as i64 {
                if before > 0 {
                    (self.cut.lock().unwrap())();
                }
                self.sever();
                return;
            }
            if server.write_all(&bytes[..n]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(Shutdown::Both);
    }

    /// Cuts every connection that is open.
    fn sever(&self) {
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Cuts it when so many bytes have gone to the server, once `cut` was called; then nothing goes until it is mended.
    pub fn cut_after(&self, bytes: i64, cut: impl FnMut() + Send + 'static) {
        *self.cut.lock().unwrap() = Box::new(cut);
        self.left.store(bytes, Ordering::SeqCst);
    }

    /// Everything goes again.
    pub fn mend(&self) {
        self.left.store(i64::MAX, Ordering::SeqCst);
    }
}
