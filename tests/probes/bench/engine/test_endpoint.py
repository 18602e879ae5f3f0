"""Laws of the look at an endpoint before its likelihoods are believed."""

from __future__ import annotations

import pytest

from sosprobe.errors import SetupError
from sosprobe.probes.bench.engine.endpoint import check_chat, check_echo
from sosprobe.probes.bench.engine.model import Model
from tests.loopback import Loopback
from tests.probes.bench.engine.stand_ins import Fault, endpoint


def _model(url: str) -> Model:
    return Model(provider="openai", name="counter", base_url=f"{url}/v1")


def test_an_endpoint_whose_echo_and_next_tokens_agree_is_fit() -> None:
    with Loopback(endpoint("none")) as server:
        check_echo(_model(server.url), "xstest")
        assert len(server.requests) == 4  # one echo, three next tokens
        assert [bool(body.get("echo")) for body in server.requests] == [True, False, False, False]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("shifted", "are off by one row"),
        ("scaled", "are wrong"),
        ("no echo", "does not echo"),
        ("no logprobs", "gives no token probabilities"),
        ("chat only", "is for chat only"),
    ],
)
def test_an_endpoint_that_is_not_fit_is_told_with_the_row_and_the_other_instrument(
    fault: Fault, said: str
) -> None:
    with Loopback(endpoint(fault)) as server, pytest.raises(SetupError) as caught:
        check_echo(_model(server.url), "xstest, bbq")
    message = str(caught.value)
    assert message.startswith("xstest, bbq cannot be asked by likelihood: ")
    assert said in message
    assert "--instrument generate" in message
    assert "\n" not in message


def test_a_chat_endpoint_that_refuses_is_quoted() -> None:
    with Loopback(lambda path, body: (401, {}, {"error": "bad key"})) as server:
        with pytest.raises(SetupError, match=r"401.*bad key"):
            check_chat(_model(server.url))
        assert server.requests[0]["max_tokens"] == 1


def test_an_address_where_nobody_listens_is_one_message() -> None:
    with pytest.raises(SetupError, match="cannot be asked"):
        check_chat(_model("http://127.0.0.1:9"))


def test_the_key_is_sent_and_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with (
        Loopback(lambda path, body: (500, {}, {"error": "down"})) as server,
        pytest.raises(SetupError) as caught,
    ):
        check_chat(_model(server.url))
    assert server.headers[0]["authorization"] == "Bearer sk-secret"
    assert "sk-secret" not in str(caught.value)
