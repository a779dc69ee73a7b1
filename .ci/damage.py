#!/usr/bin/env python3
"""Score the built binary's repair: on the cases of ../shared/damage, and on other text, the gold texts and the main text of pages.

    .ci/damage.py KIND... [--set gold,gov,news,mixed,news-gbk,clean] [--program FILE] [--show exact|wrong|kept]

A line a class and set: paragraphs the damage touched, shares given back exactly, changed into wrong text, and left as they were;
for classes that lose bytes, the share given back of those that lost none. Needs opencc and pypinyin for d2, i*, k*, n.
The constants of repair were chosen on gold, gov and news, the tables were not counted in any of them: it is no sealed set.
"""
import argparse
import importlib.util
import json
import re
import subprocess
import time
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PROGRAM = ROOT / "target/release/qingyuan"
SETS = ("gold", "gov", "news", "mixed", "news-gbk")
# Paragraphs a page, and of a set.
PAGE, MOST = 36, 216
# Classes that mark each byte they lose.
MARKED = ("a", "d1", "f1", "f2")
# Classes whose answer is traditional.
TRADITIONAL = ("d2",)
# Classes that are made with opencc and pypinyin.
DRESSED = ("d2", "i", "k", "n")
# A hole that is told is not wrong: what stood there, about a character's worth each.
HOLES = re.compile("[\ufffd?]+")


def fold(text):
    return unicodedata.normalize("NFKC", text).translate(str.maketrans("“”‘’", "\"\"''")).strip()


def corrupter():
    spec = importlib.util.spec_from_file_location("corrupt", SHARED / "damage/corrupt.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_made(kind):
    """Whether what the class is made with is installed."""
    return not kind.startswith(DRESSED) or all(importlib.util.find_spec(name) for name in ("opencc", "pypinyin"))


def paragraphs(texts):
    """Paragraphs of prose that GBK can write."""
    for line in (line.strip() for text in texts for line in text.split("\n")):
        hanzi = sum("\u4e00" <= c <= "\u9fff" for c in line)
        if 20 <= len(line) <= 400 and hanzi * 2 > len(line) and "?" not in line and line.encode("gbk", "ignore").decode("gbk") == line:
            yield line


def sets(names):
    """The pages of each set, lists of paragraphs."""
    for name in names:
        if name == "gold":
            texts = [json.loads(line)["text"] for line in (SHARED / "gold/cases.jsonl").read_text().splitlines()]
        elif name == "clean":
            texts = [(SHARED / "damage/clean.txt").read_text()]
        else:
            texts = json.loads((SHARED / "pages" / name / "gold.json").read_text()).values()
        lines = list(paragraphs(texts))
        yield name, [lines[start : start + PAGE] for start in range(0, min(len(lines), MOST), PAGE)]


def agrees(answer, right):
    """The answer is right but for holes that it tells."""
    told = fold(answer)
    if not HOLES.search(told):
        return told == fold(right)
    pattern, at = "", 0
    for hole in HOLES.finditer(told):
        pattern += re.escape(told[at : hole.start()]) + ".{0,%d}?" % (3 * len(hole[0]))
        at = hole.end()
    return re.fullmatch(pattern + re.escape(told[at:]), fold(right), re.S) is not None


def rates(kind, pages, corrupt, program=PROGRAM, show=None):
    """Shares of the paragraphs that a class touched: exact, wrong, kept, and whole (exact among those that lost nothing)."""
    counts = dict.fromkeys(("touched", "exact", "wrong", "kept", "told", "whole", "unlost"), 0)
    size = spent = 0
    for page in pages:
        damaged = corrupt.corrupt(kind, "\n".join(page), 3)
        start = time.time()
        answer = subprocess.run([str(program), "repair"], input=damaged.encode(), capture_output=True, check=True).stdout.decode().split("\n")
        spent, size = spent + time.time() - start, size + len(damaged.encode())
        expected = page
        if kind in TRADITIONAL:
            # What Big5 has not was lost before.
            expected = [corrupt.cc("s2t").convert(line).encode("cp950", "replace").decode("cp950") for line in page]
        for right, before, after in zip(expected, damaged.split("\n"), answer):
            if fold(before) == fold(right):
                continue
            if fold(after) == fold(right):
                outcome = "exact"
            elif after == before:
                outcome = "kept"
            else:
                outcome = "told" if not kind.startswith("l_") and agrees(after, right) else "wrong"
            counts["touched"] += 1
            counts[outcome] += 1
            if kind in MARKED and "\ufffd" not in before:
                counts["unlost"] += 1
                counts["whole"] += outcome == "exact"
            if outcome == show:
                print(f"  damaged  {before}\n  answer   {after}\n  right    {right}")
    shares = {name: round(counts[name] / max(1, counts["touched"]), 3) for name in ("exact", "wrong", "kept")}
    whole = {"whole": round(counts["whole"] / counts["unlost"], 3)} if counts["unlost"] else {}
    return shares | whole | {"touched": counts["touched"], "seconds": round(spent, 2), "megabytes": round(size / 1e6, 3)}


def main():
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("kinds", nargs="*")
    arguments.add_argument("--set", default=",".join(SETS))
    arguments.add_argument("--program", default=PROGRAM)
    arguments.add_argument("--show", choices=("exact", "wrong", "kept", "told"))
    given = arguments.parse_args()
    corrupt = corrupter()
    for name, pages in sets(given.set.split(",")):
        for kind in given.kinds or [kind for kind in corrupt.C if not kind.startswith("l_")]:
            print(f"{name:5} {kind:10}", *(f"{key} {value}" for key, value in rates(kind, pages, corrupt, given.program, given.show).items()), flush=True)


if __name__ == "__main__":
    main()
