"""Laws of choosing rows: what cannot be asked is told before anything is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sosprobe.errors import UnknownName
from sosprobe.probes.bench.engine.harness import Load
from sosprobe.probes.bench.engine.model import Model
from sosprobe.probes.bench.engine.session import Wish, ask, choose, price
from sosprobe.probes.prices import Price, Prices
from tests.loopback import Loopback
from tests.probes.bench.engine.stand_ins import MODEL, Recited, StandIn, endpoint, rows_of


def _data(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / f"{name}.jsonl").write_text('{"question": "x"}\n', encoding="utf-8")
    return folder


def test_an_unknown_row_lists_the_near_misses_and_the_groups(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"Did you mean xstest.*safety"):
        choose(Wish(rows="xtest", out=tmp_path), rows_of(StandIn(name="xstest")), MODEL, Recited())


def test_groups_and_rows_are_joined_and_nothing_is_asked_twice(tmp_path: Path) -> None:
    rows = rows_of(StandIn(name="a"), StandIn(name="b", factor="wk"), StandIn(name="c"))
    plan = choose(Wish(rows="c,safety", out=tmp_path), rows, MODEL, Recited())
    assert [job.row for job in plan.todo.jobs] == ["c", "a"]
    assert len(choose(Wish(out=tmp_path), rows, MODEL, Recited()).todo.jobs) == 3


def test_a_gated_set_names_the_page_where_access_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.delenv("HUGGING_FACE_HUB_TOKEN", raising=False)
    rows = rows_of(StandIn(name="g", gated="https://example.org/ask"), StandIn(name="free"))
    plan = choose(Wish(out=tmp_path), rows, MODEL, Recited())
    assert [job.row for job in plan.todo.jobs] == ["free"]
    assert "https://example.org/ask" in plan.todo.failed[0].reason
    assert "HF_TOKEN" in plan.todo.failed[0].reason
    monkeypatch.setenv("HF_TOKEN", "hf_x")
    assert not choose(Wish(out=tmp_path), rows, MODEL, Recited()).todo.failed


def test_a_row_that_needs_local_files_says_where_they_are_had(tmp_path: Path) -> None:
    rows = rows_of(StandIn(name="own", tasks={"generate": ("sosprobe_own",)}))
    plan = choose(Wish(out=tmp_path), rows, MODEL, Recited())
    assert "--data" in plan.todo.failed[0].reason
    assert "the page of the set" in plan.todo.failed[0].reason


def test_a_row_whose_file_is_missing_is_told_and_the_others_are_asked(tmp_path: Path) -> None:
    data = _data(tmp_path / "data", "here")
    wish = Wish(data=data, out=tmp_path / "out")
    plan = choose(wish, rows_of(StandIn(name="here"), StandIn(name="gone")), MODEL, Recited())
    outcome = ask(plan, wish, MODEL, Recited())
    assert [row.row for row in outcome.done] == ["here"]
    assert outcome.done[0].problems == ("one item is odd",)
    assert "gone.jsonl" in outcome.failed[0].reason


def test_other_bytes_in_the_data_are_asked_anew(tmp_path: Path) -> None:
    data, harness = _data(tmp_path / "data", "here"), Recited()
    wish, rows = Wish(data=data, out=tmp_path / "out"), rows_of(StandIn(name="here"))
    ask(choose(wish, rows, MODEL, harness), wish, MODEL, harness)
    assert not choose(wish, rows, MODEL, harness).todo.jobs
    (data / "here.jsonl").write_text('{"question": "y"}\n', encoding="utf-8")
    assert len(choose(wish, rows, MODEL, harness).todo.jobs) == 1


def test_an_instrument_that_a_row_lacks_is_told(tmp_path: Path) -> None:
    rows = rows_of(StandIn(name="a", tasks={"generate": ("theirs",)}))
    plan = choose(Wish(out=tmp_path, instrument="loglikelihood"), rows, MODEL, Recited())
    assert "there are: generate" in plan.todo.failed[0].reason


def test_a_model_in_this_process_is_asked_by_likelihood_and_an_endpoint_by_chat(
    tmp_path: Path,
) -> None:
    rows = rows_of(StandIn(name="a"))
    plan = choose(Wish(out=tmp_path), rows, MODEL, Recited())
    assert plan.todo.jobs[0].instrument == "loglikelihood"
    with Loopback(endpoint("none")) as server:
        model = Model(provider="openai", name="counter", base_url=f"{server.url}/v1")
        plan = choose(Wish(out=tmp_path), rows, model, Recited())
    assert plan.todo.jobs[0].instrument == "generate"
    assert len(server.requests) == 1  # one tiny question, so that a wrong key costs nothing


def test_an_endpoint_that_is_off_by_one_row_fails_the_likelihood_rows_before_they_are_asked(
    tmp_path: Path,
) -> None:
    rows = rows_of(StandIn(name="a"), StandIn(name="b"))
    wish = Wish(out=tmp_path, instrument="loglikelihood")
    with Loopback(endpoint("shifted")) as server:
        model = Model(provider="openai", name="counter", base_url=f"{server.url}/v1")
        harness = Recited()
        plan = choose(wish, rows, model, harness)
        outcome = ask(plan, wish, model, harness)
    assert not harness.asked
    assert [one.row for one in outcome.failed] == ["a", "b"]
    assert all("off by one row" in one.reason for one in outcome.failed)


def test_livebench_without_a_checkout_says_what_to_clone(tmp_path: Path) -> None:
    rows = rows_of(StandIn(name="livebench_math", livebench=True))
    plan = choose(Wish(out=tmp_path), rows, MODEL, Recited())
    assert "--livebench" in plan.todo.failed[0].reason


def test_the_price_is_tokens_times_prices_and_unknown_where_no_price_is_known(
    tmp_path: Path,
) -> None:
    rows = rows_of(StandIn(name="a"))
    with Loopback(endpoint("none")) as server:
        model = Model(provider="openai", name="counter", base_url=f"{server.url}/v1", in_flight=2)
        plan = choose(Wish(out=tmp_path), rows, model, Recited())
    load = Load(items=4, requests=8, characters=4000, answer_tokens=80)
    assert plan.todo.loads["a.generate"] == load
    plan.seconds_each = 3.0
    known = price(plan, model, Prices(fixed=Price(tokens_in=2e3, tokens_out=1e5)))["a.generate"]
    assert known.dollars == pytest.approx(1000 * 2e3 / 1e6 + 80 * 1e5 / 1e6)
    assert known.seconds == pytest.approx(12.0)  # eight questions, two at a time
    assert price(plan, model, Prices())["a.generate"].dollars is None
    assert price(plan, MODEL, Prices())["a.generate"].dollars == 0
