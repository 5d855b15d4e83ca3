"""Build the user guide, docs/guide/*.md, into a small site that works without a network or JavaScript: build/guide/index.html.

The plugin's help buttons lead to it; scripts/package.py puts the same site into the zip. The order of the pages is that of the
links on the first one.
"""

from __future__ import annotations

import configparser
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import jinja2
import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCE = CHECKOUT / "docs" / "guide"
SITE = CHECKOUT / "build" / "guide"
FIRST = "index"
_TO_PAGE = re.compile(r"^([a-z-]+)\.md(#.*)?$")


@dataclass(frozen=True)
class Page:
    """name: of its files, without ending. text: HTML."""

    name: str
    title: str
    text: str
    leads_to: tuple[str, ...]


def build_guide(folder: Path) -> list[Path]:
    """Write the site into `folder`, which is made anew; returns its files."""
    pages = _in_order({page.name: page for page in map(_read, sorted(SOURCE.glob("*.md")))})
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SOURCE / "site"), autoescape=False, undefined=jinja2.StrictUndefined
    )
    template = environment.get_template("page.html")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "pictures").mkdir(parents=True)
    for number, page in enumerate(pages):
        earlier = pages[number - 1] if number else None
        later = pages[number + 1] if number + 1 < len(pages) else None
        html = template.render(page=page, pages=pages, earlier=earlier, later=later, version=_version())
        (folder / f"{page.name}.html").write_text(html + "\n", encoding="utf-8")
    for picture in _pictures(pages):
        shutil.copyfile(picture, folder / "pictures" / picture.name)
    shutil.copyfile(SOURCE / "site" / "guide.css", folder / "guide.css")
    shutil.copyfile(CHECKOUT / "resources" / "icons" / "rscd.svg", folder / "rscd.svg")
    return sorted(path for path in folder.rglob("*") if path.is_file())


class _Links(Treeprocessor):
    """Links to other pages' Markdown become links to their HTML; pictures are all in one folder."""

    def run(self, root: Element) -> None:
        """Called by Markdown."""
        found = []
        for element in root.iter():
            if element.tag == "a":
                match = _TO_PAGE.match(element.get("href", ""))
                if match:
                    found.append(match[1])
                    element.set("href", f"{match[1]}.html{match[2] or ''}")
            elif element.tag == "img":
                element.set("src", f"pictures/{Path(element.get('src', '')).name}")
        self.md.leads_to = tuple(dict.fromkeys(found))


class _LinksExtension(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.treeprocessors.register(_Links(md), "links", 5)


def _read(file: Path) -> Page:
    converter = markdown.Markdown(extensions=["tables", "fenced_code", "sane_lists", "toc", _LinksExtension()])
    text = converter.convert(file.read_text(encoding="utf-8"))
    titles = [token["name"] for token in converter.toc_tokens]
    if len(titles) != 1:
        raise SystemExit(f"{file}: a page has one heading with a single #; found {titles}")
    return Page(file.stem, titles[0], text, converter.leads_to)


def _in_order(pages: dict[str, Page]) -> list[Page]:
    """The first page, then the others as it links to them."""
    names = [FIRST, *(name for name in pages[FIRST].leads_to if name in pages)]
    forgotten = sorted(pages.keys() - set(names))
    if forgotten:
        raise SystemExit(f"{FIRST}.md has no link to: {', '.join(forgotten)}")
    return [pages[name] for name in names]


def _pictures(pages: list[Page]) -> list[Path]:
    """The pictures that pages show: made for the guide, or those of the docs folder."""
    names = dict.fromkeys(name for page in pages for name in re.findall(r'src="pictures/([^"]+)"', page.text))
    places = (folder / name for name in names for folder in (SOURCE / "pictures", SOURCE.parent))
    return [file for file in places if file.is_file()]


def _version() -> str:
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(CHECKOUT / "metadata.txt", encoding="utf-8")
    return metadata["general"]["version"]


def main() -> int:
    """Build it and say where it is."""
    files = build_guide(SITE)
    print(f"{(SITE / FIRST).relative_to(CHECKOUT)}.html: {sum(file.suffix == '.html' for file in files)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
