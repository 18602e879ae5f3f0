"""Run every scene and write the table: `python -m tests.verify.chaos PAGE [SCENE...]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from tests.verify.chaos import delivery, disk, replies, setting_up, together
from tests.verify.chaos.account import Scene
from tests.verify.chaos.kills import torment
from tests.verify.chaos.room import NotPossible
from tests.verify.pages import markdown

PAIRS = 100
KILLS = 50

_INTRODUCTION = """# Faults

Made by `make chaos`; do not edit. Each row is a run of `sosprobe run`, started as a user starts it,
against a server on the same machine that misbehaves on purpose. The verdict that the server gives
follows from a hash of item and order, so that a verdict at the wrong question shows. What is
counted comes from the frame, the store's file and the server, not from what the run printed.

`asked` counts requests that reached the server, `again` those for a question that had been asked
before; `lost` are questions that the server answered well and that have no verdict; `wrong` are
verdicts or stored replies of another question. Every trial must stand in the frame once, with one
typed outcome and, if no verdict came out, a reason. A run that cannot go on must end with exit code
2 and one message.
"""


def kill(folder: Path, *, pairs: int) -> Scene:
    """Kill a long run at 50 moments."""
    long = torment(folder, pairs=3 * pairs, kills=KILLS, latency=0.05, seed=1, early=5, late=5)
    return long.scene


SCENES: tuple[Callable[..., Scene | list[Scene]], ...] = (
    kill,
    *disk.SCENES,
    *together.SCENES,
    *delivery.SCENES,
    *replies.SCENES,
    *setting_up.SCENES,
)


def main(path: Path, names: Sequence[str] = ()) -> int:
    """Run the scenes (all, or those named), write their table, return how many broke a law."""
    scenes: list[Scene] = []
    for scene in SCENES:
        if names and scene.__name__ not in names:
            continue
        for row in _rows(partial(scene, pairs=PAIRS), scene.__name__):
            print(_line(row), flush=True)
            scenes.append(row)
    broken = [scene for scene in scenes if scene.broken]
    if not names:
        path.write_text(page(scenes))
    print(f"{len(scenes)} rows, {len(broken)} of them broke a law")
    return len(broken)


def page(scenes: Sequence[Scene]) -> str:
    """Return the page of the table."""
    table = pd.DataFrame(
        {
            "scene": scene.name,
            "what was done": _cell(scene.done),
            "trials": scene.trials,
            "verdicts": scene.verdicts,
            "asked": scene.asked,
            "again": scene.again,
            "lost": scene.lost,
            "wrong": scene.wrong,
            "how it ended": _cell(scene.ended),
            "laws": _cell(scene.laws),
        }
        for scene in scenes
    )
    kept = sum(scene.laws == "hold" for scene in scenes)
    return f"{_INTRODUCTION}\n{kept} of {len(scenes)} rows kept every law.\n\n{markdown(table)}\n"


def _rows(scene: Callable[[Path], Scene | list[Scene]], name: str) -> Iterator[Scene]:
    """Run a scene in a folder of its own; one that this system cannot show says so."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            rows = scene(Path(folder))
        except NotPossible as error:
            rows = Scene(name=name.replace("_", " "), done="", ended=str(error), skipped=True)
    yield from rows if isinstance(rows, list) else [rows]


def _line(scene: Scene) -> str:
    verdict = f"BROKEN: {scene.laws}" if scene.broken else scene.laws
    return (
        f"{scene.name}: {scene.done} | {scene.trials} trials, {scene.verdicts} verdicts, "
        f"{scene.asked} asked, {scene.again} again, {scene.lost} lost, {scene.wrong} wrong | "
        f"{scene.ended} | {verdict}"
    )


def _cell(text: str) -> str:
    """Return a text as a table can show it, whatever a server wrote into it."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]) > 0)
