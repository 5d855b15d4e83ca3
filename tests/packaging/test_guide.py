"""The user guide: it builds, nothing in it leads nowhere, and what it names is there."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from rscd_plugin import help as plugin_help
from rscd_plugin.algorithms.provider import RscdProvider
from scripts import guide
from scripts.translatable import find_texts
from scripts.translate import CODE

ALGORITHMS = {f"rscd:{algorithm.ID}": algorithm for algorithm in RscdProvider.ALGORITHMS}
# Names in capitals that belong to others: variables of the environment.
FOREIGN = {"RSCD_ENVIRONMENT", "PIP_INDEX_URL", "QT_QPA_PLATFORM"}
PAGES = sorted(guide.SOURCE.glob("*.md"))


class Links(HTMLParser):
    """What a page leads to, shows, and can be led to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.pictures: list[str] = []
        self.without_words: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag in ("a", "link"):
            self.hrefs.append(values["href"])
        elif tag == "img":
            self.pictures.append(values["src"])
            if not values.get("alt") and values["src"] != "rscd.svg":
                self.without_words.append(values["src"])
        elif tag == "script":
            pytest.fail("the guide does without JavaScript")
        self.anchors.update({values["id"]} if "id" in values else ())


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    guide.build_guide(folder)
    return folder


@pytest.fixture(scope="module")
def pages(site) -> dict[str, Links]:
    return {file.name: Links(file.read_text(encoding="utf-8")) for file in site.glob("*.html")}


@pytest.fixture(scope="module")
def names(qgis_app) -> dict[str, set[str]]:
    """Algorithm → the names of its parameters and outputs."""
    found = {}
    for name, kind in ALGORITHMS.items():
        algorithm = kind().create()  # which owns what it defines
        found[name] = {item.name() for item in (*algorithm.parameterDefinitions(), *algorithm.outputDefinitions())}
    return found


def test_every_page_is_reached_from_the_first(pages):
    reached, waiting = set(), ["index.html"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [name for name in (href.partition("#")[0] for href in pages[page].hrefs) if name in pages]
    assert reached == set(pages) == {f"{page.stem}.html" for page in PAGES}


def test_every_link_leads_somewhere(pages, site):
    broken = []
    for page, links in pages.items():
        for href in links.hrefs:
            file, _, anchor = href.partition("#")
            if "://" in href:
                continue
            target = file or page
            if not (site / target).is_file() or (anchor and anchor not in pages[target].anchors):
                broken.append(f"{page}: {href}")
    assert not broken


def test_every_picture_is_there(pages, site):
    missing = {picture for links in pages.values() for picture in links.pictures if not (site / picture).is_file()}
    assert not missing


def test_every_picture_has_words(pages):
    assert not [picture for links in pages.values() for picture in links.without_words]


def test_it_needs_no_network(site):
    for file in [*site.glob("*.html"), site / "guide.css"]:
        assert "http" not in re.sub(r'href="https?://[^"]+"', "", file.read_text(encoding="utf-8")), file.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_algorithm_and_parameter_that_it_names_is_there(page, names):
    text = page.read_text(encoding="utf-8")
    known = {*FOREIGN, *(name for found in names.values() for name in found)}
    spans = re.findall(r"`([^`\n]+)`", text)
    assert not [span for span in spans if re.fullmatch(r"rscd:\w+", span) and span not in names]
    assert not [span for span in spans if re.fullmatch(r"[A-Z][A-Z0-9_]{2,}", span) and span not in known]


def test_every_command_line_names_what_its_algorithm_has(names):
    lines = [line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines()]
    commands = [match for line in lines if (match := re.search(r"run (rscd:\w+) -- (.+)$", line))]
    assert len(commands) >= 4
    for command in commands:
        given = {part.partition("=")[0] for part in command[2].split()}
        assert given <= names[command[1]], command[0]


def test_every_algorithm_is_told_of():
    told = {span for page in PAGES for span in re.findall(r"`(rscd:\w+)`", page.read_text(encoding="utf-8"))}
    assert told == set(ALGORITHMS)


def test_words_in_bold_are_words_of_the_plugins_windows():
    """So that a button that gets another name gets it in the guide too."""
    shown = {_plain(text.source) for text in find_texts(CODE).places}
    told = {_plain(word) for page in PAGES for word in re.findall(r"\*\*([^*]+)\*\*", page.read_text(encoding="utf-8"))}
    assert not told - shown


def _plain(text: str) -> str:
    """On one line; without mnemonic, ellipsis, colon, and what stands in brackets at the end."""
    return re.sub(r"(\s*…|\.\.\.|:|\s*\([^)]*\))+$", "", " ".join(text.replace("&", "").split())).strip()


def test_help_leads_to_the_guide_that_ships(site, monkeypatch, tmp_path):
    monkeypatch.setattr(plugin_help, "_PLACES", (tmp_path / "nothing", site))
    for algorithm in ALGORITHMS.values():
        address = urlparse(algorithm().helpUrl())
        assert address.scheme == "file" and Path(unquote(address.path)).is_file(), algorithm.ID
    assert plugin_help.guide_url("choosing", "your-own-model") == (site / "choosing.html").as_uri() + "#your-own-model"


def test_help_leads_to_the_homepage_where_no_guide_ships(monkeypatch, tmp_path):
    monkeypatch.setattr(plugin_help, "_PLACES", (tmp_path / "nothing",))
    assert plugin_help.guide_url() == "https://example.org/rscd/guide/index.html"


def test_a_page_that_the_first_one_forgets_is_refused():
    pages = {"index": guide.Page("index", "Index", "", ("known",)), "known": guide.Page("known", "Known", "", ())}
    assert [page.name for page in guide._in_order(pages)] == ["index", "known"]
    with pytest.raises(SystemExit, match="forgotten"):
        guide._in_order({**pages, "forgotten": guide.Page("forgotten", "Forgotten", "", ())})
