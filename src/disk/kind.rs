//! Kinds of files that are no texts, known by their first bytes: a Word document stays one under the name of a story.

/// Returns what a file is, unless it may be a text.
pub(super) fn find_file_kind(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 11] = [
        (b"%PDF-", "PDF 文件"),
        (b"{\\rtf", "RTF 文档"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "旧版的 Word、Excel 或 WPS 文档"),
        (b"\x89PNG\r\n", "PNG 图片"),
        (b"\xFF\xD8\xFF", "JPEG 图片"),
        (b"GIF8", "GIF 图片"),
        (b"BM\x36", "BMP 图片"),
        (b"Rar!\x1A\x07", "RAR 压缩包"),
        (b"7z\xBC\xAF\x27\x1C", "7z 压缩包"),
        (b"\x1F\x8B\x08", "gzip 压缩包"),
        (b"MIME-Version:", "存成单个文件的网页（MHT）"),
    ];

    if bytes.starts_with(b"PK\x03\x04") {
        return Some(kind_of_zip(bytes));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("WebP 图片");
    }
    SIGNATURES.into_iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, kind)| kind)
}

/// Returns what an archive holds: office documents are archives whose parts have telling names.
fn kind_of_zip(bytes: &[u8]) -> &'static str {
    const PARTS: [(&[u8], &str); 6] = [
        (b"word/", "Word 文档"),
        (b"xl/", "Excel 表格"),
        (b"ppt/", "PowerPoint 幻灯片"),
        (b"opendocument.text", "ODF 文档"),
        (b"opendocument.spreadsheet", "ODF 表格"),
        (b"META-INF/container.xml", "EPUB 电子书"),
    ];
    let found = PARTS.into_iter().find(|(part, _)| memchr::memmem::find(bytes, part).is_some());
    found.map_or("ZIP 压缩包", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        for (bytes, kind) in [
            (&b"PK\x03\x04\x14\0word/document.xml"[..], Some("Word 文档")),
            (b"PK\x03\x04\x14\0xl/workbook.xml", Some("Excel 表格")),
            (b"PK\x03\x04\x14\0a.txt", Some("ZIP 压缩包")),
            (b"%PDF-1.7\n", Some("PDF 文件")),
            (b"{\\rtf1\\ansi", Some("RTF 文档")),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Some("旧版的 Word、Excel 或 WPS 文档")),
            (b"\x89PNG\r\n\x1A\n", Some("PNG 图片")),
            (b"---\ntitle: a\n", None),
            ("PK赛".as_bytes(), None),
            (b"", None),
        ] {
            assert_eq!(find_file_kind(bytes), kind);
        }
    }
}
