//! The targets of `fuzz/`, with their corpus and with changes of it at random. See `fuzz/README.md`.

#[path = "it/support/mod.rs"]
mod support;
#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use support::root;

/// Pieces that mean something to one of the parsers.
const PIECES: [&[u8]; 42] = [
    b"---\n",
    b"&a ",
    b"*a",
    b"{",
    b"[",
    b"\"",
    b"'",
    b": ",
    b"\n- ",
    b"<b ",
    b"</b>",
    b"<!--",
    b"](",
    b"```\n",
    b"|-|\n",
    b"[^1]",
    b"javascript:",
    b"%2e%2e/",
    b"\xEF\xB7\x90",
    b"\xE2\x80\x8B",
    b"\0\0\0\0",
    b"\xFF\xFF\xFF\xFF",
    b"bytes=0-",
    b"&#x1;",
    b"&#xFDD2;",
    b"&#64977;",
    b"&#x1BC9F;",
    b"\" onerror=\"x",
    b"' onclick=x ",
    b"<script>",
    b"<div title=\"",
    b"<img src=\"a.png\" ",
    b"<a href=\"/tongzhi/b.md\">",
    b"<svg><style>",
    b"<math><mtext>",
    b"<xmp>",
    b"<plaintext>",
    b"<table>",
    b"</table>",
    b"<!--/search-->",
    b"\n\n```chart a\nb,c\nd,1\n```\n\n",
    b"\n=== body\n",
];

/// Changed inputs for each target, the same in every run. `FUZZ=20000` tries as many, and others in every run.
const DEFAULT_TIMES: usize = 1000;

/// Numbers below a bound, one after the other (xorshift64*).
fn random_numbers(mut state: u64) -> impl FnMut(usize) -> usize {
    move |bound| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }
}

/// One input, changed a few times: a stretch taken out, doubled, put in from another, a piece, a bit.
fn change_randomly(inputs: &[Vec<u8>], random: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut bytes = inputs[random(inputs.len())].clone();
    for _ in 0..=random(6) {
        let from = random(bytes.len() + 1);
        let to = from + random((bytes.len() - from).min(64) + 1);
        match random(5) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let stretch = bytes[from..to].to_vec();
                bytes.splice(from..from, stretch.repeat(1 + random(30)));
            }
            2 => {
                let other = &inputs[random(inputs.len())];
                let start = random(other.len() + 1);
                bytes.splice(from..to, other[start..].iter().copied().take(200));
            }
            3 => drop(bytes.splice(from..from, PIECES[random(PIECES.len())].iter().copied())),
            _ if from < bytes.len() => bytes[from] ^= 1 << random(8),
            _ => {}
        }
    }

    bytes.truncate(20_000);
    bytes
}

#[test]
fn no_input_breaks_a_promise() {
    let more = std::env::var("FUZZ").ok();
    let times = more.as_ref().map_or(DEFAULT_TIMES, |times| times.parse().unwrap());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let seed = std::env::var("FUZZ_SEED").map_or(if more.is_some() { now } else { 7 }, |seed| seed.parse().unwrap());
    println!("FUZZ_SEED={seed}");

    let only = std::env::var("FUZZ_TARGET").ok();
    for (name, target) in
        targets::TARGETS.into_iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name))
    {
        let mut paths: Vec<_> =
            fs::read_dir(root().join("fuzz/corpus").join(name)).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        let inputs: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        assert!(inputs.len() >= 3, "{name} has no corpus");

        let mut random = random_numbers(seed);
        let changes = (0..times).map(|_| change_randomly(&inputs, &mut random));
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}-{seed}"));
        println!("{name}: a failure's input is in {}; mend it and keep it in fuzz/corpus/{name}", kept.display());

        for (n, input) in inputs.iter().cloned().chain(changes).enumerate() {
            if n > 0 && n % 10_000 == 0 {
                println!("{name}: {n} inputs");
            }
            // Before, since a stack that overflows ends it all.
            fs::write(&kept, &input).unwrap();
            target(&input);
        }
    }
}
