//! Hostile input: the tables in `tests/cases/hostile/`, each case with what must be said and what must become of the site.
//! See `tests/cases/README.md`.
//!
//! The real program runs with an address space of 2 GiB. Whatever it is given, it ends by itself and soon, says what is
//! wrong under the codes of its catalogue and does not panic; a site that is refused leaves the old one as it was, and
//! nothing is written beside the output.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::support::{NOW, SMALL, jianbao, root, tree, write};
use serde::Deserialize;

/// Far more than any case takes, so that a busy machine fails none; far less than what is quadratic would take.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// One case of a table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Lines added to the settings.
    #[serde(default)]
    site: String,
    /// Lines added to the front matter of `content/yaowen/a.md`.
    #[serde(default)]
    front: String,
    /// The text of that story.
    #[serde(default)]
    story: Option<String>,
    /// Other files, by their paths.
    #[serde(default)]
    files: BTreeMap<String, Content>,
    /// Files beside the output, which is `public` there, and the bulletin, `site`. Somebody else's files are in `theirs`.
    #[serde(default)]
    beside: BTreeMap<String, Content>,
    /// All codes of the report, each with a part of its message. Each line is `CODE` or `CODE part`.
    #[serde(default)]
    says: Vec<String>,
    /// The exit status: by default 1 if there is something in `says`, else 0.
    status: Option<i32>,
    /// Addresses that must be there, with what the file must hold.
    #[serde(default)]
    there: BTreeMap<String, String>,
    /// Addresses that must not.
    #[serde(default)]
    absent: Vec<String>,
    /// Text that no page and no feed may hold. JSON files are exempt: nothing in them is markup.
    #[serde(default)]
    nowhere: Vec<String>,
}

/// The file, or something else, at a path.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Content {
    /// A file; see [`expand`].
    Text(String),
    /// A symbolic link.
    Link { link: String },
    /// A file of zeros that takes no room on the disk.
    Sparse { sparse: u64 },
    /// A PNG of a width and height with a compressed chunk of that name, which holds so many zeros; of 8 bits a colour, and
    /// of colour type 0 (grey), unless given otherwise.
    Png {
        png: (u32, u32),
        chunk: String,
        zeros: u64,
        #[serde(default = "default_bits")]
        bits: u8,
        #[serde(default)]
        colours: u8,
    },
    /// An archive of members, all compressed.
    Zip { zip: BTreeMap<String, String> },
    /// Something else than a file.
    Other { make: Other },
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Other {
    Pipe,
    Socket,
    /// An empty directory.
    Directory,
}

fn default_bits() -> u8 {
    8
}

/// The byte of two hexadecimal digits.
fn parse_byte(digits: &str) -> u8 {
    u8::from_str_radix(digits, 16).unwrap_or_else(|_| panic!("no byte: {digits}"))
}

/// Bytes as a table writes them: `⟦甲×3⟧` is a repetition, in which `№` counts from 1; `⟦FF 00⟧` are bytes.
fn expand(written: &str) -> Vec<u8> {
    let mut parts = written.split('⟦');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();

    for part in parts {
        let (recipe, rest) = part.split_once('⟧').unwrap_or_else(|| panic!("⟦ without ⟧: {written}"));
        match recipe.rsplit_once('×') {
            Some((text, times)) => {
                for n in 1..=times.parse::<usize>().unwrap_or_else(|_| panic!("no number: {recipe}")) {
                    bytes.extend(text.replace('№', &n.to_string()).into_bytes());
                }
            }
            None => bytes.extend(recipe.split_whitespace().map(parse_byte)),
        }
        bytes.extend(rest.as_bytes());
    }
    bytes
}

/// A chunk of a PNG: length, name, data, checksum.
fn png_chunk(name: &str, data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(name.as_bytes());
    sum.update(data);

    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], name.as_bytes(), data, &sum.sum().to_be_bytes()].concat()
}

/// A PNG whose compressed chunk `name` expands to so many zeros.
fn png_bomb((width, height): (u32, u32), name: &str, zeros: u64, bits: u8, colours: u8) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::copy(&mut std::io::repeat(0).take(zeros), &mut packed).unwrap();
    let packed = packed.finish().unwrap();
    let data = match name {
        "IDAT" => packed,
        // A keyword, its terminator, and the compression method come first.
        _ => [b"a\0\0", &packed[..]].concat(),
    };

    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[bits, colours, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), png_chunk("IHDR", &header), png_chunk(name, &data), png_chunk("IEND", &[])].concat()
}

/// A ZIP archive of these members.
fn zip_archive(members: &BTreeMap<String, String>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (name, text) in members {
        let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&expand(text)).unwrap();
        let packed = packed.finish().unwrap();

        let size = u32::try_from(packed.len()).unwrap().to_le_bytes();
        let offset = u32::try_from(file.len()).unwrap().to_le_bytes();
        let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();

        // Version, flags, method, time, checksum and both sizes, as the head of a member and its entry have them.
        let head = [&b"\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0"[..], &size, &[0; 4], &name_length, &[0; 2]].concat();
        file.extend([b"PK\x03\x04", &head[..], name.as_bytes(), &packed].concat());
        directory.extend([b"PK\x01\x02\x14\0", &head[..], &[0; 10], &offset, name.as_bytes()].concat());
    }

    let start = u32::try_from(file.len()).unwrap().to_le_bytes();
    let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
    file.extend(directory);
    file.extend([&b"PK\x05\x06\0\0\0\0\0\0\0\0"[..], &size, &start, &[0; 2]].concat());
    file
}

/// A path below a directory, which may hold any bytes; see [`expand`].
fn expand_path(root: &Path, written: &str) -> PathBuf {
    root.join(OsString::from_vec(expand(written)))
}

/// Writes a file of a case below a directory.
fn write_expanded(directory: &Path, written: &str, text: &str) {
    let path = expand_path(directory, written);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, expand(text)).unwrap();
}

/// Writes the bulletin of a case.
fn lay_out(case: &Case, site: &Path) {
    let settings = format!("title: 测试简报\nbase_url: https://example.org\ncolumns: {{yaowen: 要闻}}\n{}", case.site);
    write_expanded(site, "site.yaml", &settings);
    if let Some(story) = &case.story {
        let text = format!("---\ntitle: 甲\ndate: 2020-09-15\n{}---\n{story}\n", case.front);
        write_expanded(site, "content/yaowen/a.md", &text);
    }
    lay_out_files(&case.files, site);
}

/// Writes files by their paths below a directory.
fn lay_out_files(files: &BTreeMap<String, Content>, directory: &Path) {
    for (written, content) in files {
        let path = expand_path(directory, written);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // A case may replace a file that is already there, such as `site.yaml`.
        let _ = fs::remove_file(&path);

        match content {
            Content::Text(text) => fs::write(&path, expand(text)).unwrap(),
            Content::Link { link } => std::os::unix::fs::symlink(link, &path).unwrap(),
            Content::Png { png: size, chunk, zeros, bits, colours } => {
                fs::write(&path, png_bomb(*size, chunk, *zeros, *bits, *colours)).unwrap();
            }
            Content::Zip { zip: members } => fs::write(&path, zip_archive(members)).unwrap(),
            Content::Sparse { sparse } => File::create(&path).unwrap().set_len(*sparse).unwrap(),
            Content::Other { make: Other::Pipe } => {
                assert!(Command::new("mkfifo").arg(&path).status().unwrap().success())
            }
            Content::Other { make: Other::Socket } => drop(std::os::unix::net::UnixListener::bind(&path).unwrap()),
            Content::Other { make: Other::Directory } => fs::create_dir_all(&path).unwrap(),
        }
    }
}

/// Somebody else's files, which look like a site of the program's and must stay as they are.
const THEIRS: &[(&str, &str)] = &[
    (".jianbao", "00000000000000000000000000000000 6 index.html\n"),
    ("index.html", "theirs"),
    ("cache/kept/0", "theirs"),
    ("deep/thesis.md", "theirs"),
];

/// How the program ended.
struct Ended {
    status: Option<i32>,
    said: String,
}

impl Ended {
    /// The codes of the report, each with its message.
    fn messages(&self) -> Vec<(&str, &str)> {
        let lines = self.said.lines().filter(|line| line.starts_with("错误[") || line.starts_with("警告["));
        lines.filter_map(|line| line.split_once('[')?.1.split_once("]: ")).collect()
    }
}

/// Builds in an address space of 2 GiB; `None` if it does not end within `TIME_LIMIT`.
fn build_limited(site: &Path, out: &Path) -> Option<Ended> {
    let log = out.with_extension("log");
    let program = jianbao();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 2097152; exec \"$0\" \"$@\""]).arg(program.get_program());

    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }

    // A thread's stack counts too, and a machine may have a hundred cores.
    command.env("RAYON_NUM_THREADS", "4");
    command.arg("build").arg("--root").arg(site).arg("--out").arg(out).args(["--now", NOW]);
    let mut child = command.stdout(Stdio::null()).stderr(File::create(&log).unwrap()).spawn().unwrap();

    let end = Instant::now() + TIME_LIMIT;
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status.code(),
            None if Instant::now() > end => {
                child.kill().unwrap();
                child.wait().unwrap();
                return None;
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };

    let said = String::from_utf8_lossy(&fs::read(&log).unwrap()).into_owned();
    fs::remove_file(&log).unwrap();
    Some(Ended { status, said })
}

/// The names in a directory.
fn entry_names(directory: &Path) -> BTreeSet<OsString> {
    fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

/// The faults found in how a case ended.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    /// Adds a fault unless the condition holds.
    fn expect(&mut self, good: bool, fault: String) {
        if !good {
            self.0.push(fault);
        }
    }
}

/// Whether a character steers the direction of text or breaks lines, as bidirectional controls do.
fn steers_text(c: char) -> bool {
    "\u{61C}\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2028}\u{2066}\u{2069}".contains(c)
}

fn contains_bytes(bytes: &[u8], piece: &[u8]) -> bool {
    bytes.windows(piece.len()).any(|part| part == piece)
}

/// Checks the exit status and the report against the case.
fn check_report(case: &Case, ended: &Ended, faults: &mut Faults) {
    let shown: String = ended.said.chars().take(2000).collect();
    let status = case.status.unwrap_or(i32::from(!case.says.is_empty()));
    faults.expect(ended.status == Some(status), format!("ended with {:?}, not {status}:\n{shown}", ended.status));
    faults.expect(!ended.said.contains("panicked"), format!("panicked:\n{shown}"));
    let steers = ended.said.chars().find(|c| c.is_control() && *c != '\n' || steers_text(*c));
    faults.expect(steers.is_none(), format!("{steers:?} reaches the terminal:\n{shown}"));
    faults.expect(ended.said.len() < 1 << 20, format!("says {} bytes", ended.said.len()));

    let messages = ended.messages();
    let wanted: Vec<(&str, &str)> = case.says.iter().map(|say| say.split_once(' ').unwrap_or((say, ""))).collect();
    for (code, piece) in &wanted {
        let said = messages.iter().any(|(said, message)| said == code && message.contains(piece));
        faults.expect(said, format!("{code} `{piece}` is not said:\n{shown}"));
    }
    for (code, message) in &messages {
        faults.expect(wanted.iter().any(|(wanted, _)| wanted == code), format!("says {code} too: {message}"));
    }
}

/// Checks the files of the site against the case.
fn check_site(case: &Case, site: &BTreeMap<PathBuf, Vec<u8>>, faults: &mut Faults) {
    let size: usize = site.values().map(Vec::len).sum();
    faults.expect(size < 64 << 20, format!("makes {size} bytes"));

    for (address, piece) in &case.there {
        match site.get(&expand_path(Path::new(""), address)) {
            Some(bytes) => {
                let piece = expand(piece);
                let holds = piece.is_empty() || contains_bytes(bytes, &piece);
                faults.expect(holds, format!("{address} does not hold it: {}", String::from_utf8_lossy(bytes)));
            }
            None => faults.expect(false, format!("{address} is not there: {:?}", site.keys())),
        }
    }
    for address in &case.absent {
        faults.expect(!site.contains_key(&expand_path(Path::new(""), address)), format!("{address} is there"));
    }

    for piece in case.nowhere.iter().map(|piece| expand(piece)) {
        for (address, bytes) in site.iter().filter(|(path, _)| path.extension().is_none_or(|end| end != "json")) {
            let holds = contains_bytes(bytes, &piece);
            faults.expect(!holds, format!("{} holds {}", address.display(), String::from_utf8_lossy(&piece)));
        }
    }
}

/// Builds a case over a copy of the old site. Returns its faults.
fn case_faults(case: &Case, old: &Path) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    let out = place.path().join("public");
    lay_out(case, &site);
    write(&place.path().join("theirs"), THEIRS);
    lay_out_files(&case.beside, place.path());
    let copied = Command::new("cp").arg("-R").arg(old).arg(&out).status().unwrap();
    assert!(copied.success());

    let before = tree(&out);
    let mut allowed = entry_names(&site);
    allowed.insert(".jianbao".into());
    let theirs = tree(&place.path().join("theirs"));
    let around = entry_names(place.path());
    let Some(ended) = build_limited(&site, &out) else { return vec!["does not end".to_owned()] };

    let mut faults = Faults::default();
    check_report(case, &ended, &mut faults);
    let after = tree(&out);
    faults.expect(ended.status == Some(0) || after == before, "is refused and changes the site".to_owned());
    let found = entry_names(&site);
    faults.expect(found.is_subset(&allowed), format!("writes beside the stories: {found:?}"));
    let left = entry_names(place.path());
    faults.expect(left == around, format!("writes beside the output: {left:?}"));
    faults.expect(tree(&place.path().join("theirs")) == theirs, "changes somebody else's files".to_owned());
    check_site(case, &after, &mut faults);
    faults.0
}

/// The cases of all tables, by their names.
fn read_cases() -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    let mut tables: Vec<PathBuf> =
        fs::read_dir(root().join("tests/cases/hostile")).unwrap().map(|entry| entry.unwrap().path()).collect();
    tables.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    tables.sort();

    for table in tables {
        let text = fs::read_to_string(&table).unwrap();
        let known: BTreeMap<String, Case> =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", table.display()));
        let subject = table.file_stem().unwrap().display().to_string();
        cases.extend(known.into_iter().map(|(name, case)| (format!("{subject} {name}"), case)));
    }
    cases
}

/// `HOSTILE=name cargo test --test it hostile::` tries those whose names hold it.
#[test]
fn every_hostile_case_is_refused_or_published_right() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    let old = place.path().join("public");
    write(&site, SMALL);
    assert!(crate::support::build(&site, &old).status.success());

    let only = std::env::var("HOSTILE").unwrap_or_default();
    let cases: Vec<_> = read_cases().into_iter().filter(|(name, _)| name.contains(&only)).collect();
    assert!(!only.is_empty() || cases.len() > 60, "only {} cases", cases.len());

    let left = Mutex::new(cases.iter());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, |n| n.get().min(4)) {
            scope.spawn(|| {
                loop {
                    let Some((name, case)) = left.lock().unwrap().next() else { break };
                    let clock = Instant::now();
                    let faults = case_faults(case, &old);
                    println!("{name}: {:.1} s", clock.elapsed().as_secs_f64());
                    failed.lock().unwrap().extend(faults.into_iter().map(|fault| format!("== {name}: {fault}")));
                }
            });
        }
    });

    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
