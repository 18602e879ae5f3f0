"""Laws of the commands: what they print, and the one message of a wrong call."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sosprobe.cli.bench import bench_app
from sosprobe.errors import BadInput, SetupError
from sosprobe.probes.bench.engine.catalogue import suite_rows
from sosprobe.probes.bench.engine.records import Folder
from sosprobe.probes.bench.engine.run import look, run
from sosprobe.probes.bench.engine.suite import chosen
from tests.probes.bench.engine.stand_ins import MODEL, Recited, rows_of
from tests.probes.bench.engine.test_run import one_job


def _called(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(bench_app, list(words), env={"COLUMNS": "200"})
    if isinstance(result.exception, SetupError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_the_list_names_every_row_and_the_pages_of_the_gated_ones() -> None:
    code, said = _called("list")
    assert code == 0
    rows = suite_rows().rows
    assert len(rows) == 24
    for name in rows:
        assert name in said


def test_the_rows_of_the_suite_are_those_that_its_factors_are_made_of() -> None:
    from sosprobe.analysis.bench.suite import SUITE

    assert {row.title for row in suite_rows().rows.values()} == {one.name for one in SUITE}
    assert chosen(suite_rows(), "all") == list(suite_rows().rows)
    assert not chosen(rows_of(), "all")


def test_a_folder_without_results_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="sosprobe bench run"):
        _called("table", str(tmp_path))


def test_the_table_shows_scores_and_factors_and_a_judge_beside_them(tmp_path: Path) -> None:
    folder, harness = Folder.of(tmp_path, MODEL), Recited()
    run(look([one_job("a")], MODEL, harness, folder, limit=0), MODEL, harness, folder, limit=0)
    judge = tmp_path / "judge.csv"
    judge.write_text("model,judge\ntiny,7.5\n", encoding="utf-8")
    code, said = _called("table", str(tmp_path), "--judge-scores", str(judge))
    assert code == 0
    assert "0.500" in said and "7.500" in said and "Safety" in said and "generate" in said
    assert "a correlation needs 5" in said
    assert (tmp_path / "scores.csv").exists()
    assert (tmp_path / "factors.generate.csv").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("model,score\nx,1\n", "column `judge` is missing"),
        ("model,judge\nx,good\n", ":2: column `judge` must be a number"),
        ("model,judge\nx,1\nx,2\n", "names a model twice"),
    ],
)
def test_a_judge_file_in_another_form_is_one_message(
    tmp_path: Path, content: str, said: str
) -> None:
    folder, harness = Folder.of(tmp_path, MODEL), Recited()
    run(look([one_job("a")], MODEL, harness, folder, limit=0), MODEL, harness, folder, limit=0)
    judge = tmp_path / "judge.csv"
    judge.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        _called("table", str(tmp_path), "--judge-scores", str(judge))
