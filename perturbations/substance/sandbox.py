"""Run the code of a response against the tests of its item, shut in and for a short time."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sosprobe.perturbations.substance import guard
from sosprobe.surface import Span, code_spans

_SECONDS = 10.0
"""Until a program that waits is killed; one that computes meets the guard's limit before."""
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([\w+-]*)[^\r\n]*(?:\r\n?|\n)")
_CLOSING = re.compile(r"(?:\r\n?|\n)[ \t]*(?:`{3,}|~{3,})[ \t]*\Z")
_PYTHON = ("", "py", "python", "python3")


def python_blocks(text: str) -> Iterator[Span]:
    r"""Yield where the code inside each fenced block of Python is.

    >>> text = "Do this:\n\n```python\nx = 1\n```\n\nor `x = 2`."
    >>> [text[start:end] for start, end in python_blocks(text)]
    ['x = 1']
    """
    for start, end in code_spans(text):
        fence = _FENCE.match(text, start, end)
        if fence is None or fence[2].lower() not in _PYTHON:
            continue
        closing = _CLOSING.search(text[:end], fence.end() - 1)
        stop = closing.start() if closing else end
        if stop > fence.end():
            yield fence.end(), stop


def passes(text: str, tests: str) -> bool:
    """Say whether the Python blocks in `text` pass `tests`, run by a fresh interpreter.

    The interpreter sees an empty environment and works in an empty folder that is deleted
    afterwards. It is stopped after two seconds of computing, ten in all, or half a gibibyte;
    it has no network, starts no process and no thread, and writes to no file outside its folder.
    A program that ends before the tests do has failed.
    """
    blocks = [text[start:end] for start, end in python_blocks(text)]
    return runs("\n".join([*blocks, tests]))


@lru_cache(maxsize=2048)
def runs(program: str) -> bool:
    """Say whether `program` runs to its end inside the sandbox."""
    with tempfile.TemporaryDirectory(prefix="sosprobe-", ignore_cleanup_errors=True) as folder:
        # Isolated as by -I, which would also make the order of a set differ from run to run.
        command = [sys.executable, "-P", "-s", str(Path(guard.__file__).absolute())]
        environment = {
            "PYTHONHASHSEED": "0",
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "TMPDIR": folder,
        }
        try:
            done = subprocess.run(
                command,
                input=program.encode("utf-8", "replace"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=environment,
                timeout=_SECONDS,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == guard.PASSED
