#!/usr/bin/env python3
"""Count the instructions of fixed runs with valgrind and hold them against .ci/floors.json: more than 5 % above the count there fails.

    .ci/instructions.py            compare; exit 1 where a count has risen by more than 5 %
    .ci/instructions.py --raise    also take counts that have fallen
    .ci/instructions.py --set      take all counts as they are (a new set, a new compiler)

Counts repeat to some millionths on one machine. They depend on the compiler and, through memchr and its like, on whether the processor
has AVX2 (valgrind shows the program the host's).
"""
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/qingyuan"
FLOORS = ROOT / ".ci/floors.json"
LEEWAY = 1.05
PAGES = "fixtures/pages"
RUNS = {
    # Start-up: rules read, one short page.
    "start": ["extract", "-q", "--jobs", "1", "-o", "-", f"{PAGES}/notice-table/page.html"],
    # The line on pages of many kinds.
    "pages": ["extract", "-q", "--jobs", "1", "-o", "-", *(f"{PAGES}/{name}" for name in (
        "roundup-gbk/page.html", "work-report/page.html", "hongkong/page.html", "indicator-table/page.html", "list/page.html"))],
    # Repair's dear part: glosses and misreadings.
    "repair": ["extract", "-q", "--jobs", "1", "-o", "-", f"{PAGES}/roundup-glossed/page.txt", f"{PAGES}/roundup-misread/page.html"],
}


def count(arguments):
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(PROGRAM), *arguments],
                         cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return int(re.search(r"Collected : (\d+)", run.stderr)[1])


def main(*flags):
    if not shutil.which("valgrind"):
        print("valgrind is not installed: instructions are not counted")
        return
    if "avx2" not in Path("/proc/cpuinfo").read_text():
        print("this processor has no AVX2, the counts were made on one that has: instructions are not compared")
        return
    floors = json.loads(FLOORS.read_text())
    risen = []
    for name, arguments in RUNS.items():
        key, counted = f"instructions.{name}:max", count(arguments)
        known = floors.get(key)
        share = "" if known is None else f"{counted / known - 1:+.1%} of {known}"
        bad = known is not None and counted > known * LEEWAY
        print(f"{'FAIL' if bad else 'ok  '} {key:28} {counted} {share}")
        if bad and "--set" not in flags:
            risen.append(name)
        if known is None or "--set" in flags or "--raise" in flags and counted < known:
            floors[key] = counted
    if flags:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n")
    if risen:
        sys.exit("more instructions than 5 % above the count in .ci/floors.json: " + ", ".join(risen))


if __name__ == "__main__":
    main(*sys.argv[1:])
