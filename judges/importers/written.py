"""Write templates as files of the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sosprobe.errors import BadInput, SetupError
from sosprobe.judges.template import Template
from sosprobe.judges.template_file import write_template


def written(templates: Sequence[Template], out: Path | None) -> Iterator[str]:
    """Write templates to a file or into a folder, and yield a line for each.

    Without a place the lines are the texts of the files. No file is written over that holds
    something else.

    Raises
    ------
    SetupError
        If several templates are to go into one file.
    BadInput
        If a file stands in the way or cannot be written.
    """
    if out is None:
        yield from (f"# {one.name}.toml\n{write_template(one)}" for one in templates)
        return
    if out.suffix == ".toml":
        if len(templates) > 1:
            names = ", ".join(one.name for one in templates)
            raise SetupError(f"{out} can hold one template; choose with --name one of {names}.")
        files = [out]
    else:
        files = [out / f"{one.name}.toml" for one in templates]
    texts = [write_template(one) for one in templates]
    for file, text in zip(files, texts, strict=True):
        if file.exists() and _held(file) != text:
            raise BadInput(file, "is there and holds something else; remove it or name another")
    for file, text in zip(files, texts, strict=True):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise BadInput(file, f"cannot be written: {error.strerror or error}") from error
        yield f"{file}"


def _held(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
