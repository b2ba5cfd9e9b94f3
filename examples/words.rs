//! Cuts lines of text into words of the dictionary, as the search index does: what the browser's own segmentation is
//! held against (`tests/search/`).
//!
//! ```text
//! cargo run --release --example words < lines
//! ```

use std::io::{self, BufRead, Write};

use jianbao::search::Segmenter;

fn main() -> io::Result<()> {
    let segmenter = Segmenter::new();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        writeln!(out, "{}", segmenter.known_words(&line).collect::<Vec<_>>().join(" "))?;
    }
    Ok(())
}
