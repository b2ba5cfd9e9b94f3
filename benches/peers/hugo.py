"""A bulletin's stories as a Hugo site: the kinds of pages that jianbao makes, as a user of Hugo would write them."""

import re
import shutil
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parent / "hugo"
COLUMN = re.compile(r"^  ([^ :]+): \{name: ([^,]+), description: ([^}]+)\}$", re.MULTILINE)
MINUTE = re.compile(r"^(date: [0-9-]{10} [0-9]{2}:[0-9]{2})$", re.MULTILINE)
HTML_ONLY = "outputs: [html]\ncascade:\n  outputs: [html]\n"


def convert(site: Path, theirs: Path) -> None:
    """Writes a Hugo site of a bulletin's stories."""
    shutil.copytree(TEMPLATE, theirs)
    content = theirs / "content"
    months = set()
    # Hugo takes the stories as they are, byline, issue and all, but for the time of day, which must have seconds.
    for story in site.glob("content/*/*.md"):
        copy = content / story.parent.name / story.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(MINUTE.sub(r"\1:00", story.read_text(encoding="utf-8"), count=1), encoding="utf-8")
        year, month, _ = story.name.split("-", 2)
        months.add((year, month))

    columns = COLUMN.findall((site / "site.yaml").read_text(encoding="utf-8"))
    for weight, (column, name, description) in enumerate(columns, start=1):
        section(content / column, name, f"description: {description}\nweight: {weight}\n")
    # The archive has a page for each year and each month; feeds are for the site, the columns and the tags alone.
    section(content / "issue", "各期", HTML_ONLY)
    section(content / "tags", "标签")
    section(content / "archive", "归档", HTML_ONLY)
    for year, month in months:
        section(content / "archive" / year, f"{year}年")
        section(content / "archive" / year / month, f"{year}年{month}月")


def section(directory: Path, title: str, more: str = "") -> None:
    """What Hugo knows of a directory is the front matter of its _index.md."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "_index.md").write_text(f"---\ntitle: {title}\n{more}---\n", encoding="utf-8")
