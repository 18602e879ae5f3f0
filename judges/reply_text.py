"""What of a reply may hold a verdict: its text after the last reasoning block, made plain."""

from __future__ import annotations

import re
import unicodedata

from sosprobe.types import Outcome, Reply, Verdict

_OPEN = r"<\|?(?:think|thinking|thought|reasoning|scratchpad)\|?>|◁think▷"
_CLOSE = r"<\|?/(?:think|thinking|thought|reasoning|scratchpad)\|?>|◁/think▷"
_REASONING = re.compile(f"(?P<open>{_OPEN})|(?P<close>{_CLOSE})", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\b(?:I(?:'m| am)(?: very| so)? sorry"
    r"|I (?:can't|cannot|can not|won't|will not|am unable|am not able)"
    r"|I'm (?:unable|not able)"
    r"|as an AI\b[^.]{0,60}\b(?:can't|cannot|unable)"
    r"|(?:must|have to) decline)\b",
    re.IGNORECASE,
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "【": "[", "】": "]", "⟦": "[[", "⟧": "]]"})
_ESCAPED = re.compile(r"\\([\[\](){}])")


def ending(reply: Reply) -> Verdict | None:
    """Return the outcome that the provider's reason for ending decides, if it does."""
    if reply.finish_reason == "length":
        return Verdict(outcome=Outcome.TRUNCATED, detail="the reply hit the token limit")
    if reply.finish_reason == "content_filter":
        return Verdict(outcome=Outcome.REFUSED, detail="stopped by the provider's filter")
    return None


def answer_of(text: str) -> str | None:
    """Return the text after the last reasoning block; None if a block is never closed."""
    if "<" not in text and "◁" not in text:
        return text
    tags = list(_REASONING.finditer(text))
    if tags and tags[-1]["open"]:
        return None
    return text[tags[-1].end() :] if tags else text


def final_text(text: str) -> str | None:
    """Return the text after the last reasoning block, plain; None if a block is never closed."""
    answer = answer_of(text)
    return None if answer is None else plain(answer)


def plain(text: str) -> str:
    """Return `text` in one spelling: no full-width signs, emphasis, or escaped brackets."""
    text = signs(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return text.replace("*", "").replace("`", "")


def signs(text: str) -> str:
    """Return `text` with the HTML entities of the signs that verdicts are written with."""
    return text.replace("&gt;", ">").replace("&lt;", "<")


def unread(text: str, what: str) -> Verdict:
    """Return the outcome of a reply that holds no verdict: a refusal, or `what` is missing."""
    if _REFUSAL.search(text.translate(_QUOTES)):
        return Verdict(outcome=Outcome.REFUSED, detail="refusal in the reply")
    return Verdict(outcome=Outcome.INVALID, detail=what)
