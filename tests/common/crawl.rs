//! A crawl made up from the fixtures: pages in many encodings, sizes and states of damage, the same for the same number, and the
//! containers that crawls come in.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16LE};
use flate2::Compression;
use flate2::write::GzEncoder;
use qingyuan::decode::SourceKind;
use qingyuan::{Source, decode};

/// The day that the crawler came by.
pub const FETCHED: &str = "2024-10-18";

/// Numbers that look random and are the same each time (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// A page of the crawl.
pub struct Page {
    /// Path in folders and archives.
    pub name: String,
    /// As the server sent it.
    pub bytes: Vec<u8>,
    /// Whether a byte is missing: something that JSON Lines, which hold text, cannot say.
    pub is_cut: bool,
    encoding: &'static Encoding,
    kind: SourceKind,
}

/// The fixtures, decoded, that pages are made from.
pub struct Crawl {
    bases: Vec<(String, SourceKind)>,
}

impl Crawl {
    pub fn from_fixtures() -> Crawl {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
        let mut cases: Vec<_> = fs::read_dir(folder).expect("fixtures/pages is there").map(|entry| entry.unwrap().path()).collect();
        cases.sort();
        let page = |case: &Path| ["page.html", "page.txt"].map(|name| case.join(name)).into_iter().find(|path| path.is_file());
        let bases = cases.iter().filter_map(|case| page(case)).map(|path| {
            let decoded = decode(&Source::new("base", fs::read(&path).unwrap())).text().to_string();
            let kind = if path.extension().is_some_and(|ending| ending == "txt") { SourceKind::Text } else { SourceKind::Html };
            (decoded, kind)
        });
        Crawl { bases: bases.collect() }
    }

    /// Page `n`, the same each time.
    pub fn page(&self, n: usize) -> Page {
        let mut dice = Dice(n as u64);
        let (base, kind) = &self.bases[dice.roll(self.bases.len() as u64) as usize];
        let own = format!("到2026年，第{n}个园区培育企业{}家，实现产值{}亿元。", 10 + dice.roll(90), 2 + dice.roll(50));
        let is_misread = dice.roll(12) == 0;
        let own = if is_misread { GBK.decode_without_bom_handling(own.as_bytes()).0.into_owned() } else { own };
        let text = match kind {
            SourceKind::Text => format!("{base}\n{own}\n"),
            SourceKind::Html => fill(base, &own, &mut dice),
        };
        // UTF-8 that was read as GBK and written as GBK would be UTF-8 again.
        let choices =
            if is_misread || base.contains("鐨") { [UTF_8; 8] } else { [UTF_8, UTF_8, UTF_8, GB18030, GB18030, GBK, BIG5, UTF_16LE] };
        let encoding = choices[dice.roll(choices.len() as u64) as usize];
        let (mut bytes, encoding) = encode(&text, encoding);
        let is_cut = dice.roll(20) == 0 && encoding != UTF_16LE;
        if is_cut {
            let cut = bytes.len() / 2 + dice.roll(bytes.len() as u64 / 4) as usize;
            bytes.remove(cut);
        }
        let ending = if *kind == SourceKind::Text { "txt" } else { "html" };
        Page { name: format!("{:03}/{n:06}.{ending}", n / 500), bytes, is_cut, encoding, kind: *kind }
    }
}

/// Markup with a paragraph of its own, and so much around it that pages differ in size: most have a few KB, some hundreds.
fn fill(base: &str, own: &str, dice: &mut Dice) -> String {
    let links = match dice.roll(100) {
        0 => 3000,
        1..10 => 300,
        _ => dice.roll(60),
    };
    let mut filler = String::from("<div class=\"nav\"><ul>");
    for link in 0..links {
        filler += &format!("<li><a href=\"/col/{link}/index.html\">栏目{link}</a></li>");
    }
    filler += &format!("</ul></div><script>var list = [{}];</script>", "1,".repeat(dice.roll(2000) as usize));
    match base.rfind("</body>") {
        Some(end) => format!("{}<p>{own}</p>{filler}{}", &base[..end], &base[end..]),
        None => format!("{base}<p>{own}</p>{filler}"),
    }
}

/// The text in an encoding, its label with it; what the encoding cannot say is written in GB 18030.
fn encode(text: &str, encoding: &'static Encoding) -> (Vec<u8>, &'static Encoding) {
    let labelled = |encoding: &'static Encoding| relabel(text, encoding.name());
    if encoding == UTF_16LE {
        let mut bytes = b"\xff\xfe".to_vec();
        bytes.extend(labelled(encoding).encode_utf16().flat_map(u16::to_le_bytes));
        return (bytes, encoding);
    }
    match encoding.encode(&labelled(encoding)) {
        (bytes, _, false) => (bytes.into_owned(), encoding),
        _ => (GB18030.encode(&labelled(GB18030)).0.into_owned(), GB18030),
    }
}

fn relabel(text: &str, label: &str) -> String {
    let Some(at) = text.find("charset=") else { return text.to_string() };
    let begin = at + "charset=".len();
    let begin = begin + usize::from(text[begin..].starts_with('"'));
    let end = begin + text[begin..].find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').unwrap_or(0);
    format!("{}{label}{}", &text[..begin], &text[end..])
}

/// What crawls come in.
pub const CONTAINERS: [&str; 5] = ["folder", "crawl.tar.zst", "crawl.zip", "crawl.jsonl.gz", "crawl.warc.gz"];

/// Write pages `0..count` as `container` below `dir`.
pub fn write(crawl: &Crawl, count: usize, dir: &Path, container: &str) -> io::Result<()> {
    let pages = (0..count).map(|n| crawl.page(n));
    let path = dir.join(container);
    match container {
        "folder" => pages.into_iter().try_for_each(|page| {
            let path = path.join(&page.name);
            fs::create_dir_all(path.parent().unwrap())?;
            fs::write(path, page.bytes)
        }),
        "crawl.tar.zst" => {
            let tar = dir.join("crawl.tar");
            let mut builder = tar::Builder::new(BufWriter::new(File::create(&tar)?));
            for page in pages {
                let mut header = tar::Header::new_gnu();
                header.set_size(page.bytes.len() as u64);
                header.set_mode(0o644);
                builder.append_data(&mut header, &page.name, &page.bytes[..])?;
            }
            builder.into_inner()?.flush()?;
            ruzstd::encoding::compress(File::open(&tar)?, File::create(path)?, ruzstd::encoding::CompressionLevel::Fastest);
            fs::remove_file(tar)
        }
        "crawl.zip" => {
            let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(path)?));
            for page in pages {
                zip.start_file(page.name, zip::write::SimpleFileOptions::default())?;
                zip.write_all(&page.bytes)?;
            }
            zip.finish()?.flush()
        }
        "crawl.jsonl.gz" => {
            let mut gzip = GzEncoder::new(BufWriter::new(File::create(path)?), Compression::fast());
            for page in pages {
                let field = if page.kind == SourceKind::Text { "text" } else { "html" };
                let text = page.encoding.decode(&page.bytes).0;
                writeln!(gzip, "{}", serde_json::json!({"id": page.name, field: text, "published": FETCHED}))?;
            }
            gzip.finish()?.flush()
        }
        "crawl.warc.gz" => {
            let mut file = BufWriter::new(File::create(path)?);
            for page in pages {
                let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
                gzip.write_all(&warc_record(&page))?;
                file.write_all(&gzip.finish()?)?;
            }
            file.flush()
        }
        other => Err(io::Error::other(format!("there is no container {other}; there are {CONTAINERS:?}"))),
    }
}

fn warc_record(page: &Page) -> Vec<u8> {
    let kind = if page.kind == SourceKind::Text { "text/plain" } else { "text/html" };
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", page.bytes.len());
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.cn/{}\r\nWARC-Date: {FETCHED}T08:00:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        page.name,
        http.len() + page.bytes.len()
    );
    [head.as_bytes(), http.as_bytes(), &page.bytes, b"\r\n\r\n"].concat()
}
