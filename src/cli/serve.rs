//! `jianbao serve`: the preview. Drafts are shown.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::Utc;

use super::{Format, ServeArguments, Status, report};
use crate::diagnostic::{Lang, catalog};
use crate::disk;
use crate::model::Edition;
use crate::pipeline::{Bulletin, prepare};
use crate::search::Segmenter;
use crate::serve::{self, http};

pub(super) fn serve(arguments: &ServeArguments, lang: Lang) -> Status {
    let segmenter = Segmenter::new();
    let root = arguments.site.root.clone();
    let given = arguments.site.now;
    let load = move || -> Option<Bulletin> {
        let now = given.unwrap_or_else(|| Utc::now().fixed_offset());
        let edition = Edition { now, drafts: true };
        let (input, mistakes) = disk::read(&root);
        let prepared = prepare(input, edition, Some(&segmenter));
        let fit = prepared.is_publishable();
        let mut diagnostics = prepared.diagnostics;
        diagnostics.extend(mistakes);
        report(diagnostics, &prepared.bulletin.sources, lang, Format::Human);
        fit.then_some(prepared.bulletin)
    };
    let Some(first) = load() else { return Status::Mistakes };
    let base = first.site.config.base_path.clone();
    let current = RwLock::new(Arc::new(first));
    let changed = Arc::new(AtomicBool::new(false));
    let mark = changed.clone();
    let out = arguments.site.root.join("public");
    // Held until the server ends: dropping it would end the watching.
    let _watcher = match disk::watch(&arguments.site.root, &out, move || mark.store(true, Ordering::Release)) {
        Ok(watcher) => watcher,
        Err(error) => return failed(&error.to_string(), lang),
    };
    let loading = Mutex::new(());
    let answer: http::Answer = Arc::new(move |path| {
        let guard = loading.lock().unwrap_or_else(PoisonError::into_inner);
        if changed.swap(false, Ordering::AcqRel)
            && let Some(bulletin) = load()
        {
            *current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(bulletin);
        }
        drop(guard);
        let bulletin = current.read().unwrap_or_else(PoisonError::into_inner).clone();
        serve::reply(&bulletin, path)
    });
    let ready = move |addr: std::net::SocketAddr| {
        let at = format!("http://{addr}{base}/");
        let _ = match lang {
            Lang::Zh => writeln!(std::io::stdout(), "预览：{at}　改稿后刷新页面即可；按 Ctrl+C 结束"),
            Lang::En => writeln!(std::io::stdout(), "preview: {at}  reload after a change; Ctrl+C ends it"),
        };
    };
    match http::listen(arguments.addr, answer, ready) {
        Ok(()) => Status::Done,
        Err(error) => failed(&format!("{}: {error}", arguments.addr), lang),
    }
}

fn failed(reason: &str, lang: Lang) -> Status {
    report(vec![catalog::disk("serve", reason)], &crate::source::Sources::default(), lang, Format::Human);
    Status::Failed
}
