//! The bare loop: the least that a generator of these crates could do. Reads every story below `SITE/content`, its front
//! matter as YAML, its body as Markdown, cuts its text into words as for a search, fills one template, writes one page
//! into `OUT`. No lists, feeds, index, links between stories or messages: a floor that a whole build is measured against
//! (`benches/peers/run`).
//!
//! ```text
//! cargo run --release --example bare -- SITE OUT
//! ```
//!
//! Words are those of the dictionary alone, as jianbao's own index takes them; were jieba to guess at others as well,
//! the loop would take about a sixth longer.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use jianbao::parse::markdown::MARKDOWN_OPTIONS;
use jieba_rs::Jieba;
use pulldown_cmark::{Event, Parser, html};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tera::{Context, Tera};
use walkdir::WalkDir;

type Mistake = Box<dyn Error + Send + Sync>;

const PAGE: &str = r#"<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ story.title }}</title>
{% if story.summary %}<meta name="description" content="{{ story.summary }}">{% endif %}
</head>
<body>
<main>
<h1>{{ story.title }}</h1>
<p><time>{{ story.date }}</time>{% if story.source %} 来源：{{ story.source }}{% endif %}</p>
{{ body | safe }}
<ul>{% for tag in story.tags %}<li>{{ tag }}</li>{% endfor %}</ul>
</main>
</body>
</html>
"#;

/// The fields of the front matter that the page shows; others are parsed too, and dropped.
#[derive(Deserialize, Serialize)]
struct Story {
    title: String,
    date: String,
    source: Option<String>,
    summary: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
}

fn main() -> Result<(), Mistake> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [site, out] = arguments.as_slice() else { return Err("usage: bare SITE OUT".into()) };

    let content = site.join("content");
    let mut stories = Vec::new();
    for entry in WalkDir::new(&content) {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let page = out.join(path.strip_prefix(&content)?).with_extension("html");
            stories.push((path, page));
        }
    }

    for directory in stories.iter().filter_map(|(_, page)| page.parent()).collect::<BTreeSet<_>>() {
        fs::create_dir_all(directory)?;
    }

    let mut tools = Tools { jieba: Jieba::new(), tera: Tera::default() };
    tools.tera.add_raw_template("page.html", PAGE)?;
    let words = stories
        .par_iter()
        .map(|(story, page)| tools.publish_story(story, page).map_err(|error| format!("{}: {error}", story.display())))
        .try_reduce(|| 0, |one, other| Ok(one + other))?;
    println!("{} pages, {words} words", stories.len());
    Ok(())
}

/// The segmenter and the templates, which all pages share.
struct Tools {
    jieba: Jieba,
    tera: Tera,
}

impl Tools {
    /// Reads a story and writes its page; says how many words it has.
    fn publish_story(&self, story: &Path, page: &Path) -> Result<usize, Mistake> {
        let file = fs::read_to_string(story)?;
        let (yaml, markdown) =
            file.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or("there is no front matter")?;
        let story: Story = serde_yaml::from_str(yaml)?;

        let mut body = String::new();
        let mut text = String::new();
        let events = Parser::new_ext(markdown, MARKDOWN_OPTIONS).inspect(|event| match event {
            Event::Text(piece) | Event::Code(piece) => text.push_str(piece),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push('\n'),
            _ => {}
        });
        html::push_html(&mut body, events);
        let words = self.jieba.cut_for_search(&text, false).len();

        let mut context = Context::new();
        context.insert("story", &story);
        context.insert("body", &body);
        fs::write(page, self.tera.render("page.html", &context)?)?;
        Ok(words)
    }
}
