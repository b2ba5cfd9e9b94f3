//! Whole builds by the program, from disk to disk: 100, 1,000 and 10,000 stories.

#[path = "bulletin/mod.rs"]
mod bulletin;

use std::fs;
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};

fn whole_builds(c: &mut Criterion) {
    let mut group = c.benchmark_group("build");
    group.sample_size(10);

    for stories in [100, 1_000, 10_000] {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let site = directory.path().join("site");
        for (path, text) in bulletin::Bulletin::new(stories, 1).files() {
            let path = site.join(path);
            fs::create_dir_all(path.parent().expect("a file lies in a directory")).expect("a directory");
            fs::write(path, text).expect("a file");
        }

        group.bench_function(format!("{stories} stories"), |b| {
            b.iter(|| {
                let status = Command::new(env!("CARGO_BIN_EXE_jianbao"))
                    .args(["build", "--now", "2026-07-01T00:00:00+08:00", "--root"])
                    .arg(&site)
                    .stdout(Stdio::null())
                    .status();
                assert!(status.is_ok_and(|status| status.success()));
            });
        });
    }
    group.finish();
}

criterion_group!(benches, whole_builds);
criterion_main!(benches);
