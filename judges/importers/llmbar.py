"""LLMBar's evaluators: a JSON list of modules, each with a prompt file and expressions to look for.

Modules before the last one write questions to check or an answer to compare with: they become
asides. A prompt file alone is read with LLMBar's usual expressions. Evaluators that grade with a
bare number, or that let two evaluations be judged, have no counterpart here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sosprobe.errors import SetupError
from sosprobe.judges.importers.chat import split_chat
from sosprobe.judges.importers.files import beside, records_of, text_of
from sosprobe.judges.importers.marks import marks_of
from sosprobe.judges.importers.places import from_format
from sosprobe.judges.importers.result import Entry, Imported, gathered
from sosprobe.judges.importers.tables import Table
from sosprobe.judges.template import Aside, Template

_PLACES = {"input": "prompt", "output_1": "first", "output_2": "second"}
_AUXILIARY = "auxiliary_input_"
_USUAL = (("1", r"(?:^|\n) ?Output \(a\)"), ("2", r"(?:^|\n) ?Output \(b\)"))


def read_llmbar(path: Path, name: str = "") -> Imported:
    """Return the evaluator in a JSON file, in each JSON file of a folder, or in a prompt file."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    entries = [Entry(name=file.stem, make=partial(_evaluator, file), file=file) for file in files]
    return gathered(path, entries, name)


def _evaluator(path: Path) -> Template:
    if path.suffix.lower() != ".json":
        return _template(path.stem, text_of(path), _USUAL, {})
    modules = records_of(path)
    if not modules:
        raise SetupError("it holds no module")
    *earlier, last = modules
    asides: dict[str, tuple[str, Aside]] = {}
    for n, module in enumerate(earlier):
        if module.has("parsing"):
            raise SetupError("it judges two evaluations of its own, which no template asks for")
        file = _prompt(module)
        system, user = _texts(text_of(file), {"input": "prompt"})
        asides[f"{_AUXILIARY}{n}"] = (_place(file), Aside(system=system, user=user))
    if not last.has("parsing"):
        raise SetupError("it asks for a bare number, which no kind of verdict looks for")
    parsing = last.table("parsing")
    expressions = [(value, parsing.text(value)) for value in parsing.fields]
    return _template(path.stem, text_of(_prompt(last)), expressions, asides)


def _template(
    name: str,
    text: str,
    expressions: Sequence[tuple[str, str]],
    asides: dict[str, tuple[str, Aside]],
) -> Template:
    places = _PLACES | {auxiliary: place for auxiliary, (place, _) in asides.items()}
    system, user = _texts(text, places)
    marks = marks_of(expressions)
    return Template(
        name=name,
        verdict="levels",
        system=system,
        user=user,
        wrap=marks.wrap,
        legend=marks.legend,
        patterns=marks.patterns,
        says=marks.says,
        asides=tuple(asides.values()),
        description="An evaluator of LLMBar.",
    )


def _texts(text: str, places: dict[str, str]) -> tuple[str, str]:
    system, user = split_chat(text)
    return from_format(system, places), from_format(user, places)


def _prompt(module: Table) -> Path:
    """Return the file of a module's prompt, which stands in a folder `prompts` further up."""
    named = module.text("prompt")
    for folder in module.path.resolve().parents[:4]:
        for base in (folder / "prompts", folder):
            path = beside(base, named)
            if path.is_file():
                return path
    raise module.error(f"field `prompt`: there is no file {named!r} in a folder `prompts` above")


def _place(file: Path) -> str:
    """Return the place that the answer to a prompt fills, which the file's name says."""
    for place in ("metrics", "reference"):
        if place.rstrip("s") in file.stem.casefold():
            return place
    raise SetupError(f"{file.name} fills neither metrics nor a reference")
