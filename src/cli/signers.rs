//! Says in a line who signed a story.

use crate::diagnostic::Lang;
use crate::model::review::{SignatureEntry, SignatureState};

/// Returns `初审 张三，终审 王五（改稿后失效）`; nothing for a story that nobody has signed.
pub(super) fn signatures_text(signatures: &[SignatureEntry], lang: Lang) -> String {
    let texts: Vec<String> = signatures.iter().map(|signature| signature_text(signature, lang)).collect();
    texts.join(if lang == Lang::Zh { "，" } else { ", " })
}

fn signature_text(signature: &SignatureEntry, lang: Lang) -> String {
    let SignatureEntry { step, name, state, .. } = signature;
    match (state_remark(*state, lang), lang) {
        ("", _) => format!("{step} {name}"),
        (remark, Lang::Zh) => format!("{step} {name}（{remark}）"),
        (remark, Lang::En) => format!("{step} {name} ({remark})"),
    }
}

/// Why a signature does not count; nothing if it does.
fn state_remark(state: SignatureState, lang: Lang) -> &'static str {
    match (state, lang) {
        (SignatureState::Right, _) => "",
        (SignatureState::ByHand, Lang::Zh) => "手写",
        (SignatureState::ByHand, Lang::En) => "by hand",
        (SignatureState::Lost, Lang::Zh) => "改稿后失效",
        (SignatureState::Lost, Lang::En) => "void: the story was changed",
        (SignatureState::NotAllowed, Lang::Zh) => "不在名单",
        (SignatureState::NotAllowed, Lang::En) => "may not sign",
        (SignatureState::SignedBefore(_), Lang::Zh) => "一人两审",
        (SignatureState::SignedBefore(_), Lang::En) => "signed twice",
        (SignatureState::InFuture, Lang::Zh) => "日期未到",
        (SignatureState::InFuture, Lang::En) => "of a day to come",
    }
}
