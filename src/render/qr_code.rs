//! QR codes of addresses as drawings, for paper.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// The empty border in modules that readers of codes need (ISO/IEC 18004).
const QUIET_ZONE: i32 = 4;

/// Returns an SVG element with the QR code of an address, or nothing if no code can hold it (more than 2,331 bytes). A quarter
/// of a module lost to a fold or a stain is made good by error correction of level M.
pub(super) fn qr_code_svg(address: &str) -> String {
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Medium) else { return String::new() };
    let side = code.size() + 2 * QUIET_ZONE;

    let mut svg = format!(
        r#"<svg class="qr" viewBox="0 0 {side} {side}" shape-rendering="crispEdges" role="img" aria-label="二维码"><path d=""#
    );
    for y in 0..code.size() {
        write_row(&mut svg, &code, y);
    }
    svg.push_str(r#""/></svg>"#);
    svg
}

/// Writes a rectangle for each run of dark modules of a row.
fn write_row(path: &mut String, code: &QrCode, y: i32) {
    let mut x = 0;
    while x < code.size() {
        let start = x;
        while code.get_module(x, y) {
            x += 1;
        }
        if x > start {
            let width = x - start;
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}h{width}v1h-{width}z", start + QUIET_ZONE, y + QUIET_ZONE);
        }
        x += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::qr_code_svg;

    /// Returns how many modules of a drawing are dark, and whether the corners are.
    fn dark_modules(svg: &str) -> Vec<(i32, i32)> {
        let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut modules = Vec::new();
        for run in path.split('M').skip(1) {
            let (place, rest) = run.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let width: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
            let x: i32 = x.parse().unwrap();
            modules.extend((x..x + width).map(|x| (x, y.parse().unwrap())));
        }
        modules
    }

    #[test]
    fn the_drawing_is_the_code_within_its_border() {
        let address = "https://example.org/issues/2026-48.html";
        let code = qrcodegen::QrCode::encode_text(address, qrcodegen::QrCodeEcc::Medium).unwrap();

        let drawn = dark_modules(&qr_code_svg(address));

        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark: Vec<_> = all.filter(|&(x, y)| code.get_module(x, y)).map(|(x, y)| (x + 4, y + 4)).collect();
        assert_eq!(drawn, dark);
    }

    #[test]
    fn an_address_that_no_code_holds_has_none() {
        assert_eq!(qr_code_svg(&"测".repeat(1000)), "");
    }
}
