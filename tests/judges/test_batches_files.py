"""Questions for vLLM's offline runner go into files, and its answers are read with distrust."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from sosprobe.errors import BadInput, JudgeError, SetupError
from sosprobe.judges.anthropic import AnthropicJudge
from sosprobe.judges.batches import Answer, Route, route_for, route_named
from sosprobe.judges.batches.route import request
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.judges.vllm import make
from sosprobe.types import Form, Judge, Message, Reply
from tests.judges.openai_wire import completion

NOWHERE = "http://127.0.0.1:9/v1"
ASKED = (Message(role="user", content="A or B?\u2028"),)


def judge(**more: Any) -> Judge:
    return make("org/model", base_url=NOWHERE, **more)


def submit(route: Route, *keys: str, form: Form | None = None) -> Path:
    requests = [request(route.judge, key, ASKED, 0, form) for key in keys]
    return Path(asyncio.run(route.submit(requests, "token")))


def read(route: Route, path: Path) -> list[tuple[str, Answer]]:
    async def run() -> list[tuple[str, Answer]]:
        return [found async for found in route.results(str(path))]

    return asyncio.run(run())


def out(path: Path) -> Path:
    return path.with_name(f"{path.stem}.out.jsonl")


def line(key: str, response: object, error: object = None) -> str:
    return json.dumps({"id": "vllm-1", "custom_id": key, "response": response, "error": error})


def good(key: str, text: str) -> str:
    return line(key, {"status_code": 200, "request_id": "r", "body": completion(text)})


def test_a_file_holds_one_question_a_line_as_the_runner_reads_it(tmp_path: Path) -> None:
    route = route_for(judge(), tmp_path / "new" / "folder")
    path = submit(route, "k1", "k2", form=Form(choices=("A", "B")))
    lines = [json.loads(text) for text in path.read_bytes().split(b"\n") if text]
    assert [entry["custom_id"] for entry in lines] == ["k1", "k2"]
    assert {(entry["method"], entry["url"]) for entry in lines} == {
        ("POST", "/v1/chat/completions")
    }
    body = lines[0]["body"]
    assert body["model"] == "org/model"
    assert body["messages"] == [{"role": "user", "content": "A or B?\u2028"}]
    assert body["structured_outputs"] == {"choice": ["A", "B"]}
    assert [path.name for path in path.parent.iterdir()] == [path.name]


def test_every_file_has_a_name_of_its_own(tmp_path: Path) -> None:
    route = route_for(judge(), tmp_path)
    first = submit(route, "k1")
    out(first).write_text("")
    second = Path(
        asyncio.run(route.submit([request(route.judge, "k2", ASKED, 0, None)], "another"))
    )
    assert (first.name, second.name) == ("batch-1-token.jsonl", "batch-2-another.jsonl")


def test_a_batch_is_over_when_its_answers_are_there(tmp_path: Path) -> None:
    route = route_for(judge(), tmp_path)
    path = submit(route, "k1")
    assert asyncio.run(route.poll(str(path))).state == "running"
    out(path).write_text(good("k1", "A"))
    path.unlink()  # moved to where the runner is
    assert asyncio.run(route.poll(str(path))).state == "ended"


def test_answers_are_read_without_the_folder_that_they_were_written_to(tmp_path: Path) -> None:
    path = submit(route_for(judge(), tmp_path), "k1", "k2", "k3")
    refused = {"message": "too long", "code": 400}
    texts = [
        good("k2", "B"),
        good("k1", "A\u2028"),
        line("k3", {"status_code": 400, "request_id": "r", "body": None}, {"error": refused}),
    ]
    out(path).write_text("\n".join(texts), encoding="utf-8")
    route = route_named(judge(), "file")
    assert route is not None
    found = dict(read(route, path))
    assert {key: a.text for key, a in found.items() if isinstance(a, Reply)} == {
        "k1": "A\u2028",
        "k2": "B",
    }
    assert type(found["k3"]) is JudgeError
    assert str(found["k3"]) == "HTTP 400: too long"


def test_a_half_written_file_names_file_and_line_and_says_what_to_do(tmp_path: Path) -> None:
    route = route_for(judge(), tmp_path)
    path = submit(route, "k1", "k2")
    out(path).write_text(good("k1", "A") + "\n" + good("k2", "B")[:50])
    with pytest.raises(BadInput, match=r"out\.jsonl:2: ends in the middle of a line; if it is"):
        read(route, path)


@pytest.mark.parametrize("text", ["not json\n", "[1]\n", '"text"\n', "\x00\n"])
def test_a_malformed_line_names_file_and_line(tmp_path: Path, text: str) -> None:
    route = route_for(judge(), tmp_path)
    path = submit(route, "k1")
    out(path).write_text(good("k1", "A") + "\n\n" + text)
    with pytest.raises(BadInput, match=r"out\.jsonl:3: this is not a JSON object"):
        read(route, path)


def test_a_file_is_found_by_its_token(tmp_path: Path) -> None:
    route = route_for(judge(), tmp_path)
    path = submit(route, "k1")
    assert asyncio.run(route.find("token", {"k1"}, 0, [])) == str(path)
    assert asyncio.run(route.find("other", {"k1"}, 0, [])) is None


def test_the_command_that_answers_a_file_is_said(tmp_path: Path) -> None:
    route = route_for(judge(), tmp_path / "a folder")
    path = submit(route, "k1")
    assert route.describe(str(path)).endswith(
        f"`vllm run-batch -i '{path}' -o '{out(path)}' --model org/model`"
    )


def test_a_folder_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    route = route_for(judge(), tmp_path / "file")
    with pytest.raises(BadInput, match="cannot be written"):
        submit(route, "k1")


def test_a_vllm_server_names_the_way_through_files() -> None:
    with pytest.raises(SetupError, match="--batch-file FOLDER"):
        route_for(judge())


def test_any_chat_completions_judge_can_go_through_files_and_no_other(tmp_path: Path) -> None:
    judge = OpenAIJudge("m", base_url=NOWHERE)
    assert route_for(judge, tmp_path).name == "file"
    with pytest.raises(SetupError, match="--batch-file writes what chat completions take"):
        route_for(AnthropicJudge("m", base_url=NOWHERE), tmp_path)
