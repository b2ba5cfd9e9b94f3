#!/usr/bin/env python3
"""What a small bulletin takes: the whole of a cold build beyond reading it, by the program's own account.

    benches/small.py [STORIES=50] [RUNS=40]

The target is 60 ms of wall time beyond reading and writing. Two figures bound it from above: the sum of the stages without
`read` and `publish`, of which `render` still has the writing of the files in it, and the processor time that the process
spent outside of the system, on all cores together. On a machine with other work on it the shortest run and the processor
time say more than the median.

JIANBAO, TMPDIR: see benches/peers/run.
"""

import argparse
import json
import os
import shutil
import subprocess
from statistics import median

import measure

TARGET = 60
OUTSIDE = ("read", "publish")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="?", type=int, default=50)
    parser.add_argument("runs", nargs="?", type=int, default=40)
    options = parser.parse_args()
    jianbao, bulletin = measure.program(), measure.example("bulletin")
    runs: list[dict[str, float]] = []
    with measure.workplace() as work:
        site, output = work / "site", work / "out"
        subprocess.run([bulletin, str(options.stories), site], check=True)
        build = [*measure.build(jianbao, site, output), "--format", "json"]
        for _ in range(options.runs):
            shutil.rmtree(site / ".jianbao", ignore_errors=True)
            shutil.rmtree(output, ignore_errors=True)
            runs.append(once(build))
    stages = [name for name in runs[0] if name not in ("user", "system")]
    beyond = [sum(run[name] for name in stages if name not in OUTSIDE) for run in runs]
    best = runs[beyond.index(min(beyond))]
    print(f"{options.stories} stories, {options.runs} runs; target {TARGET} ms beyond reading and writing; {measure.machine()}\n")
    print(f"- stages but {' and '.join(OUTSIDE)}: shortest {min(beyond):.0f} ms, median {median(beyond):.0f} ms")
    print(f"- of the shortest: {', '.join(f'{name} {best[name]:.0f}' for name in stages)}")
    users, systems = ([run[of] for run in runs] for of in ("user", "system"))
    print(f"- processor, outside of the system: shortest {min(users):.0f} ms, median {median(users):.0f} ms")
    print(f"- processor, in the system: shortest {min(systems):.0f} ms, median {median(systems):.0f} ms")


def once(build: measure.Command) -> dict[str, float]:
    """Milliseconds by stage, and of processor time."""
    process = subprocess.Popen(build, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None  # it is a pipe
    lines = process.stdout.read().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{build[0]} failed: {lines}")
    stages = json.loads(lines[-1])["summary"]["milliseconds"]
    return {**stages, "user": usage.ru_utime * 1000, "system": usage.ru_stime * 1000}


if __name__ == "__main__":
    main()
