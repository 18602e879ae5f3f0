"""AlpacaEval's evaluators: `configs.yaml` beside a prompt file, in a folder for each of them.

What cannot be asked with texts alone is left out: tools that the model must call, several examples
in one prompt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from sosprobe.errors import SetupError
from sosprobe.judges.importers.alpaca_parsers import reading_of
from sosprobe.judges.importers.chat import split_chat
from sosprobe.judges.importers.files import beside, table_of, text_of
from sosprobe.judges.importers.places import from_braces
from sosprobe.judges.importers.result import Entry, Imported, gathered
from sosprobe.judges.importers.tables import Table
from sosprobe.judges.template import Template

_PLACES = {"instruction": "prompt", "output_1": "first", "output_2": "second"}
_TOOLS = ("tools", "tool_choice", "functions", "function_call")


def read_alpaca_eval(path: Path, name: str = "") -> Imported:
    """Return the evaluators of one `configs.yaml`, of its folder, or of the folder of them all."""
    entries = [
        Entry(name=own, make=partial(_template, config), file=file)
        for file in _files(path)
        for own, config in table_of(file).by_key()
    ]
    return gathered(path, entries, name)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in ("configs.yaml", "config.yaml"):
        yield from sorted([*path.glob(file), *path.glob(f"*/{file}")])


def _template(config: Table) -> Template:
    if config.whole("batch_size", 1) != 1:
        raise config.error("field `batch_size`: several examples stand in one prompt")
    asked = config.table("completions_kwargs")
    if tools := [field for field in _TOOLS if asked.has(field)]:
        raise asked.error(f"field `{tools[0]}`: the verdict is a call of a tool, not text")
    text = _prompt(config)
    parts = split_chat(text)
    try:
        system, user = (from_braces(part, _PLACES) for part in parts)
    except SetupError as error:
        raise config.error(f"field `prompt_template`: {error}") from None
    base = Template(
        name=config.at,
        verdict="levels",
        system=system,
        user=user,
        description="An evaluator of AlpacaEval.",
    )
    return replace(base, **reading_of(config, text))


def _prompt(config: Table) -> str:
    """Return the text of the prompt, whose file is named from the folder of all evaluators."""
    named = config.text("prompt_template")
    if "\n" in named or "{instruction}" in named:
        return named
    folder = config.path.resolve().parent
    for base in (folder.parent, folder):
        path = beside(base, named)
        if path.is_file():
            return text_of(path)
    raise config.error(f"field `prompt_template`: there is no file {named!r} in {folder.parent}")
