"""A folder of files is recomputed and compared, and what it lacks is said."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from sosprobe.cli.reproduce import reproduce as command
from sosprobe.errors import BadInput, SetupError
from sosprobe.probes.reproduce.download import checksums, download
from sosprobe.probes.reproduce.folder import read_published
from sosprobe.probes.reproduce.problems import problems
from sosprobe.probes.reproduce.reference import compare, read_references, references
from sosprobe.probes.reproduce.run import Reproduced, reproduce
from tests.loopback import Loopback, Raw, script

WICKED = 'Llama-3-8B-"><script>alert(1)</script>|x'
SETS = ("bagel", "flan", "WildChat")
MODELS = ["Llama-3-8B", *(f"Llama-3-8B-{name}" for name in SETS), "x", WICKED]
YES_NO = ("BeaverTailsEval", "CDNA", "StrongREJECT")


def column(n: int, seed: int) -> tuple[list[float], list[float]]:
    """Return accuracies of the models on n items and the harness's errors."""
    values = np.random.default_rng(seed).integers(1, n, len(MODELS)) / n
    return list(values), [math.sqrt(p * (1 - p) / (n - 1)) for p in values]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the paper's layout and a few models, one of them with a wicked name."""
    home = tmp_path_factory.mktemp("artifacts")
    wide: dict[str, list[object]] = {"Name": list(MODELS)}
    tasks = ["leaderboard_bbh_snarks", "leaderboard_gpqa_main", "leaderboard_gpqa_diamond"]
    tasks += ["leaderboard_musr_team_allocation", "leaderboard_mmlu_pro"]
    tasks += ["leaderboard_math_algebra_hard"]
    tasks += [*YES_NO, "DTToxicity", "JailbreakHub", "bbq", "wmdp", "xstest", "WildGuardTest"]
    tasks += ["toxigen", "SGXSTest", "SaladBench"]
    for seed, task in enumerate(tasks):
        metric = "acc"
        if task.startswith("leaderboard") and "mmlu" not in task:
            metric = "exact_match" if "math" in task else "acc_norm"
        values, errors = column(200 + seed, seed)
        wide[f"{task}/{metric}"], wide[f"{task}/{metric}_stderr"] = list(values), list(errors)
    for what in ("inst", "prompt"):
        for how in ("strict", "loose"):
            name = f"leaderboard_ifeval/{what}_level_{how}_acc"
            wide[name], wide[f"{name}_stderr"] = list(column(541, 99)[0]), ["N/A"] * len(MODELS)
    pd.DataFrame(wide).to_csv(home / "eleuther_wandb.csv", index=False)
    groups = ["coding", "data_analysis", "instruction_following", "language", "math", "reasoning"]
    live = {"model": list(MODELS), "average": [9.0] * len(MODELS)}
    live |= {name: [float(5 * k + j) for k in range(len(MODELS))] for j, name in enumerate(groups)}
    pd.DataFrame(live).to_csv(home / "livebench_groups.csv", index=False)
    board = pd.DataFrame({"model": MODELS, "score": [3.0, 9, 4, 20, 12, 7]})
    board.assign(CI="(-1.0, +1.0)").to_csv(home / "arena_hard_auto.csv", index=False)
    names = pd.DataFrame({"harness": MODELS, "judge": MODELS, "livebench": MODELS})
    names.assign(ambiguous="no").to_csv(home / "name_map.csv", index=False)
    return home


@pytest.fixture(scope="module")
def made(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Reproduced:
    """What was made of it, in a folder that already held a file of the user's."""
    out = tmp_path_factory.mktemp("out")
    (out / "figures").mkdir()
    (out / "figures" / "mine.txt").write_text("mine")
    return reproduce(folder, out, draws=200)


def test_everything_is_written_and_every_figure_has_its_numbers(made: Reproduced) -> None:
    out = made.page.parent
    written = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert {"reproduce.html", "reproduce.md", "compared.csv"} <= written
    for one in made.results.sections:
        assert len(pd.read_csv(out / "tables" / f"{one.name}.csv")) == len(one.table)
    for figure in made.results.figures:
        assert {f"figures/{figure.name}.{end}" for end in ("pdf", "png", "csv")} <= written
    assert (out / "figures" / "mine.txt").read_text() == "mine"


def test_a_wicked_name_is_text_on_the_page_and_in_markdown(made: Reproduced) -> None:
    page = made.page.read_text(encoding="utf-8")
    text = (made.page.parent / "reproduce.md").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<script" not in MarkdownIt().enable("table").render(text)
    assert r"\<script\>alert(1)\</script\>\|x" in text


def test_what_small_files_cannot_give_is_listed_with_the_reason(made: Reproduced) -> None:
    reasons = {one.what: one.reason for one in made.results.missing}
    assert "0 models have" in reasons["Regressions on size"]
    assert "0 models have" in reasons["Scores against size"]
    people = "Judged benchmarks against votes of people"
    assert reasons[people] == "bootstrap_stats.jsonl.gz is not in the folder."
    assert "is not known" in reasons["Table 1, eight top models on four benchmarks"]
    assert all(row.reason for row in made.results.unequal)
    assert any(math.isnan(row.ours) for row in made.results.unequal)


def test_the_same_files_give_the_same_bytes(folder: Path, made: Reproduced, tmp_path: Path) -> None:
    reproduce(folder, tmp_path, draws=200)
    for path in tmp_path.rglob("*.*"):
        assert path.read_bytes() == (made.page.parent / path.relative_to(tmp_path)).read_bytes()


def test_a_folder_without_the_files_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"eleuther_wandb\.csv: is not there.*--download"):
        read_published(tmp_path)
    with pytest.raises(BadInput, match="no such folder"):
        read_published(tmp_path / "gone")


def test_faults_that_are_not_there_are_not_found_and_say_what_was_looked_for(
    folder: Path, tmp_path: Path
) -> None:
    found = {one.title: one for one in problems(folder)}
    assert not found["three naming schemes"].found
    assert not found["models in one table only"].found
    assert not found["generations that failed"].found
    assert found["errors that are no numbers"].signs[0].endswith("'N/A' for 6 of 6 models.")
    assert all(one.looked_for for one in found.values())
    for path in folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes().rstrip(b"\n"))
    (tmp_path / ".DS_Store").write_bytes(b"\xff")
    signs = {one.title: one.signs for one in problems(tmp_path)}["files that trip readers"]
    assert ".DS_Store lies among the files." in signs
    assert "The last line of eleuther_wandb.csv does not end." in signs


def test_equal_means_that_ours_rounds_to_what_was_printed(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    lines = ("a,.908,x,,", "b,.908,x,no data,known", "c,5,x,no data,")
    path.write_text("\n".join(["name,value,source,reason,differs", *lines]))
    rows = compare({"a": 0.90849, "b": 0.9086}, read_references(path))
    assert [row.equal for row in rows] == [True, False, False]
    assert [row.reason for row in rows] == ["", "known", "no data"]
    path.write_text("name,value,source,reason\na,,x,\n")
    with pytest.raises(BadInput, match=r"r\.csv:2: field `value` is empty"):
        read_references(path)


def test_the_reference_numbers_all_name_their_source() -> None:
    assert len(references()) > 300
    assert all(one.source and one.tolerance > 0 for one in references())


CONTENT = {"a.csv": b"model\nx\n", "b.csv": b"model\ny\n"}
SUMS = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENT.items()}


def serve(path: str, body: object) -> tuple[int, dict[str, str], bytes]:
    name = path.rpartition("/")[2]
    return (200, {}, CONTENT[name]) if name in CONTENT else (404, {}, b"")


def test_files_are_downloaded_once_and_checked(tmp_path: Path) -> None:
    with Loopback(serve) as server:
        paths = download(tmp_path / "new", base=f"{server.url}/x/", expected=SUMS)
        assert [path.read_bytes() for path in paths] == list(CONTENT.values())
    # The server is gone: what is there is not fetched again.
    assert download(tmp_path / "new", base="http://127.0.0.1:9/", expected=SUMS) == paths


def test_another_file_than_was_meant_is_neither_kept_nor_replaced(tmp_path: Path) -> None:
    wrong = {"a.csv": "0" * 64}
    with Loopback(serve) as server:
        with pytest.raises(SetupError, match=r"a\.csv from .* has the SHA-256 .* not kept"):
            download(tmp_path, base=server.url, expected=wrong)
        assert list(tmp_path.iterdir()) == []
        (tmp_path / "a.csv").write_text("mine")
        with pytest.raises(SetupError, match="is another file than the published one"):
            download(tmp_path, base=server.url, expected=SUMS)
    assert (tmp_path / "a.csv").read_text() == "mine"


def test_a_server_that_fails_is_one_message(tmp_path: Path) -> None:
    with Loopback(serve) as server, pytest.raises(SetupError, match="answered 404"):
        download(tmp_path, base=server.url, expected={"gone.csv": "0"})
    short = Raw(parts=(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nmodel\n",))
    for answer, problem in ((short, "not kept"), (Raw(parts=(b"\0\r\n",)), "cannot be reached")):
        with Loopback(script(answer)) as server, pytest.raises(SetupError, match=problem):
            download(tmp_path, base=server.url, expected=SUMS)
    with pytest.raises(SetupError, match="cannot be reached"):
        download(tmp_path, base=server.url, expected=SUMS, timeout=1)
    with pytest.raises(SetupError, match="must begin with http"):
        download(tmp_path, base="file:///etc/", expected=SUMS)
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_how_the_numbers_compare(folder: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command)
    made = CliRunner().invoke(app, [str(folder), "--out", str(tmp_path), "--draws", "100"])
    assert made.exit_code == 0, made.output
    assert f"of {len(references())} published numbers come out equal" in made.output
    assert "Page:" in made.output


def test_there_is_a_checksum_for_every_file_of_the_paper() -> None:
    assert set(checksums()) == {
        *("arena_hard_auto.csv", "eleuther_wandb.csv"),
        *("livebench_groups.csv", "livebench_tasks.csv"),
    }
    assert all(len(checksum) == 64 for checksum in checksums().values())
