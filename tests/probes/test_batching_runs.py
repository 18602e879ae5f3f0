"""A whole run by batches: its exit codes, its report, its price; through a provider or files."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sosprobe.cli.run import UNFINISHED, execute
from sosprobe.errors import SetupError
from sosprobe.judges.batches import route_for
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.judges.vllm import make
from sosprobe.probes.batching import by_batch, live
from sosprobe.probes.delivery import Delivery
from sosprobe.probes.question import Answers
from sosprobe.probes.running import Unfinished
from sosprobe.probes.settings import Settings
from sosprobe.store import SqliteStore
from tests.judges.batch_wire import OpenAIProvider
from tests.judges.openai_wire import completion
from tests.loopback import Answer, Raw
from tests.probes.batch_desk import NAMES, RIGHT, question

NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def settings(folder: Path, server: OpenAIProvider, **more: Any) -> Settings:
    path = folder / "pairs.jsonl"
    rows = [{"prompt": f"p{n}", "response_a": "yes", "response_b": "no"} for n in range(6)]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return Settings(
        judge="openai:m", base_url=server.url, data=str(path), price=(1e3, 1e3), batch=True, **more
    )


def run(asked: Settings, out: Path) -> int:
    return execute(asked, out, dry_run=False, max_failed=0.0)


def counts(out: Path) -> dict[str, Any]:
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return {**manifest["counts"], "cost": manifest["cost_usd"]}


def test_a_run_ends_unfinished_until_the_batch_is_there_and_costs_half(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    with OpenAIProvider() as server:
        server.says = lambda text: "Verdict: [[B>A]]"
        asked = settings(tmp_path, server)
        assert run(asked, out) == UNFINISHED
        said = capsys.readouterr().out
        assert "at half the price, as a batch" in said
        assert "No item is complete yet: 11 questions are in 1 batch (batch_0 at" in said
        assert said.rstrip().endswith("The same command goes on.")
        assert not (out / "report.html").exists()
        server.finish()
        assert run(asked, out) == 0
        found = counts(out)
        assert (found["batched"], found["reused"], found["pending"]) == (11, 1, 0)
        assert found["outcomes"] == {"valid": 12}
        assert run(replace(asked, batch=False), out) == 0
        assert counts(out)["cost"] == pytest.approx(2 * found["cost"])
        assert (len(server.jobs), len(server.live)) == (1, 1)


def test_what_is_complete_is_reported_while_the_rest_is_in_a_batch(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with OpenAIProvider() as server:
        server.says = lambda text: "Verdict: [[B>A]]"
        asked = settings(tmp_path, server)
        run(asked, out)
        half = server.jobs[0].requests
        server.fates = {
            entry["body"]["messages"][-1]["content"]: ["500 busy"] for entry in half[5:]
        }
        server.finish()
        assert run(asked, out) == UNFINISHED
        found = counts(out)
        assert (found["batched"], found["pending"], found["trials"]) == (5, 5, 6)
        assert "5 questions are in 1 batch" in found["stopped"]
        assert run(replace(asked, batch=False), out) == UNFINISHED
        assert len(server.live) == 2  # one before each batch
        server.finish()
        assert run(replace(asked, batch=False), out) == 0
        assert counts(out)["outcomes"] == {"valid": 12}


def test_an_unfinished_run_is_an_error_of_its_own_for_python(tmp_path: Path) -> None:
    from sosprobe.probes.experiment import prepare

    store = SqliteStore(":memory:")
    with OpenAIProvider() as server, pytest.raises(Unfinished):
        prepare(settings(tmp_path, server), store=store).run(store)
    store.close()


def by(judge: Any, store: SqliteStore, folder: Path | None = None, **more: Any) -> Answers:
    delivery = Delivery(judge=judge, store=store)
    made = [question(judge, name) for name in NAMES]
    return asyncio.run(by_batch(made, delivery, route_for(judge, folder), **more))


def test_a_model_that_takes_other_parameters_is_asked_with_those_in_the_batch() -> None:
    class Reasoning(OpenAIProvider):
        def handle(self, path: str, raw: bytes) -> Answer | Raw:
            if path == "/chat/completions" and b'"max_tokens"' in raw:
                text = "Unsupported parameter: use 'max_completion_tokens' instead"
                return 400, {}, {"error": {"message": text}}
            return super().handle(path, raw)

    store = SqliteStore(":memory:")
    with Reasoning() as server:
        by(OpenAIJudge("o", base_url=server.url), store)
        bodies = [entry["body"] for entry in server.jobs[0].requests]
    store.close()
    assert [body["max_completion_tokens"] for body in bodies] == [1024] * 3
    assert all("max_tokens" not in body for body in bodies)


def test_a_server_without_batches_says_how_to_go_on() -> None:
    class Plain(OpenAIProvider):
        def handle(self, path: str, raw: bytes) -> Answer | Raw:
            if path.startswith("/chat"):
                return super().handle(path, raw)
            return 404, {}, {"detail": "Not Found"}

    store = SqliteStore(":memory:")
    with (
        Plain() as server,
        pytest.raises(SetupError, match=r"No batch was taken: HTTP 404: Not Found\. Leave"),
    ):
        by(OpenAIJudge("m", base_url=server.url), store)
    assert (store.open_batches(), len(store)) == ([], 1)
    store.close()


def runner(path: Path, *, cut: int = 0) -> None:
    """Answer a file as `vllm run-batch` does, or leave the last bytes out."""
    lines: list[str] = []
    for text in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(text)
        body = completion(f"answer to {entry['body']['messages'][-1]['content']}")
        response = {"status_code": 200, "request_id": "vllm-batch-1", "body": body}
        made = {"id": "vllm-1", "custom_id": entry["custom_id"], "response": response}
        lines.append(json.dumps({**made, "error": None}))
    text = "".join(f"{line}\n" for line in lines)
    out = path.with_name(f"{path.stem}.out.jsonl")
    out.write_text(text[: len(text) - cut], encoding="utf-8")


def test_files_that_an_offline_runner_answers_are_collected(tmp_path: Path) -> None:
    judge = make("org/model", base_url=NOWHERE)
    store = SqliteStore(tmp_path / "store.sqlite")
    first = by(judge, store, tmp_path)
    (path,) = tmp_path.glob("batch-*.jsonl")
    assert first.pending == 4
    assert f"vllm run-batch -i {path}" in first.stopped
    runner(path, cut=30)
    half = by(judge, store, tmp_path)
    assert (half.pending, "ends in the middle of a line" in half.stopped) == (4, True)
    runner(path)
    answers = asyncio.run(
        live([question(judge, name) for name in NAMES], Delivery(judge=judge, store=store))
    )
    assert sorted(reply.text for reply in answers.replies.values()) == sorted(RIGHT.values())
    assert (answers.batched, answers.stopped, answers.asked) == (4, "", 0)
    assert len(list(tmp_path.glob("batch-*"))) == 2
    store.close()


def test_it_waits_for_an_offline_runner(tmp_path: Path) -> None:
    judge = make("org/model", base_url=NOWHERE)
    store = SqliteStore(":memory:")

    async def sleep(seconds: float) -> None:
        (path,) = tmp_path.glob("batch-*.jsonl")
        runner(path)

    delivery = Delivery(judge=judge, store=store, sleep=sleep)
    made = [question(judge, name) for name in NAMES]
    answers = asyncio.run(by_batch(made, delivery, route_for(judge, tmp_path), wait=True))
    assert (answers.batched, answers.pending) == (4, 0)
    store.close()
