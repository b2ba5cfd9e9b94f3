#!/usr/bin/env python3
"""Runs commands in turns and prints a Markdown table of what they took: the median, and how many times the first's.

    measure.py RUNS --peer NAME OUTPUT COMMAND... [--peer NAME OUTPUT COMMAND...]...

OUTPUT is the directory that the command writes; it is removed before and after each run. The figures are the system's
own for the process and all its children (wait4): seconds of wall clock, of processor (user + system), and the largest
resident set, which cannot be below that of the Python here (some 10 MB), as a child begins as its copy.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


def run(command, output):
    """Seconds of wall clock and processor, and bytes of memory, of one run."""
    shutil.rmtree(output, ignore_errors=True)
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            sys.exit(f"{command[0]} failed ({process.returncode}):\n{said.read().decode(errors='replace')}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * RSS_UNIT


def size(output):
    """How many files were written, and their bytes."""
    files = [os.path.join(top, name) for top, _, names in os.walk(output) for name in names]
    return len(files), sum(os.path.getsize(file) for file in files)


def parse(args):
    """The number of runs, and name, output and command of each peer."""
    if len(args) < 2 or not args[0].isdigit() or int(args[0]) < 1 or args[1] != "--peer":
        sys.exit(__doc__)
    peers = []
    for arg in args[1:]:
        if arg == "--peer":
            peers.append([])
        else:
            peers[-1].append(arg)
    return int(args[0]), [(name, output, command) for name, output, *command in peers]


def main():
    runs, peers = parse(sys.argv[1:])
    taken = {name: [] for name, _, _ in peers}
    written = {}
    for _ in range(runs):
        for name, output, command in peers:
            taken[name].append(run(command, output))
            if name not in written:
                written[name] = size(output)
                if written[name][0] == 0:
                    sys.exit(f"{name} wrote nothing to {output}")
            shutil.rmtree(output, ignore_errors=True)

    print("| | wall (s) | range (s) | processor (s) | peak memory (MB) | files | output (MB) |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in taken.items()}
    for name, (wall, cpu, rss) in medians.items():
        walls = [row[0] for row in taken[name]]
        files, size_ = written[name]
        print(
            f"| {name} | {wall:.2f} | {min(walls):.2f}–{max(walls):.2f} | {cpu:.2f} | {rss / 1e6:.0f} "
            f"| {files} | {size_ / 1e6:.1f} |"
        )
    first, *others = medians
    for name in others:
        ratios = [theirs / ours for theirs, ours in zip(medians[name], medians[first])]
        print(f"| {name} ÷ {first} | {ratios[0]:.1f} | | {ratios[1]:.1f} | {ratios[2]:.1f} | | |")


main()
