//! An SFTP server for tests: Debian's `sshd` as the user of the test, behind a line that can be cut, and an `ssh` that knows
//! the host. `ssh` takes the user's home from the password database, not from `$HOME`: so a wrapper that names its own
//! settings comes first in `PATH`.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
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

/// Called when a line is cut.
type Cut = Box<dyn FnMut() + Send>;

/// A forwarded connection to a server, which is cut after a number of bytes.
#[derive(Clone)]
pub struct Line {
    port: u16,
    left: Arc<AtomicI64>,
    open: Arc<Mutex<Vec<TcpStream>>>,
    cut: Arc<Mutex<Cut>>,
}

impl Sshd {
    /// Starts a server that keeps its files in a directory; `sftp` are arguments of the SFTP subsystem.
    pub fn start(directory: &Path, sftp: &str) -> Self {
        fs::create_dir_all(directory.join("bin")).unwrap();
        generate_key(&directory.join("host"));
        generate_key(&directory.join("key"));

        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = spawn_sshd(directory, port, sftp);
        let line = Line::forward_to(port);
        write_client(directory, line.port);

        let sshd = Self { process, directory: directory.to_owned(), line };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return sshd;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("sshd does not answer: {}", fs::read_to_string(directory.join("log")).unwrap());
    }

    /// Where programs are looked for, so that `ssh` knows the host `jianbao`.
    pub fn search_path(&self) -> String {
        format!("{}:{}", self.directory.join("bin").display(), std::env::var("PATH").unwrap_or_default())
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.line.close_connections();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn generate_key(path: &Path) {
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path).status().unwrap();
    assert!(made.success());
}

fn spawn_sshd(directory: &Path, port: u16, sftp: &str) -> Child {
    if command_output("id", &["-u"]) == "0" {
        // The directory for privilege separation, which sshd needs only as root.
        fs::create_dir_all("/run/sshd").unwrap();
    }

    let settings = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nUsePAM no\n\
         StrictModes no\nPasswordAuthentication no\nSubsystem sftp internal-sftp {sftp}\n",
        directory.join("host").display(),
        directory.join("key.pub").display(),
    );
    fs::write(directory.join("sshd"), settings).unwrap();

    Command::new("/usr/sbin/sshd")
        .args(["-D", "-e", "-f"])
        .arg(directory.join("sshd"))
        .stdin(Stdio::null())
        .stderr(fs::File::create(directory.join("log")).unwrap())
        .spawn()
        .expect("sshd is not installed: tests/run setup")
}

/// Writes an `ssh` that reaches the server as `jianbao`, with its settings and the known host key.
fn write_client(directory: &Path, port: u16) {
    let host_key = fs::read_to_string(directory.join("host.pub")).unwrap();
    fs::write(directory.join("known"), format!("[127.0.0.1]:{port} {host_key}")).unwrap();

    let settings = format!(
        "Host jianbao\nHostName 127.0.0.1\nPort {port}\nUser {}\nIdentityFile {}\nIdentitiesOnly yes\n\
         UserKnownHostsFile {}\nGlobalKnownHostsFile /dev/null\nStrictHostKeyChecking yes\n",
        command_output("id", &["-un"]),
        directory.join("key").display(),
        directory.join("known").display(),
    );
    fs::write(directory.join("client"), settings).unwrap();

    let program = directory.join("bin/ssh");
    let script = format!("#!/bin/sh\nexec /usr/bin/ssh -F '{}' \"$@\"\n", directory.join("client").display());
    fs::write(&program, script).unwrap();
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
}

fn command_output(program: &str, arguments: &[&str]) -> String {
    String::from_utf8(Command::new(program).args(arguments).output().unwrap().stdout).unwrap().trim().to_owned()
}

impl Line {
    /// Listens on a port and forwards connections to a server on another.
    fn forward_to(server: u16) -> Self {
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
                // Otherwise each answer waits for the next (Nagle's algorithm).
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let both = [client.try_clone().unwrap(), server.try_clone().unwrap()];
                shared.open.lock().unwrap().extend(both);

                let line = shared.clone();
                let mut from = server.try_clone().unwrap();
                let mut to = client.try_clone().unwrap();
                thread::spawn(move || line.forward_bytes(client, server));
                thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Both);
                });
            }
        });
        line
    }

    /// Copies bytes from a client to the server until the line is cut.
    fn forward_bytes(&self, mut client: TcpStream, mut server: TcpStream) {
        let mut bytes = [0; 16 * 1024];
        while let Ok(n @ 1..) = client.read(&mut bytes) {
            let before = self.left.fetch_sub(n as i64, Ordering::SeqCst);
            if before <= n as i64 {
                if before > 0 {
                    (self.cut.lock().unwrap())();
                }
                self.close_connections();
                return;
            }

            if server.write_all(&bytes[..n]).is_err() {
                break;
            }
        }

        let _ = server.shutdown(Shutdown::Both);
    }

    /// Closes every open connection.
    fn close_connections(&self) {
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Cuts the line when so many bytes have gone to the server, after `cut` was called; it stays cut until it is restored.
    pub fn cut_after(&self, bytes: i64, cut: impl FnMut() + Send + 'static) {
        *self.cut.lock().unwrap() = Box::new(cut);
        self.left.store(bytes, Ordering::SeqCst);
    }

    /// Lets everything through again.
    pub fn restore(&self) {
        self.left.store(i64::MAX, Ordering::SeqCst);
    }
}
