//! Credentials that somebody has written where they do not belong are shown nowhere: whatever kind of credential, whatever
//! mistake on its line, in whatever format.

use crate::support::{SMALL, edition, prepared, rendered};
use jianbao::diagnostic::report::{
    render_github, render_gitlab, render_human, render_json, render_sarif, sort_by_place,
};
use jianbao::diagnostic::{Diagnostic, Lang};
use jianbao::serve::live::{LivePreview, LoadedBulletin};
use jianbao::serve::panel::{PanelInput, render_panel};

/// Credentials of many kinds, by what they are called and what they look like. None is anybody's.
const KINDS: [(&str, &str); 14] = [
    ("secret_access_key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("access_key_id", "AKIAIOSFODNN7EXAMPLE"),
    ("access_key_secret", "kX9vQ2mLr7TzB4nWc8YpHs3dJf6GaE"),
    ("AccessKeyId", "LTAI5tQnFakeFakeFakeFake"),
    ("SecretId", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"),
    ("account_key", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq"),
    ("password", "sesame-open"),
    ("密码", "芝麻开门芝麻开门"),
    ("密钥", "zhimakaimen"),
    ("token", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
    ("api_key", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ("passwd", "hunter2hunter2"),
    ("sk", "open-sesame"),
    ("authorization", "Bearer 8f14e45f-ceea-467f-a0e6"),
];

/// Mistakes on the line of a key with its value.
const MISTAKES: [(&str, &str); 22] = [
    ("a key at the top", "NAME: VALUE"),
    ("a key at the top in quotes", "\"NAME\": \"VALUE\""),
    ("a list", "NAME: [VALUE, VALUE]"),
    ("a block", "NAME: |\n  VALUE\n  \u{8}"),
    ("a slip behind it", "NAME: VALUE: x"),
    ("a quotation mark that is not closed", "NAME: \"VALUE"),
    ("a bracket that is not closed", "deploy: {production: {service: s3, NAME: VALUE"),
    ("a tab before it", "deploy:\n  production:\n\tNAME: VALUE"),
    ("no colon", "NAME VALUE"),
    ("no space behind the colon", "NAME:VALUE\nx"),
    ("a Chinese colon", "NAME：VALUE\nx: [y"),
    ("an equals sign", "NAME=VALUE\nx"),
    ("twice", "NAME: VALUE\nNAME: VALUE"),
    ("a key of the government", "government: {NAME: VALUE}"),
    ("the value of another key", "NAME: VALUE\nnumbering: VALUE"),
    ("the value as a time zone", "NAME: VALUE\ntimezone: VALUE"),
    ("the value as a service", "NAME: VALUE\ndeploy: {production: {service: VALUE}}"),
    ("the value as the base address", "NAME: VALUE\nbase_url: VALUE"),
    ("a target of that name", "deploy:\n  NAME: VALUE\n  x: y"),
    ("a key of a target", "deploy: {production: {service: s3, bucket: b, NAME: VALUE, colour: red}}"),
    ("the value used as a key", "NAME: VALUE\nVALUE: x"),
    ("an alias and a merge", "x: &a\n  NAME: VALUE\n<<: *b"),
];

/// Where settings stand that editors write. Other files have names that count nowhere, or only at the start of a line.
const FILES: [&str; 3] = ["site.yaml", "tags.yaml", "lexicon.yaml"];

/// Everything that is said of a bulletin with these texts, in every format and both languages, and by the preview.
fn said(texts: &[(&str, &str)]) -> String {
    let prepared = prepared(texts.iter().copied(), None);
    let sources = prepared.bulletin.sources.clone();
    let mut mistakes: Vec<Diagnostic> = prepared.diagnostics;
    mistakes.extend(rendered(&prepared.bulletin).1);
    sort_by_place(&mut mistakes, &sources);

    let mut all = String::new();
    for lang in [Lang::Zh, Lang::En] {
        for mistake in &mistakes {
            all += &render_human(mistake, &sources, lang, false);
            all += &render_human(mistake, &sources, lang, true);
            all += &render_json(mistake, &sources, lang);
            all += &render_github(mistake, &sources, lang, "");
        }
        all += &render_sarif(&mistakes, &sources, lang);
        all += &render_gitlab(&mistakes, &sources, lang, "");
    }
    let loaded = LoadedBulletin::new(prepared.bulletin, &mistakes, edition(), 0, Lang::Zh);
    let live = LivePreview::new(loaded, 1);
    let input = PanelInput { state: &live.current_state(), lang: Lang::Zh, offers_fixes: true };
    all + &render_panel(&input, 1, &[])
}

#[test]
fn credentials_are_shown_nowhere_whatever_the_mistake() {
    let mut silent = Vec::new();
    for (mistake, lines) in MISTAKES {
        for (name, value) in KINDS {
            let written = lines.replace("NAME", name).replace("VALUE", value) + "\n";
            for file in FILES {
                let own = match file {
                    "site.yaml" if !lines.contains("base_url") => format!("{}{written}", SMALL[0].1),
                    "site.yaml" => format!("title: 报\n{written}"),
                    _ => written.clone(),
                };
                let mut texts: Vec<(&str, &str)> = SMALL.iter().filter(|(path, _)| *path != file).copied().collect();
                texts.push((file, &own));
                let said = said(&texts);
                if file == "site.yaml" && !said.contains("错误[J") {
                    silent.push(mistake);
                }
                // A piece of it is as good as all of it to somebody who guesses.
                let start: String = value.chars().take(10).collect();
                let end: String = value.chars().skip(value.chars().count().saturating_sub(6)).collect();
                for piece in [value, &start, &end] {
                    let at = said.find(piece).map(|at| said[..at].chars().count());
                    let near = at.map(|at| said.chars().skip(at.saturating_sub(200)).take(300).collect::<String>());
                    assert_eq!(near, None, "{mistake}, {name}: {piece} of {value} in {file}");
                }
            }
        }
    }
    assert_eq!(silent, [""; 0], "these are no mistakes at all");
}

#[test]
fn credentials_in_stories_are_known_by_their_form() {
    for (key, value) in [
        ("secret_access_key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("token", "sesame-open"),
        ("密码", "芝麻开门"),
    ] {
        let front = format!("---\ntitle: 甲\ndate: 2020-09-15\n{key}: {value}\n---\n正文。\n");
        let slip = format!("---\ntitle: 甲\ndate: 2020-09-15\n{key}: {value}: [\n---\n正文。\n");
        for story in [front, slip] {
            let said = said(&[SMALL[0], ("content/yaowen/a.md", &story)]);
            assert!(said.contains("错误[J") && !said.contains(value), "{said}");
        }
    }
    for (secret, body) in [
        ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE ![图](没有.jpg)"),
        ("sesame", "见[乙](https://editor:sesame@e.org/x)与![图](没有.jpg)"),
        ("wJalrXUtnFEMI", "用wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY见[丙](没有.md)"),
        ("MIIEvQIBADANBg", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg [丙](没有.md)\n-----END PRIVATE KEY-----"),
        ("ZWRpdG9yOnNl", "Authorization: Basic ZWRpdG9yOnNl [丙](没有.md)"),
        ("LTAI5tQnFakeFakeFakeFake", "[丙](LTAI5tQnFakeFakeFakeFake.md)"),
    ] {
        let story = format!("---\ntitle: 甲\ndate: 2020-09-15\n---\n{body}\n");
        let said = said(&[SMALL[0], ("content/yaowen/a.md", &story)]);
        assert!(said.contains("错误[J") && !said.contains(secret), "{said}");
    }
}

#[test]
fn what_is_known_from_the_settings_is_masked_in_stories() {
    let settings = format!("{}token: 芝麻开门吧朋友\n", SMALL[0].1);
    let story = "---\ntitle: 甲\ndate: 2020-09-15\n---\n口令是芝麻开门吧朋友，见[丙](没有.md)。\n";
    let said = said(&[("site.yaml", &settings), ("content/yaowen/a.md", story)]);
    assert!(said.contains("没有.md") && !said.contains("芝麻开门吧朋友"), "{said}");
}

#[test]
fn carets_stay_and_ordinary_texts_are_shown() {
    let settings = format!("{}token: 芝麻open\nregoin: \"x\" # 密码：芝麻\n", SMALL[0].1);
    let story = "---\ntitle: 甲\ndate: 2020-09-15\n---\n密码管理：见[签约](img/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b.jpg)。\n";
    let said = said(&[("site.yaml", &settings), ("content/yaowen/a.md", story)]);
    assert!(said.contains("token: ＊＊****\n"), "{said}");
    assert!(said.contains("密码管理：见[签约](img/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b.jpg)。"), "{said}");

    // A credential before the place of a mistake, on the same line, as wide as before.
    let settings =
        "title: 报\nbase_url: https://example.org\ndeploy: {a: {service: s3, bucket: 'x'}, b: {密码: 芝麻}, b: 1}\n";
    let prepared = prepared([("site.yaml", settings)], None);
    let shown: Vec<String> =
        prepared.diagnostics.iter().map(|d| render_human(d, &prepared.bulletin.sources, Lang::Zh, false)).collect();
    assert!(shown.iter().all(|shown| !shown.contains("芝麻")), "{shown:#?}");
}
