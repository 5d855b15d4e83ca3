"""Texts in the user's language: that none is forgotten, and that what QGIS loads is what the translators wrote."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingParameterEnum
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QObject, QTranslator

from rscd_plugin.algorithms.provider import RscdProvider
from rscd_plugin.translation import install_translator, remove_translator
from scripts.translatable import Text, find_texts
from scripts.translate import CATALOGUES, CHECKOUT, CODE, problems, read_catalogue, updated, write_catalogue

FILES = sorted(CATALOGUES.glob("*.ts"))


@pytest.fixture(scope="module")
def texts():
    return find_texts(CODE)


class Recorder(QTranslator):
    """Translates everything to «itself», so that what was not given to tr can be told."""

    def translate(self, context, source, disambiguation=None, n=-1):
        return f"«{source}»"

    def isEmpty(self):
        return False


@pytest.fixture
def marked(qgis_app):
    recorder = Recorder()
    QCoreApplication.installTranslator(recorder)
    yield
    QCoreApplication.removeTranslator(recorder)


@pytest.fixture
def german(qgis_app, monkeypatch):
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: "de_AT"))
    translator = install_translator()
    yield translator
    remove_translator(translator)


def shown(algorithm) -> dict[str, str]:
    """The short texts of an algorithm; the words of an enum, which are the same in all languages, left out."""
    found = {"name": algorithm.displayName(), "group": algorithm.group(), "summary": algorithm.shortDescription()}
    for definition in algorithm.parameterDefinitions():
        found[definition.name()] = definition.description()
        if isinstance(definition, QgsProcessingParameterEnum):
            found[definition.name()] = definition.description().partition(" [")[0]
    for output in algorithm.outputDefinitions():
        found.setdefault(output.name(), output.description())
    return found


def test_there_is_german():
    assert [file.name for file in FILES] == ["rscd_de.ts"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_catalogue_is_complete_and_fits_the_code(file, texts):
    assert not problems(read_catalogue(file), texts)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_qgis_loads_is_what_the_translators_wrote(file, qgis_app):
    loaded = QTranslator()
    assert loaded.load(str(file.with_suffix(".qm")))
    QCoreApplication.installTranslator(loaded)
    catalogue = read_catalogue(file)
    found = {text: QCoreApplication.translate(text.context, text.source) for text in catalogue}
    QCoreApplication.removeTranslator(loaded)
    assert found == catalogue, "run python -m scripts.translate release"


@pytest.mark.parametrize("algorithm", RscdProvider.ALGORITHMS, ids=lambda algorithm: algorithm.ID)
def test_every_short_text_of_an_algorithm_goes_through_tr(algorithm, marked):
    plain = {name: text for name, text in shown(algorithm().create()).items() if not text.startswith("«")}
    assert not plain


@pytest.mark.parametrize("algorithm", RscdProvider.ALGORITHMS, ids=lambda algorithm: algorithm.ID)
def test_every_algorithm_is_german(algorithm, german):
    translations = set(read_catalogue(CATALOGUES / "rscd_de.ts").values())
    fills = {text.format("starter") for text in translations if "{}" in text}
    assert set(shown(algorithm().create()).values()) <= translations | fills


def test_some_german_words(german):
    by_id = {algorithm.ID: algorithm().create() for algorithm in RscdProvider.ALGORITHMS}
    detect = by_id["detectchanges"]
    assert detect.displayName() == "Veränderungen mit einem trainierten Modell finden"
    assert detect.group() == "Veränderungserkennung"
    assert detect.parameterDefinition("EXTENT").description() == "Ausdehnung (Vorgabe: das ganze Vorher-Bild)"
    assert detect.parameterDefinition("DEVICE").description() == "Rechengerät [auto, cpu, cuda]"
    assert detect.parameterDefinition("DEVICE").options() == ["auto", "cpu", "cuda"]
    assert by_id["installruntime"].displayName() == "Laufzeitumgebung installieren"


def test_a_language_that_there_is_not_leaves_english(qgis_app, monkeypatch):
    for locale in ("en", "en_GB", "fr", "C"):
        monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda locale=locale: locale))
        assert install_translator() is None
    assert RscdProvider.ALGORITHMS[0]().displayName() == "Align a pair"


def test_qgis_process_speaks_german(tmp_path):
    arguments = [str(CHECKOUT / "scripts" / "rscd_process"), "help", "rscd:alignpair"]
    finished = subprocess.run(
        arguments, env={**os.environ, "LC_ALL": "de_DE.UTF-8"}, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert "Vorher (Pre): der frühere Zeitpunkt" in finished.stdout, finished.stdout + finished.stderr


def test_a_text_is_looked_up_under_the_class_of_the_object(qgis_app):
    """What find_texts takes for granted of PyQt."""
    asked = []

    class Listener(Recorder):
        def translate(self, context, source, disambiguation=None, n=-1):
            asked.append((context, source))
            return source

    class Panel(QObject):
        def title(self):
            return self.tr("Title")

    class OwnPanel(Panel):
        pass

    listener = Listener()
    QCoreApplication.installTranslator(listener)
    assert OwnPanel().title() == "Title"
    QCoreApplication.removeTranslator(listener)
    assert ("OwnPanel", "Title") in asked


CODE_TO_READ = """
translate = QCoreApplication.translate
NUMBERS = {"A": "First number", "B": "Second number"}
KINDS = "All kinds"

class Algorithm:
    def tr(self, text):
        return QCoreApplication.translate("Algorithm", text)
    def title(self):
        return self.tr(self.TITLE)
    def help(self):
        return self.tr(self.HELP)

class Detect(Algorithm):
    TITLE = "Detect"
    HELP = f"<b>{KINDS}</b>"
    def init(self):
        for name, title in NUMBERS.items():
            self.add(self.tr(title), self.tr(KINDS))

def add(algorithm: Algorithm):
    tr = algorithm.tr
    return tr("by another name"), algorithm.tr("straight " "on")

class Panel(QWidget):
    def build(self):
        return self.tr("{n} changes").format(n=3), lambda: self.tr("Yes" if self.right else "No")

class OwnPanel(Panel):
    pass

def words():
    return translate("Words", "a word"), "abc".translate(table)
"""


def read(folder: Path, code: str):
    (folder / "made").mkdir()
    (folder / "made" / "code.py").write_text(code, encoding="utf-8")
    return find_texts(folder / "made")


def test_texts_are_found_with_their_contexts(tmp_path):
    found = read(tmp_path, CODE_TO_READ)
    algorithm = ["All kinds", "Detect", "First number", "Second number", "by another name", "straight on"]
    panel = ["No", "Yes", "{n} changes"]
    expected = [("Algorithm", source) for source in algorithm]
    expected += [(name, source) for name in ("OwnPanel", "Panel") for source in panel]
    assert sorted((text.context, text.source) for text in found.places) == [*expected, ("Words", "a word")]
    assert not found.problems
    assert set(map(tuple, found.places.values())) == {("made/code.py",)}


@pytest.mark.parametrize(
    "call", ["self.tr(f'{n} changes')", "self.tr(text)", "parent.tr('Title')", "translate(name, 'Title')"], ids=str
)
def test_a_text_that_cannot_be_read_is_a_problem(tmp_path, call):
    found = read(tmp_path, f"class Panel(QWidget):\n    def build(self, parent, text):\n        return {call}\n")
    assert len(found.problems) == 1
    assert found.problems[0].startswith("made/code.py:3: ")


def test_an_update_keeps_takes_over_and_drops(tmp_path):
    texts = read(tmp_path, CODE_TO_READ)
    old = {Text("Panel", "Yes"): "Ja", Text("Panel", "Gone"): "Weg"}
    new = updated(old, texts)
    assert new[Text("Panel", "Yes")] == new[Text("OwnPanel", "Yes")] == "Ja"
    assert new[Text("Panel", "No")] == "" and Text("Panel", "Gone") not in new
    write_catalogue(tmp_path / "rscd_xx.ts", new, texts.places)
    assert read_catalogue(tmp_path / "rscd_xx.ts") == new


@pytest.mark.parametrize(
    ("source", "translation"),
    [("{n} changes", "{m} Änderungen"), ("&Run", "Starten"), ("<b>now</b>", "jetzt"), ("Name:", "Name"), ("(*.tif)", "(*.tiff)")],
)
def test_a_translation_keeps_placeholders_tags_mnemonics_and_edges(tmp_path, source, translation):
    texts = read(tmp_path, f"x = translate('Words', {source!r})\n")
    assert not problems({Text("Words", source): source}, texts)
    assert len(problems({Text("Words", source): translation}, texts)) == 1


def test_the_languages_are_ones_that_qt_knows():
    for file in FILES:
        assert QLocale(file.stem.partition("_")[2]).language() != QLocale.Language.C
