//! A story as structured data: schema.org `NewsArticle`, with the roles of a Chinese byline in their places.

use serde_json::{Value, json};

use super::cards::date_view;
use super::facts::StoryFacts;
use crate::parse::front_matter::{Correction, FrontMatter};
use crate::parse::{IssueName, Moment};

impl StoryFacts<'_> {
    /// Makes the structured data of the story. `url` and `image` are those of its page.
    pub(super) fn news_article(&self, periodical: &str, url: &str, image: &str) -> Value {
        let Self { story, column, .. } = self;
        let front = &story.front;
        let changed = front.last_changed().unwrap_or(*front.date);

        let mut article = json!({
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": *front.title,
            "url": url,
            "mainEntityOfPage": url,
            "datePublished": date_view(*front.date).iso,
            "dateModified": date_view(changed).iso,
            "pubDate": local_time(*front.date),
            "upDate": local_time(changed),
            "inLanguage": "zh-CN",
            "articleSection": column.name,
            "wordCount": story.length.word_count(),
            "publisher": organisation(periodical),
        });

        set_present(&mut article, "description", story.summary.as_str().into());
        let writers = people(front, "记者").chain(people(front, "作者"));
        set_present(&mut article, "author", writers.collect());
        set_present(&mut article, "contributor", people(front, "通讯员").collect());
        set_present(&mut article, "editor", people(front, "责任编辑").collect());
        set_present(&mut article, "keywords", self.tag_names().join("，").into());

        if let Some(subtitle) = &front.subtitle {
            set_present(&mut article, "alternativeHeadline", subtitle.as_str().into());
        }
        if let Some(source) = &front.source {
            set_present(&mut article, "sourceOrganization", organisation(source));
        }
        if !image.is_empty() {
            set_present(&mut article, "image", image_object(front, image));
        }
        set_present(&mut article, "correction", front.corrections.iter().map(correction_comment).collect());
        if let Some(page) = &front.page {
            set_present(&mut article, "printPage", page.place.label().into());
        }
        if let Some(issue) = front.issue {
            set_present(&mut article, "isPartOf", publication_issue(*issue, periodical));
        }
        article
    }
}

/// Sets a key, unless the value is an empty text or list.
fn set_present(article: &mut Value, key: &str, value: Value) {
    let is_empty = value.as_array().is_some_and(Vec::is_empty) || value.as_str().is_some_and(str::is_empty);
    if !is_empty {
        article[key] = value;
    }
}

fn local_time(moment: Moment) -> String {
    moment.at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Iterates over the people of the byline who have a role.
fn people(front: &FrontMatter, role: &str) -> impl Iterator<Item = Value> {
    let chosen = front.byline.iter().filter(move |byline| byline.role == role);
    chosen.flat_map(|byline| &byline.names).map(|name| json!({"@type": "Person", "name": name}))
}

fn organisation(name: &str) -> Value {
    json!({"@type": "Organization", "name": name})
}

/// Makes the object of the cover at an address. Without a credit of its own it was taken by the photographers of the byline.
fn image_object(front: &FrontMatter, url: &str) -> Value {
    let mut image = json!({"@type": "ImageObject", "url": url});
    if let Some(caption) = front.cover.as_ref().and_then(|cover| cover.caption.as_ref()) {
        image["caption"] = caption.as_str().into();
    }

    let own_credit = front.cover.as_ref().and_then(|cover| cover.credit.as_ref()).map(|credit| credit.value.clone());
    let photographers =
        || front.byline.iter().find(|byline| byline.role == "摄影").map(|byline| byline.names.join("、"));
    if let Some(credit) = own_credit.or_else(photographers) {
        image["creditText"] = credit.into();
    }
    image
}

fn correction_comment(correction: &Correction) -> Value {
    json!({
        "@type": "CorrectionComment",
        "text": correction.text,
        "datePublished": date_view(correction.date).iso,
    })
}

/// Returns the number of an issue: `9`, `9-10`; a special issue is its own name.
fn issue_number(issue: IssueName) -> String {
    match issue.last {
        _ if !issue.is_numbered() => issue.slug(),
        Some(last) => format!("{}-{last}", issue.number),
        None => issue.number.to_string(),
    }
}

fn publication_issue(issue: IssueName, periodical: &str) -> Value {
    json!({
        "@type": "PublicationIssue",
        "issueNumber": issue_number(issue),
        "name": issue.title(),
        "isPartOf": {"@type": "Periodical", "name": periodical},
    })
}
