"""What the benches of whole builds share: a bulletin, the programs, and what one run of a program takes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parent.parent
NOW = "2026-07-01T00:00:00+08:00"  # when every story of a generated bulletin has appeared
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes

Command = list[str | Path]


@dataclass(frozen=True)
class Cost:
    """What a run took, by the system's own count for a process and its children."""

    wall: float
    """Seconds from start to end."""
    processor: float
    """Seconds of processor time, user and system."""
    memory: float
    """The largest resident set, in bytes; never less than the 15 MB or so of the Python that starts it."""

    def then(self, later: "Cost") -> "Cost":
        """What one run after the other took."""
        return Cost(self.wall + later.wall, self.processor + later.processor, max(self.memory, later.memory))


def run(command: Command) -> Cost:
    """Runs a command to its end. Passes its warnings on; ends the program if it fails."""
    with tempfile.TemporaryFile() as said:
        # By a Python of its own: to the system a child is as large as its parent was, and this one grows.
        watched = [sys.executable, __file__, *command]
        done = subprocess.run(watched, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, check=False)
        said.seek(0)
        text = said.read().decode(errors="replace")
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{text}")
    sys.stderr.writelines(line for line in text.splitlines(keepends=True) if line.startswith("WARN"))
    return Cost(*json.loads(done.stdout))


def watch(command: list[str]) -> int:
    """What the Python does that a command is run by: prints what it took, and hands its status on."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=sys.stderr)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps([wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * RSS_UNIT]))
    return process.returncode


def cold(commands: Iterable[Command], output: Path, site: Path) -> Cost:
    """Runs commands in turn that write into a directory which does not exist before; nothing is kept of earlier builds."""
    for left in (output, site / ".jianbao"):
        shutil.rmtree(left, ignore_errors=True)
    cost = Cost(0, 0, 0)
    for command in commands:
        cost = cost.then(run(command))
    return cost


def middle(costs: Sequence[Cost]) -> Cost:
    """The medians, each by itself."""
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.processor for cost in costs),
        median(cost.memory for cost in costs),
    )


def size(output: Path) -> tuple[int, int]:
    """How many files there are, and their bytes."""
    files = [Path(top, name) for top, _, names in os.walk(output) for name in names]
    return len(files), sum(file.stat().st_size for file in files)


@contextmanager
def workplace() -> Iterator[Path]:
    """A directory in memory where there is one, in TMPDIR if that is set; it is removed afterwards."""
    memory = Path("/dev/shm")
    parent = None if "TMPDIR" in os.environ or not os.access(memory, os.W_OK) else memory
    with tempfile.TemporaryDirectory(prefix="jianbao-bench-", dir=parent) as directory:
        yield Path(directory)


def program() -> Path:
    """The jianbao to measure: JIANBAO, or what cargo builds here."""
    given = os.environ.get("JIANBAO")
    return Path(given).resolve() if given else built("--bin", "jianbao") / "jianbao"


def example(name: str) -> Path:
    """One of the examples, built."""
    return built("--example", name) / "examples" / name


def built(*target: str) -> Path:
    """Has cargo build something, and says where it puts such things."""
    command = ["cargo", "build", "--release", *target]
    made = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        sys.exit(made.stderr)
    return Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target")) / "release"


def build(jianbao: Path, site: Path, output: Path) -> Command:
    """The command that builds a bulletin."""
    return [jianbao, "build", "--now", NOW, "--root", site, "--out", output]


def machine() -> str:
    """What the figures depend on beside the programs."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, of which {load:.1f} were wanted in the minute before"


if __name__ == "__main__":
    sys.exit(watch(sys.argv[1:]))
