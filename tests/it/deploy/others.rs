//! What stands at a target beside the site: files of others, previews, and names in another case.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::readers::missing;
use super::server::{Fate, Gate, Server};
use super::{Place, changed, copy};
use crate::support::{stderr, stdout, tree, write};

#[test]
fn pages_of_others_that_are_taken_over_are_replaced_in_the_order_of_changed_ones() {
    let (place, server) = Place::s3();
    // One at a time, so that what is checked is what is there.
    let deploy = place.deploy.replace("concurrency: 4", "concurrency: 1");
    let place = Place { deploy, ..place };
    place.first();
    // Somebody put the site there by hand.
    copy(&place.out(), &place.target());
    write(&place.target(), &[("index.php", "<?php")]);
    place.second();
    assert!(stderr(&place.deploy(&[])).contains("错误[J903]"));
    let looked = stdout(&place.deploy(&["--take-over", "--dry-run"]));
    assert!(looked.contains("上传  yaowen/e.html") && looked.contains("替换  yaowen/a.html"), "{looked}");
    let faults: Arc<Mutex<Vec<String>>> = Arc::default();
    let (seen, target) = (faults.clone(), place.target());
    let watch = Gate {
        after: Arc::new(move |one| {
            let missing = if one.changes() { missing(&target) } else { Vec::new() };
            seen.lock().unwrap().extend(missing.into_iter().map(|what| format!("{what}, after {}", one.path)));
        }),
        ..Gate::default()
    };
    // Cut off before the front page; the next run need not be told once more.
    let denied = Arc::new(|_, one: &super::Asked| {
        let hit = one.method == "PUT" && one.path.split('?').next() == Some("/site/index.html");
        if hit { Fate::Denied } else { Fate::Served }
    });
    server.set(Gate { fate: denied, ..watch.clone() });
    assert_eq!(place.deploy(&["--take-over"]).status.code(), Some(2));
    server.set(watch);
    place.deployed();
    assert_eq!(*faults.lock().unwrap(), Vec::<String>::new());
    assert!(changed(&server.asked()).len() < 5, "{:?}", changed(&server.asked()));
    // What jianbao did not put there is there still.
    for left in ["index.php", "tongzhi/d.html"] {
        assert!(place.target().join(left).is_file(), "{left}");
    }
    for (path, bytes) in tree(&place.out()).into_iter().filter(|(path, _)| !path.ends_with(".jianbao")) {
        let path = path.strip_prefix("/").unwrap_or(&path).to_owned();
        assert!(fs::read(place.target().join(&path)).unwrap() == bytes, "{}", path.display());
    }
}

#[test]
fn previews_that_jianbao_put_below_are_not_of_others_and_stay() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    let preview = place.target().join("preview/branch");
    assert!(place.deploy(&["--under", "preview/branch"]).status.success());
    let before = tree(&preview);
    place.deployed();
    place.second();
    place.deployed();
    place.first();
    assert!(place.deploy(&["--allow-deletes"]).status.success());
    assert!(before == tree(&preview) && before.len() > 20);
    // Neither are those of a run that was cut off.
    let only = |path: &Path| {
        fs::remove_dir_all(place.target()).unwrap();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    };
    only(&place.target().join("preview/.jianbao-deploy/journal.gz"));
    place.deployed();
    for other in ["preview/a.txt", "a/b/c.txt", "preview/.jianbao-deploy/lock.json"] {
        only(&place.target().join(other));
        assert!(stderr(&place.deploy(&[])).contains("错误[J903]"), "{other}");
    }
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
        place.first();
        place.deployed();
        fs::remove_dir_all(place.root().join("static/File")).unwrap();
        write(&place.root(), &[("static/file/note.txt", "新")]);
        place.built();
        place.deployed();
        let found = || -> Vec<(String, Vec<u8>)> {
            let all =
                tree(&place.target()).into_iter().map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes));
            all.filter(|(path, _)| path.to_lowercase().ends_with("file/note.txt")).collect()
        };
        let after = found();
        assert_eq!(after.len(), 1, "{after:?}");
        assert_eq!(after[0].1, "新".as_bytes());
        assert_eq!(after[0].0.contains("File/Note"), ignores_case, "{after:?}");
        assert!(place.deployed().contains("没有变化"));
        // Gone in every case.
        fs::remove_dir_all(place.root().join("static/file")).unwrap();
        place.built();
        place.deployed();
        assert!(found().is_empty(), "{:?}", found());
    }
}
