//! WARC files that other tools write, warcio and wget, are read whole: the records of the pages themselves. Where a tool is not
//! installed, its test says so.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// warcio: gzip and chunks, revisits, requests, an error page.
const WARCIO: &str = r#"
import gzip, io, os, sys
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
site, out = sys.argv[1:]
with open(out, "wb") as file:
    writer = WARCWriter(file, gzip=out.endswith(".gz"))
    writer.write_record(writer.create_warcinfo_record(out, {"software": "warcio"}))
    for number, name in enumerate(sorted(os.listdir(site))):
        body, url = open(os.path.join(site, name), "rb").read(), "http://127.0.0.1/" + name
        headers = [("Content-Type", "text/html" if name.endswith("html") else "text/plain")]
        if number % 3 == 0:
            body = gzip.compress(body); headers.append(("Content-Encoding", "gzip"))
        if number % 3 == 1:
            parts = [body[at:at + 1000] for at in range(0, len(body), 1000)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
            headers.append(("Transfer-Encoding", "chunked"))
        answer = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        response = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=answer)
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "127.0.0.1")], is_http_request=True)
        writer.write_request_response_pair(writer.create_warc_record(url, "request", http_headers=asked), response)
        digest = response.rec_headers.get_header("WARC-Payload-Digest")
        writer.write_record(writer.create_revisit_record(url, digest, url, "2024-01-01T00:00:00Z"))
    missing = StatusAndHeaders("404 Not Found", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    nothing = io.BytesIO(b"<html><body>nothing is here</body></html>")
    writer.write_record(writer.create_warc_record("http://127.0.0.1/x", "response", payload=nothing, http_headers=missing))
"#;

/// A folder with the pages of the fixtures.
fn site(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("site")).unwrap();
    for case in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages")).unwrap() {
        let case = case.unwrap();
        for ending in ["html", "txt"] {
            let page = case.path().join(format!("page.{ending}"));
            if page.exists() {
                fs::copy(page, dir.join("site").join(format!("{}.{ending}", case.file_name().display()))).unwrap();
            }
        }
    }
    dir
}

/// What a run says of each page, by the last part of its name: the page's own text and values, without where they came from.
fn said(dir: &Path, input: &str) -> BTreeMap<String, Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingyuan"));
    let output = command.args(["extract", input, "-o", "-", "--summary", "none"]).current_dir(dir).output().unwrap();
    assert!(output.status.success(), "{input}: {}", String::from_utf8_lossy(&output.stderr));
    let records = output.stdout.lines().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let content = |record: &Value| {
        let page = &record["page"];
        let url = page["url"].as_str().filter(|url| !url.starts_with("http://127.0.0.1"));
        serde_json::json!([record["text"], record["dates"], record["targets"], record["documents"], record["figures"], page["title"], url])
    };
    let name = |record: &Value| record["id"].as_str().unwrap().rsplit('/').next().unwrap().to_string();
    records.map(|record| (name(&record), content(&record))).filter(|(name, _)| name != "index.html").collect()
}

fn assert_whole(dir: &Path, archive: &str) {
    let (direct, archived) = (said(dir, "site"), said(dir, archive));
    assert!(direct.len() >= 20);
    assert_eq!(direct.keys().collect::<Vec<_>>(), archived.keys().collect::<Vec<_>>(), "{archive}");
    // What HTTP and the page say of a page may add its address and nothing else.
    for (name, page) in &direct {
        let (page, archived) = (page.as_array().unwrap(), archived[name].as_array().unwrap());
        assert_eq!(page[..6], archived[..6], "{archive}: {name}");
    }
}

#[test]
fn warcio_is_read_whole() {
    let python = std::env::var("QINGYUAN_PYTHON").unwrap_or_else(|_| "python3".into());
    let has = Command::new(&python).args(["-c", "import warcio"]).output().is_ok_and(|output| output.status.success());
    if !has {
        eprintln!("warcio is not installed: not tried");
        return;
    }
    let dir = site("warcio");
    for archive in ["crawl.warc", "crawl.warc.gz"] {
        let output = Command::new(&python).args(["-c", WARCIO, "site", archive]).current_dir(&dir).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_whole(&dir, archive);
    }
}

/// A web server for one folder: answers, and closes.
fn serve(listener: &TcpListener, site: &Path) {
    let answer = |stream: TcpStream| -> std::io::Result<()> {
        let mut reader = BufReader::new(&stream);
        let mut first = String::new();
        reader.read_line(&mut first)?;
        let mut line = String::new();
        while reader.read_line(&mut line)? > 2 {
            line.clear();
        }
        let name = first.split_whitespace().nth(1).unwrap_or("/").trim_start_matches('/').to_string();
        let body = match name.as_str() {
            "" | "index.html" => {
                let names = fs::read_dir(site)?.map(|entry| entry.map(|entry| entry.file_name().display().to_string()));
                names.map(|name| name.map(|name| format!("<a href=\"/{name}\">{name}</a>"))).collect::<Result<String, _>>()?.into_bytes()
            }
            name => fs::read(site.join(name)).unwrap_or_default(),
        };
        let (status, kind) =
            (if body.is_empty() { "404 Not Found" } else { "200 OK" }, if name.ends_with("txt") { "plain" } else { "html" });
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: text/{kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        (&stream).write_all(&[head.as_bytes(), &body].concat())
    };
    for stream in listener.incoming() {
        // wget goes on without an answer that could not be given; the test then says what is missing.
        let _ = stream.and_then(answer);
    }
}

#[test]
fn wget_is_read_whole() {
    if !Command::new("wget").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("wget is not installed: not tried");
        return;
    }
    let dir = site("wget");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/index.html", listener.local_addr().unwrap());
    let served = dir.join("site");
    std::thread::spawn(move || serve(&listener, &served));
    for (archive, more) in [("plain.warc", &["--no-warc-compression"][..]), ("packed.warc.gz", &[])] {
        let name = archive.split('.').next().unwrap();
        let mut command = Command::new("wget");
        command.args(["--quiet", "--no-proxy", "--recursive", "--level=1", "--tries=2", "--timeout=20", "--directory-prefix=got"]);
        let status = command.arg(format!("--warc-file={name}")).args(more).arg(&address).current_dir(&dir).status().unwrap();
        // 8: some page (robots.txt) was not there.
        assert!(matches!(status.code(), Some(0 | 8)), "{status}");
        assert_whole(&dir, archive);
    }
}
