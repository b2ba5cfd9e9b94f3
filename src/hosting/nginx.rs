//! One `server` of nginx.

use std::fmt::{Result, Write};

use super::{
    CACHE_IMMUTABLE, CACHE_PICTURES, CACHE_REVALIDATE, Hosting, UNKNOWN_TYPE, join_picture_endings, quote_value,
};

/// Returns the nginx configuration of a site whose files are in a directory of the server.
pub fn nginx_config(site: &Hosting, directory: &str) -> String {
    let mut out = String::new();
    write_config(site, directory, &mut out).unwrap_or_default(); // writing to a string cannot fail
    out
}

fn write_config(site: &Hosting, directory: &str, out: &mut String) -> Result {
    writeln!(
        out,
        "# 由 jianbao headers --for nginx 生成。放进 /etc/nginx/conf.d/，运行 nginx -t 检查，再让 nginx 重新载入。"
    )?;
    writeln!(out, "# 简报的设置、版式或旧址变了，就重新生成一次。")?;
    writeln!(out, "server {{")?;

    write_server(site, out)?;
    write_security(site, out)?;
    write_caching(site, out)?;
    write_types(site, out)?;
    write_compression(site, out)?;
    write_error_pages(site, out)?;
    write_directory(site, directory.trim_end_matches('/'), out)?;
    write_redirects(site, out)?;

    writeln!(out, "}}")
}

fn write_server(site: &Hosting, out: &mut String) -> Result {
    writeln!(out, "    listen 80;")?;
    writeln!(out, "    listen [::]:80;")?;
    if site.origin.starts_with("https:") {
        writeln!(out, "    # 网址是 https 的：证书可用 certbot --nginx 申请，它会改好上面两行；或者自己写：")?;
        writeln!(out, "    # listen 443 ssl http2;")?;
        writeln!(out, "    # ssl_certificate     证书文件;")?;
        writeln!(out, "    # ssl_certificate_key 私钥文件;")?;
    }

    writeln!(out, "    server_name {};", site.host_name())?;
    writeln!(out, "    server_tokens off;")?;
    writeln!(out, "    absolute_redirect off;")?;
    writeln!(out, "    index index.html;\n")
}

fn write_security(site: &Hosting, out: &mut String) -> Result {
    writeln!(out, "    # 网页能做什么：只运行本站的脚本和样式。每个回答都带上。")?;
    for (name, value) in &site.security {
        writeln!(out, "    add_header {name} {} always;", quote_value(value))?;
    }
    Ok(())
}

fn write_caching(site: &Hosting, out: &mut String) -> Result {
    let pictures = format!(r"\.({})$", join_picture_endings("|"));
    let lasting = format!("/{}", site.lasting);
    writeln!(out, "\n    # 缓存：版式的文件按内容命名，永久有效；图片一小时；其余每次都问有没有变，没变就不重发。")?;
    writeln!(out, "    set $jianbao_cache {};", quote_value(CACHE_REVALIDATE))?;
    writeln!(out, "    if ($uri ~* {}) {{", quote_value(&pictures))?;
    writeln!(out, "        set $jianbao_cache {};\n    }}", quote_value(CACHE_PICTURES))?;
    writeln!(out, "    if ($uri ~ {}) {{", quote_value(&lasting))?;
    writeln!(out, "        set $jianbao_cache {};\n    }}", quote_value(CACHE_IMMUTABLE))?;
    writeln!(out, "    add_header Cache-Control $jianbao_cache always;\n")
}

fn write_types(site: &Hosting, out: &mut String) -> Result {
    writeln!(out, "    # 文件的类型；文字都是 UTF-8，压缩后再发。")?;
    writeln!(out, "    types {{")?;
    for (media_type, extensions) in &site.types {
        let extensions: Vec<&str> = extensions.iter().map(String::as_str).collect();
        writeln!(out, "        {media_type} {};", extensions.join(" "))?;
    }
    writeln!(out, "    }}\n    default_type {UNKNOWN_TYPE};")
}

fn write_compression(site: &Hosting, out: &mut String) -> Result {
    // `text/html` is always included, and nginx complains where it is named.
    let texts = site.compressible_types().filter(|media_type| *media_type != "text/html").collect::<Vec<_>>().join(" ");
    writeln!(out, "    charset utf-8;\n    charset_types {texts};")?;
    writeln!(
        out,
        "    gzip on;\n    gzip_vary on;\n    gzip_proxied any;\n    gzip_min_length 1000;\n    gzip_types {texts};"
    )?;
    writeln!(out, "    # 装了 Debian 的 libnginx-mod-http-brotli-filter，去掉下面两行的 #，还能再小一些：")?;
    writeln!(out, "    # brotli on;\n    # brotli_types {texts};\n")
}

fn write_error_pages(site: &Hosting, out: &mut String) -> Result {
    let not_found = quote_value(&format!("{}/404.html", site.decoded_base()));
    writeln!(out, "    # 没有的网页，和没有首页的目录。")?;
    writeln!(out, "    error_page 404 {not_found};")?;
    writeln!(out, "    error_page 403 =404 {not_found};\n")?;

    writeln!(out, "    # 名字以点开头的不是网站的文件；.well-known 留给申请证书的程序。")?;
    writeln!(out, "    location ~ \"/\\.(?!well-known/)\" {{\n        return 404;\n    }}\n")
}

fn write_directory(site: &Hosting, directory: &str, out: &mut String) -> Result {
    let base = site.decoded_base();
    writeln!(out, "    # 网站所在的目录。")?;
    if base.is_empty() {
        return writeln!(out, "    root {};", quote_value(directory));
    }

    let location = quote_value(&format!("{base}/"));
    let alias = quote_value(&format!("{directory}/"));
    writeln!(out, "    location {location} {{\n        alias {alias};\n    }}")?;
    let front = quote_value(&format!("{}/", site.base));
    writeln!(out, "    location = {} {{\n        return 301 {front};\n    }}", quote_value(&base))?;
    writeln!(out, "    # 这台服务器的别的内容写在这里。\n    location / {{\n        return 404;\n    }}")
}

fn write_redirects(site: &Hosting, out: &mut String) -> Result {
    if !site.moved.is_empty() {
        writeln!(out, "\n    # 旧址：稿件的 aliases 和改过名的标签。")?;
    }
    for (from, to) in &site.moved {
        // `$` would begin a variable.
        let to = to.replace('$', "%24");
        writeln!(out, "    location = {} {{ return 301 {}; }}", quote_value(from), quote_value(&to))?;
    }
    Ok(())
}
