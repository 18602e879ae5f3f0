"""Find out whether a judge can be asked."""

from __future__ import annotations

import asyncio

import typer

from sosprobe.errors import JudgeError, MissingExtra
from sosprobe.judges import JUDGES
from sosprobe.judges.template_file import load_template
from sosprobe.types import Judge, Messages, Reply


def examine(spec: str, base_url: str) -> int:
    """Ask `spec` which of two toy answers is better; return the exit code."""
    address = {"base_url": base_url} if base_url else {}
    try:
        judge = JUDGES.build(spec, **address)
    except MissingExtra as error:
        typer.echo(str(error).replace(" Run: ", " Run:\n  ").replace(" && ", "\n  "))
        return 2
    for name, value in judge.identity.items():
        typer.echo(f"{name}: {value}")
    template = load_template(judge.template)
    question = ("What is 2 + 2?", "2 + 2 is 4.", "2 + 2 is 5.")
    if spec.partition(":")[0] == "planted":
        typer.echo("A planted judge answers from its coefficients alone; there is nothing to test.")
        return 0
    try:
        reply = asyncio.run(_ask(judge, template.render(*question)[0]))
    except JudgeError as error:
        typer.echo(f"It cannot be asked: {error}")
        return 2
    verdict = template.parse(reply)
    typer.echo(f"reply: {reply.text!r} ({reply.tokens_in} tokens in, {reply.latency:.2f} s)")
    typer.echo(f"token probabilities: {'yes' if reply.logprobs else 'no'}")
    typer.echo(
        f"verdict with template {template.name}: {verdict.outcome} {verdict.detail}".rstrip()
    )
    return 0


async def _ask(judge: Judge, messages: Messages) -> Reply:
    try:
        return await judge.ask(messages)
    finally:
        close = getattr(judge, "aclose", None)
        if close is not None:
            await close()
