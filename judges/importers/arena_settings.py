"""Read Arena-Hard's system prompts, which stand in a Python file, without running it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from sosprobe.errors import BadInput
from sosprobe.judges.importers.files import text_of

FILE = Path("utils") / "judge_utils.py"
_SETTINGS = "JUDGE_SETTINGS"


def system_prompts(path: Path) -> dict[str, str]:
    """Return the system prompt of each category in `JUDGE_SETTINGS`."""
    try:
        module = ast.parse(text_of(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadInput(path, f"is not Python: {error}") from error
    named = {
        target.id: statement.value
        for statement in module.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    found: dict[str, str] = {}
    for category, settings in _entries(named.get(_SETTINGS)):
        for field, value in _entries(settings):
            text = _text(value, named)
            if field == "system_prompt" and text is not None:
                found[category] = text
    if not found:
        raise BadInput(path, f"names no system prompt in {_SETTINGS}")
    return found


def _entries(node: ast.expr | None) -> list[tuple[str, ast.expr]]:
    """Return the entries of a dictionary that is written out."""
    if not isinstance(node, ast.Dict):
        return []
    return [
        (key.value, value)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]


def _text(node: ast.expr, named: Mapping[str, ast.expr]) -> str | None:
    """Return a text that is written out, here or under a name."""
    if isinstance(node, ast.Name):
        node = named.get(node.id, node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
