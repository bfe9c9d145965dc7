"""Collect the window's texts, keep their translations, and compile them.

    python packaging/translations.py            collect into resources/translations/*.ts, compile
    python packaging/translations.py --check    change nothing; exit 1 where something is missing

New texts come into the .ts files as unfinished: translate them there (with Qt Linguist or by hand),
then run this again. Translations of texts that are gone are dropped.

What the core says (igtagger/wordings.py) comes along, under the context of WORDINGS, and so do the
kinds of picture (resources/labels/kinds.csv), under that of KINDS.

Texts are collected from Python's own syntax tree. lupdate's reading of Python gives some of them a
context under which the program does not look: one that is called after QCoreApplication.translate.
"""

from __future__ import annotations

import argparse
import ast
import csv
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import PySide6

from igtagger.gui.look.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (ROOT / "igtagger" / "gui", ROOT / "igtagger" / "export")
FOLDER = ROOT / "resources" / "translations"

OWNERS = {"self._window": "MainWindow"}
"""Other objects whose ``tr`` is called, and their class, which is the context."""

WORDINGS_FILE, WORDINGS = ROOT / "igtagger" / "wordings.py", "Errors"
"""Where each Wording(...) is, and the context in which the window looks their texts up."""

KINDS_FILE, KINDS = ROOT / "resources" / "labels" / "kinds.csv", "Kinds"
"""The label set that the window translates, and the context in which it looks its words up."""

TITLED = {"ExportFormat", "KeyEntry", "KeyTable"}
"""Classes whose ``title`` the window translates, under their name."""

Key = tuple[str, str]


@dataclass
class Text:
    """A text of the window, under the context in which the program looks it up."""

    context: str
    source: str
    plural: bool
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.source


class BadText(SystemExit):
    """A text that cannot be collected."""


class Collector(ast.NodeVisitor):
    """The texts of one file."""

    def __init__(self, file: str, tree: ast.Module) -> None:
        self.texts: list[Text] = []
        self.faults: list[str] = []
        self._file = file
        self._classes: list[str] = []
        self._wrappers = dict(filter(None, map(self._wrapper, tree.body)))
        self._wrappers |= {f"{owner}.tr": name for owner, name in OWNERS.items()}
        self.visit(tree)

    def _wrapper(self, node: ast.stmt) -> tuple[str, str] | None:
        """A function that only looks its argument up in a fixed context, and that context."""
        if not isinstance(node, ast.FunctionDef) or not node.args.args:
            return None
        last = node.body[-1]
        call = last.value if isinstance(last, ast.Return) else None
        if not isinstance(call, ast.Call) or not self._is_translate(call) or len(call.args) < 2:
            return None
        context, text = call.args[:2]
        fits = isinstance(text, ast.Name) and text.id == node.args.args[0].arg
        if fits and isinstance(context, ast.Constant) and isinstance(context.value, str):
            return node.name, context.value
        return None

    @staticmethod
    def _is_translate(call: ast.Call) -> bool:
        return ast.unparse(call.func).endswith("QCoreApplication.translate")

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name not in self._wrappers or self._classes:
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """``tr = self._window.tr``, which holds from there on."""
        context = self._wrappers.get(ast.unparse(node.value))
        if context and isinstance(node.targets[0], ast.Name):
            self._wrappers[node.targets[0].id] = context
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        called = ast.unparse(node.func)
        if called == "self.tr":
            self._take(node, self._classes[-1] if self._classes else None, node.args)
        elif called in self._wrappers:
            self._take(node, self._wrappers[called], node.args)
        elif called == "Wording":
            self._take_wording(node)
        elif self._is_translate(node) and not _looks_up_what_is_elsewhere(node):
            context = node.args[0] if node.args else None
            name = context.value if isinstance(context, ast.Constant) else None
            if not self._is_title(name, node.args[1:]):
                self._take(node, name if isinstance(name, str) else None, node.args[1:])
        elif called in TITLED:
            self._take(node, called, [k.value for k in node.keywords if k.arg == "title"])
        elif called == "tr" or called.endswith(".tr"):
            self._fault(node, "only self.tr() and QCoreApplication.translate() know their context")
        self.generic_visit(node)

    def _take_wording(self, node: ast.Call) -> None:
        for text in node.args:
            if not (isinstance(text, ast.Constant) and text.value == ""):
                self._take(node, WORDINGS, [text])

    @staticmethod
    def _is_title(context: object, args: list[ast.expr]) -> bool:
        """Whether a title is translated that is written out elsewhere."""
        return context in TITLED and ast.unparse(args[0]).endswith(".title")

    def _take(self, node: ast.Call, context: str | None, args: list[ast.expr]) -> None:
        source = args[0] if args else None
        if not isinstance(source, ast.Constant) or not isinstance(source.value, str):
            self._fault(node, "the text is not written out")
        elif context is None:
            self._fault(node, "the context is not written out")
        else:
            plural = len(args) > 2 or any(keyword.arg == "n" for keyword in node.keywords)
            self.texts.append(Text(context, source.value, plural, {self._file}))

    def _fault(self, node: ast.Call, reason: str) -> None:
        self.faults.append(f"{self._file}:{node.lineno}: {reason}")


def _looks_up_what_is_elsewhere(call: ast.Call) -> bool:
    context = call.args[0] if call.args else None
    return isinstance(context, ast.Constant) and context.value in (WORDINGS, KINDS)


def _kinds() -> list[Text]:
    with KINDS_FILE.open(encoding="utf-8", newline="") as file:
        words = [row["definition"] for row in csv.DictReader(file)]
    return [Text(KINDS, word, False, {KINDS_FILE.relative_to(ROOT).as_posix()}) for word in words]


def collect(*folders: Path) -> dict[Key, Text]:
    """All texts of the window, or of other folders, sorted by context and text."""
    found: dict[Key, Text] = {}
    faults: list[str] = []
    files = [(file, folder) for folder in folders or SOURCES for file in folder.rglob("*.py")]
    files += [] if folders else [(WORDINGS_FILE, SOURCES[0])]
    for file, folder in sorted(files):
        name = file.relative_to(folder.parent.parent).as_posix()
        collector = Collector(name, ast.parse(file.read_text(encoding="utf-8"), name))
        faults += collector.faults
        for text in collector.texts:
            known = found.setdefault(text.key, text)
            known.files |= text.files
            known.plural |= text.plural
    if not folders:
        found |= {text.key: text for text in _kinds()}
    if faults:
        raise BadText("\n".join(faults))
    return dict(sorted(found.items()))


def read(file: Path) -> dict[Key, list[str]]:
    """The finished translations of a .ts file: one form, or one for each number."""
    done: dict[Key, list[str]] = {}
    if not file.exists():
        return done
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") is not None:
                continue
            forms = [form.text or "" for form in translation.iter("numerusform")]
            key = context.findtext("name", ""), message.findtext("source", "")
            done[key] = forms or [translation.text or ""]
    return done


def write(file: Path, language: str, texts: dict[Key, Text], done: dict[Key, list[str]]) -> int:
    """Write a .ts file; returns how many texts are unfinished."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="en">')
    elsewhere = _agreed(done)
    unfinished, context = 0, None
    for key, text in texts.items():
        if text.context != context:
            lines += ["</context>"] * (context is not None)
            context = text.context
            lines += ["<context>", f"    <name>{escape(context)}</name>"]
        wanted = LANGUAGES[language].plural_forms if text.plural else 1
        forms = done.get(key) or elsewhere.get(text.source, [])
        finished = len(forms) == wanted and all(forms)
        unfinished += not finished
        lines += _message(text, forms if finished else [""] * wanted, finished)
    lines += ["</context>"] * (context is not None) + ["</TS>", ""]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return unfinished


def _agreed(done: dict[Key, list[str]]) -> dict[str, list[str]]:
    """Translations of texts that are the same in every context: for where a text moves to."""
    agreed: dict[str, list[str]] = {}
    for (_, source), forms in done.items():
        if agreed.setdefault(source, forms) != forms:
            agreed[source] = []
    return agreed


def _message(text: Text, forms: list[str], finished: bool) -> list[str]:
    kind = "" if finished else ' type="unfinished"'
    lines = ['    <message numerus="yes">' if text.plural else "    <message>"]
    lines += [f'        <location filename="../../{name}"/>' for name in sorted(text.files)]
    lines.append(f"        <source>{escape(text.source)}</source>")
    if text.plural:
        lines.append(f"        <translation{kind}>")
        lines += [f"            <numerusform>{escape(form)}</numerusform>" for form in forms]
        lines.append("        </translation>")
    else:
        lines.append(f"        <translation{kind}>{escape(forms[0])}</translation>")
    return [*lines, "    </message>"]


def wanted(language: str, texts: dict[Key, Text]) -> dict[Key, Text]:
    """What is translated: into English the plurals alone, since all else is English already."""
    return {key: text for key, text in texts.items() if language != SOURCE or text.plural}


def compile_ts(source: Path, target: Path) -> None:
    """Run Qt's lrelease, which comes with PySide6."""
    folder = Path(PySide6.__file__).parent
    programs = [
        folder / "lrelease",
        folder / "lrelease.exe",
        folder / "Qt" / "libexec" / "lrelease",
    ]
    program = next((path for path in programs if path.is_file()), None)
    if program is None:
        raise SystemExit(f"There is no lrelease in {folder}.")
    command = [str(program), "-silent", "-nounfinished", str(source), "-qm", str(target)]
    subprocess.run(command, check=True)


def problems() -> list[str]:
    """What is missing or out of date, without changing anything."""
    texts, found = collect(), []
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            source = FOLDER / f"igtagger_{language}.ts"
            done = read(source)
            fresh = Path(folder) / source.name
            missing = write(fresh, language, wanted(language, texts), done)
            if missing:
                found.append(f"{source.name}: {missing} texts are not translated")
            elif not source.exists() or fresh.read_bytes() != source.read_bytes():
                found.append(f"{source.name} is out of date")
            compile_ts(fresh, fresh.with_suffix(".qm"))
            compiled = source.with_suffix(".qm")
            same = compiled.exists() and (
                compiled.read_bytes() == fresh.with_suffix(".qm").read_bytes()
            )
            if not same:
                found.append(f"{compiled.name} is out of date")
    return found


def update() -> int:
    """Collect, merge, compile; returns how many texts are unfinished."""
    texts, unfinished = collect(), 0
    for language in LANGUAGES:
        source = FOLDER / f"igtagger_{language}.ts"
        missing = write(source, language, wanted(language, texts), read(source))
        compile_ts(source, source.with_suffix(".qm"))
        print(f"{source.name}: {len(wanted(language, texts))} texts, {missing} unfinished")
        unfinished += missing
    return unfinished


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    if parser.parse_args().check:
        found = problems()
        print("\n".join(found) or "All texts are translated.")
        return 1 if found else 0
    return 1 if update() else 0


if __name__ == "__main__":
    sys.exit(main())
