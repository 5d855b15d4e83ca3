"""Keep the translations: resources/i18n/rscd_LANGUAGE.ts for translators, and the .qm beside it, which QGIS loads.

    python -m scripts.translate update    bring every .ts to what the code says now; what is new there is left unfinished
    python -m scripts.translate release   write the .qm files, with Qt's lrelease
    python -m scripts.translate check     say what is missing, stale or inconsistent; the exit code tells whether anything is

Texts come from the code itself (scripts/translatable.py). A translation that is there already for the same text elsewhere is
taken over. What the code does not say any more goes.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from scripts.translatable import Text, Texts, find_texts

CHECKOUT = Path(__file__).resolve().parent.parent
CODE = CHECKOUT / "rscd_plugin"
CATALOGUES = CHECKOUT / "resources" / "i18n"
HEADING = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
LRELEASE = ("/usr/lib/qt6/bin/lrelease", "/usr/lib/qt5/bin/lrelease", "lrelease")


def read_catalogue(file: Path) -> dict[Text, str]:
    """Text → translation, empty where it is unfinished."""
    catalogue = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            finished = translation is not None and translation.get("type") is None
            text = Text(context.findtext("name", ""), message.findtext("source", ""))
            catalogue[text] = (translation.text or "") if translation is not None and finished else ""
    return catalogue


def write_catalogue(file: Path, catalogue: dict[Text, str], places: dict[Text, list[str]]) -> None:
    """Write it as Qt Linguist does, contexts and texts in order of the alphabet."""
    language = file.stem.partition("_")[2]
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    contexts: dict[str, ElementTree.Element] = {}
    for text in sorted(catalogue):
        if text.context not in contexts:
            contexts[text.context] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(contexts[text.context], "name").text = text.context
        message = ElementTree.SubElement(contexts[text.context], "message")
        for place in places.get(text, ()):
            ElementTree.SubElement(message, "location", filename=f"../../{place}")
        ElementTree.SubElement(message, "source").text = text.source
        translation = ElementTree.SubElement(message, "translation")
        translation.text = catalogue[text]
        if not catalogue[text]:
            translation.set("type", "unfinished")
    ElementTree.indent(root, "    ")
    file.write_text(HEADING + ElementTree.tostring(root, encoding="unicode") + "\n", encoding="utf-8")


def updated(catalogue: dict[Text, str], texts: Texts) -> dict[Text, str]:
    """The catalogue for what the code says now."""
    elsewhere = {text.source: translation for text, translation in catalogue.items() if translation}
    return {text: catalogue.get(text) or elsewhere.get(text.source, "") for text in texts.places}


def problems(catalogue: dict[Text, str], texts: Texts) -> list[str]:
    """What is wrong with a catalogue, a line each."""
    found = list(texts.problems)
    found += [f"missing: {text}" for text in texts.places if text not in catalogue]
    found += [f"not in the code any more: {text}" for text in catalogue if text not in texts.places]
    found += [f"not translated: {text}" for text, translation in catalogue.items() if not translation]
    for text, translation in catalogue.items():
        if translation and _marks(text.source) != _marks(translation):
            found.append(f"placeholders, tags or edges differ: {text} and {translation!r}")
    return found


def _marks(text: str) -> tuple[Counter[str], bool, str, str]:
    """What a translation must keep: placeholders, tags, whether there is a mnemonic, blanks and colons at the edges."""
    kept = Counter(re.findall(r"\{[^{}]*\}|</?[a-z][^>]*>|\*\.\w+", text))
    mnemonic = bool(re.search(r"&(?![&\s]|\w+;)", text.replace("&&", "")))
    return kept, mnemonic, text[: len(text) - len(text.lstrip())], re.search(r"[\s:…]*$", text).group()  # type: ignore[union-attr]


def release(file: Path) -> None:
    """Write the .qm beside the .ts."""
    for program in LRELEASE:
        try:
            subprocess.run([program, "-silent", str(file)], check=True)
            return
        except FileNotFoundError:
            continue
    raise SystemExit("lrelease was not found; in Debian and Ubuntu the package qttools5-dev-tools has it.")


def main() -> int:
    """Do one of the three for all languages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("update", "release", "check"))
    what = parser.parse_args().what
    texts = find_texts(CODE)
    wrong: list[str] = []
    for file in sorted(CATALOGUES.glob("rscd_*.ts")):
        if what == "release":
            release(file)
            continue
        catalogue = read_catalogue(file)
        if what == "update":
            catalogue = updated(catalogue, texts)
            write_catalogue(file, catalogue, texts.places)
        wrong += [f"{file.name}: {problem}" for problem in problems(catalogue, texts)]
    print("\n".join(dict.fromkeys(wrong)) or f"{what}: all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
