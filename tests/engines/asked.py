"""Ask a judge many things at once, as a run does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sosprobe.errors import JudgeError
from sosprobe.types import Form, Judge, Message, Messages, Reply

LABELS = Form(choices=("A", "B"))
VERDICT = Form(
    schema={
        "type": "object",
        "properties": {"verdict": {"enum": ["A", "B"]}},
        "required": ["verdict"],
        "additionalProperties": False,
    }
)


def question(text: str) -> Messages:
    """Return a conversation of one turn."""
    return (Message(role="user", content=text),)


def replies(
    judge: Judge,
    questions: Sequence[Messages],
    *,
    repeats: Sequence[int] = (),
    form: Form | None = None,
) -> list[Reply | JudgeError]:
    """Return each question's reply or error, all asked at once, and close the judge."""

    async def one(messages: Messages, repeat: int) -> Reply | JudgeError:
        try:
            return await judge.ask(messages, repeat=repeat, form=form)
        except JudgeError as error:
            return error

    async def run() -> list[Reply | JudgeError]:
        pairs = zip(questions, repeats or [0] * len(questions), strict=True)
        try:
            return await asyncio.gather(*(one(*pair) for pair in pairs))
        finally:
            close = getattr(judge, "aclose", None)
            if close is not None:
                await close()

    return asyncio.run(run())


def reply_to(judge: Judge, text: str, *, repeat: int = 0, form: Form | None = None) -> Reply:
    """Return the reply to one question that must not fail."""
    (reply,) = replies(judge, [question(text)], repeats=[repeat], form=form)
    if isinstance(reply, JudgeError):
        raise reply
    return reply
