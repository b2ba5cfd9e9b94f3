//! Drawings of real programs stay; all that runs, loads, moves or hides is refused; private data go.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::super::tests::sample::sample_png;
use super::namespace::{SVG_NS, XLINK_NS};
use super::*;

fn rewritten_svg(svg: &str) -> Result<String, PictureError> {
    rewrite_svg(svg.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
}

/// Returns why a picture with this in its outermost element is refused.
fn refusal_kind(inner: &str) -> SvgErrorKind {
    let svg = format!(r#"<svg xmlns="{SVG_NS}" xmlns:xlink="{XLINK_NS}" width="9" height="9">{inner}</svg>"#);
    match rewritten_svg(&svg) {
        Err(PictureError::Svg(error)) => error.kind,
        other => panic!("{inner}: {other:?}"),
    }
}

fn rewritten_inner(inner: &str) -> String {
    let svg = format!(r#"<svg xmlns="{SVG_NS}" xmlns:xlink="{XLINK_NS}">{inner}</svg>"#);
    let whole = rewritten_svg(&svg).unwrap();
    let start = whole.find('>').unwrap() + 1;
    whole[start..].strip_suffix("</svg>\n").unwrap().to_owned()
}

#[test]
fn what_is_drawn_stays_as_it_is() {
    for inner in [
        r##"<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs><path d="M0 0h9v9z" fill="url(#a)"/>"##,
        r#"<text x="1" y="2" font-family="'微软雅黑', serif" xml:space="preserve">在线 &lt;b&gt; &amp; <tspan dy="1">行</tspan></text>"#,
        r#"<title>图</title><desc>说明</desc><g transform="translate(1,2) rotate(45)" style="fill:rgb(1,2,3)"><circle r="2"/></g>"#,
        r#"<clipPath id="b"><rect width="1" height="1"/></clipPath><filter id="f"><feGaussianBlur in="SourceGraphic" stdDeviation="2"/></filter>"#,
        r#"<style>.a{fill:url(#a)} @media print{.a{fill:red}}</style><g class="a"/>"#,
    ] {
        assert_eq!(rewritten_inner(inner), inner);
    }

    assert_eq!(
        rewritten_inner(r##"<symbol id="s"><path d="M0 0"/></symbol><use xlink:href="#s" href="#s"/>"##)
            .matches("href")
            .count(),
        2
    );
}

#[test]
fn prefixes_and_namespaces_are_resolved() {
    let svg = r#"<?xml version="1.0" encoding="utf-8"?><s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g xmlns:t="http://www.w3.org/2000/svg"><t:path d="M0 0"/></s:g></s:svg>"#;
    let whole = r#"<svg xmlns="http://www.w3.org/2000/svg"><g><path d="M0 0"/></g></svg>"#;
    assert_eq!(rewritten_svg(svg).unwrap().trim_end(), whole);
    // In no namespace a browser draws nothing; an editor means SVG.
    assert_eq!(rewritten_svg("\u{FEFF}<svg><g><path d='M0 0'/></g></svg>").unwrap().trim_end(), whole);
    // Under the same prefix there may be something else on the inside.
    let svg = r#"<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g xmlns:s="urn:x"><s:path d="M0 0"/></s:g></s:svg>"#;
    assert_eq!(rewritten_svg(svg).unwrap().trim_end(), r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
}

#[test]
fn what_runs_is_refused() {
    for inner in [
        "<script>alert(1)</script>",
        "<SCRIPT/>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'/>",
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml'/>",
        "<g><metadata><script/></metadata></g>",
        "<handler/>",
        "<iframe xmlns='http://www.w3.org/1999/xhtml' src='a'/>",
        "<g onclick='alert(1)'/>",
        "<g ONLOAD='alert(1)'/>",
        "<a href='javascript:alert(1)'><text>a</text></a>",
        "<a href='java&#10;script:alert(1)'/>",
        "<a xlink:href='&#106;avascript:alert(1)'/>",
        "<a href=' JavaScript:alert(1)'/>",
        "<a href='data:text/html,a'/>",
        "<g xmlns:ev='http://www.w3.org/2001/xml-events' ev:event='load'/>",
    ] {
        assert_eq!(refusal_kind(inner), SvgErrorKind::Script, "{inner}");
    }
}

#[test]
fn what_moves_or_is_a_page_is_refused() {
    for inner in [
        r#"<a><animate attributeName="href" values="&#106;avascript:alert(1)"/></a>"#,
        r#"<set attributeName="x" to="1"/>"#,
        r#"<g><animateTransform attributeName="transform" type="rotate"/></g>"#,
        "<animateMotion/>",
        "<x:set xmlns:x='http://www.w3.org/2000/svg'/>",
    ] {
        assert_eq!(refusal_kind(inner), SvgErrorKind::Animation, "{inner}");
    }
    assert_eq!(refusal_kind("<foreignObject><p/></foreignObject>"), SvgErrorKind::Foreign);
    assert_eq!(refusal_kind("<g><p xmlns='http://www.w3.org/1999/xhtml'>a</p></g>"), SvgErrorKind::Foreign);
    assert_eq!(refusal_kind("<flowRoot/>"), SvgErrorKind::Unknown);
    assert_eq!(refusal_kind("<font><glyph/></font>"), SvgErrorKind::Unknown);
}

#[test]
fn what_loads_something_is_refused() {
    for inner in [
        "<use href='https://example.org/a.svg#x'/>",
        "<use xlink:href='a.svg#x'/>",
        "<image href='http://example.org/a.png'/>",
        "<image xlink:href='照片.jpg'/>",
        "<feImage href='//example.org/a.png'/>",
        "<linearGradient href='a.svg#b'/>",
        "<g xml:base='https://example.org/'/>",
        "<use href='data:image/svg+xml;base64,PHN2Zy8+#a'/>",
    ] {
        assert_eq!(refusal_kind(inner), SvgErrorKind::Address, "{inner}");
    }
    let sheet = format!("<?xml-stylesheet href='a.css'?><svg xmlns='{SVG_NS}'/>");
    assert!(matches!(rewritten_svg(&sheet), Err(PictureError::Svg(SvgError { kind: SvgErrorKind::Address, .. }))));

    for inner in [
        "<style>@import 'a.css';</style>",
        "<style><![CDATA[@import url(a.css);]]></style>",
        "<style>g{fill:url(&#104;ttp://example.org/#a)}</style>",
        "<style>@font-face{src:url(data:font/woff2;base64,AA)}</style>",
        r"<style>g{fill:\75rl(http://example.org/)}</style>",
        "<g style='fill:url(a.svg#b)'/>",
        "<g fill='url(https://example.org/#a)'/>",
        r"<g fill='u\72l(https://example.org/#a)'/>",
        "<g cursor='url(a.png), auto'/>",
        "<g filter='URL(\"a.svg#f\")'/>",
    ] {
        assert_eq!(refusal_kind(inner), SvgErrorKind::Style, "{inner}");
    }
}

/// Returns the kind of an error and its subject.
fn error_of(svg: &[u8]) -> (SvgErrorKind, String) {
    match rewrite_svg(svg) {
        Err(PictureError::Svg(error)) => (error.kind, error.what),
        other => panic!("{}: {other:?}", svg.escape_ascii()),
    }
}

#[test]
fn an_encoding_that_hides_what_it_says_is_refused() {
    let iso = b"<?xml version=\"1.0\" encoding=\"iso-2022-jp\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><scr\x1B(Bipt/></svg>";
    assert_eq!(error_of(iso), (SvgErrorKind::Character, "U+001B".to_owned()));
    assert_eq!(
        error_of(b"<?xml version='1.0' encoding='ISO-2022-JP'?><svg/>"),
        (SvgErrorKind::Encoding, "ISO-2022-JP".to_owned())
    );
    assert_eq!(error_of(b"<?xml version='1.0' encoding='gb2312'?><svg/>").0, SvgErrorKind::Encoding);
    assert_eq!(error_of(b"<svg>\xB0\xA1</svg>").0, SvgErrorKind::Encoding);
    assert_eq!(error_of(b"\xFF\xFE<\0s\0v\0g\0"), (SvgErrorKind::Encoding, "UTF-16".to_owned()));
}

#[test]
fn a_document_type_that_hides_what_it_says_is_refused() {
    for svg in [
        "<!DOCTYPE svg [<!ATTLIST svg onload CDATA \"alert(1)\">]><svg/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
        "<!DOCTYPE svg PUBLIC 'a' 'b' [\n]><svg/>",
        "<svg>&nbsp;</svg>",
        "<svg><g id='&a;'/></svg>",
    ] {
        assert_eq!(error_of(svg.as_bytes()).0, SvgErrorKind::Doctype, "{svg}");
    }
}

#[test]
fn characters_of_no_text_are_refused() {
    for svg in [
        "<svg>\u{1}</svg>",
        "<svg id='\u{FDD2}'/>",
        "<svg>\u{FFFE}</svg>",
        "<svg><text>&#8;</text></svg>",
        "<svg id='&#xFFFF;'/>",
        "<svg>\u{85}</svg>",
    ] {
        assert_eq!(error_of(svg.as_bytes()).0, SvgErrorKind::Character, "{svg}");
    }
}

#[test]
fn what_is_no_xml_is_refused() {
    for svg in [
        "<svg>",
        "<svg></g>",
        "<svg/><svg/>",
        "<svg/>text",
        "text<svg/>",
        "<svg><g a='1' a='2'/></svg>",
        "<svg><g a=1/></svg>",
        "<svg><x:g/></svg>",
        "<svg><g x:y='1'/></svg>",
        "<svg/><?xml version='1.0'?>",
        "<svg>&#xFFFFFFFF;</svg>",
        "<svg",
        "<html><svg/></html>",
    ] {
        assert_eq!(error_of(svg.as_bytes()).0, SvgErrorKind::Syntax, "{svg}");
    }
    assert_eq!(error_of(b"<svg>\n<g>\n</svg>").1, "3");
    assert_eq!(rewrite_svg("这不是图".as_bytes()), Err(PictureFileError::Broken.into()));
}

#[test]
fn what_unfolds_or_is_nested_without_end_is_refused() {
    assert_eq!(refusal_kind(&["<g>".repeat(100_000), "</g>".repeat(100_000)].concat()), SvgErrorKind::TooComplex);
    assert_eq!(refusal_kind(&["<metadata>", &"<g>".repeat(70_000)].concat()), SvgErrorKind::TooComplex);
    let attributes: String = (0..300).map(|n| format!(" a{n}=''")).collect();
    assert_eq!(refusal_kind(&format!("<g{attributes}/>")), SvgErrorKind::TooComplex);

    let doubling = (1..=40).map(|n| format!("<g id='a{}'><use href='#a{n}'/><use xlink:href='#a{n}'/></g>", n - 1));
    let doubled: String = doubling.chain(["<g id='a40'/>".to_owned()]).collect();
    assert_eq!(refusal_kind(&doubled), SvgErrorKind::TooComplex);

    // What leads back to itself is drawn by no browser.
    rewritten_inner("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>");
    rewritten_inner(&format!("<path id='m' d='M0 0'/>{}", "<use href='#m'/>".repeat(20_000)));
    rewritten_inner(&["<g>".repeat(200), "</g>".repeat(200)].concat());
}

#[test]
fn what_is_private_and_what_is_not_drawn_goes() {
    let svg = r##"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape by 王某 -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<?xpacket 39.9N?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
 xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:cc="http://creativecommons.org/ns#" sodipodi:docname="C:\王某\内部.svg" inkscape:export-filename="D:\王某.png" width="9" content="&lt;mxfile/&gt;" data-host="王某">
 <sodipodi:namedview inkscape:window-x="王某"/><metadata><rdf:RDF><cc:Work rdf:about="王某"/></rdf:RDF></metadata>
 <g inkscape:label="王某" id="layer1"><path d="M0 0" sodipodi:nodetypes="cc"/>王某</g><style>/* 王某 */</style>
</svg><!-- 王某 -->"##;

    let whole = rewritten_svg(svg).unwrap();
    assert!(!whole.contains("王某") && !whole.contains("mxfile"), "{whole}");
    assert!(whole.contains(r#"<g id="layer1"><path d="M0 0"/></g>"#), "{whole}");
    assert!(!whole.contains("inkscape") && !whole.contains("<!"), "{whole}");
    // Nowhere to go from a picture on a page.
    assert_eq!(
        rewritten_inner(r#"<a href="https://example.org/" target="_blank"><text>看</text></a>"#),
        "<a><text>看</text></a>"
    );
    assert_eq!(rewrite_svg(whole.as_bytes()).unwrap(), whole.as_bytes(), "written once is written");
}

fn embedded_image(kind: &str, bytes: &[u8]) -> String {
    format!("<image width=\"3\" xlink:href=\"data:image/{kind};base64,{}\"/>", STANDARD.encode(bytes))
}

#[test]
fn embedded_pictures_are_what_they_say_and_clean() {
    let png = sample_png(3, 2);
    let text = b"\0\0\0\x09tEXta\0secret!\0\0\0\0";
    let private = [&png[..33], text, &png[33..]].concat();
    // matplotlib breaks lines.
    let broken = embedded_image("png", &private).replace("base64,", "base64,\n").replace("AAAA", "AAAA\n");
    assert_eq!(rewritten_inner(&broken), embedded_image("png", &png));
    assert_eq!(rewritten_inner(&embedded_image("jpeg", &png)), embedded_image("png", &png), "it is called what it is");

    for wrong in [
        embedded_image("png", b"<html>"),
        embedded_image("png", &png[..40]),
        embedded_image("svg+xml", b"<svg/>"),
        "<image href='data:image/png,abc'/>".to_owned(),
        "<image href='data:image/png;base64,!!'/>".to_owned(),
        "<feImage href='data:,'/>".to_owned(),
    ] {
        assert_eq!(refusal_kind(&wrong), SvgErrorKind::Picture, "{wrong}");
    }
}

/// Makes a label as drawio writes it: a piece of a page, and something else for programs that show none.
fn label_with(fallback: &str) -> String {
    format!(
        r#"<switch><foreignObject requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility" width="100%"><div xmlns="http://www.w3.org/1999/xhtml"><b>申报</b> 指南</div></foreignObject>{fallback}</switch>"#
    )
}

#[test]
fn a_piece_of_a_page_goes_where_something_else_says_the_same() {
    let text = r#"<text x="1" y="2" text-anchor="middle">申报指南</text>"#;
    assert_eq!(rewritten_inner(&label_with(text)), format!("<switch>{text}</switch>"));
    for lost in ["", r#"<text x="1">申报...</text>"#, "<g/>"] {
        assert_eq!(refusal_kind(&label_with(lost)), SvgErrorKind::Foreign, "{lost}");
    }
    // Illustrator keeps its own file in what no browser draws.
    let illustrator = r##"<switch><foreignObject requiredExtensions="http://ns.adobe.com/AdobeIllustrator/10.0/" x="0"><i:pgfRef xmlns:i="http://ns.adobe.com/AdobeIllustrator/10.0/" xlink:href="#adobe"/>甲</foreignObject><g><path d="M0 0"/></g></switch>"##;
    assert_eq!(rewritten_inner(illustrator), r#"<switch><g><path d="M0 0"/></g></switch>"#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Pieces of what attacks are made of, in any order: what comes out of it is XML of the list, and comes out of itself.
    #[test]
    fn whatever_is_written_is_on_the_list(pieces in prop::collection::vec(prop::sample::select(vec![
        "<svg xmlns='http://www.w3.org/2000/svg'>", "</svg>", "<g>", "</g>", "<x:g xmlns:x='http://www.w3.org/2000/svg'>", "</x:g>",
        "<style>", "</style>", "<text>", "</text>", "<a href='#a'>", "</a>", "<switch>", "</switch>", "<foreignObject>", "</foreignObject>",
        "<script>", "<![CDATA[", "]]>", "<!--", "-->", "<?x", "?>", "&lt;", "&#60;", "&amp;#60;", "url(#a)", "url(", ")", "\"", "'", "/*", "*/",
        "<path d='M0 0' onload='a'/>", "<g fill='url(#a)'/>", "<use href='#a'/>", "<title>", "</title>", "甲", " ", "<", ">", "&", "\\",
    ]), 0..14)) {
        let text = format!("<svg xmlns='{SVG_NS}'>{}</svg>", pieces.concat());
        let Ok(out) = rewritten_svg(&text) else { return Ok(()) };
        let tree = roxmltree::Document::parse(&out).unwrap();
        for node in tree.descendants() {
            prop_assert!(node.is_root() || node.is_element() || node.is_text(), "{out}");
            prop_assert!(!node.is_element() || matches!(lists::element_rule(node.tag_name().name()), lists::ElementRule::Kept(_)), "{out}");
            prop_assert!(!node.is_element() || node.tag_name().namespace() == Some(SVG_NS), "{out}");
            prop_assert!(node.attributes().all(|it| !it.name().starts_with("on") && it.value().find("url(").is_none_or(|at| it.value()[at..].starts_with("url(#"))), "{out}");
        }
        prop_assert_eq!(rewritten_svg(&out).unwrap(), out);
    }
}
