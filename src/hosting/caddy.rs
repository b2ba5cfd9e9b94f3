//! One site of a Caddyfile.

use std::fmt::{Result, Write};

use super::{
    CACHE_IMMUTABLE, CACHE_PICTURES, CACHE_REVALIDATE, Hosting, join_picture_endings, media_type, quote_value,
};

/// Returns the Caddy configuration of a site whose files are in a directory of the server.
pub fn caddy_config(site: &Hosting, directory: &str) -> String {
    let mut out = String::new();
    write_config(site, directory, &mut out).unwrap_or_default(); // writing to a string cannot fail
    out
}

fn write_config(site: &Hosting, directory: &str, out: &mut String) -> Result {
    writeln!(out, "# 由 jianbao headers --for caddy 生成。并入 /etc/caddy/Caddyfile，再让 Caddy 重新载入。")?;
    writeln!(out, "# 简报的设置、版式或旧址变了，就重新生成一次。网址是 https 的，证书由 Caddy 自己申请。")?;
    writeln!(out, "{} {{", site.origin)?;
    writeln!(out, "\t# 网站所在的目录。\n\troot * {}\n", quote_value(directory))?;

    writeln!(out, "\troute {{")?;
    write_security(site, out)?;
    write_caching(site, out)?;
    write_types(site, out)?;
    write_redirects(site, out)?;
    write_compression(site, out)?;
    write_file_server(site, out)?;
    writeln!(out, "\t}}\n")?;

    write_error_page(out)?;
    writeln!(out, "}}")
}

fn write_security(site: &Hosting, out: &mut String) -> Result {
    writeln!(out, "\t\t# 网页能做什么：只运行本站的脚本和样式。每个回答都带上。")?;
    writeln!(out, "\t\theader {{")?;
    for (name, value) in &site.security {
        writeln!(out, "\t\t\t{name} {}", quote_value(value))?;
    }
    writeln!(out, "\t\t}}\n")?;

    writeln!(out, "\t\t# 只供读取。\n\t\t@other not method GET HEAD\n\t\terror @other 405\n")
}

fn write_caching(site: &Hosting, out: &mut String) -> Result {
    let lasting_path = format!("{}/{}*", site.decoded_base(), site.lasting);
    writeln!(out, "\t\t# 缓存：版式的文件按内容命名，永久有效；图片一小时；其余每次都问有没有变，没变就不重发。")?;
    writeln!(out, "\t\theader Cache-Control {}", quote_value(CACHE_REVALIDATE))?;
    writeln!(out, "\t\t@pictures path *.{}", join_picture_endings(" *."))?;
    writeln!(out, "\t\theader @pictures Cache-Control {}", quote_value(CACHE_PICTURES))?;
    writeln!(out, "\t\t@lasting path {}", quote_value(&lasting_path))?;
    writeln!(out, "\t\theader @lasting Cache-Control {}\n", quote_value(CACHE_IMMUTABLE))
}

fn write_types(site: &Hosting, out: &mut String) -> Result {
    writeln!(out, "\t\t# 文件的类型。")?;
    for (n, extensions) in site.types.values().enumerate() {
        let patterns: Vec<String> = extensions.iter().map(|extension| format!("*.{extension}")).collect();
        // With the charset.
        let media_type = media_type(&patterns[0]);
        writeln!(out, "\t\t@type{n} path {}", patterns.join(" "))?;
        writeln!(out, "\t\theader @type{n} Content-Type {}", quote_value(&media_type))?;
    }

    let base = site.decoded_base();
    writeln!(out, "\t\t@page path */ {}", quote_value(if base.is_empty() { "/" } else { &base }))?;
    writeln!(out, "\t\theader @page Content-Type \"text/html; charset=utf-8\"\n")
}

fn write_redirects(site: &Hosting, out: &mut String) -> Result {
    // Caddy takes text in braces for a variable; the page at the old address still redirects.
    let moved: Vec<_> = site.moved.iter().filter(|(from, _)| !from.contains(['{', '}'])).collect();
    if moved.is_empty() {
        return Ok(());
    }

    writeln!(out, "\t\t# 旧址：稿件的 aliases 和改过名的标签。")?;
    writeln!(out, "\t\tmap {{path}} {{jianbao_moved}} {{")?;
    for (from, to) in moved {
        writeln!(out, "\t\t\t{} {}", quote_value(from), quote_value(to))?;
    }
    writeln!(out, "\t\t\tdefault \"\"\n\t\t}}")?;
    writeln!(out, "\t\t@moved expression `{{jianbao_moved}} != \"\"`")?;
    writeln!(out, "\t\tredir @moved {{jianbao_moved}} 301\n")
}

fn write_compression(site: &Hosting, out: &mut String) -> Result {
    writeln!(out, "\t\t# 文字压缩后再发。\n\t\tencode {{\n\t\t\tzstd\n\t\t\tgzip\n\t\t\tmatch {{")?;
    for media_type in site.compressible_types() {
        writeln!(out, "\t\t\t\theader Content-Type {media_type}*")?;
    }
    writeln!(out, "\t\t\t}}\n\t\t}}\n")
}

fn write_file_server(site: &Hosting, out: &mut String) -> Result {
    let base = site.decoded_base();
    writeln!(out, "\t\t# 名字以点开头的不是网站的文件；.well-known 除外。")?;
    writeln!(out, "\t\t@wellknown path /.well-known/*")?;
    if base.is_empty() {
        writeln!(out, "\t\tfile_server @wellknown")?;
        return writeln!(out, "\t\tfile_server {{\n\t\t\thide .*\n\t\t}}");
    }

    writeln!(out, "\t\tredir {} {} 301", quote_value(&base), quote_value(&format!("{}/", site.base)))?;
    writeln!(out, "\t\thandle_path {} {{", quote_value(&format!("{base}/*")))?;
    writeln!(out, "\t\t\tfile_server @wellknown")?;
    writeln!(out, "\t\t\tfile_server {{\n\t\t\t\thide .*\n\t\t\t}}\n\t\t}}")?;
    writeln!(out, "\t\t# 这台服务器的别的内容写在这里。\n\t\terror 404")
}

fn write_error_page(out: &mut String) -> Result {
    writeln!(out, "\t# 没有的网页。\n\thandle_errors {{")?;
    writeln!(out, "\t\trewrite * /404.html\n\t\theader Cache-Control {}", quote_value(CACHE_REVALIDATE))?;
    writeln!(out, "\t\theader Content-Type \"text/html; charset=utf-8\"\n\t\tfile_server\n\t}}")
}
