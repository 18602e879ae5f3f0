"""Small changes of Python code, each one edit at its place in the source."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from sosprobe.perturbations.substance.sandbox import python_blocks
from sosprobe.types import Edit

_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", ">="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
_OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.Mod: ("%", "//"),
    ast.FloorDiv: ("//", "%"),
}
_BOOLEANS: dict[type[ast.boolop], tuple[str, str]] = {
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}
_BREAK = re.compile(r"\r\n?|\n")


def mutants(text: str) -> Iterator[Edit]:
    r"""Yield every mutant of the Python blocks in `text`.

    >>> text = "```python\ndef f(x):\n    return x < 3\n```"
    >>> [(text[edit.start : edit.end], edit.new) for edit in mutants(text)]
    [('<', '<='), ('3', '4'), ('3', '2')]
    """
    for start, end in python_blocks(text):
        source = text[start:end]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about escapes in somebody else's strings
                tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for left, right, new in _Source(source).changes(tree):
            yield Edit(start=start + left, end=start + right, new=new)


class _Source:
    """Code with the offsets of its nodes, which `ast` counts in lines and bytes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def changes(self, tree: ast.AST) -> Iterator[tuple[int, int, str]]:
        """Yield the changes of a tree: where they start and end, and what comes there."""
        if isinstance(tree, ast.JoinedStr):  # Python 3.11 misplaces what stands in an f-string
            return
        yield from self._changes_of(tree)
        for child in ast.iter_child_nodes(tree):
            if not (isinstance(tree, ast.While) and child is tree.test):  # might never end
                yield from self.changes(child)

    def _changes_of(self, node: ast.AST) -> Iterator[tuple[int, int, str]]:
        if isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
            for n, comparison in enumerate(node.ops):
                yield from self._between(operands[n : n + 2], _COMPARISONS[type(comparison)])
        elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            yield from self._between((node.left, node.right), _OPERATORS[type(node.op)])
        elif isinstance(node, ast.BoolOp):
            for n in range(len(node.values) - 1):
                yield from self._between(node.values[n : n + 2], _BOOLEANS[type(node.op)])
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            start, end = self._start(node), self._start(node.operand)
            if re.fullmatch(r"not[ ]+", self._text[start:end]):
                yield start, end, ""
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield from self._constant(node, node.value)

    def _between(
        self, operands: Sequence[ast.expr], change: tuple[str, str]
    ) -> Iterator[tuple[int, int, str]]:
        """Yield the change of the operator between two operands, if it stands there alone."""
        old, new = change
        left, right = self._end(operands[0]), self._start(operands[1])
        gap = self._text[left:right]
        if re.fullmatch(rf"[\s()]*{re.escape(old)}[\s(]*", gap):
            at = left + gap.index(old)
            yield at, at + len(old), new

    def _constant(self, node: ast.Constant, value: int) -> Iterator[tuple[int, int, str]]:
        """Yield the neighbours of a whole number that is written in decimal."""
        start, end = self._start(node), self._end(node)
        if self._text[start:end] == str(value):
            yield start, end, str(value + 1)
            if value > 0:
                yield start, end, str(value - 1)

    def _start(self, node: ast.expr) -> int:
        return self._offset(node.lineno, node.col_offset)

    def _end(self, node: ast.expr) -> int:
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        start = self._starts[line - 1]
        before = self._text[start : start + column].encode("utf-8", "replace")[:column]
        return start + len(before.decode("utf-8", "ignore"))
