#!/usr/bin/env python3
"""Score sections and places.

    sections.py sections ANSWERS.jsonl RECORDS.jsonl [--misses]   gold `sections` against extracted records
    sections.py cases SUITE.jsonl > CASES.jsonl                   a suite's inputs (cpca, jionlp_location) as input for `extract`
    sections.py places SUITE.jsonl RECORDS.jsonl [--misses]       the innermost division that the suite expects is among the places

A section is right where its region is right and its text (or its heading's) begins with the gold's heading or first words, list marks and
words like 其中 aside; its end is scored apart. Sections without region count on neither side. Composed cases without annotated sections are left out.
"""
import json
import re
import sys
from pathlib import Path


def load(path):
    with open(path, encoding="utf-8") as lines:
        return {Path(row["id"]).name: row for row in map(json.loads, filter(str.strip, lines))}


def fold(text):
    return re.sub(r"\s+", "", text or "")


def starts(section, gold):
    """Whether the section begins where the gold's does; a few characters of introduction (事实上，目前，) may stand before it."""
    wanted = fold(gold["heading"] or gold["first"])
    return wanted in section[:len(wanted) + 8]


def rates(hit, gold, pred):
    return {"f1": round(2 * hit / (gold + pred), 4) if gold + pred else 1.0, "hit": hit, "gold": gold, "pred": pred}


def sections(answers, records, misses):
    hit = ends = gold_count = pred_count = 0
    for case, gold in answers.items():
        wanted = [s for s in gold.get("sections", []) if s["adcode"]]
        if not wanted and gold.get("origin") == "composed":
            continue
        nested = {code for s in wanted for code in s.get("children", [])}
        record = records.get(case, {"text": "", "sections": []})
        found = [(s["region"]["adcode"], fold(record["text"][slice(*s["span"])])) for s in record["sections"] if s["region"]]
        gold_count += len(wanted)
        left = list(found)
        missed = 0
        for want in wanted:
            match = next((f for f in left if f[0] == want["adcode"] and starts(f[1], want)), None)
            if match:
                left.remove(match)
                hit += 1
                ends += match[1].endswith(fold(want["last"]))
                continue
            missed += 1
            if misses:
                print("section missed", case, want["adcode"], want["heading"] or want["first"], sep="\t")
        left = [f for f in left if f[0] not in nested]
        pred_count += (len(wanted) - missed) + len(left)
        if misses:
            for code, text in left:
                print("section spurious", case, code, text[:20], sep="\t")
    return rates(hit, gold_count, pred_count) | {"ends": ends}


def expected(row):
    want = row["expected"]
    names = [want.get("county") or want.get("area"), want.get("city"), want.get("province")]
    return [n for n in names if n and n != "市辖区"]


def places(suite, records, divisions, misses):
    right = 0
    for case, row in suite.items():
        record = records.get(case, {"places": []})
        want = expected(row)
        code = row["expected"].get("adcode")
        # The innermost division only; a city of the same name as its province (重庆市/重庆市) is one.
        found = {p["adcode"] for p in record["places"] if p["adcode"]}
        names = {divisions.get(c) for c in found}
        ok = (want[0] in names) or (code in found) or (want[0] == "香港" and "香港特别行政区" in names)
        right += ok
        if misses and not ok:
            print("place missed", case, row["input"], want, sorted(n for n in names if n), sep="\t")
    return {"right": right, "of": len(suite), "rate": round(right / max(1, len(suite)), 4)}


def main(what, *rest):
    misses = "--misses" in rest
    paths = [path for path in rest if not path.startswith("--")]
    if what == "cases":
        for case, row in load(paths[0]).items():
            print(json.dumps({"id": case, "text": row["input"]}, ensure_ascii=False))
    elif what == "sections":
        print(json.dumps(sections(load(paths[0]), load(paths[1]), misses)))
    elif what == "places":
        table = Path(__file__).resolve().parents[2] / "rules" / "regions.tsv"
        rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        print(json.dumps(places(load(paths[0]), load(paths[1]), {row[0]: row[2] for row in rows}, misses)))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
