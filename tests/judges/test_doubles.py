"""A server that answers twice never has its copy taken for the answer to another question."""

from __future__ import annotations

import asyncio
import json

from sosprobe.errors import Transient
from sosprobe.judges.doubles import Doubles
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.types import Message
from tests.judges.openai_wire import OPENAI, completion
from tests.judges.served import ask
from tests.loopback import Answer, Loopback, script

AT_ONCE = 4
ROUNDS = 10


async def twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say back what was asked, and again a moment later, over a connection that stays open."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line)
            sizes = {name.lower(): value for name, value in lines.items()}
            sent = json.loads(await reader.readexactly(int(sizes["content-length"])))
            text = sent["messages"][-1]["content"]
            body = json.dumps({**completion(text), "id": f"answer to {text}"}).encode()
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            writer.write(answer)
            await asyncio.sleep(0.002)
            writer.write(answer)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def test_a_copy_of_an_earlier_answer_is_never_taken_for_another_questions() -> None:
    async def run() -> dict[str, str]:
        server = await asyncio.start_server(twice, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        judge = OpenAIJudge("m", base_url=f"http://127.0.0.1:{port}/v1", api_key="none")
        said: dict[str, str] = {}

        async def question(text: str) -> None:
            while text not in said:
                try:
                    reply = await judge.ask((Message(role="user", content=text),))
                except Transient:
                    continue
                said[text] = reply.text

        for turn in range(ROUNDS):
            await asyncio.gather(*(question(f"{turn}/{n}") for n in range(AT_ONCE)))
            await asyncio.sleep(0.005)
        await judge.aclose()
        server.close()
        await asyncio.sleep(0.02)
        return said

    said = asyncio.run(asyncio.wait_for(run(), 30))
    assert len(said) == AT_ONCE * ROUNDS
    assert all(text == answer for text, answer in said.items())


def test_a_server_that_gives_one_id_to_all_is_asked_once_more_and_then_believed() -> None:
    bodies = [json.dumps(completion(text)).encode() for text in "ABBCD"]
    answers: list[Answer] = [(200, {}, body) for body in bodies]
    with Loopback(script(*answers)) as server:
        replies = ask(OPENAI.at(server.url), times=4)
        assert [reply.text for reply in replies] == ["A", "B", "C", "D"]
        assert len(server.requests) == 5


def test_answers_without_an_id_are_all_new() -> None:
    doubles = Doubles()
    assert all(doubles.is_new(b'{"choices": []}') for _ in range(3))
    assert [doubles.is_new(b'{"id": "x"}') for _ in range(2)] == [True, False]
