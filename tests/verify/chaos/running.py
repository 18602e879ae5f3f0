"""Start the command line as a user does, and say how it ended."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
LONGEST = 240.0
"""Seconds after which a run that does not end is killed."""
_CLIP = 240
_PRIVATE = re.compile(r"(?i)(openai|anthropic)_|.*_proxy$")
_ERROR = re.compile(r"[\w.]+(Error|Exception|Exit|Interrupt|Failed)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended."""

    code: int | None
    """Exit code; None if it had to be killed."""
    said: str
    """What it wrote to the error stream."""

    @property
    def clear(self) -> bool:
        """Whether it was stopped by one message of its own, with the exit code for that."""
        lines = self.said.strip().splitlines()
        return self.code == 2 and len(lines) == 1 and lines[0].startswith("sosprobe: ")

    @property
    def crashed(self) -> bool:
        """Whether a traceback was shown, or it did not end at all."""
        return self.code is None or self.code < 0 or "Traceback" in self.said

    @property
    def last(self) -> str:
        """The message that it ended with: of a traceback, the line that names the error."""
        lines = [line.strip(" |") for line in self.said.strip().splitlines()]
        errors = [line for line in lines if _ERROR.match(line)]
        return (errors or lines or [""])[-1]

    def summary(self, folder: Path, *urls: str) -> str:
        """Return exit code and last words, without what differs from run to run."""
        words = self.last
        for what, name in ((str(folder), "FOLDER"), *((url, "SERVER") for url in urls)):
            words = words.replace(what, name)
        if len(words) > _CLIP:
            words = f"{words[:_CLIP]}..."
        code = "did not end" if self.code is None else f"exit {self.code}"
        return f"{code}: {words}" if words else code


def command(
    data: Path,
    url: str,
    out: Path,
    *more: str,
    judge: str = "openai:m",
    program: str = "sosprobe",
) -> list[str]:
    """Return the command line of a run; what comes last wins."""
    line = [sys.executable, "-m", program, "run", "--judge", judge, "--base-url", url]
    return [*line, "--data", str(data), "--out", str(out), *more]


def start(line: Sequence[str]) -> subprocess.Popen[str]:
    """Start a run and go on; keys, servers and proxies of the user's are kept from it."""
    known = {name: value for name, value in os.environ.items() if not _PRIVATE.match(name)}
    return subprocess.Popen(
        line,
        cwd=ROOT,
        env={**known, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str], longest: float = LONGEST) -> Ended:
    """Wait for a run to end."""
    try:
        _, said = process.communicate(timeout=longest)
    except subprocess.TimeoutExpired:
        process.kill()
        _, said = process.communicate()
        return Ended(code=None, said=said)
    return Ended(code=process.returncode, said=said)


def run(line: Sequence[str], longest: float = LONGEST) -> Ended:
    """Start a run and wait for its end."""
    return end(start(line), longest)
