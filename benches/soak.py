#!/usr/bin/env python3
"""A soak: one run of qingyuan over generated and damaged pages for as long as is asked, its memory watched.

    benches/soak.py [SECONDS] [PROGRAM]        3600 s, target/release/qingyuan

The fixtures' pages are damaged anew each time (bytes changed, lost, doubled, other encodings, pages joined and cut) with a fixed seed, and
fed as JSON Lines; records go to /dev/null. Fails where the program ends, calls a page an internal error, or where memory after the first
tenth still grows by more than a third.
"""
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENCODINGS = ["utf-8", "gb18030", "big5", "utf-16", "shift_jis"]


def damaged(pages, chance):
    """One page's text, damaged."""
    page = bytearray(chance.choice(pages))
    for _ in range(chance.choice([0, 0, 1, 3, 20])):
        at, length = chance.randrange(max(1, len(page))), chance.choice([1, 1, 2, 3, 40])
        match chance.randrange(6):
            case 0: page[at:at + 1] = bytes([chance.randrange(256)])
            case 1: del page[at:at + length]
            case 2: page[at:at] = page[at:at + length] * chance.choice([1, 2, 50])
            case 3: page[at:at] = chance.choice(pages)[:chance.choice([10, 200, 3000])]
            case 4: page[at:at] = chance.choice([b"<div>", b"</td>", b"\xe3\x80\x8a", b"\0", b"<!--", b"&#", b"<script>", "锟斤拷".encode()])
            case 5: del page[at + 4000:]
    text = bytes(page).decode("utf-8", "replace")
    if chance.random() < 0.2:
        # Misread: the bytes of one encoding in the letters of another.
        text = text.encode(chance.choice(ENCODINGS), "ignore").decode(chance.choice(["gb18030", "latin-1", "utf-8", "big5"]), "replace")
    return text


def memory(pid, field):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return 0.0


def main(seconds="3600", program=str(ROOT / "target/release/qingyuan")):
    seconds, chance = float(seconds), random.Random(20261126)
    pages = [path.read_bytes() for path in sorted((ROOT / "fixtures/pages").glob("*/page.*"))]
    pages = [page.decode("gb18030", "replace").encode() if b"charset=gb" in page[:600].lower() else page for page in pages]
    pages += [path.read_bytes() for path in sorted((ROOT / "fixtures/content").glob("*.html"))]
    run = subprocess.Popen([program, "extract", "-", "-o", "-", "--no-fail-on-error", "--summary", "text"], stdin=subprocess.PIPE,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    words = []
    listener = threading.Thread(target=lambda: words.extend(run.stderr), daemon=True)
    listener.start()
    started, fed, sent, looked, held = time.monotonic(), 0, 0, 0.0, []
    while (now := time.monotonic() - started) < seconds and run.poll() is None:
        kind = chance.choice(["html", "html", "text"])
        line = json.dumps({"id": str(fed), kind: damaged(pages, chance), "published": "2024-10-18"}) + "\n"
        run.stdin.write(line)
        fed, sent = fed + 1, sent + len(line)
        if now - looked >= max(1.0, seconds / 100):
            looked = now
            held.append((now, memory(run.pid, "VmRSS")))
    died = run.poll() is not None
    peak = 0.0 if died else memory(run.pid, "VmHWM")
    run.stdin.close()
    code = run.wait(timeout=120)
    listener.join(timeout=10)
    early = max((size for at, size in held if at <= seconds / 10), default=0)
    late = max((size for at, size in held if at > seconds / 10), default=0)
    print("".join(words[-8:]).rstrip())
    print(f"{fed} pages, {sent / 1e6:.0f} MB in {time.monotonic() - started:.0f} s; memory: {early:.0f} MB in the first tenth, "
          f"{late:.0f} MB after, {peak:.0f} MB at most")
    broken = [word for word in words if "internal error" in word]
    if died or code != 0 or broken or early and late > early * 4 / 3 + 10:
        sys.exit(f"exit code {code}{', it ended early' if died else ''}; {len(broken)} internal errors: {broken[:3]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
