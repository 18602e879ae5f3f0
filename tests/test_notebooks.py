"""Every notebook runs from top to bottom, on shipped data or on the public set that it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SHARED = {"alpaca_eval": ROOT.parent / "shared" / "data" / "alpaca_eval"}
"""Notebooks on public sets, each with the folder that holds its set."""


def runnable(path: Path) -> Any:
    """Return the notebook, skipped where its public set is absent."""
    folder = SHARED.get(path.stem)
    if folder is None:
        return pytest.param(path, id=path.stem)
    absent = pytest.mark.skipif(not folder.is_dir(), reason="the folder ../shared is not there")
    return pytest.param(path, id=path.stem, marks=[pytest.mark.shared, absent])


@pytest.mark.parametrize("path", [runnable(path) for path in NOTEBOOKS])
def test_it_runs_from_top_to_bottom(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    cells: list[dict[str, Any]] = json.loads(path.read_text())["cells"]
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"{path.name}[{number}]", "exec"), names)
    assert capsys.readouterr().out


def test_notebooks_are_kept_without_outputs() -> None:
    for path in NOTEBOOKS:
        for cell in json.loads(path.read_text())["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
