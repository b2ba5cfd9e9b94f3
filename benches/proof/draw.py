#!/usr/bin/env python3
"""Draws messages of `check` by code with a fixed seed, and tells how many of those that were judged are right.

    benches/proof/draw.py DIRECTORY CORPUS… [--codes J615,J620] [--each 30] [--seed 19] [--verdict]

DIRECTORY holds the bulletins that `corpora.py` made. Each message that is drawn is printed as a line for
`benches/proof/judged.tsv`: corpus, code, digest of the place, verdict, excerpt. A message whose digest stands in the file
already has its verdict from there; the others are printed with `?`, for somebody to judge and add: `right`, `harmless` (true,
but nobody would mend it) or `wrong`. The digest is of the code and of the twelve characters on each side of the place, so
that a verdict follows its text. `--verdict` prints shares instead of lines, and fails below the targets.

JIANBAO: see benches/peers/run.
"""

import argparse
import collections
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import measure  # noqa: E402

JUDGED = Path(__file__).with_name("judged.tsv")
VERDICTS = ("right", "harmless", "wrong")
CONTEXT = 12
# Codes that proofread; others of the same reports are not measured here.
PROOFREADING = ("J405", "J406", "J41", "J61", "J62", "J63", "J640", "J656", "J657", "J658", "J659", "J667", "J69")
# A message on a code or on all codes is believed from these shares on.
RIGHT_BY_CODE, RIGHT_OF_ALL = 0.90, 0.95
# Stories of real news to one false alarm.
STORIES_TO_FALSE_ALARM = 10


class Drawn:
    """A message with the text around its place."""

    def __init__(self, corpus: str, site: Path, message: dict) -> None:
        self.corpus, self.code, self.message = corpus, message["code"], message["message"]
        path = message.get("path") or "site.yaml"
        lines = (site / path).read_text().split("\n")
        line = lines[message.get("line", 1) - 1]
        at = message.get("column", 1) - 1
        before, after = line[max(0, at - CONTEXT) : at], line[at : at + CONTEXT]
        self.where = f"{path}:{message.get('line', 1)}"
        self.excerpt = f"{before}▸{after}".replace("\t", " ")
        identity = f"{self.code} {self.excerpt}" + (message["path"] if self.code == "J405" else "")
        self.digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
        self.fixes = [edit["replacement"] for fix in message.get("fixes", []) for edit in fix["edits"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--codes", default="")
    parser.add_argument("--each", type=int, default=30)
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--verdict", action="store_true")
    options = parser.parse_args()
    codes = tuple(code for code in options.codes.split(",") if code) or PROOFREADING

    judged = read_judgements()
    verdicts: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for corpus in options.corpora:
        site = options.directory / corpus
        by_code = collections.defaultdict(list)
        for message in messages(site):
            if message["code"].startswith(codes):
                by_code[message["code"]].append(message)
        for code, found in sorted(by_code.items()):
            chosen = random.Random(f"{options.seed} {corpus} {code}").sample(found, min(options.each, len(found)))
            print(f"# {corpus} {code}: {len(found)} messages, {len(chosen)} drawn", file=sys.stderr)
            for drawn in (Drawn(corpus, site, message) for message in chosen):
                verdict = judged.get((drawn.code, drawn.digest), "?")
                verdicts[code][verdict] += 1
                if not options.verdict:
                    print("\t".join([corpus, code, drawn.digest, verdict, drawn.excerpt, drawn.where, drawn.message, *drawn.fixes]))
    if options.verdict and not are_believed(verdicts):
        sys.exit("below the targets")


def messages(site: Path) -> list[dict]:
    """The messages of `check`, one by one."""
    command = [measure.program(), "check", "--root", site, "--format", "json", "--lang", "zh", "--now", "2021-01-01T00:00:00+08:00"]
    printed = subprocess.run(command, capture_output=True, text=True).stdout
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("code")]


def read_judgements() -> dict[tuple[str, str], str]:
    """Verdicts by code and digest."""
    rows = [line.split("\t") for line in JUDGED.read_text().splitlines()] if JUDGED.exists() else []
    return {(row[1], row[2]): row[3] for row in rows if len(row) > 3 and row[3] in VERDICTS}


def are_believed(verdicts: dict[str, collections.Counter]) -> bool:
    """Prints the shares, and returns whether they reach the targets."""
    total = collections.Counter()
    believed = True
    for code, counts in sorted(verdicts.items()):
        total += counts
        judged = sum(counts[verdict] for verdict in VERDICTS)
        share = counts["right"] / judged if judged else 1.0
        believed &= share >= RIGHT_BY_CODE
        print(f"{code}: {counts['right']} right, {counts['harmless']} harmless, {counts['wrong']} wrong, {counts['?']} not judged: {share:.0%}")
    judged = sum(total[verdict] for verdict in VERDICTS)
    share = total["right"] / judged if judged else 1.0
    print(f"all: {share:.0%} of {judged}")
    return believed and share >= RIGHT_OF_ALL


if __name__ == "__main__":
    main()
