"""Split a prompt of several turns into what the system says and what the user says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sosprobe.errors import SetupError

_TURN = re.compile(r"<\|im_start\|>([^\n]*)\n(.*?)(?:<\|im_end\|>|\Z)", re.DOTALL)
_HUMAN = re.compile(r"\s*Human:\s*(.*?)\s*Assistant:\s*", re.DOTALL)


def split_chat(text: str) -> tuple[str, str]:
    r"""Return the system's text and the user's, out of turns between <|im_start|> and <|im_end|>.

    Text without such turns is the user's, and so is what stands between `Human:` and `Assistant:`.

    >>> split_chat("<|im_start|>system\nJudge.<|im_end|>\n<|im_start|>user\nWho?<|im_end|>")
    ('Judge.', 'Who?')
    """
    turns = [(match[1].strip(), match[2].strip()) for match in _TURN.finditer(text)]
    if not turns:
        human = _HUMAN.fullmatch(text)
        alone = human is not None and "\nHuman:" not in human[1]
        return "", human[1] if human and alone else text.strip()
    if _TURN.sub("", text).strip():
        raise SetupError("text stands outside the turns between <|im_start|> and <|im_end|>")
    return two_turns(turns)


def two_turns(turns: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return the system's text and the user's, if these are all the turns there are."""
    last = turns[-1] if turns else ("", "")
    kept = list(turns[:-1] if last == ("assistant", "") else turns)
    roles = [role for role, _ in kept]
    if roles not in (["user"], ["system", "user"]):
        raise SetupError(
            f"it has {len(roles)} turns, by {' and '.join(sorted(set(roles))) or 'nobody'}; "
            "a template has one of the user, and before it maybe one of the system"
        )
    return kept[0][1] if len(kept) > 1 else "", kept[-1][1]
