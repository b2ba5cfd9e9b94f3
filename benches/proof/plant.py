#!/usr/bin/env python3
"""Plants mistakes in real stories with a fixed seed, and tells how many of them `check` finds: recall by code.

    benches/proof/plant.py DIRECTORY CORPUS [COUNT=100] [--seed 19] [--missed]

DIRECTORY/CORPUS is a bulletin that `corpora.py` made. Each mistake is one that a code claims to find; it is planted in a story of
its own, in a copy of the bulletin. It is found if the code is said once more of that story than before.
"""

import argparse
import collections
import random
import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import draw  # noqa: E402

TYPOS = Path(__file__).resolve().parents[2] / "src" / "config" / "packs" / "typos.txt"
RADICALS = dict(zip("工大人力金口手水火土", "⼯⼤⼈⼒⾦⼝⼿⽔⽕⼟"))
TARGET = 0.80


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("corpus")
    parser.add_argument("count", nargs="?", type=int, default=100)
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()

    site = options.directory / options.corpus
    chance = random.Random(options.seed)
    stories = sorted((site / "content").rglob("*.md"))
    chance.shuffle(stories)
    planted: dict[str, tuple[str, str]] = {}
    kinds = list(PLANTERS)
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "site"
        shutil.copytree(site, copy, ignore=shutil.ignore_patterns(".jianbao"))
        for story in stories:
            code = kinds[len(planted) % len(kinds)]
            head, body = split_head(story.read_text())
            places = PLANTERS[code](body, chance)
            if places and len(planted) < options.count:
                start, end, wrong = chance.choice(places)
                path = str(story.relative_to(site))
                (copy / path).write_text(head + body[:start] + wrong + body[end:])
                planted[path] = (code, body[max(0, start - 10) : start] + f"[{wrong}]" + body[end : end + 10])
        before, after = count(site), count(copy)

    found = collections.Counter()
    all_of = collections.Counter()
    for path, (code, excerpt) in planted.items():
        all_of[code] += 1
        if after[path, code] > before[path, code]:
            found[code] += 1
        elif options.missed:
            print(f"missed {code} {path}: {excerpt}")
    for code in kinds:
        print(f"{code}: {found[code]} of {all_of[code]}")
    share = sum(found.values()) / max(1, sum(all_of.values()))
    print(f"all: {share:.0%} of {sum(all_of.values())}")
    if share < TARGET:
        sys.exit("below the target")


def split_head(text: str) -> tuple[str, str]:
    end = text.index("\n---\n", 4) + 5
    return text[:end], text[end:]


def count(site: Path) -> collections.Counter:
    return collections.Counter((message.get("path"), message["code"]) for message in draw.messages(site))


def replacer(pattern: str, make):
    """A planter that replaces what a pattern matches."""

    def places(body: str, chance: random.Random):
        return [(found.start(), found.end(), make(found, chance)) for found in re.finditer(pattern, body)]

    return places


def typo_places(body: str, _chance: random.Random):
    rows = [line.split("\t") for line in TYPOS.read_text().splitlines() if not line.startswith("#")]
    rows = [row for row in rows if len(row) == 2 and len(row[0]) == len(row[1])]
    return [(at.start(), at.end(), row[0]) for row in rows for at in re.finditer(re.escape(row[1]), body)]


def wrong_weekday(found: re.Match, chance: random.Random) -> str:
    month, day = int(found[1]), int(found[2])
    import datetime

    try:
        right = datetime.date(1998, month, day).weekday()
    except ValueError:
        right = 0
    return found[0] + f"（星期{'一二三四五六日'[(right + chance.randint(1, 6)) % 7]}）"


HAN = "[\u4e00-\u9fff]"
PLANTERS = {
    "J611": replacer(f"(?<={HAN})[，；！](?={HAN})", lambda found, _: {"，": ",", "；": ";", "！": "!"}[found[0]]),
    "J612": replacer("“([^“”\n]{2,12})”", lambda found, _: f'"{found[1]}"'),
    "J613": replacer("……", lambda found, _: "..."),
    "J614": replacer("——", lambda found, _: "--"),
    "J615": replacer("[”）》]", lambda found, _: ""),
    "J618": replacer(r"\d+(?=[年月日个人家])", lambda found, _: found[0].translate({ord("0") + n: 0xFF10 + n for n in range(10)})),
    "J619": replacer(f"(?<={HAN}{{6}}){HAN}(?={HAN}{{6}}[^\n]*。)", lambda found, _: found[0] + " "),
    "J620": replacer(f"(?<={HAN})[的了在](?={HAN})", lambda found, _: found[0] * 2),
    "J623": replacer(r"(?<!\d)([469]|11)月\d{1,2}日", lambda found, _: f"{found[1]}月31日"),
    "J636": replacer("[，、；]", lambda found, chance: found[0] + chance.choice([found[0], "。"])),
    "J637": replacer(HAN, lambda found, _: "\ufffd"),
    "J638": replacer("[" + "".join(RADICALS) + "]", lambda found, _: RADICALS[found[0]]),
    "J640": replacer("。(?=\n)", lambda found, chance: "。" + chance.choice(["[图片]", "[表情]", "[鼓掌]"])),
    "J690": replacer(r"(?<!\d)(1)月(\d{1,2})日(?![（(星周])", wrong_weekday),
    "J692": typo_places,
}


if __name__ == "__main__":
    main()
