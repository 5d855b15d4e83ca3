"""The texts in the plugin's code that a user sees, each with the context that Qt looks it up in.

Qt's own pylupdate5 knows neither that PyQt looks a text up under the class of the object, which may be a subclass of the one
that the text stands in, nor texts that functions translate for an algorithm that they are given, nor class attributes. Hence
this one. It reads the code and runs none of it. A text that it cannot read is a problem that it names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NOT_TRANSLATED = {"HELP"}  # long texts that stay English
SHOWN = {"tr", "translate", "QT_TRANSLATE_NOOP"}


@dataclass(frozen=True, order=True)
class Text:
    """A text as Qt knows it."""

    context: str
    source: str


@dataclass
class Texts:
    """places: every text, with the files that it stands in. problems: `file:line: what`, for calls that cannot be read."""

    places: dict[Text, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass
class _Class:
    name: str
    bases: list[str]
    body: ast.ClassDef


class _Package:
    """Classes and constants of all files. A name means what its own file says, else what the one file says that has it."""

    def __init__(self, files: dict[str, ast.Module]) -> None:
        self.files = files
        self.classes: dict[str, _Class] = {}
        self.constants = {file: _assigned(tree) for file, tree in files.items()}
        for tree in files.values():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                    self.classes[node.name] = _Class(node.name, bases, node)

    def constant(self, file: str, name: str) -> ast.expr | None:
        """The value of a module's constant, as seen from `file`, which may have imported it."""
        if name in self.constants[file]:
            return self.constants[file][name]
        elsewhere = [constants[name] for constants in self.constants.values() if name in constants]
        return elsewhere[0] if len(elsewhere) == 1 else None

    def subclasses(self, name: str) -> list[str]:
        """The class itself and all below it."""
        below = [found.name for found in self.classes.values() if name in found.bases]
        return [name, *(deeper for direct in below for deeper in self.subclasses(direct))]

    def ancestors(self, name: str) -> list[str]:
        """The class itself and all of ours above it."""
        if name not in self.classes:
            return []
        return [name, *(above for base in self.classes[name].bases for above in self.ancestors(base))]

    def contexts(self, class_name: str) -> list[str]:
        """Those that `self.tr` of this class may be looked up in: its own `tr` says which, else every class it may be."""
        for name in self.ancestors(class_name):
            for node in self.classes[name].body.body:
                if isinstance(node, ast.FunctionDef) and node.name == "tr":
                    return [found for found in map(_literal, _first_arguments(node)) if found is not None]
        return self.subclasses(class_name)

    def attribute(self, class_name: str, attribute: str) -> list[ast.expr]:
        """What `self.attribute` may be: the values in this class, above and below it."""
        related = dict.fromkeys([*self.ancestors(class_name), *self.subclasses(class_name)])
        values = (_assigned(self.classes[name].body).get(attribute) for name in related if name in self.classes)
        return [value for value in values if value is not None]


def find_texts(folder: Path) -> Texts:
    """All texts of the package in `folder`."""
    files = {
        path.relative_to(folder.parent).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
    }
    package = _Package(files)
    found = Texts()
    for file, tree in files.items():
        _Reader(package, file, found).visit(tree)
    return found


class _Reader(ast.NodeVisitor):
    """Reads one file."""

    def __init__(self, package: _Package, file: str, found: Texts) -> None:
        self._package = package
        self._file = file
        self._found = found
        self._classes: list[str] = []
        self._functions: list[ast.FunctionDef] = []
        self._loops: list[ast.For | ast.comprehension] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Its methods translate in its context."""
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Arguments may be objects whose class is annotated; a `tr` of our own hands on what others gave it."""
        if node.name in SHOWN:
            return
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()

    def visit_For(self, node: ast.For) -> None:
        """Its variables may stand for texts."""
        self._loops.append(node)
        self.generic_visit(node)
        self._loops.pop()

    def visit_Call(self, node: ast.Call) -> None:
        """A text is given to one of a few functions."""
        self.generic_visit(node)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in SHOWN or len(node.args) < (1 if name == "tr" else 2):
            return
        if name == "tr":
            contexts, value = self._contexts(node.func), node.args[0]
        else:
            context = _literal(node.args[0])
            contexts, value = ([context] if context is not None else []), node.args[1]
        sources = self._sources(value)
        if not contexts or sources is None:
            what = "whose text this is" if sources is not None else "which text this is"
            self._found.problems.append(f"{self._file}:{node.lineno}: cannot tell {what}: {ast.unparse(node)}")
            return
        for context in contexts:
            for source in sources:
                places = self._found.places.setdefault(Text(context, source), [])
                if self._file not in places:
                    places.append(self._file)

    def _contexts(self, called: ast.expr) -> list[str]:
        """The contexts of `something.tr`, or of `tr` where that is `something.tr` by another name."""
        if isinstance(called, ast.Name):
            aliases = (_assigned(function).get(called.id) for function in reversed(self._functions))
            called = next((alias for alias in aliases if alias is not None), called)
        if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name):
            return []
        owner = called.value.id
        if owner == "self" and self._classes:
            return self._package.contexts(self._classes[-1])
        for function in reversed(self._functions):
            for argument in function.args.args:
                if argument.arg == owner and isinstance(argument.annotation, ast.Name):
                    return self._package.contexts(argument.annotation.id)
        return []

    def _sources(self, value: ast.expr) -> list[str] | None:
        """The texts that an expression may stand for; None where that cannot be told."""
        literal = _literal(value)
        if literal is not None:
            return [literal]
        if isinstance(value, ast.IfExp):
            both = [self._sources(value.body), self._sources(value.orelse)]
            return None if None in both else [source for sources in both for source in sources or []]
        if _is_own(value) and self._classes:
            assert isinstance(value, ast.Attribute)
            if value.attr in NOT_TRANSLATED:
                return []
            return _literals(self._package.attribute(self._classes[-1], value.attr))
        if isinstance(value, ast.Name):
            looped = self._looped(value.id)
            if looped is not None:
                return looped
            constant = self._package.constant(self._file, value.id)
            return _literals([constant]) if constant is not None else None
        return None

    def _looped(self, name: str) -> list[str] | None:
        """The texts of `name` in `for _, name in TITLES.items()`, where TITLES is a constant or an attribute."""
        for loop in reversed(self._loops):
            target, source = loop.target, loop.iter
            if not (isinstance(target, ast.Tuple) and len(target.elts) == 2 and getattr(target.elts[1], "id", "") == name):
                continue
            if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "items":
                owner = source.func.value
                tables = [self._package.constant(self._file, owner.id)] if isinstance(owner, ast.Name) else []
                if _is_own(owner) and self._classes:
                    tables = list(self._package.attribute(self._classes[-1], owner.attr))  # type: ignore[attr-defined]
                return _literals([value for table in tables if isinstance(table, ast.Dict) for value in table.values])
        return None


def _is_own(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id == "self"


def _literal(value: ast.expr) -> str | None:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def _literals(values: list[ast.expr]) -> list[str] | None:
    """All of them; None where one is no literal, or there is none."""
    found = [_literal(value) for value in values]
    return None if None in found or not found else [source for source in found if source is not None]


def _assigned(scope: ast.AST) -> dict[str, ast.expr]:
    """Name → value, for what stands straight in a module, class or function."""
    values = {}
    for node in getattr(scope, "body", []):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and node.value is not None:
                values[target.id] = node.value
    return values


def _first_arguments(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "translate" and node.args:
            yield node.args[0]
