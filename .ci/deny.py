#!/usr/bin/env python3
"""What `cargo deny check licenses bans sources` tries, of the same deny.toml, where cargo-deny is not installed: every package's licence
is allowed, none comes twice (but for those that deny.toml names), all come from crates.io. Advisories need cargo-deny and its database."""
import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"


def holds(expression, allowed):
    """Whether an SPDX expression can be met with the allowed licences."""
    words = re.findall(r"\(|\)|[^\s()/]+|/", expression)

    def either():
        met = both()
        while words and words[0] in ("OR", "/"):
            words.pop(0)
            met = both() or met
        return met

    def both():
        met = one()
        while words and words[0] == "AND":
            words.pop(0)
            met = one() and met
        return met

    def one():
        word = words.pop(0)
        if word == "(":
            met = either()
            words.pop(0)
            return met
        name = word
        if words and words[0] == "WITH":
            words.pop(0)
            name += " WITH " + words.pop(0)
        return name in allowed

    return either()


def main():
    deny = tomllib.loads((ROOT / "deny.toml").read_text())
    platforms = [word for target in deny["graph"]["targets"] for word in ("--filter-platform", target)]
    metadata = json.loads(subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--all-features", "--locked", *platforms], cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    # What reaches users: normal and build dependencies. Tools of tests are looked at for their sources alone.
    graph = {node["id"]: [dep["pkg"] for dep in node["deps"] if any(kind["kind"] != "dev" for kind in dep["dep_kinds"])]
             for node in metadata["resolve"]["nodes"]}
    shipped, todo = set(), list(metadata["workspace_members"])
    while todo:
        at = todo.pop()
        if at not in shipped:
            shipped.add(at)
            todo += graph[at]
    problems, versions = [], defaultdict(list)
    allowed = set(deny["licenses"]["allow"])
    also = {exception["crate"]: set(exception["allow"]) for exception in deny["licenses"]["exceptions"]}
    for at in sorted(packages):
        package = packages[at]
        name = f"{package['name']} {package['version']}"
        if package["source"] not in (None, REGISTRY) or package["source"] is None and at not in metadata["workspace_members"]:
            problems.append(f"{name} comes from {package['source'] or 'a path'}")
        if at in shipped:
            versions[package["name"]].append(package["version"])
            if not holds(package["license"] or "none", allowed | also.get(package["name"], set())):
                problems.append(f"{name} is under {package['license'] or 'no named licence'}, which deny.toml does not allow")
    skipped = {skip["crate"].split("@")[0] for skip in deny["bans"]["skip"]}
    twice = {name: found for name, found in versions.items() if len(found) > 1}
    problems += [f"{name} comes in {', '.join(sorted(found))}" for name, found in sorted(twice.items()) if name not in skipped]
    problems += [f"{name} is skipped in deny.toml and comes once" for name in sorted(skipped - set(twice))]
    print(f"{len(shipped)} packages shipped, {len(packages)} in all")
    sys.exit("\n".join(problems) or None)


if __name__ == "__main__":
    main()
