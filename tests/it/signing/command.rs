//! The command `jianbao sign` on the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output as Finished;

use crate::support::{build, jianbao, stderr, stdout, tree, write};

const NOW: &str = "2026-06-30T12:00:00+08:00";

struct Office {
    directory: tempfile::TempDir,
}

impl Office {
    fn new(review: &str) -> Self {
        let office = Self { directory: tempfile::tempdir().unwrap() };
        let settings = format!(
            "title: 简报\nbase_url: https://example.org\ncolumns: {{yaowen: 要闻, tongzhi: 通知}}\n{review}\
             deploy: {{web: {{service: fs, directory: ../web}}}}\n"
        );
        let site = office.site();
        write(&site, &[("site.yaml", &settings)]);
        write(&site, &[("content/yaowen/a.md", "---\n标题: 甲\n日期: 2020-09-15\n---\n甲的正文。\n")]);
        write(&site, &[("content/yaowen/b.md", "---\ntitle: 乙\ndate: 2026-12-01\n---\n乙的正文。\n")]);
        office
    }

    fn site(&self) -> PathBuf {
        self.directory.path().join("site")
    }

    fn story(&self, name: &str) -> PathBuf {
        self.site().join("content/yaowen").join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.story(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Finished {
        jianbao().args(arguments).current_dir(self.site()).output().unwrap()
    }

    fn sign(&self, name: &str, step: &str, person: &str) -> Finished {
        let path = format!("content/yaowen/{name}");
        self.run(&["sign", &path, "--as", step, "--name", person, "--now", NOW])
    }

    fn sign_all(&self, name: &str) {
        for (step, person) in [("初审", "张三"), ("复审", "李四"), ("终审", "王五")] {
            let finished = self.sign(name, step, person);
            assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
        }
    }

    fn build(&self) -> Finished {
        build(&self.site(), &self.site().join("public"))
    }

    fn has_page(&self, name: &str) -> bool {
        self.site().join("public/yaowen").join(name).exists()
    }
}

#[test]
fn signing_writes_one_line_and_leaves_every_other_byte() {
    let office = Office::new("review: true\n");
    let before = "\u{FEFF}---\r\n标题: 甲\r\n日期: 2020-09-15 # 注\r\n三审:\r\n  初审: 张三\r\n来源: '本报'\r\n---\r\n正文。  \r\n尾";
    fs::write(office.story("a.md"), before).unwrap();

    let planned =
        office.run(&["sign", "content/yaowen/a.md", "--as", "初审", "--name", "张三", "--dry-run", "--now", NOW]);
    assert_eq!(planned.status.code(), Some(0), "{}", stderr(&planned));
    assert!(stdout(&planned).contains("会写上  初审: 张三（2026-06-30 "), "{}", stdout(&planned));
    assert_eq!(office.read("a.md"), before);

    let signed = office.sign("a.md", "初审", "张三");
    assert!(stdout(&signed).contains("签好了"), "{}", stderr(&signed));
    let after = office.read("a.md");
    let (head, tail) = before.split_once("张三").unwrap();
    assert!(after.starts_with(head) && after.ends_with(tail), "{after:?}");
    let written = &after[head.len()..after.len() - tail.len()];
    assert!(
        written.starts_with("张三（2026-06-30 ") && written.ends_with('）') && written.chars().count() == 23,
        "{written}"
    );

    let again = office.sign("a.md", "初审", "张三");
    assert!(stdout(&again).contains("已经签过"), "{}", stdout(&again));
    assert_eq!(office.read("a.md"), after);
    assert!(tree(&office.site()).keys().all(|path| !path.to_string_lossy().ends_with(".new")));
}

#[test]
fn a_refused_signature_changes_nothing_and_says_why() {
    let rules = "review: {mode: strict, signers: {终审: [王五]}, columns: {tongzhi: {终审: 钱七}}}\n";
    let office = Office::new(rules);
    write(&office.site(), &[("content/yaowen/c.md", "---\n标题: 丙\n日期: 2020-13-15\n---\n丙。\n")]);
    write(&office.site(), &[("content/yaowen/_column.md", "栏目。\n"), ("content/yaowen/d.txt", "附件")]);
    let before = tree(&office.site());

    for (file, step, name, more, status, code) in [
        ("content/yaowen/a.md", "三审", "张三", "", 2, "J427"),
        ("content/yaowen/a.md", "终审", "张三", "", 2, "J428"),
        ("content/yaowen/a.md", "复审", "张三", "", 1, "J429"),
        ("content/yaowen/a.md", "初审", "张三", "--date=2026-07-01", 2, "J431"),
        ("content/yaowen/a.md", "初审", "张三", "--date=昨天", 2, "J431"),
        ("content/yaowen/c.md", "初审", "张三", "", 1, "J432"),
        ("content/yaowen/a.md", "初审", "张三、李四", "", 2, "J435"),
        ("content/yaowen/a.md", "初审", " ", "", 2, "J435"),
        ("content/yaowen/x.md", "初审", "张三", "", 2, "J110"),
        ("content/yaowen", "初审", "张三", "", 2, "J110"),
        ("content/yaowen/d.txt", "初审", "张三", "", 2, "J110"),
        ("content/yaowen/_column.md", "初审", "张三", "", 2, "J110"),
        ("site.yaml", "初审", "张三", "", 2, "J110"),
    ] {
        let mut arguments = vec!["sign", file, "--as", step, "--name", name, "--now", NOW];
        arguments.extend(Some(more).filter(|more| !more.is_empty()));
        let finished = office.run(&arguments);
        assert_eq!(finished.status.code(), Some(status), "{arguments:?}: {}", stderr(&finished));
        assert!(stderr(&finished).contains(&format!("[{code}]")), "{arguments:?}: {}", stderr(&finished));
    }
    assert_eq!(tree(&office.site()), before);

    // One that cannot be signed keeps the others from being signed.
    let both = office.run(&[
        "sign",
        "content/yaowen/a.md",
        "content/yaowen/c.md",
        "--as",
        "初审",
        "--name",
        "张三",
        "--now",
        NOW,
    ]);
    assert_eq!(both.status.code(), Some(1));
    assert_eq!(tree(&office.site()), before);

    assert_eq!(office.sign("a.md", "初审", "张三").status.code(), Some(0));
    let second = office.sign("a.md", "复审", "张三");
    assert!(second.status.code() == Some(2) && stderr(&second).contains("J430"), "{}", stderr(&second));
    let other = office.sign("a.md", "初审", "李四");
    assert!(other.status.code() == Some(1) && stderr(&other).contains("J433"), "{}", stderr(&other));
}

#[test]
fn a_house_may_let_one_person_sign_everything() {
    let office = Office::new("review: {mode: strict, same_person: true}\n");
    for step in ["初审", "复审", "终审"] {
        assert_eq!(office.sign("a.md", step, "张三").status.code(), Some(0));
    }
    assert_eq!(office.build().status.code(), Some(0));
    assert!(office.has_page("a.html"));
}

#[test]
fn a_strict_house_publishes_signed_stories_alone() {
    let office = Office::new("review: strict\n");
    let built = office.build();
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    assert!(
        stdout(&built).contains("待审 2 篇") && stderr(&built).contains("J421"),
        "{}{}",
        stdout(&built),
        stderr(&built)
    );
    assert!(!office.has_page("a.html") && !office.has_page("b.html"));

    // Its day comes, and nobody has signed it.
    let later = office.run(&["build", "--now", "2027-01-01T00:00:00+08:00"]);
    assert_eq!(later.status.code(), Some(0));
    assert!(!office.has_page("b.html"));

    office.sign_all("a.md");
    office.sign_all("b.md");
    let built = office.build();
    assert!(office.has_page("a.html") && !office.has_page("b.html"));
    assert!(stdout(&built).contains("定时 1 篇") && !stdout(&built).contains("待审"), "{}", stdout(&built));
    assert_eq!(office.run(&["build", "--now", "2027-01-01T00:00:00+08:00"]).status.code(), Some(0));
    assert!(office.has_page("b.html"));

    // A change takes it down until it is signed again.
    fs::write(office.story("a.md"), office.read("a.md").replace("甲的正文", "甲的另一正文")).unwrap();
    let built = office.build();
    assert!(
        stderr(&built).contains("J420") && stderr(&built).contains("终审 王五（2026-06-30）"),
        "{}",
        stderr(&built)
    );
    assert!(!office.has_page("a.html"));

    // Names by hand do not count, drafts are shown on demand.
    let text = "---\n标题: 甲\n日期: 2020-09-15\n三审: {初审: 张三, 复审: 李四, 终审: 王五}\n---\n甲的正文。\n";
    fs::write(office.story("a.md"), text).unwrap();
    assert!(stderr(&office.build()).contains("手写的姓名没有签名码"));
    assert!(!office.has_page("a.html"));
    assert_eq!(office.run(&["build", "--drafts", "--now", NOW]).status.code(), Some(0));
    assert!(office.has_page("a.html"));
}

#[test]
fn a_house_that_only_asks_is_content_with_names_by_hand_and_told_of_changes() {
    let office = Office::new("review: true\n");
    fs::remove_file(office.story("b.md")).unwrap();
    let by_hand = "---\n标题: 甲\n日期: 2020-09-15\n三审: {初审: 张三, 复审: 李四, 终审: 王五}\n---\n甲的正文。\n";
    fs::write(office.story("a.md"), by_hand).unwrap();
    let checked = office.run(&["check", "--now", NOW]);
    assert_eq!((checked.status.code(), stderr(&checked).as_str()), (Some(0), ""));

    office.sign_all("a.md");
    let checked = office.run(&["check", "--now", NOW]);
    assert_eq!((checked.status.code(), stderr(&checked).as_str()), (Some(0), ""));

    fs::write(office.story("a.md"), office.read("a.md").replace("甲的正文", "甲的另一正文")).unwrap();
    let checked = office.run(&["check", "--now", NOW]);
    assert_eq!(checked.status.code(), Some(0));
    assert_eq!(stderr(&checked).matches("[J420]").count(), 1, "{}", stderr(&checked));
    let listed = office.run(&["list", "--now", NOW]);
    assert!(stdout(&listed).contains("初审 张三（改稿后失效）"), "{}", stdout(&listed));
}

#[test]
fn an_archive_from_before_the_rule_is_published_as_it_is() {
    let office = Office::new("review: {mode: strict, since: 2026-01-01}\n");
    let built = office.build();
    assert!(office.has_page("a.html"), "{}", stderr(&built));
    assert!(stdout(&built).contains("待审 1 篇") && !stderr(&built).contains("a.md"), "{}", stderr(&built));
}

#[test]
fn fixes_leave_signed_stories_alone_and_say_so() {
    let office = Office::new("review: strict\n");
    let text = "---\n标题: 甲\n日期: 2020-09-15\n---\n一段文字,很好,就这样。\n";
    fs::write(office.story("a.md"), text).unwrap();
    office.sign_all("a.md");
    let signed = office.read("a.md");
    let fixed = office.run(&["fix", "--now", NOW]);
    assert!(stderr(&fixed).contains("签过的稿件没有动：content/yaowen/a.md"), "{}{}", stdout(&fixed), stderr(&fixed));
    assert_eq!(office.read("a.md"), signed);

    fs::write(office.story("a.md"), text).unwrap();
    let fixed = office.run(&["fix", "--now", NOW]);
    assert!(!stderr(&fixed).contains("签过的稿件"), "{}", stderr(&fixed));
    assert!(office.read("a.md").contains("一段文字，很好，就这样。"));
}

#[test]
fn a_house_that_takes_missing_signatures_for_errors_can_still_sign() {
    let office = Office::new("review: strict\nwarnings: {J420: error, J421: error}\n");
    assert_eq!(office.run(&["check", "--now", NOW]).status.code(), Some(1));
    office.sign_all("a.md");
    office.sign_all("b.md");
    assert_eq!(office.run(&["check", "--now", NOW]).status.code(), Some(0));

    fs::write(office.story("a.md"), office.read("a.md").replace("甲的正文", "甲的另一正文")).unwrap();
    assert_eq!(office.build().status.code(), Some(1));
    office.sign_all("a.md");
    assert_eq!(office.build().status.code(), Some(0));
}

#[test]
fn lists_and_the_status_say_who_signed() {
    let office = Office::new("review: strict\n");
    office.sign_all("a.md");
    let json = stdout(&office.run(&["list", "--format", "json", "--now", NOW]));
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let reviews: Vec<&str> = rows.iter().map(|row| row["review"].as_str().unwrap()).collect();
    assert_eq!(reviews, ["", "初审 张三，复审 李四，终审 王五"]);
    assert_eq!(stdout(&office.run(&["list", "--unsigned", "--now", NOW])).lines().last(), Some("共 1 篇"));

    let status = office.run(&["sign", "--check", "content/yaowen/a.md", "--now", NOW]);
    assert_eq!(status.status.code(), Some(0));
    assert!(stdout(&status).contains("终审 王五  签完了"), "{}", stdout(&status));
    let status = office.run(&["sign", "--check", "content/yaowen/b.md", "--now", NOW]);
    assert_eq!(status.status.code(), Some(1));
    assert!(stdout(&status).contains("还差 初审、复审、终审"), "{}", stdout(&status));
}

#[cfg(feature = "deploy")]
#[test]
fn a_deployment_says_who_signed_what_it_puts_online_and_the_site_does_not() {
    let office = Office::new("review: strict\n");
    office.sign_all("a.md");
    office.build();
    let planned = stdout(&office.run(&["deploy", "--dry-run"]));
    let line = "《甲》 yaowen/a.html  初审 张三（2026-06-30），复审 李四（2026-06-30），终审 王五（2026-06-30）";
    assert!(planned.contains(line), "{planned}");
    let deployed = office.run(&["deploy"]);
    assert!(stdout(&deployed).contains(line), "{}{}", stdout(&deployed), stderr(&deployed));
    assert!(!stdout(&office.run(&["deploy"])).contains("张三"), "nothing is put online");

    let has_name =
        |directory: &Path| tree(directory).values().any(|bytes| String::from_utf8_lossy(bytes).contains("张三"));
    assert!(!has_name(&office.site().join("public")), "the names of reviewers are not for readers");
}
