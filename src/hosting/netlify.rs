//! `_headers` and `_redirects`, which Netlify and hosts like it read. They send 404.html and compress by themselves.

use std::fmt::Write;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{CACHE_IMMUTABLE, Hosting};

/// Characters that are escaped in a path: blanks end it, the others have a meaning.
const REDIRECT_ESCAPES: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'*').add(b':').add(b'?').add(b'<').add(b'>').add(b'`');

/// Returns `_headers`. Files that are not named by their content are revalidated each time: these hosts do that by
/// themselves, and would combine two values of one header.
pub fn netlify_headers(site: &Hosting) -> String {
    let mut out = String::from(
        "# 由 jianbao headers --for netlify 生成，存为 static/_headers。简报的设置或版式变了，就重新生成一次。\n\
         # 网页能做什么：只运行本站的脚本和样式。\n/*\n",
    );

    for (name, value) in &site.security {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {name}: {value}");
    }
    out + &format!(
        "# 版式的文件按内容命名，永久有效。\n{}/{}*\n  Cache-Control: {CACHE_IMMUTABLE}\n",
        site.base, site.lasting
    )
}

/// Returns `_redirects`. `!` because the page that redirects exists, too.
pub fn netlify_redirects(site: &Hosting) -> String {
    let mut out = String::from(
        "# 由 jianbao headers --for netlify-redirects 生成，存为 static/_redirects。\n\
         # 旧址：稿件的 aliases 和改过名的标签。Cloudflare Pages 不用也不认感叹号：sed 's/!$//' 去掉。\n",
    );

    for (from, to) in &site.moved {
        let _ = writeln!(out, "{} {to} 301!", utf8_percent_encode(from, REDIRECT_ESCAPES));
    }
    out
}
