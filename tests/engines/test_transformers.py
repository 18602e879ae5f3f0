"""Models run by transformers answer as they do when asked by hand, in a batch as alone."""

from __future__ import annotations

import importlib
import json
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sosprobe.errors import JudgeError, MissingExtra, SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.template_file import load_template
from sosprobe.types import Form, Judge, Message, Messages, Reply
from tests.engines.asked import LABELS, question, replies, reply_to
from tests.engines.tiny import CONTEXT, save_tiny

pytestmark = pytest.mark.filterwarnings("ignore")  # the library's warnings are its own

TEXTS = ("A or B?", "Which of these two answers is the better one, A or B? " * 3, "Why")


@pytest.fixture(scope="module")
def scorer(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a tiny reward model."""
    folder = tmp_path_factory.mktemp("scorer")
    return save_tiny(folder, "LlamaForSequenceClassification", num_labels=1)


@pytest.fixture(scope="module")
def token(tiny: Path) -> Judge:
    """Return a judge that tells probabilities."""
    return JUDGES.build(f"transformers:{tiny}")


class ByHand:
    """The model of a folder, asked without padding and without `generate`."""

    def __init__(self, folder: Path, kind: str = "AutoModelForCausalLM") -> None:
        transformers: Any = importlib.import_module("transformers")
        self.tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder)
        self.model: Any = getattr(transformers, kind).from_pretrained(folder).eval()

    def prompt(self, messages: Messages, *, ask: bool = True) -> list[int]:
        text = self.tokenizer.apply_chat_template(
            list(messages), add_generation_prompt=ask, tokenize=False
        )
        found: list[int] = self.tokenizer(text, add_special_tokens=False).input_ids
        return found

    def logits(self, tokens: Sequence[int]) -> Any:
        torch: Any = importlib.import_module("torch")
        return self.model(torch.tensor([list(tokens)])).logits[0].detach()

    def greedy(self, text: str, count: int) -> str:
        start = self.prompt(question(text))
        tokens = list(start)
        while len(tokens) < len(start) + count:
            tokens.append(int(self.logits(tokens)[-1].argmax()))
            if tokens[-1] == self.tokenizer.eos_token_id:
                break
        written: str = self.tokenizer.decode(tokens[len(start) :], skip_special_tokens=True)
        return written


def test_token_probabilities_are_the_models_own_in_a_batch_of_any_lengths(
    token: Judge, tiny: Path
) -> None:
    hand = ByHand(tiny)
    for text, reply in zip(TEXTS, replies(token, list(map(question, TEXTS))), strict=True):
        assert isinstance(reply, Reply)
        assert reply.logprobs is not None
        tokens = hand.prompt(question(text))
        truth = hand.logits(tokens)[-1].log_softmax(-1)
        likely = truth.topk(20)
        assert max(reply.logprobs.values()) == pytest.approx(float(likely.values[0]), abs=1e-3)
        assert reply.logprobs[reply.text] == max(reply.logprobs.values())
        for value, number in zip(likely.values, likely.indices, strict=True):
            spelled = hand.tokenizer.decode([int(number)])
            assert reply.logprobs[spelled] >= float(value) - 1e-3
        assert len(reply.logprobs) <= 20
        assert sum(map(math.exp, reply.logprobs.values())) < 1
        assert reply.tokens_in == len(tokens)


def test_labels_that_are_offered_are_always_among_them(token: Judge, tiny: Path) -> None:
    hand = ByHand(tiny)
    reply = reply_to(token, "A or B?", form=LABELS)
    assert reply.logprobs is not None
    truth = hand.logits(hand.prompt(question("A or B?")))[-1].log_softmax(-1)
    for label in ("A", "B"):
        expected = float(truth[hand.tokenizer.convert_tokens_to_ids(label)])
        assert reply.logprobs[label] == pytest.approx(expected, abs=1e-3)
    assert reply.text in ("A", "B")
    assert len(reply.logprobs) > 10
    with pytest.raises(JudgeError, match="'Answer One' is not one token"):
        reply_to(token, "Which?", form=Form(choices=("Answer One",)))


def test_a_text_is_the_likeliest_and_the_models_own_settings_do_not_change_it(
    tiny: Path, tmp_path: Path
) -> None:
    save_tiny(tmp_path)
    settings = {"repetition_penalty": 9.0, "do_sample": True, "temperature": 3.0}
    (tmp_path / "generation_config.json").write_text(json.dumps(settings), encoding="utf-8")
    hand = ByHand(tiny)
    judge = JUDGES.build(f"transformers:{tmp_path},logprobs=false,max_tokens=16")
    found = replies(judge, list(map(question, TEXTS)))
    assert [reply.text for reply in found if isinstance(reply, Reply)] == [
        hand.greedy(text, 16) for text in TEXTS
    ]


def test_a_sampled_text_is_decided_by_seed_and_repeat_and_leaves_the_world_alone(
    tiny: Path,
) -> None:
    torch: Any = importlib.import_module("torch")
    before = torch.random.get_rng_state()

    def texts(seed: int) -> list[str]:
        spec = f"transformers:{tiny},logprobs=false,max_tokens=12,temperature=1,seed={seed}"
        found = replies(JUDGES.build(spec), [question("Why?")] * 4, repeats=range(4))
        return [reply.text for reply in found if isinstance(reply, Reply)]

    first = texts(0)
    assert len(set(first)) == 4
    assert texts(0) == first
    assert texts(1)[:3] == first[1:]
    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_prompt_beyond_the_context_fails_alone(token: Judge) -> None:
    asked = [*map(question, TEXTS), question("word " * CONTEXT)]
    *good, failed = replies(token, asked)
    assert all(isinstance(reply, Reply) for reply in good)
    assert isinstance(failed, JudgeError)
    assert f"context is {CONTEXT}" in str(failed)


def test_a_text_ends_where_the_context_ends_and_holds_up_no_other(tiny: Path) -> None:
    judge = JUDGES.build(f"transformers:{tiny},logprobs=false,max_tokens=40")
    hand = ByHand(tiny)
    long = "A " * 5
    while len(hand.prompt(question(long))) < CONTEXT - 20:
        long += "A "
    near, short = replies(judge, [question(long), question("Why?")])
    assert isinstance(near, Reply)
    assert isinstance(short, Reply)
    assert near.tokens_in + near.tokens_out <= CONTEXT
    assert short.text == hand.greedy("Why?", 40)


def test_its_identity_names_the_files_and_not_their_place(token: Judge, tiny: Path) -> None:
    assert token.identity["provider"] == "transformers"
    assert token.identity["model"] == tiny.name
    assert str(tiny.parent) not in str(token.identity)
    assert token.template == "token"


def turns(prompt: str, answer: str) -> Messages:
    """Return a conversation of two turns."""
    return (Message(role="user", content=prompt), Message(role="assistant", content=answer))


CONVERSATIONS = [
    turns("What is 2 + 2?", answer)
    for answer in ("4", "It is 4, as everybody knows who has counted. " * 4, "5", "no")
]


def test_a_reward_is_the_models_score_as_a_plain_number(scorer: Path) -> None:
    hand = ByHand(scorer, "AutoModelForSequenceClassification")
    judge = JUDGES.build(f"transformers:{scorer},reward=true")
    assert judge.template == "reward"
    found = replies(judge, CONVERSATIONS)
    for messages, reply in zip(CONVERSATIONS, found, strict=True):
        assert isinstance(reply, Reply)
        assert re.fullmatch(r"-?\d+\.\d{6}", reply.text)
        expected = float(hand.logits(hand.prompt(messages, ask=False))[0])
        assert float(reply.text) == pytest.approx(expected, abs=1e-4)
    texts = [reply.text for reply in found if isinstance(reply, Reply)]
    assert len(set(texts)) == len(texts)
    assert [
        reply.text
        for reply in replies(judge, CONVERSATIONS, repeats=[1] * 4)
        if isinstance(reply, Reply)
    ] == texts


def test_two_rewards_make_a_verdict(scorer: Path) -> None:
    judge = JUDGES.build(f"transformers:{scorer},reward=true")
    template = load_template(judge.template)
    shown = ("It is 4.", "It is 5, I think.")
    asked = [template.render("What is 2 + 2?", response)[0] for response in shown]
    assert [turn["role"] for turn in asked[0]] == ["user", "assistant"]
    first, second = [one for one in replies(judge, asked) if isinstance(one, Reply)]
    verdict = template.parse(first, second)
    assert verdict.preference == float(float(second.text) > float(first.text))


def test_a_reward_model_without_a_chat_template_reads_a_pair_of_texts(
    tiny: Path, tmp_path: Path
) -> None:
    save_tiny(tmp_path, "LlamaForSequenceClassification", num_labels=1)
    _mute(tmp_path)
    hand = ByHand(tmp_path, "AutoModelForSequenceClassification")
    judge = JUDGES.build(f"transformers:{tmp_path},reward=true")
    for messages, reply in zip(CONVERSATIONS, replies(judge, CONVERSATIONS), strict=True):
        assert isinstance(reply, Reply)
        pair = hand.tokenizer(messages[0]["content"], messages[1]["content"]).input_ids
        assert float(reply.text) == pytest.approx(float(hand.logits(pair)[0]), abs=1e-4)
    with pytest.raises(JudgeError, match="a user's turn and an answer"):
        reply_to(judge, "only one turn")


def test_a_model_of_another_kind_is_refused_and_not_given_random_weights(
    tiny: Path, scorer: Path, tmp_path: Path
) -> None:
    with pytest.raises(SetupError, match="another kind of model"):
        JUDGES.build(f"transformers:{tiny},reward=true")
    with pytest.raises(SetupError, match="another kind of model"):
        JUDGES.build(f"transformers:{scorer}")
    save_tiny(tmp_path, "LlamaForSequenceClassification", num_labels=3)
    with pytest.raises(SetupError, match="gives 3 numbers"):
        JUDGES.build(f"transformers:{tmp_path},reward=true")


def test_what_cannot_be_asked_is_a_setup_error(tiny: Path, tmp_path: Path) -> None:
    save_tiny(tmp_path)
    _mute(tmp_path)
    with pytest.raises(SetupError, match="no chat template"):
        JUDGES.build(f"transformers:{tmp_path}")
    with pytest.raises(SetupError, match="/no/such/folder"):
        JUDGES.build("transformers:/no/such/folder")
    with pytest.raises(SetupError, match="temperature"):
        JUDGES.build(f"transformers:{tiny},reward=true,temperature=1")


@pytest.mark.parametrize("absent", ["torch", "transformers"])
def test_without_the_packages_the_command_is_printed(
    absent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(MissingExtra) as caught:
        JUDGES.build("transformers:any")
    assert str(caught.value).endswith('Run: pip install "sosprobe[transformers]"')


def _mute(folder: Path) -> None:
    """Take the chat template away."""
    (folder / "chat_template.jinja").unlink()
