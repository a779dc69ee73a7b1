"""Seeds for the fuzz targets, from the fixtures: pages, phrases, content, and archives made of pages. Written to seeds/TARGET/."""
import gzip, hashlib, io, json, pathlib, shutil, tarfile, zipfile

HERE = pathlib.Path(__file__).parent
FIXTURES = HERE.parent / "fixtures"
LONGEST = 16384


def put(target: str, data: bytes) -> None:
    folder = HERE / "seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(data).hexdigest()[:16]).write_bytes(data[:LONGEST])


def phrases(*names: str):
    for name in names:
        path = FIXTURES / "phrases" / f"{name}.tsv"
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines()[1:]:
                if not line.startswith("#"):
                    yield line.split("\t")[0].replace("\\n", "\n").encode()


def warc(pages, gzipped: bool) -> bytes:
    out = b""
    for number, page in enumerate(pages):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\n\r\n" + page
        head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.cn/{number}.html\r\n"
                f"WARC-Date: 2024-10-18T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n")
        record = head.encode() + http + b"\r\n\r\n"
        out += gzip.compress(record, mtime=0) if gzipped else record
    return out


def main() -> None:
    shutil.rmtree(HERE / "seeds", ignore_errors=True)
    pages = sorted(FIXTURES.glob("pages/*/page.html")) + sorted(FIXTURES.glob("content/*.html"))[:80]
    scrapes = sorted(FIXTURES.glob("pages/*/page.txt"))
    for page in pages:
        data = page.read_bytes()
        put("html", data)
        put("decode", b"\x02" + data[:4096])
    for text in scrapes:
        put("text", text.read_bytes())
        put("repair", text.read_bytes())
    for record in sorted(FIXTURES.glob("pages/*/record.json")):
        text = json.loads(record.read_text(encoding="utf-8"))["text"].encode()
        put("text", text)
        put("repair", text[:2048])
    for data in phrases("repair", "heading", "region", "scrape"):
        put("text", data)
        put("repair", data)
        # The same text damaged as it is in the wild: UTF-8 read as GBK and Latin-1, GBK with a byte lost.
        put("repair", data.decode().encode("utf-8").decode("gbk", "ignore").encode())
        put("repair", data.decode().encode("utf-8").decode("latin-1").encode())
        gbk = data.decode().encode("gbk", "ignore")
        put("decode", b"\x02" + gbk)
        put("decode", b"\x04" + gbk[:7] + gbk[8:])
        put("decode", b"\x03" + data)
    for data in phrases("quantity", "target"):
        put("numerals", data)
    for data in phrases("date", "document"):
        put("dates", data)
    small = [page.read_bytes()[:1500] for page in pages[:4]]
    put("warc", warc(small, False))
    put("warc", warc(small, True))
    put("warc", warc(small[:1], False).replace(b"1.0", b"1.1"))
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, page in enumerate(small):
                archive.writestr(f"pages/{number}.html", page)
        put("archive", b"\x00" + out.getvalue())
    with io.BytesIO() as out:
        with tarfile.open(fileobj=out, mode="w") as archive:
            for number, page in enumerate(small[:2]):
                member = tarfile.TarInfo(f"pages/{number}.html")
                member.size = len(page)
                archive.addfile(member, io.BytesIO(page))
        put("archive", b"\x01" + out.getvalue())
        put("archive", b"\x02" + gzip.compress(out.getvalue(), mtime=0))
    lines = b"".join(json.dumps({"id": str(n), "html": page.decode("utf-8", "replace"), "published": "2024-10-18"}).encode() + b"\n"
                     for n, page in enumerate(small[:2]))
    put("archive", b"\x04" + lines)
    put("archive", b"\x05" + gzip.compress(lines, mtime=0))


main()
