//! Test bulletins out of nothing: a whole `jianbao` site of any size, the same bytes for the same number of stories
//! and seed. All in memory and one file at a time, so that a bulletin of a million stories can be streamed: the example
//! `bulletin` writes one to a directory, the benchmarks take theirs straight from [`Bulletin::files`].
//!
//! The text means nothing, but it is Chinese to a segmenter: its words are drawn by frequency from `benches/words.txt`,
//! the 20,000 most frequent words with a Han character in the dictionary of jieba-rs 0.11 (`src/data/dict.txt`), a line
//! of `word frequency` each. That dictionary is jieba's; both are under the MIT licence (jieba: Copyright (c) 2013 Sun
//! Junyi; jieba-rs: Copyright (c) 2018 messense).
#![allow(dead_code, reason = "the example and each benchmark use only a part")]

const WORDS: &str = include_str!("../words.txt");

const LATIN: &str = "5G|AI|GB/T 37668|GDP|C919|App|3D打印|CPI";
const NAMES: &str = "张三三|李四四|王五五|赵六|陈七七|刘小八|杨九|周十一|吴甲|徐乙乙|孙丙|马小丁";

/// A bulletin, of which every file can be generated.
pub struct Bulletin {
    stories: usize,
    seed: u64,
    columns: usize,
    words: Vec<&'static str>,
    word_odds: Vec<usize>,
    tags: Vec<String>,
    tag_odds: Vec<usize>,
    /// The least and the most Han characters of a text; the sentence at its end is finished.
    length: (usize, usize),
}

impl Bulletin {
    /// A bulletin of so many stories, in six columns and under two hundred tags.
    pub fn new(stories: usize, seed: u64) -> Self {
        Self::with_counts(stories, seed, 6, 200)
    }

    /// The same with other numbers of columns (one at least) and tags. The n-th tag is a word of two characters with n
    /// behind it, so that no other has its name or its pinyin, and it is drawn with odds of 1/n (Zipf's law).
    pub fn with_counts(stories: usize, seed: u64, columns: usize, tags: usize) -> Self {
        let entries = WORDS.lines().filter_map(|line| line.split_once(' '));
        let words: Vec<_> = entries.clone().map(|(word, _)| word).collect();
        let pairs: Vec<_> = words.iter().filter(|word| count_han(word) == 2).collect();
        // A line without a number would never be drawn; there is none.
        let word_odds = cumulative_odds(entries.map(|(_, frequency)| frequency.parse().unwrap_or(0)));
        let tag_odds = cumulative_odds((1..=tags).map(|n| 1_000_000_000 / n));
        let tags = (1..=tags).map(|n| format!("{}{n}", pairs[n * 37 % 4000])).collect();
        Self { stories, seed, columns: columns.max(1), words, word_odds, tags, tag_odds, length: (480, 920) }
    }

    /// The same with texts of other lengths: about so many Han characters on average.
    pub fn of_length(mut self, characters: usize) -> Self {
        self.length = (characters * 2 / 3, characters * 5 / 4);
        self
    }

    /// Every file of the site: its path (relative, with `/`) and its text; `site.yaml`, then the stories, oldest first.
    pub fn files(&self) -> impl Iterator<Item = (String, String)> {
        let story = |n| {
            (format!("content/{}", self.story_path(n)), Text::new(self, 3 * n + 2).with_front_matter(n).into_body(n))
        };
        std::iter::once(("site.yaml".to_owned(), self.settings())).chain((0..self.stories).map(story))
    }

    fn settings(&self) -> String {
        let mut yaml = String::from(
            "title: 测试简报\ndescription: 一份由程序写成、只供测试的新闻简报。\nbase_url: https://example.org\n\
             timezone: Asia/Shanghai\npage_size: 10\n\ncolumns:\n",
        );
        for n in 1..=self.columns {
            yaml += &format!("  lanmu-{n}: {{name: 栏目{n}, description: 第{n}个栏目的稿件}}\n");
        }
        yaml
    }

    /// Where in `content/` the n-th story is: `lanmu-2/2019-03-04-000123.md`.
    fn story_path(&self, n: usize) -> String {
        let column = Text::new(self, 3 * n).random_between(1, self.columns);
        let (year, month, day) = self.story_date(n);
        format!("lanmu-{column}/{year}-{month:02}-{day:02}-{n:06}.md")
    }

    /// Year, month and day of the n-th story: ten years, from 2016-07-01 to 2026-06-30, of months with thirty days each.
    fn story_date(&self, n: usize) -> (usize, usize, usize) {
        let day = n * 3599 / self.stories.saturating_sub(1).max(1);
        let months = day / 30 + 6;
        let date = day % 30 + 1;
        let month = months % 12 + 1;
        (2016 + months / 12, month, if month == 2 { date.min(28) } else { date })
    }

    /// The title of a story can be had without the story, for the links to it.
    fn story_title(&self, n: usize) -> String {
        let mut text = Text::new(self, 3 * n + 1);
        text.push_phrase(4, 8);
        text.push_any("：|“5G+”||||");
        text.push_phrase(5, 10);
        text.out
    }
}

/// A text that is being written: its Han characters are counted, its random numbers are its own.
struct Text<'a> {
    bulletin: &'a Bulletin,
    state: u64,
    out: String,
    han: usize,
}

impl<'a> Text<'a> {
    /// An empty text. Its random numbers depend on its own number and the seed alone.
    fn new(bulletin: &'a Bulletin, number: usize) -> Self {
        let seed = bulletin.seed.wrapping_mul(0xda94_2042_e4dd_58b5);
        let state = seed ^ (number as u64).wrapping_mul(0xd134_2543_de82_ef95);
        Self { bulletin, state, out: String::new(), han: 0 }
    }

    /// A number below `end`, by SplitMix64.
    fn random_below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * end as u128) >> 64) as usize
    }

    fn random_between(&mut self, least: usize, most: usize) -> usize {
        least + self.random_below(most + 1 - least)
    }

    /// The index of one of several, by their odds.
    fn draw_index(&mut self, odds: &[usize]) -> usize {
        let at = self.random_below(odds.last().copied().unwrap_or(0));
        odds.partition_point(|&end| end <= at)
    }

    fn push(&mut self, text: &str) {
        self.han += count_han(text);
        self.out.push_str(text);
    }

    /// One out of a list with `|` between its items.
    fn push_any(&mut self, list: &str) {
        let nth = self.random_below(list.split('|').count());
        self.push(list.split('|').nth(nth).unwrap_or_default());
    }

    /// Words, and only words, of `least` to `most` Han characters together, or a few more.
    fn push_phrase(&mut self, least: usize, most: usize) {
        let end = self.han + self.random_between(least, most);
        while self.han < end {
            let word = self.bulletin.words[self.draw_index(&self.bulletin.word_odds)];
            // The proofreader would report 的的.
            if word.chars().next() != self.out.chars().next_back() {
                self.push(word);
            }
        }
    }

    fn push_phrase_within(&mut self, before: &str, after: &str) {
        self.push(before);
        self.push_phrase(3, 7);
        self.push(after);
    }

    /// A clause without its punctuation; now and then with a figure, a quotation and so on in it.
    fn push_clause(&mut self) {
        self.push_phrase(3, 9);
        match self.random_below(24) {
            unit @ 0..2 => {
                let figure = format!("{}.{}{}", self.random_below(100), self.random_below(10), ["%", "亿元"][unit]);
                self.push(&figure);
            }
            2 | 3 => self.push_any(LATIN),
            4 | 5 => self.push_phrase_within("“", "”"),
            _ => {}
        }
        self.push_phrase(2, 8);
    }

    /// One to four clauses.
    fn push_sentence(&mut self) {
        self.push_clause();
        for _ in 0..self.random_below(4) {
            self.push_any("，|，|，|；|、");
            self.push_clause();
        }
        self.push_any("。|。|。|。|！|？");
    }

    fn with_front_matter(mut self, n: usize) -> Self {
        let (year, month, day) = self.bulletin.story_date(n);
        let title = self.bulletin.story_title(n);
        let minute = self.random_between(6 * 60, 23 * 60);
        let time =
            if self.random_below(3) == 0 { format!(" {:02}:{:02}", minute / 60, minute % 60) } else { String::new() };
        self.push(&format!("---\ntitle: {title}\ndate: {year}-{month:02}-{day:02}{time}\nbyline:\n  记者: "));
        self.push_any(NAMES);
        if self.random_below(2) == 0 {
            self.push("\n  通讯员: [");
            self.push_any(NAMES);
            self.push(", ");
            self.push_any(NAMES);
            self.push("]");
        }

        let mut tags = Vec::new();
        let wanted = self.random_between(2, 4).min(self.bulletin.tags.len());
        while tags.len() < wanted {
            let tag = self.bulletin.tags[self.draw_index(&self.bulletin.tag_odds)].as_str();
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }

        self.push(&format!("\nsource: 测试通讯社\ntags: [{}]\n", tags.join(", ")));
        if self.random_below(2) == 0 {
            self.push("summary: ");
            self.push_sentence();
            self.push("\n");
        }

        if self.random_below(6) > 0 {
            let page = self.random_between(1, 4);
            self.push(&format!("issue: {year}年第{month}期\npage: {page}\n"));
        }
        self.push("---\n");
        self
    }

    /// Unless told otherwise 480 to 1,050 Han characters, with the headline about 750 on average: paragraphs, with a heading or a list between two of them, and here and there a few
    /// words in bold or a link to an older story.
    fn into_body(mut self, n: usize) -> String {
        self.han = 0;
        let end = self.random_between(self.bulletin.length.0, self.bulletin.length.1);
        for block in 1.. {
            self.push("\n");
            for _ in 0..self.random_between(3, 6) {
                if self.han < end {
                    self.push_sentence();
                }
            }

            match self.random_below(10) {
                0 | 1 if n > 0 => {
                    let older = self.random_below(n);
                    let title = self.bulletin.story_title(older);
                    let path = self.bulletin.story_path(older);
                    self.push(&format!("详见[{title}](../{path})。"));
                }
                2 | 3 => self.push_phrase_within("**", "**。"),
                _ => {}
            }
            self.push("\n");

            if self.han >= end {
                break;
            } else if block % 3 == 0 {
                self.push_phrase_within("\n## ", "\n");
            } else if self.random_below(5) == 0 {
                self.push("\n");
                for _ in 0..self.random_between(3, 5) {
                    self.push(if block % 3 == 1 { "- " } else { "1. " });
                    self.push_clause();
                    self.push("；\n");
                }
            }
        }
        self.out
    }
}

/// Cumulative sums of weights: the share of each ends at its own.
fn cumulative_odds(weights: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut ends: Vec<usize> = weights.collect();
    (1..ends.len()).for_each(|n| ends[n] += ends[n - 1]);
    ends
}

fn count_han(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, '\u{3400}'..='\u{9fff}')).count()
}
