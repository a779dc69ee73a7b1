#!/usr/bin/env python3
"""Score the built binary with the scorers of ../shared and hold the results against .ci/floors.json.

    .ci/score.py            compare; exit 1 where a score is below its floor
    .ci/score.py --raise    also raise each floor that a score has passed (floors only rise; ceilings only fall)

A floor is a least value; names that end in `:max` are ceilings (false targets, clean lines changed).
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import damage as damage_of_text

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PROGRAM = ROOT / "target/release/qingyuan"
FLOORS = ROOT / ".ci/floors.json"


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def extract(inputs, where):
    with open(where, "w", encoding="utf-8") as out:
        subprocess.run([str(PROGRAM), "extract", *map(str, inputs), "-o", "-", "--quiet"], check=True, stdout=out)


def gold(scores, folder, name, answers, inputs):
    records = folder / f"{name}.jsonl"
    extract(inputs, records)
    result = json.loads(run("python3", SHARED / "gold/score.py", answers, records))
    for level, rates in result["targets"].items():
        scores[f"{name}.targets.{level}"] = rates["f1"]
    scores[f"{name}.core_by_case"] = result["core_by_case"]
    scores[f"{name}.false_targets:max"] = result["false_targets"]
    scores[f"{name}.records_missing:max"] = result["records_missing"]
    scores[f"{name}.dates.value"] = result["dates"]["value"]["f1"]
    scores[f"{name}.dates.role"] = result["dates"]["role"]
    scores[f"{name}.documents.title"] = result["documents"]["title"]["f1"]
    scores[f"{name}.documents.number"] = result["documents"]["number"]
    scores[f"{name}.documents.issuers"] = result["documents"]["issuers"]


def pages(scores, folder):
    records = folder / "pages.jsonl"
    extract([SHARED / "pages" / name / "html" for name in ("gov", "news", "news-gbk", "mixed")], records)
    for line in run("python3", SHARED / "pages/score.py", records).splitlines():
        row = json.loads(line)
        name = f"pages.{row['set']}"
        scores[f"{name}.f1"] = row["f1"]
        scores[f"{name}.bad:max"] = row["bad"]
        for field in ("title", "published"):
            if field in row:
                right, known = map(int, row[field].split("/"))
                scores[f"{name}.{field}"] = round(right / known, 4)


def damage(scores):
    for name, row in json.loads(run("python3", SHARED / "damage/score.py", f"{PROGRAM} repair")).items():
        if name == "clean":
            scores["damage.clean.changed:max"] = row["changed"]
        elif "failed" in row:
            scores[f"damage.{name}"] = -1.0
        elif "kept" in row:
            scores[f"damage.{name}"] = round(row["kept"] / max(1, row["touched"]), 4)
        else:
            scores[f"damage.{name}"] = row["rate"]
            scores[f"damage.{name}.harmed:max"] = row["harmed"]


def damage_elsewhere(scores):
    """Every class on other text than the given: shares given back exactly (of those that cannot be: left alone) and wrongly."""
    corrupt = damage_of_text.corrupter()
    for name, pages in damage_of_text.sets(damage_of_text.SETS):
        for kind in corrupt.C:
            if not damage_of_text.is_made(kind):
                print(f"     damage_elsewhere.{name}.{kind}: opencc and pypinyin are not installed, not measured")
                continue
            rates = damage_of_text.rates(kind, pages, corrupt)
            place = f"damage_elsewhere.{name}.{kind}"
            scores[place] = rates["kept" if kind.startswith("l_") else "exact"]
            scores[f"{place}.wrong:max"] = rates["wrong"]
            if "whole" in rates:
                scores[f"{place}.whole"] = rates["whole"]


def main(*flags):
    scores = {}
    with tempfile.TemporaryDirectory() as folder:
        gold(scores, Path(folder), "gold", SHARED / "gold/answers.jsonl", [SHARED / "gold/cases.jsonl"])
        gold(scores, Path(folder), "seed", SHARED / "seed/answers.jsonl", [SHARED / "seed/page.txt"])
        pages(scores, Path(folder))
    damage(scores)
    damage_elsewhere(scores)
    floors = json.loads(FLOORS.read_text())
    failed = []
    for name, score in sorted(scores.items()):
        floor = floors.get(name)
        is_ceiling = name.endswith(":max")
        bad = floor is not None and (score > floor if is_ceiling else score < floor)
        better = floor is None or (score < floor if is_ceiling else score > floor)
        print(f"{'FAIL' if bad else 'ok  '} {name:36} {score:<8} {'' if floor is None else ('at most ' if is_ceiling else 'at least ') + str(floor)}")
        if bad:
            failed.append(name)
        if better and "--raise" in flags:
            floors[name] = score
    left = ("instructions.", *(f"damage_elsewhere.{name}.{kind}" for name in damage_of_text.SETS for kind in damage_of_text.DRESSED if not damage_of_text.is_made(kind)))
    failed += [f"{name} (not measured)" for name in floors if name not in scores and not name.startswith(left)]
    if "--raise" in flags:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n")
    if failed:
        sys.exit("below the floor: " + ", ".join(failed))


if __name__ == "__main__":
    main(*sys.argv[1:])
