//! Writes a test bulletin, a complete site of made-up stories, into an empty or new directory:
//!
//! ```text
//! cargo run --release --example bulletin -- N DIR [--seed S] [--columns 6] [--tags 200] [--characters 750]
//! ```

#[path = "../benches/bulletin/mod.rs"]
mod bulletin;

use std::path::Path;
use std::{env, fs};

const USAGE: &str = "usage: bulletin N DIR [--seed S] [--columns 6] [--tags 200] [--characters 750]";

fn main() -> Result<(), String> {
    let mut seed = 1;
    let mut columns = 6;
    let mut tags = 200;
    let mut characters = None;
    let mut plain = Vec::new();

    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seed" => seed = parse_number(args.next())?,
            "--columns" => columns = parse_number(args.next())?,
            "--tags" => tags = parse_number(args.next())?,
            "--characters" => characters = Some(parse_number(args.next())?),
            _ => plain.push(arg),
        }
    }

    let [stories, dir] = <[String; 2]>::try_from(plain).map_err(|_| USAGE)?;
    let site = bulletin::Bulletin::with_counts(parse_number(Some(stories))?, seed, columns, tags);
    let site = match characters {
        Some(characters) => site.of_length(characters),
        None => site,
    };

    let dir = Path::new(&dir);
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!("{} is not empty", dir.display()));
    }

    for (path, text) in site.files() {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap_or(dir))
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

fn parse_number<T: std::str::FromStr>(text: Option<String>) -> Result<T, String> {
    text.and_then(|text| text.parse().ok()).ok_or_else(|| USAGE.to_owned())
}
