"""Servers that take batches as OpenAI and Anthropic do, and answer them when a test says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from sosprobe.judges.anthropic import AnthropicJudge
from sosprobe.judges.batches.route import Batchable
from sosprobe.judges.openai import OpenAIJudge
from tests.judges.anthropic_wire import ANTHROPIC, message
from tests.judges.openai_wire import OPENAI, completion
from tests.loopback import Answer, Loopback, Raw

STRANGE = "0" * 64
"""A custom id that nobody sent."""


STATES = {"running": "in_progress", "ended": "completed"}
"""The states of a batch in OpenAI's words, where they differ."""


@dataclass
class Job:
    """A batch as its provider knows it."""

    id: str
    requests: list[dict[str, Any]]
    token: str = ""
    state: str = "running"
    lines: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    errors: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    created: float = field(default_factory=lambda: datetime.now(UTC).timestamp())


class Provider(Loopback):
    """A provider of batches; what becomes of a question stands in `fates`.

    Attributes
    ----------
    fates
        By the text of a question: what becomes of it in its first batch, its second ...; a question
        without a fate, or whose fates are used up, is answered.
    lost
        How many batches are taken without telling so: the connection breaks.
    down
        Answered to every request, if set.
    content
        Sent as the file of results, if set.
    live
        The texts that were asked live.
    says
        The answer to a text.
    """

    def __init__(self) -> None:
        super().__init__(self._unused)
        self.jobs: list[Job] = []
        self.fates: dict[str, list[str]] = {}
        self.lost = 0
        self.down: Answer | Raw | None = None
        self.content: Answer | Raw | None = None
        self.live: list[str] = []
        self.says: Callable[[str], str] = lambda text: f"answer to {text}"
        self.paths: list[str] = []
        self.raw: list[bytes] = []

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def answer(self, path: str, headers: dict[str, str], raw: bytes) -> Answer | Raw:
        """Record a request and answer it."""
        self.headers.append(headers)
        self.paths.append(path)
        self.raw.append(raw)
        return self.down or self.handle(path, raw)

    def handle(self, path: str, raw: bytes) -> Answer | Raw:
        """Answer a request."""
        raise NotImplementedError

    def job(self, name: str) -> Job:
        """Return a batch by its id."""
        return next(job for job in self.jobs if job.id == name)

    def taken(self, job: Job) -> Answer | Raw:
        """Take a batch, and say so unless that is to be lost."""
        self.jobs.append(job)
        if self.lost:
            self.lost -= 1
            return Raw(reset=True)
        return 200, {}, self.shown(job)

    def shown(self, job: Job) -> dict[str, Any]:
        """Return a batch as the provider shows it."""
        raise NotImplementedError

    def finish(self, state: str = "ended") -> None:
        """End every batch that runs; each question meets its fate."""
        for job in self.jobs:
            if job.state == "running":
                job.state = state
                for entry in job.requests if state != "failed" else []:
                    self.meet(job, entry["custom_id"], self.fate(entry, state), text_of(entry))

    def fate(self, entry: dict[str, Any], state: str) -> str:
        """Return what becomes of a question."""
        fates = self.fates.get(text_of(entry), [])
        if fates:
            return fates.pop(0)
        return "good" if state == "ended" else "expired"

    def meet(self, job: Job, key: str, fate: str, text: str) -> None:
        """Write what became of a question."""
        lines = {"silent": 0, "twice": 2}.get(fate, 1)
        for number in range(lines):
            said = self.says(text) if number == 0 else "another answer"
            self.write(job, key, "good" if fate in ("twice", "strange") else fate, said)
        if fate == "strange":
            self.write(job, STRANGE, "good", "an answer to somebody else")

    def write(self, job: Job, key: str, fate: str, said: str) -> None:
        """Write one line of results."""
        raise NotImplementedError

    @staticmethod
    def _unused(path: str, body: Any) -> Answer:
        raise AssertionError("every request is answered by `answer`")


def text_of(entry: dict[str, Any]) -> str:
    """Return the text of a question in a batch."""
    body = entry.get("body") or entry["params"]
    return str(body["messages"][-1]["content"])


class OpenAIProvider(Provider):
    """OpenAI's files and batches."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, list[dict[str, Any]]] = {}

    def handle(self, path: str, raw: bytes) -> Answer | Raw:
        where, _, query = path.partition("?")
        parts = where.strip("/").split("/")
        if where == "/chat/completions":
            self.live.append(json.loads(raw)["messages"][-1]["content"])
            said = completion(self.says(self.live[-1]))
            return 200, {}, said | {"id": f"chatcmpl-{len(self.live)}"}
        if where == "/files":
            name = f"file-{len(self.files)}"
            self.files[name] = list(_uploaded(raw))
            return 200, {}, {"id": name, "object": "file", "purpose": "batch"}
        if parts[0] == "files":
            name, kind = parts[1].rsplit("-", 1)
            job = self.job(name)
            return self.content or (200, {}, _jsonl(job.lines if kind == "out" else job.errors))
        if where == "/batches" and raw:
            asked = json.loads(raw)
            assert asked["endpoint"] == "/v1/chat/completions"
            requests = self.files[asked["input_file_id"]]
            token = asked["metadata"]["sosprobe"]
            return self.taken(Job(id=f"batch_{len(self.jobs)}", requests=requests, token=token))
        if where == "/batches":
            listed = [self.shown(job) for job in reversed(self.jobs)]
            return 200, {}, _page(listed, query, "after")
        job = self.job(parts[1])
        if parts[-1] == "cancel":
            self.finish("cancelled")
        return 200, {}, self.shown(job)

    def shown(self, job: Job) -> dict[str, Any]:
        failed = {"data": [{"message": "the file is no good"}]} if job.state == "failed" else None
        return {
            "id": job.id,
            "object": "batch",
            "status": STATES.get(job.state, job.state),
            "created_at": int(job.created),
            "metadata": {"sosprobe": job.token} if job.token else None,
            "output_file_id": f"{job.id}-out" if job.lines else None,
            "error_file_id": f"{job.id}-err" if job.errors else None,
            "errors": failed,
            "request_counts": {
                "total": len(job.requests),
                "completed": len(job.lines),
                "failed": len(job.errors),
            },
        }

    def write(self, job: Job, key: str, fate: str, said: str) -> None:
        line: dict[str, Any] = {"id": "batch_req_1", "custom_id": key, "error": None}
        if fate == "good":
            body = completion(said)
            line["response"] = {"status_code": 200, "request_id": "r", "body": body}
            job.lines.append(line)
            return
        job.errors.append(line)
        if fate == "expired":
            line |= {"response": None, "error": {"code": "batch_expired", "message": "expired"}}
            return
        status, text = fate.split(" ", 1)
        body = {"error": {"message": text, "type": "some_error", "code": None}}
        line["response"] = {"status_code": int(status), "request_id": "r", "body": body}


class AnthropicProvider(Provider):
    """Anthropic's message batches."""

    def handle(self, path: str, raw: bytes) -> Answer | Raw:
        where, _, query = path.partition("?")
        parts = where.removeprefix("/v1/messages").strip("/").split("/")
        if where == "/v1/messages":
            self.live.append(json.loads(raw)["messages"][-1]["content"])
            said = message(self.says(self.live[-1]))
            return 200, {}, said | {"id": f"msg_{len(self.live)}"}
        if parts == ["batches"] and raw:
            requests = json.loads(raw)["requests"]
            return self.taken(Job(id=f"msgbatch_{len(self.jobs)}", requests=requests))
        if parts == ["batches"]:
            listed = [self.shown(job) for job in reversed(self.jobs)]
            return 200, {}, _page(listed, query, "after_id")
        job = self.job(parts[1])
        if parts[-1] == "results":
            return self.content or (200, {}, _jsonl(job.lines))
        if parts[-1] == "cancel":
            self.finish("cancelled")
        return 200, {}, self.shown(job)

    def shown(self, job: Job) -> dict[str, Any]:
        over = job.state != "running"
        kinds = [line["result"]["type"] for line in job.lines]
        counts = {
            kind: kinds.count(kind) for kind in ("succeeded", "errored", "canceled", "expired")
        }
        results = f"{self.url}/v1/messages/batches/{job.id}/results"
        return {
            "id": job.id,
            "type": "message_batch",
            "processing_status": "ended" if over else "in_progress",
            "request_counts": {"processing": 0 if over else len(job.requests), **counts},
            "created_at": datetime.fromtimestamp(job.created, UTC).isoformat(),
            "expires_at": datetime.fromtimestamp(job.created + 86_400, UTC).isoformat(),
            "results_url": results if over and job.state != "failed" else None,
        }

    def write(self, job: Job, key: str, fate: str, said: str) -> None:
        if fate == "good":
            result: dict[str, Any] = {"type": "succeeded", "message": message(said)}
        elif fate == "expired":
            result = {"type": "canceled" if job.state == "cancelled" else "expired"}
        else:
            status, text = fate.split(" ", 1)
            kinds = {"400": "invalid_request_error", "429": "rate_limit_error"}
            error = {"type": kinds.get(status, "api_error"), "message": text}
            result = {"type": "errored", "error": {"type": "error", "error": error}}
        job.lines.append({"custom_id": key, "result": result})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A vendor of batches: its server, and its judge there."""

    name: str
    key: str
    serve: Callable[[], Provider]
    judge: Callable[..., Batchable]

    def at(self, server: Provider, **more: Any) -> Batchable:
        """Return the judge behind a server."""
        return self.judge("judge", base_url=server.url, api_key=self.key, **more)


SHOPS = (
    Shop(name="openai", key=OPENAI.key, serve=OpenAIProvider, judge=OpenAIJudge),
    Shop(name="anthropic", key=ANTHROPIC.key, serve=AnthropicProvider, judge=AnthropicJudge),
)


def _uploaded(raw: bytes) -> Iterator[dict[str, Any]]:
    """Yield the lines of the one file in a form."""
    for line in raw.split(b"\n"):
        if line.startswith(b'{"custom_id"'):
            yield json.loads(line)


def _jsonl(lines: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def _page(listed: list[dict[str, Any]], query: str, cursor: str) -> dict[str, Any]:
    """Return one batch a page, to see that all pages are read."""
    after = dict(part.split("=") for part in query.split("&")).get(cursor)
    names = [batch["id"] for batch in listed]
    start = names.index(after) + 1 if after else 0
    return {"data": listed[start : start + 1], "has_more": start + 1 < len(listed)}
