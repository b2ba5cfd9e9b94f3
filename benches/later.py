#!/usr/bin/env python3
"""What a build takes over the site that is there: nothing new, one story edited, one story new, one setting changed.

    benches/later.py [STORIES=10000] [RUNS=5]

Each is a process of its own that begins with nothing in memory. It is compared with a build from nothing, of the same
round; ratios are medians of those. Sites are read from and written to memory, where there is some.

JIANBAO, TMPDIR: see benches/peers/run.
"""

import argparse
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import median

import measure
from measure import Cost

Edit = Callable[[Path, int], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="?", type=int, default=10_000)
    parser.add_argument("runs", nargs="?", type=int, default=5)
    options = parser.parse_args()
    jianbao, bulletin = measure.program(), measure.example("bulletin")
    edits: dict[str, Edit] = {
        "nothing new": lambda _site, _round: None,
        "one story edited": edit,
        "one story new": add,
        "the site's name changed": rename,
    }
    costs: dict[str, list[Cost]] = {"from nothing": []} | {name: [] for name in edits}
    files: dict[str, int] = {}
    with measure.workplace() as work:
        site, output = work / "site", work / "out"
        subprocess.run([bulletin, str(options.stories), site], check=True)
        build = measure.build(jianbao, site, output)
        for turn in range(options.runs):
            costs["from nothing"].append(measure.cold([build], output, site))
            files["from nothing"] = measure.size(output)[0] - 1
            for name, change in edits.items():
                change(site, turn)
                costs[name].append(measure.run(build))
                files[name] = changed(site)
    print(f"{options.stories} stories, medians of {options.runs} runs; {measure.machine()}\n")
    print("| | wall (s) | processor (s) | of a build from nothing: wall | processor | files changed |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, each in costs.items():
        cost, ratios = measure.middle(each), list(zip(each, costs["from nothing"], strict=True))
        wall = median(warm.wall / cold.wall for warm, cold in ratios)
        processor = median(warm.processor / cold.processor for warm, cold in ratios)
        print(f"| {name} | {cost.wall:.2f} | {cost.processor:.2f} | {wall:.0%} | {processor:.0%} | {files[name]} |")


def changed(site: Path) -> int:
    """How many addresses the last build says are new, other, or gone."""
    told = json.loads((site / ".jianbao/changes.json").read_text(encoding="utf-8"))
    return sum(len(told[kind]) for kind in ("added", "changed", "removed"))


def edit(site: Path, turn: int) -> None:
    story = sorted(site.glob("content/*/*.md"))[turn]
    story.write_text(story.read_text(encoding="utf-8") + "\n又一段话，是后来加上的。\n", encoding="utf-8")


def add(site: Path, turn: int) -> None:
    text = f"---\ntitle: 新的消息{turn}\ndate: 2026-06-30\n---\n这是今天的一条消息。\n"
    column = min(path for path in (site / "content").iterdir() if path.is_dir())
    (column / f"new-{turn}.md").write_text(text, encoding="utf-8")


def rename(site: Path, turn: int) -> None:
    settings = site / "site.yaml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    named = [f"title: 改名的简报{turn}" if line.startswith("title:") else line for line in lines]
    settings.write_text("\n".join(named) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
