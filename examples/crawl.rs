//! Makes a crawl from the fixtures, for trying and measuring long runs:
//! `cargo run --release --example crawl -- 20000 /tmp/crawl [folder crawl.tar.zst crawl.zip crawl.jsonl.gz crawl.warc.gz]`.

#[path = "../tests/common/crawl.rs"]
mod crawl;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(count), Some(dir)) = (arguments.first().and_then(|count| count.parse().ok()), arguments.get(1)) else {
        eprintln!("usage: crawl PAGES DIR [CONTAINER...]; containers: {:?}", crawl::CONTAINERS);
        std::process::exit(2);
    };
    let pages = crawl::Crawl::from_fixtures();
    let chosen: Vec<&str> = match arguments.len() {
        2 => crawl::CONTAINERS.to_vec(),
        _ => arguments[2..].iter().map(String::as_str).collect(),
    };
    std::fs::create_dir_all(dir).unwrap_or_else(|error| panic!("{dir}: {error}"));
    let cut = (0..count).filter(|n| pages.page(*n).is_cut).count();
    println!("{count} pages, {cut} of them with a byte missing");
    for container in chosen {
        if let Err(error) = crawl::write(&pages, count, Path::new(dir), container) {
            eprintln!("{container}: {error}");
            std::process::exit(2);
        }
    }
}
