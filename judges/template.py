"""Turn a pair of responses into messages, and a reply into a verdict; both pure.

A template is one TOML file: `verdict` names the way its replies are read, `system` and `user` hold
the text with the places {{prompt}}, {{first}} and {{second}}, and if it likes {{a}} and {{b}} (what
the two are called), {{criteria}}, {{context}} and {{task}}, which are put together from `criteria`
and the legend, so that variations can change them. A file of the user's own works the same: give
its path as the name.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, TypeGuard, cast

from sosprobe.errors import BadInput, UnknownName
from sosprobe.judges.parse import escape_markers, parse_levels, parse_token
from sosprobe.judges.relabel import own_tokens, reader
from sosprobe.judges.wording import (
    LEVELS,
    Labels,
    Legend,
    Reason,
    levels_task,
    listing,
    token_task,
)
from sosprobe.types import Message, Messages, Reply, Verdict

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_FENCE = re.compile(r"<(/?)(prompt|response_\w{1,20})>", re.IGNORECASE)
_VERDICTS = ("levels", "token")
_TEXTS = ("description", "verdict", "system", "user")
_FIELDS = {*_TEXTS, "criteria"}
_PLACES = {"prompt", "first", "second"}
_MORE = {"a", "b", "criteria", "context", "task"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A judge prompt and the way its replies are read."""

    name: str
    user: str
    verdict: str
    system: str = ""
    description: str = ""
    criteria: tuple[str, ...] = ()
    labels: Labels = ("A", "B")
    legend: Legend = tuple((level, level) for level in LEVELS)
    reason: Reason = "before"
    context: str = ""
    """Sentences about the responses that stand before the task."""

    @property
    def places(self) -> set[str]:
        """The places that the texts have."""
        return set(_PLACE.findall(self.system + self.user))

    def render(self, prompt: str, first: str, second: str) -> tuple[Messages, int]:
        """Return the messages, and how many markers inside the texts had to be escaped."""
        texts = self._parts()
        escaped = 0
        for place, text in (("prompt", prompt), ("first", first), ("second", second)):
            clean, count = escape_markers(text)
            clean, fences = _FENCE.subn(r"< \1\2>", clean)
            texts[place] = clean
            escaped += count + fences
        messages: list[Message] = []
        if self.system:
            messages.append({"role": "system", "content": _filled(self.system, texts)})
        messages.append({"role": "user", "content": _filled(self.user, texts)})
        return tuple(messages), escaped

    def parse(self, reply: Reply) -> Verdict:
        """Return the verdict in `reply`, in the order shown."""
        if self.verdict == "token":
            return parse_token(own_tokens(reply, self.labels))
        return parse_levels(reply, reader(self.legend))

    @property
    def digest(self) -> str:
        """A short hash of everything the judge sees of the template."""
        parts = self._parts()
        text = "\0".join(
            (self.verdict, _filled(self.system, parts), _filled(self.user, parts), str(self.legend))
        )
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def named(self, name: str) -> Template:
        """Return the template under another name."""
        return replace(self, name=name)

    def _parts(self) -> dict[str, str]:
        """Return what stands in the places that do not depend on the pair."""
        task = (
            token_task(self.labels)
            if self.verdict == "token"
            else levels_task(self.legend, self.labels, self.reason)
        )
        return {
            "a": self.labels[0],
            "b": self.labels[1],
            "criteria": listing(self.criteria) if self.criteria else "",
            "context": f"{self.context}\n\n" if self.context else "",
            "task": task,
        }


def template_names() -> list[str]:
    """Return the names of the templates that are shipped."""
    folder = resources.files("sosprobe.judges") / "templates"
    return sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")
    )


def load_template(name: str) -> Template:
    """Return a shipped template by name, or one of the user's own by the path of its file.

    Raises
    ------
    UnknownName
        If no shipped template is called so and no such file exists.
    BadInput
        If the file is malformed; says which field.
    """
    if name.endswith(".toml") and Path(name).is_file():
        return _read(Path(name).stem, name, Path(name).read_text(encoding="utf-8"))
    if name not in template_names():
        raise UnknownName("template", name, template_names())
    text = (resources.files("sosprobe.judges") / "templates" / f"{name}.toml").read_text("utf-8")
    return _read(name, f"{name}.toml", text)


def _filled(text: str, parts: dict[str, str]) -> str:
    """Return `text` with its places filled, each once: what is put in is never read again."""
    return _PLACE.sub(lambda match: parts.get(match[1], match[0]), text)


def _read(name: str, path: str, text: str) -> Template:
    """Check the fields of a template file."""
    try:
        fields: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(path, str(error)) from error
    criteria: Any = fields.pop("criteria", [])
    if not _are_texts(criteria):
        raise BadInput(path, "field `criteria` must be a list of texts")
    for field, value in fields.items():
        if field not in _FIELDS:
            raise BadInput(path, str(UnknownName("field", field, _FIELDS)))
        if not isinstance(value, str):
            raise BadInput(path, f"field `{field}` must be text")
    for field in ("user", "verdict"):
        if field not in fields:
            raise BadInput(path, f"field `{field}` is missing")
    if fields["verdict"] not in _VERDICTS:
        raise BadInput(path, str(UnknownName("verdict", fields["verdict"], _VERDICTS)))
    found = set(_PLACE.findall(fields["user"]))
    if not found >= _PLACES:
        missing = ", ".join(sorted(_PLACES - found))
        raise BadInput(path, f"field `user` needs each of the places {_PLACES}; see {missing}")
    for place in sorted((found | set(_PLACE.findall(fields.get("system", "")))) - _PLACES - _MORE):
        raise BadInput(path, str(UnknownName("place", place, _PLACES | _MORE)))
    texts = {key: value.strip() for key, value in fields.items()}
    return Template(name=name, criteria=tuple(criteria), **texts)


def _are_texts(value: Any) -> TypeGuard[list[str]]:
    """Say whether a value is a list of texts."""
    return isinstance(value, list) and all(
        isinstance(one, str) for one in cast(list[object], value)
    )
