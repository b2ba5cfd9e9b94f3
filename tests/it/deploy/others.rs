//! Files at a target beside the site: files of others, previews, and names that differ in case.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::server::{Fate, Gate, Server};
use super::{Place, changing_requests, copy_directory, watch_readers};
use crate::support::{stderr, stdout, tree, write};

#[test]
fn pages_of_others_that_are_taken_over_are_replaced_in_the_order_of_changed_ones() {
    let (place, server) = Place::s3();
    // One request at a time, so that nothing changes during a check.
    let deploy = place.deploy.replace("concurrency: 4", "concurrency: 1");
    let place = Place { deploy, ..place };
    place.build_first();

    // Somebody copied the site there by hand.
    copy_directory(&place.out(), &place.target());
    write(&place.target(), &[("index.php", "<?php")]);
    place.build_second();
    assert!(stderr(&place.deploy(&[])).contains("错误[J903]"));

    let looked = stdout(&place.deploy(&["--take-over", "--dry-run"]));
    assert!(looked.contains("上传  yaowen/e.html") && looked.contains("替换  yaowen/a.html"), "{looked}");

    // Interrupted before the front page; the next run needs no second `--take-over`.
    let faults: Arc<Mutex<Vec<String>>> = Arc::default();
    let watch = watch_readers(&place.target(), &faults);
    let denied = Arc::new(|_, request: &super::RecordedRequest| {
        let hit = request.method == "PUT" && request.path_without_query() == "/site/index.html";
        if hit { Fate::Denied } else { Fate::Served }
    });
    server.set_gate(Gate { fate: denied, ..watch.clone() });
    assert_eq!(place.deploy(&["--take-over"]).status.code(), Some(2));
    server.set_gate(watch);
    place.deploy_successfully();
    assert_eq!(*faults.lock().unwrap(), Vec::<String>::new());
    assert!(changing_requests(&server.requests()).len() < 5, "{:?}", changing_requests(&server.requests()));

    // Files that jianbao did not upload stay.
    for left in ["index.php", "tongzhi/d.html"] {
        assert!(place.target().join(left).is_file(), "{left}");
    }
    for (path, bytes) in tree(&place.out()).into_iter().filter(|(path, _)| !path.ends_with(".jianbao")) {
        let path = path.strip_prefix("/").unwrap_or(&path).to_owned();
        assert!(fs::read(place.target().join(&path)).unwrap() == bytes, "{}", path.display());
    }
}

/// Leaves an empty file as the only one at the target.
fn leave_only(place: &Place, path: &str) {
    let path = place.target().join(path);
    fs::remove_dir_all(place.target()).unwrap();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "").unwrap();
}

#[test]
fn previews_that_jianbao_put_below_are_not_of_others_and_stay() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    let preview = place.target().join("preview/branch");
    assert!(place.deploy(&["--under", "preview/branch"]).status.success());
    let before = tree(&preview);

    place.deploy_successfully();
    place.build_second();
    place.deploy_successfully();
    place.build_first();
    assert!(place.deploy(&["--allow-deletes"]).status.success());
    assert!(before == tree(&preview) && before.len() > 20);

    // Nor are those of a run that was interrupted.
    leave_only(&place, "preview/.jianbao-deploy/journal.gz");
    place.deploy_successfully();
    for other in ["preview/a.txt", "a/b/c.txt", "preview/.jianbao-deploy/lock.json"] {
        leave_only(&place, other);
        assert!(stderr(&place.deploy(&[])).contains("错误[J903]"), "{other}");
    }
}

/// The files at the target whose path ends in `file/note.txt` in any case.
fn notes_at(target: &Path) -> Vec<(String, Vec<u8>)> {
    let files = tree(target).into_iter().map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes));
    files.filter(|(path, _)| path.to_lowercase().ends_with("file/note.txt")).collect()
}

#[test]
fn a_name_that_changes_in_case_alone_leaves_the_file() {
    for ignores_case in [true, false] {
        let place = Place::new("");
        fs::create_dir_all(place.target()).unwrap();
        let server = Server::webdav_of(&place.target(), ignores_case);
        let deploy = format!("deploy: {{production: {{service: webdav, endpoint: '{}'}}}}\n", server.url);
        let place = Place { deploy, ..place };
        write(&place.root(), &[("static/File/Note.txt", "旧"), ("static/keep.txt", "在")]);
        place.build_first();
        place.deploy_successfully();

        fs::remove_dir_all(place.root().join("static/File")).unwrap();
        write(&place.root(), &[("static/file/note.txt", "新")]);
        place.build_site();
        place.deploy_successfully();

        let after = notes_at(&place.target());
        assert_eq!(after.len(), 1, "{after:?}");
        assert_eq!(after[0].1, "新".as_bytes());
        assert_eq!(after[0].0.contains("File/Note"), ignores_case, "{after:?}");
        assert!(place.deploy_successfully().contains("没有变化"));

        // Deleted, whatever the case of the name.
        fs::remove_dir_all(place.root().join("static/file")).unwrap();
        place.build_site();
        place.deploy_successfully();
        assert!(notes_at(&place.target()).is_empty(), "{:?}", notes_at(&place.target()));
    }
}
