//! Characters and marks that stand twice where once was meant.

use super::passage::Passage;
use crate::diagnostic::{Diagnostic, catalog};
use crate::search::fold::{is_han, is_traditional};

/// Particles and prepositions that never follow themselves; each also ends or begins longer words: 目的, 现在, 了解, 和平.
const PARTICLES: [char; 18] =
    ['的', '了', '是', '在', '和', '与', '被', '将', '及', '从', '第', '并', '或', '向', '于', '由', '而', '但'];

/// The longest word that such a character may end or begin, in characters.
const LONGEST_WORD: usize = 5;

/// 、 ， ； ： 。
fn is_stop(c: char) -> bool {
    matches!(c, '、' | '，' | '；' | '：' | '。')
}

/// Reports `的的` where neither of the two belongs to another word, and `，，`, `；。`.
pub(super) fn check_doubled(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let mut skip = 0;
    for (at, c) in passage.marked_characters() {
        let len = c.len_utf8();
        let Some(next) = passage.at(at + len).filter(|_| at >= skip) else { continue };

        if next == c && PARTICLES.contains(&c) {
            skip = at + 2 * len;
            if is_slip(passage, at, c) {
                passage.report(at, 2 * len, catalog::doubled(passage.span(at, 2 * len), c), diagnostics);
            }
        } else if is_stop(c) && is_stop(next) {
            let rest = passage.text[at..].chars();
            let run = rest.take_while(|c| is_stop(*c)).count() * len;
            skip = at + run;
            let written = &passage.text[at..at + run];
            // `：；）` is a face; `。。。` is an ellipsis, and of marks with markup between them one may be of the markup.
            let is_ellipsis = written.starts_with("。。。");
            let place = passage.span_across(at, run);
            let is_face =
                passage.text[at + run..].starts_with(['）', '（', ')', '(']) && written.contains(['：', '；']);
            if !is_ellipsis && !is_face && (place.end - place.start) as usize == run {
                let mistake = catalog::doubled_marks(passage.span(at, run), written, merge_marks(written));
                passage.report(at, run, mistake, diagnostics);
            }
        }
    }
}

/// The mark that was meant by several, if that is certain.
fn merge_marks(written: &str) -> Option<char> {
    let first = written.chars().next()?;
    let last = written.chars().next_back()?;
    if written.chars().all(|c| c == first) {
        return Some(first);
    }
    // A sentence that went on, and then ended.
    (last == '。').then_some(last)
}

/// Whether the second of two equal particles was not meant.
fn is_slip(passage: &Passage, at: usize, c: char) -> bool {
    let text = passage.text;
    let len = c.len_utf8();
    let before = passage.before(at);
    let after = passage.at(at + 2 * len);

    // 是是非非, 暖暖和和, 从从容容; 在在在 is no slip of one key.
    let twice_before = text[..at].chars().rev().nth(1) == before && before.is_some();
    // 打的的时候 speaks of a taxi; at the beginning of a clause 的的 is a word of old.
    if !before.is_some_and(|c| is_han(c) && c != '打')
        && !before.is_some_and(|c| c.is_ascii_alphanumeric() || " ”》）".contains(c))
    {
        return false;
    }

    let twice_after = text[at + 2 * len..].chars().nth(1) == after && after.is_some();
    if twice_before || twice_after || before == Some(c) || after == Some(c) {
        return false;
    }
    // 了了 at the end of a clause is a word of old: 不甚了了, 历历在目，小时了了.
    if c == '了' && !after.is_some_and(is_han) {
        return false;
    }

    // The dictionary is of simplified characters: 現在|在 would be cut nowhere.
    if before.is_some_and(is_traditional) || after.is_some_and(is_traditional) {
        return false;
    }

    let dictionary = passage.segmenter.segmenter().dictionary();
    let mut before: Vec<char> = text[..at + len].chars().rev().take(LONGEST_WORD).collect();
    before.reverse();
    let after: Vec<char> = text[at + len..].chars().take(LONGEST_WORD).collect();

    // The first ends a word, the second begins one, or both are in the midst of one: 目的|的, 为|了解, 不甚了了.
    let ends_word = (0..before.len() - 1).any(|from| dictionary.find_word(&before[from..]).is_some());
    // 第三 is a word, and no reason for 第第三.
    let begins_word = c != '第' && (2..=after.len()).any(|end| dictionary.find_word(&after[..end]).is_some());
    let is_inside_word =
        || passage.words_around(at, 2 * len).iter().any(|word| word.start <= at && at + 2 * len <= word.end);
    !ends_word && !begins_word && !is_inside_word()
}
