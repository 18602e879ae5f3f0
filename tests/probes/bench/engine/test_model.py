"""Laws of naming a model."""

from __future__ import annotations

import pytest

from sosprobe.errors import MissingKey, SetupError, UnknownName
from sosprobe.probes.bench.engine.job import digest
from sosprobe.probes.bench.engine.model import model_of


def test_an_endpoint_is_asked_by_chat_or_by_completions_as_the_instrument_needs() -> None:
    model = model_of("openai:m", base_url="http://127.0.0.1:1/v1/", tokenizer="t")
    chat, chat_arguments = model.arguments("generate")
    plain, plain_arguments = model.arguments("loglikelihood")
    assert (chat, plain) == ("local-chat-completions", "local-completions")
    assert chat_arguments["base_url"] == "http://127.0.0.1:1/v1/chat/completions"
    assert plain_arguments["base_url"] == "http://127.0.0.1:1/v1/completions"
    assert plain_arguments["tokenizer"] == "t"


def test_a_model_in_this_process_is_one_kind_for_both_instruments() -> None:
    model = model_of("hf:some/path")
    assert model.arguments("generate") == model.arguments("loglikelihood")
    assert model.arguments("generate")[0] == "hf"


def test_how_many_requests_are_open_does_not_make_another_model() -> None:
    one, other = (model_of("hf:path", in_flight=count) for count in (1, 9))
    assert digest(one.identity) == digest(other.identity)
    assert digest(one.identity) != digest(model_of("hf:path2").identity)


def test_the_published_endpoint_wants_a_key_and_another_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(MissingKey, match="OPENAI_API_KEY"):
        model_of("openai:gpt-4o")
    assert model_of("openai:m", base_url="http://127.0.0.1:1").base_url == "http://127.0.0.1:1"


@pytest.mark.parametrize("spec", ["openai:", "hf:", "vllm"])
def test_a_model_without_a_name_is_refused(spec: str) -> None:
    with pytest.raises(SetupError, match="write"):
        model_of(spec, base_url="")


def test_an_unknown_provider_lists_those_that_exist() -> None:
    with pytest.raises(UnknownName, match="Did you mean vllm"):
        model_of("vlm:x")
