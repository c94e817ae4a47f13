//! Tells cargo that the theme and the example are part of the program.

fn main() {
    println!("cargo:rerun-if-changed=themes");
    println!("cargo:rerun-if-changed=content");
    println!("cargo:rerun-if-changed=hindsite.toml");
}
