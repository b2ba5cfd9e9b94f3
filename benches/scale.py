#!/usr/bin/env python3
"""How a cold build grows with the bulletin: time and memory from 100 stories upwards, and the exponents.

    benches/scale.py [LARGEST=100000] [RUNS=3]

Sites are read from and written to memory, where there is some; figures are medians. The second table is of the same
stories with one more tag, which all of them have: what is quadratic in the stories of a tag shows there.

An exponent of 1 means that twice the stories take twice as much: the slope of the line through the logarithms, by least
squares, through all sizes and through the larger half of them. Through all of them it is below that, as a build
takes some time without any story.

JIANBAO, TMPDIR: see benches/peers/run.
"""

import argparse
import subprocess
from math import log
from pathlib import Path
from statistics import linear_regression

import measure
from measure import Cost

SIZES = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("largest", nargs="?", type=int, default=100_000)
    parser.add_argument("runs", nargs="?", type=int, default=3)
    options = parser.parse_args()
    sizes = [size for size in SIZES if size <= options.largest]
    if len(sizes) < 3:
        parser.error(f"the third size is {SIZES[2]}")
    jianbao, bulletin = measure.program(), measure.example("bulletin")
    print(f"Median of runs: {options.runs}; {measure.machine()}")
    for title, shared in [("Two hundred tags", False), ("One more tag, which every story has", True)]:
        print(f"\n{title}:\n\n| stories | wall (s) | processor (s) | peak memory (MB) | files |")
        print("|---:|---:|---:|---:|---:|")
        costs = []
        for size in sizes:
            cost, files = grown(size, jianbao, bulletin, options.runs, shared=shared)
            costs.append(cost)
            row = f"{cost.wall:.2f} | {cost.processor:.2f} | {cost.memory / 1e6:.0f} | {files}"
            print(f"| {size} | {row} |", flush=True)
        print(f"| exponent, all sizes | {exponents(sizes, costs)} | |")
        tenth, whole = costs[-3], costs[-1]
        times = [whole.wall / tenth.wall, whole.processor / tenth.processor, whole.memory / tenth.memory]
        print(f"| {sizes[-1]} ÷ {sizes[-3]} | {' | '.join(f'{ratio:.1f} ×' for ratio in times)} | |")
        half = len(sizes) // 2
        print(f"| exponent, from {sizes[half]} | {exponents(sizes[half:], costs[half:])} | |")


def grown(stories: int, jianbao: Path, bulletin: Path, runs: int, *, shared: bool) -> tuple[Cost, int]:
    """What a cold build of so many stories takes, and how many files it writes."""
    with measure.workplace() as work:
        site, output = work / "site", work / "out"
        subprocess.run([bulletin, str(stories), site], check=True)
        if shared:
            for story in site.glob("content/*/*.md"):
                text = story.read_text(encoding="utf-8")
                story.write_text(text.replace("\ntags: [", "\ntags: [每篇都有, ", 1), encoding="utf-8")
        costs = [measure.cold([measure.build(jianbao, site, output)], output, site) for _ in range(runs)]
        return measure.middle(costs), measure.size(output)[0]


def exponents(sizes: list[int], costs: list[Cost]) -> str:
    """The slopes, as cells of the table."""

    def slope(amounts: list[float]) -> float:
        return linear_regression([log(size) for size in sizes], [log(amount) for amount in amounts]).slope

    wall = slope([cost.wall for cost in costs])
    processor = slope([cost.processor for cost in costs])
    memory = slope([cost.memory for cost in costs])
    return f"{wall:.2f} | {processor:.2f} | {memory:.2f}"


if __name__ == "__main__":
    main()
