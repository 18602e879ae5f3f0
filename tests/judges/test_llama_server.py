"""A real llama.cpp server over HTTP gives what the same model gives in this process."""

from __future__ import annotations

import asyncio

import pytest

from sosprobe.judges.local import LocalJudge
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.judges.template_file import load_template
from sosprobe.probes.doctor import examine
from sosprobe.types import Form, Messages, Reply

MESSAGES: Messages = load_template("token").render(
    "How fast is sound in air?", "About 343 metres a second.", "It is green."
)[0]


@pytest.fixture(scope="module")
def local() -> LocalJudge:
    return LocalJudge()


def ask(local: LocalJudge, form: Form | None = None, **parameters: object) -> Reply:
    make: type = OpenAIJudge
    judge: OpenAIJudge = make("smollm2", base_url=local.address, api_key="none", **parameters)

    async def run() -> Reply:
        try:
            return await judge.ask(MESSAGES, form=form)
        finally:
            await judge.aclose()

    return asyncio.run(run())


def test_token_probabilities_are_those_of_the_process(local: LocalJudge) -> None:
    template = load_template("token")
    own = template.parse(asyncio.run(local.ask(MESSAGES))).soft
    served = template.parse(ask(local, logprobs=True)).soft
    assert own is not None
    assert served == pytest.approx(own, abs=0.02)


def test_a_streamed_text_is_the_text(local: LocalJudge) -> None:
    whole = ask(local, max_tokens=12)
    streamed = ask(local, max_tokens=12, stream=True)
    assert streamed.text == whole.text
    assert streamed.finish_reason == whole.finish_reason
    assert streamed.tokens_out == whole.tokens_out > 0


def test_a_form_holds_the_model_to_it(local: LocalJudge) -> None:
    form = Form(choices=("violet", "ochre"))
    assert ask(local, form=form, structured=True, max_tokens=32).text in form.choices


def test_the_doctor_finds_out_what_it_can_do(local: LocalJudge) -> None:
    address = local.address
    judge = OpenAIJudge("smollm2", base_url=address, api_key="none", max_tokens=24)
    findings = asyncio.run(examine(judge, "openai:smollm2,max_tokens=24", address))
    found = {finding.what: finding for finding in findings}
    assert found["answers"].found.startswith("yes")
    assert found["token probabilities"].found.startswith("yes, 20 candidates, A and B")
    assert found["structured output"].found == "yes"
    assert found["batches"].found.startswith("no")
