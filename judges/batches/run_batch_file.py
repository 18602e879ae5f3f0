"""Files for vLLM's offline runner, which answers one file with another: `vllm run-batch`."""

from __future__ import annotations

import os
import shlex
from collections.abc import AsyncGenerator, Collection, Sequence
from pathlib import Path

from sosprobe.errors import BadInput
from sosprobe.judges.answer import decoded, entries
from sosprobe.judges.batches.lines import LARGEST, chat_answer, chat_line, written
from sosprobe.judges.batches.route import Answer, Batchable, Limits, Progress, Request
from sosprobe.judges.openai import OpenAIJudge


class RunBatchFile:
    """A folder into which questions are written, and where somebody puts the answers.

    The handle of a batch is the path of its file; `batch-1-x.jsonl` is answered by
    `batch-1-x.out.jsonl` beside it.

    Parameters
    ----------
    folder
        Where files are written; None where answers are only fetched.
    """

    name = "file"
    limits = Limits(requests=50_000, size=200_000_000)
    tries = False

    def __init__(self, judge: OpenAIJudge, folder: Path | None = None) -> None:
        self._judge = judge
        self._folder = None if folder is None else folder.expanduser().resolve()

    @property
    def judge(self) -> Batchable:
        """Whose questions it takes."""
        return self._judge

    def line(self, request: Request) -> bytes:
        """Return a request as it stands in the file."""
        return written(chat_line(request))

    def describe(self, handle: str) -> str:
        """Return the command that answers a file."""
        path = Path(handle)
        names = (path, _answers(path), self._judge.model)
        given = [shlex.quote(str(name)) for name in names]
        return "to be answered by `vllm run-batch -i {} -o {} --model {}`".format(*given)

    async def submit(self, requests: Sequence[Request], token: str) -> str:
        """Write a file, whole or not at all; return its path."""
        folder = self._there()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            number = 1 + sum(1 for path in folder.glob("batch-*.jsonl") if ".out." not in path.name)
            path = folder / f"batch-{number}-{token}.jsonl"
            growing = path.with_suffix(".part")
            with growing.open("wb") as file:
                file.writelines(self.line(request) for request in requests)
                file.flush()
                os.fsync(file.fileno())
            growing.replace(path)
        except OSError as error:
            raise BadInput(folder, f"cannot be written: {error.strerror}") from error
        return str(path)

    async def find(
        self, token: str, keys: Collection[str], since: float, taken: Collection[str]
    ) -> str | None:
        """Return the file that was written with the token."""
        folder = self._folder
        found = [] if folder is None else sorted(folder.glob(f"batch-*-{token}.jsonl"))
        return str(found[0]) if found else None

    async def poll(self, handle: str) -> Progress:
        """Return whether the answers are there."""
        there = _answers(Path(handle)).is_file()
        return Progress(state="ended" if there else "running")

    async def results(self, handle: str) -> AsyncGenerator[tuple[str, Answer]]:
        """Yield the answers of a file.

        Raises
        ------
        BadInput
            If the file is malformed or, as it seems, not written to its end.
        """
        path = _answers(Path(handle))
        try:
            with path.open("rb") as file:
                number = 0
                while line := file.readline(LARGEST):
                    number += 1
                    if not line.strip():
                        continue
                    data = decoded(line)
                    found = entries(data)
                    if found is not data:
                        half = not line.endswith(b"\n")
                        raise BadInput(path, _HALF if half else _NO_OBJECT, line=number)
                    yield chat_answer(found, self._judge)
        except OSError as error:
            raise BadInput(path, f"cannot be read: {error.strerror}") from error

    async def cancel(self, handle: str) -> None:
        """Leave the files as they are: nobody answers them unasked."""

    async def aclose(self) -> None:
        """There is nothing to close."""

    def _there(self) -> Path:
        if self._folder is None:
            raise BadInput("--batch-file", "name the folder for the files of questions")
        return self._folder


_HALF = "ends in the middle of a line; if it is being written, wait, else run vLLM again"
_NO_OBJECT = "this is not a JSON object; remove the file and run vLLM again"


def _answers(path: Path) -> Path:
    """Return the path of the answers to a file."""
    return path.with_name(f"{path.stem}.out.jsonl")
