//! Where a headline may be broken: between its clauses first, then between words, and never so that one character stands alone.

use std::ops::Range;

use crate::markup::escape_html;
use crate::search::Segmenter;
use crate::search::fold::is_han;

/// The widest stretch that is not broken, in half-widths: a line of the largest type on the narrowest phone.
const MAX_PIECE_WIDTH: usize = 12;

/// Letters from which on a clause has a line of its own.
const MIN_CLAUSE_LETTERS: usize = 4;

/// Marks that stay with what follows.
const OPENING_MARKS: &str = "“‘《〈（(「『【〔〖[［｛{<";

/// Marks that hold together what stands beside them.
const JOINING_MARKS: &str = "·•・-–—−/／~～&＆+＋.@_'\"×:#＃№￥$";

/// Marks behind which a clause ends.
const CLAUSE_MARKS: &str = "，,；;：！!？?。｜|\u{3000}";

/// Brackets within which no clause ends.
const BRACKETS: [(char, char); 4] = [('（', '）'), ('《', '》'), ('〔', '〕'), ('【', '】')];

/// Words of one character that belong to the next word: numerals, prepositions, adverbs, verbs, family names. Others belong to the
/// word before.
const LEADING_WORDS: &str = "第各全新老副总大小两一二三四五六七八九十百零〇双多少无不未再已将要可能在对为与和及或并暨把让以从向到由被给用按于比\
                             获促助推强抓聚赴赋至首该本此这那每某请谈说看问听讲写送办建创做当是有破超达迎庆访学读护守保捡\
                             王李张刘陈杨黄赵吴周徐孙朱胡郭何罗郑梁谢宋唐许韩冯邓曹彭曾肖董潘袁蔡蒋余杜魏吕丁沈姚卢姜崔钟谭陆\
                             汪范廖贾韦邹孟熊秦邱侯尹薛闫雷黎陶贺顾毛郝龚邵钱严赖覃戴莫孔汤俞倪";

/// Units of two characters that stay with their number.
const UNITS: [&str; 14] =
    ["公里", "公斤", "公顷", "小时", "分钟", "周年", "年度", "月份", "人次", "批次", "号线", "平方", "周岁", "人份"];

/// A stretch of a headline that is not broken.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    /// Its place in the headline, in bytes.
    range: Range<usize>,
    /// Letters, digits and Han characters.
    letters: usize,
    /// In half-widths.
    width: usize,
    /// Whether a clause ends behind it.
    ends_clause: bool,
}

impl Piece {
    fn new(text: &str, range: Range<usize>) -> Self {
        let letters = text[range.clone()].chars().filter(|c| c.is_alphanumeric()).count();
        let width = text[range.clone()].chars().map(char_width).sum();
        Self { range, letters, width, ends_clause: false }
    }

    /// Adds the piece behind it.
    fn append(&mut self, next: &Self) {
        self.range.end = next.range.end;
        self.letters += next.letters;
        self.width += next.width;
        self.ends_clause = next.ends_clause;
    }

    fn fits_with(&self, other: &Self) -> bool {
        self.width + other.width <= MAX_PIECE_WIDTH
    }
}

/// Returns the places (bytes) where a heading may be broken by a mark of its own. Blanks break by themselves.
pub fn word_breaks(text: &str, segmenter: &Segmenter) -> Vec<usize> {
    let pieces = split_pieces(text, segmenter);
    let ends = pieces.iter().map(|piece| piece.range.end).filter(|end| *end < text.len());
    ends.filter(|end| !text[..*end].ends_with(char::is_whitespace)).collect()
}

/// Returns a headline as HTML: clauses as elements where there are several, `<wbr>` where they may be broken. Without a
/// segmenter it may be broken anywhere.
pub fn headline_html(text: &str, segmenter: Option<&Segmenter>) -> String {
    let Some(segmenter) = segmenter else { return escape_html(text) };
    let pieces = split_pieces(text, segmenter);
    let clauses = group_clauses(&pieces);
    if let [clause] = &clauses[..] {
        return clause_html(text, clause);
    }

    let mut html = String::with_capacity(text.len() * 2);
    for clause in clauses {
        html.push_str("<span class=\"clause\">");
        html.push_str(&clause_html(text, clause));
        html.push_str("</span>");
    }
    html
}

fn clause_html(text: &str, pieces: &[Piece]) -> String {
    let mut html = String::with_capacity(text.len() + pieces.len() * 5);
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 && !text[..piece.range.start].ends_with(char::is_whitespace) {
            html.push_str("<wbr>");
        }
        html.push_str(&escape_html(&text[piece.range.clone()]));
    }
    html
}

/// Groups pieces into clauses. A clause of few letters belongs to the next one, the last to the one before.
fn group_clauses(pieces: &[Piece]) -> Vec<&[Piece]> {
    let mut clauses = Vec::new();
    let mut from = 0;
    for at in 1..pieces.len() {
        if pieces[at - 1].ends_clause && is_whole_clause(&pieces[from..at]) && is_whole_clause(&pieces[at..]) {
            clauses.push(&pieces[from..at]);
            from = at;
        }
    }
    clauses.push(&pieces[from..]);
    clauses
}

/// Whether pieces are long enough for a line of their own.
fn is_whole_clause(pieces: &[Piece]) -> bool {
    pieces.iter().map(|piece| piece.letters).sum::<usize>() >= MIN_CLAUSE_LETTERS
}

/// Cuts a headline into the pieces that are not broken; together they are the headline.
fn split_pieces(text: &str, segmenter: &Segmenter) -> Vec<Piece> {
    let words = words_with_marks(text, segmenter);
    let joined = join_single_letters(text, words);

    let mut pieces = Vec::with_capacity(joined.len());
    for piece in joined {
        split_wide_piece(text, piece, segmenter, &mut pieces);
    }
    pieces
}

/// Cuts a text into words, each with its marks: opening ones in front of it, others behind.
fn words_with_marks(text: &str, segmenter: &Segmenter) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut start = 0;
    let mut holds_next = true;
    let mut closing = None;
    for word in segmenter.words_with_hmm(text) {
        let mut piece = Piece::new(text, start..start + word.len());
        start = piece.range.end;

        let first = word.chars().next().unwrap_or_default();
        let opens = OPENING_MARKS.contains(first);
        let is_behind = !opens && (piece.letters == 0 || JOINING_MARKS.contains(first));
        let is_dash = matches!(first, '—' | '…') && text[..piece.range.start].ends_with(first);
        piece.ends_clause = closing.is_none() && (is_dash || CLAUSE_MARKS.contains(first));
        closing = match closing {
            Some(mark) => (mark != first).then_some(mark),
            None => BRACKETS.iter().find(|(open, _)| *open == first).map(|(_, close)| *close),
        };

        match pieces.last_mut() {
            Some(last) if holds_next || is_behind || is_unit_of(&text[last.range.clone()], word) => last.append(&piece),
            _ => pieces.push(piece),
        }
        holds_next = opens || (!is_dash && word.ends_with(|c| JOINING_MARKS.contains(c)));
    }
    pieces
}

/// Whether a word is the unit of the number before it.
fn is_unit_of(before: &str, word: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit() || "%％".contains(c))
        && word.starts_with(is_han)
        && (word.chars().nth(1).is_none() || word.starts_with(['万', '亿', '余', '多']) || UNITS.contains(&word))
}

/// Joins each piece of one letter with a neighbour, within its clause if it can.
fn join_single_letters(text: &str, pieces: Vec<Piece>) -> Vec<Piece> {
    let led = join_leading_words(text, pieces);
    let joined =
        join_neighbours(led, |last, next| !last.ends_clause && last.fits_with(next) && is_single(text, last, next));
    // What is left alone is a clause of its own, or its neighbours are wide.
    join_neighbours(joined, |last, next| last.letters < 2 || next.letters < 2)
}

/// Whether one of two neighbours is one letter that no mark keeps apart from the other.
fn is_single(text: &str, last: &Piece, next: &Piece) -> bool {
    let is_apart = text[next.range.clone()].starts_with(|c| OPENING_MARKS.contains(c))
        || text[last.range.clone()].ends_with(|c: char| !c.is_alphanumeric() && !JOINING_MARKS.contains(c));
    last.letters < 2 || (next.letters < 2 && !is_apart)
}

/// Joins leading words with the next word, the last ones first.
fn join_leading_words(text: &str, pieces: Vec<Piece>) -> Vec<Piece> {
    let mut backwards: Vec<Piece> = Vec::with_capacity(pieces.len());
    for mut piece in pieces.into_iter().rev() {
        match backwards.pop() {
            Some(next) if is_leading_word(text, &piece) && piece.fits_with(&next) => {
                piece.append(&next);
            }
            next => backwards.extend(next),
        }
        backwards.push(piece);
    }
    backwards.reverse();
    backwards
}

/// Whether a piece is one letter that belongs to what follows in its clause.
fn is_leading_word(text: &str, piece: &Piece) -> bool {
    piece.letters == 1 && !piece.ends_clause && text[piece.range.clone()].contains(|c| LEADING_WORDS.contains(c))
}

/// Joins pieces with the ones before them wherever they belong together.
fn join_neighbours(pieces: Vec<Piece>, belong_together: impl Fn(&Piece, &Piece) -> bool) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if belong_together(last, &piece) => last.append(&piece),
            _ => joined.push(piece),
        }
    }
    joined
}

/// Divides a piece that is too wide, between Han characters: into as few words as can be, then into parts of about the same
/// width.
fn split_wide_piece(text: &str, piece: Piece, segmenter: &Segmenter, pieces: &mut Vec<Piece>) {
    let parts = piece.width.div_ceil(MAX_PIECE_WIDTH);
    let middle = if parts < 2 { None } else { best_division(text, &piece, piece.width / parts, segmenter) };
    let Some(middle) = middle else {
        pieces.push(piece);
        return;
    };

    let mut rest = Piece::new(text, middle..piece.range.end);
    rest.ends_clause = piece.ends_clause;
    pieces.push(Piece::new(text, piece.range.start..middle));
    split_wide_piece(text, rest, segmenter, pieces);
}

/// Returns the place nearest to a width where a piece may be divided: two letters or more on both sides.
fn best_division(text: &str, piece: &Piece, wanted_width: usize, segmenter: &Segmenter) -> Option<usize> {
    let mut best = None;
    let mut before = ' ';
    let mut width: usize = 0;
    let mut letters = 0;
    for (at, c) in text[piece.range.clone()].char_indices() {
        let is_between_words = (is_han(before) || before == '·') && is_han(c);
        if is_between_words && letters >= 2 && piece.letters - letters >= 2 {
            let place = piece.range.start + at;
            let words_before = segmenter.known_words(&text[piece.range.start..place]).count();
            let words_behind = segmenter.known_words(&text[place..piece.range.end]).count();
            let is_too_wide = width > MAX_PIECE_WIDTH;
            let division = (is_too_wide, words_before + words_behind, width.abs_diff(wanted_width), place);
            if best.is_none_or(|best| division < best) {
                best = Some(division);
            }
        }
        width += char_width(c);
        letters += usize::from(c.is_alphanumeric());
        before = c;
    }
    best.map(|(.., place)| place)
}

/// The width of a character in half-widths.
fn char_width(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADLINES: &str = include_str!("headlines.txt");

    /// The clauses of a headline by `⁄`, its pieces by `|`.
    fn show_pieces(text: &str, segmenter: &Segmenter) -> String {
        let pieces = split_pieces(text, segmenter);
        let clauses = group_clauses(&pieces).into_iter().map(|clause| {
            let pieces: Vec<&str> = clause.iter().map(|piece| &text[piece.range.clone()]).collect();
            pieces.join("|")
        });
        clauses.collect::<Vec<_>>().join("⁄")
    }

    #[test]
    fn no_piece_is_one_letter_or_wider_than_a_phone() {
        let segmenter = Segmenter::new();
        for headline in HEADLINES.lines().map(|line| line.replace(['⁄', '|'], "")) {
            let pieces = split_pieces(&headline, &segmenter);
            let joined: String = pieces.iter().map(|piece| &headline[piece.range.clone()]).collect();
            assert_eq!(joined, headline);

            for piece in pieces {
                let text = &headline[piece.range.clone()];
                let is_latin = text.chars().filter(|c| c.is_alphanumeric()).all(|c| c.is_ascii());
                assert!(piece.letters >= 2 || is_latin, "{headline}: {text} stands alone");
                assert!(piece.width <= MAX_PIECE_WIDTH + 4 || is_latin, "{headline}: {text} is wide");
            }
        }
    }

    #[test]
    fn clauses_are_elements_and_marks_are_escaped() {
        let segmenter = Segmenter::new();
        assert_eq!(headline_html("推进“深根计划”", Some(&segmenter)), "推进<wbr>“深根计划”");
        assert_eq!(headline_html("R&D <投入>", Some(&segmenter)), "R&amp;D &lt;投入&gt;");
        assert_eq!(headline_html("赋能科技创新", None), "赋能科技创新");
        assert_eq!(
            headline_html("大会召开：以创新促发展", Some(&segmenter)),
            "<span class=\"clause\">大会<wbr>召开：</span><span class=\"clause\">以创新<wbr>促发展</span>"
        );
        assert!(word_breaks("新课 AI 课堂", &segmenter).is_empty());
    }

    #[test]
    fn headlines_are_broken_as_an_editor_would() {
        let segmenter = Segmenter::new();
        for expected in HEADLINES.lines() {
            let headline = expected.replace("⁄", "").replace('|', "");
            assert_eq!(show_pieces(&headline, &segmenter), expected);
        }
    }
}
