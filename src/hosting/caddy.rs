//! One site of a Caddyfile.

use std::fmt::Write;

use super::{CACHE_IMMUTABLE, CACHE_PICTURES, CACHE_REVALIDATE, Hosting, join_picture_endings, media_type};

/// The configuration for Caddy of a site that is in a directory of the server.
pub fn caddy_config(site: &Hosting, directory: &str) -> String {
    let mut out = String::new();
    write_config(site, directory, &mut out).unwrap_or_default(); // writing to memory cannot fail
    out
}

fn write_config(site: &Hosting, directory: &str, out: &mut String) -> std::fmt::Result {
    let place = site.decoded_base();
    writeln!(out, "# 由 jianbao headers --for caddy 生成。并入 /etc/caddy/Caddyfile，再让 Caddy 重新载入。")?;
    writeln!(out, "# 简报的设置、版式或旧址变了，就重新生成一次。网址是 https 的，证书由 Caddy 自己申请。")?;
    writeln!(out, "{} {{", site.origin)?;
    writeln!(out, "\t# 网站所在的目录。\n\troot * {}\n", quote_value(directory))?;
    writeln!(out, "\troute {{")?;
    writeln!(out, "\t\t# 网页能做什么：只运行本站的脚本和样式。每个回答都带上。")?;
    writeln!(out, "\t\theader {{")?;
    for (name, value) in &site.security {
        writeln!(out, "\t\t\t{name} {}", quote_value(value))?;
    }
    writeln!(out, "\t\t}}\n")?;
    writeln!(out, "\t\t# 只供读取。\n\t\t@other not method GET HEAD\n\t\terror @other 405\n")?;
    writeln!(out, "\t\t# 缓存：版式的文件按内容命名，永久有效；图片一小时；其余每次都问有没有变，没变就不重发。")?;
    writeln!(out, "\t\theader Cache-Control {}", quote_value(CACHE_REVALIDATE))?;
    writeln!(out, "\t\t@pictures path *.{}", join_picture_endings(" *."))?;
    writeln!(out, "\t\theader @pictures Cache-Control {}", quote_value(CACHE_PICTURES))?;
    writeln!(out, "\t\t@lasting path {}", quote_value(&format!("{place}/{}*", site.lasting)))?;
    writeln!(out, "\t\theader @lasting Cache-Control {}\n", quote_value(CACHE_IMMUTABLE))?;
    writeln!(out, "\t\t# 文件的类型。")?;
    for (n, endings) in site.types.values().enumerate() {
        let paths: Vec<String> = endings.iter().map(|ending| format!("*.{ending}")).collect();
        // With what a text is written in.
        let kind = media_type(&paths[0]);
        writeln!(out, "\t\t@type{n} path {}", paths.join(" "))?;
        writeln!(out, "\t\theader @type{n} Content-Type {}", quote_value(&kind))?;
    }
    writeln!(out, "\t\t@page path */ {}", quote_value(if place.is_empty() { "/" } else { &place }))?;
    writeln!(out, "\t\theader @page Content-Type \"text/html; charset=utf-8\"\n")?;
    // Caddy would take what stands in braces for a variable; there stays the page that leads on.
    let moved: Vec<_> = site.moved.iter().filter(|(from, _)| !from.contains(['{', '}'])).collect();
    if !moved.is_empty() {
        writeln!(out, "\t\t# 旧址：稿件的 aliases 和改过名的标签。")?;
        writeln!(out, "\t\tmap {{path}} {{jianbao_moved}} {{")?;
        for (from, to) in moved {
            writeln!(out, "\t\t\t{} {}", quote_value(from), quote_value(to))?;
        }
        writeln!(out, "\t\t\tdefault \"\"\n\t\t}}")?;
        writeln!(out, "\t\t@moved expression `{{jianbao_moved}} != \"\"`")?;
        writeln!(out, "\t\tredir @moved {{jianbao_moved}} 301\n")?;
    }
    writeln!(out, "\t\t# 文字压缩后再发。\n\t\tencode {{\n\t\t\tzstd\n\t\t\tgzip\n\t\t\tmatch {{")?;
    for kind in site.compressible_types() {
        writeln!(out, "\t\t\t\theader Content-Type {kind}*")?;
    }
    writeln!(out, "\t\t\t}}\n\t\t}}\n")?;
    writeln!(out, "\t\t# 名字以点开头的不是网站的文件；.well-known 除外。")?;
    writeln!(out, "\t\t@wellknown path /.well-known/*")?;
    if place.is_empty() {
        writeln!(out, "\t\tfile_server @wellknown")?;
        writeln!(out, "\t\tfile_server {{\n\t\t\thide .*\n\t\t}}")?;
    } else {
        writeln!(out, "\t\tredir {} {} 301", quote_value(&place), quote_value(&format!("{}/", site.base)))?;
        writeln!(out, "\t\thandle_path {} {{", quote_value(&format!("{place}/*")))?;
        writeln!(out, "\t\t\tfile_server @wellknown")?;
        writeln!(out, "\t\t\tfile_server {{\n\t\t\t\thide .*\n\t\t\t}}\n\t\t}}")?;
        writeln!(out, "\t\t# 这台服务器的别的内容写在这里。\n\t\terror 404")?;
    }
    writeln!(out, "\t}}\n")?;
    writeln!(out, "\t# 没有的网页。\n\thandle_errors {{")?;
    writeln!(out, "\t\trewrite * /404.html\n\t\theader Cache-Control {}", quote_value(CACHE_REVALIDATE))?;
    writeln!(out, "\t\theader Content-Type \"text/html; charset=utf-8\"\n\t\tfile_server\n\t}}")?;
    writeln!(out, "}}")
}

/// A text as Caddy reads it back.
fn quote_value(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}
