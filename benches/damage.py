#!/usr/bin/env python3
"""MB/s of repair for each class of damage: benches/damage.py [PROGRAM] [CLASS…]

The text is the class's case in ../shared/damage/cases and, where that has them, damaged paragraphs of the gold texts (corrupt.py; the
classes that need opencc have the case alone), repeated up to a size that takes about a second. What a run over the case's first
paragraphs takes, in which the tables are read, is taken off. Processor time, the best of three; run it with other programs stopped.
"""
import json
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / ".ci"))
from damage import SHARED, corrupter  # .ci/damage.py

LOSSLESS = "a_lossless b_ c_latin1 c_1252 d2 g1 g2 h_ i k m".split()


def seconds(program, data):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([program, "repair"], input=data, stdout=subprocess.PIPE, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def damaged(name, case, corrupt, clean):
    try:
        return case + "\n" + corrupt.corrupt(name, clean, 3)
    except ImportError:
        return case


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/release/qingyuan")
    corrupt = corrupter()
    gold = [json.loads(line)["text"] for line in (SHARED / "gold/cases.jsonl").read_text().splitlines()]
    clean = "\n".join(line for text in gold for line in text.split("\n") if len(line) >= 20)
    cases = sorted(path for path in (SHARED / "damage/cases").glob("*.txt") if "expected" not in path.name)
    for path in cases:
        name = path.stem
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        text = damaged(name, path.read_text(), corrupt, clean)
        start = "\n".join(text.split("\n")[:4]).encode()
        data = text.encode()
        base = min(seconds(program, start) for _ in range(3))
        taken = min(seconds(program, data) for _ in range(2))
        if taken < 0.3:
            data = ((text + "\n") * 20).encode()
            taken = min(seconds(program, data) for _ in range(3))
        kind = "lossless" if any(name == one or one.endswith("_") and name.startswith(one) or one in "ik" and name.startswith(one + "_") for one in LOSSLESS) else "lossy"
        megabytes = (len(data) - len(start)) / 1e6
        print(f"{name:10} {kind:8} {megabytes:7.3f} MB {megabytes / max(1e-3, taken - base):8.2f} MB/s", flush=True)


main()
