//! The default theme is embedded: build again when one of its files comes or goes.

fn main() {
    println!("cargo:rerun-if-changed=themes/jianbao");
}
