"""Turn a pair of responses into messages, and a reply into a verdict; both pure.

A template is one TOML file: `verdict` names the way its replies are read, `system` and `user` hold
the text with the places {{prompt}}, {{first}} and {{second}}. A file of the user's own works the
same: give its path as the name.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from sosprobe.errors import BadInput, UnknownName
from sosprobe.judges.parse import escape_markers, parse_levels, parse_token
from sosprobe.types import Message, Messages, Reply, Verdict

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_FENCE = re.compile(r"<(/?)(prompt|response_[ab])>", re.IGNORECASE)
_PARSERS: dict[str, Callable[[Reply], Verdict]] = {"levels": parse_levels, "token": parse_token}
_FIELDS = {"description", "verdict", "system", "user"}
_PLACES = {"prompt", "first", "second"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A judge prompt and the way its replies are read."""

    name: str
    user: str
    verdict: str
    system: str = ""
    description: str = ""

    def render(self, prompt: str, first: str, second: str) -> tuple[Messages, int]:
        """Return the messages, and how many markers inside the texts had to be escaped."""
        texts: dict[str, str] = {}
        escaped = 0
        for place, text in (("prompt", prompt), ("first", first), ("second", second)):
            clean, count = escape_markers(text)
            clean, fences = _FENCE.subn(r"< \1\2>", clean)
            texts[place] = clean
            escaped += count + fences
        user = _PLACE.sub(lambda match: texts[match[1]], self.user)
        messages: list[Message] = []
        if self.system:
            messages.append({"role": "system", "content": self.system})
        messages.append({"role": "user", "content": user})
        return tuple(messages), escaped

    def parse(self, reply: Reply) -> Verdict:
        """Return the verdict in `reply`, in the order shown."""
        return _PARSERS[self.verdict](reply)

    @property
    def digest(self) -> str:
        """A short hash of everything the judge sees of the template."""
        text = "\0".join((self.verdict, self.system, self.user))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


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


def _read(name: str, path: str, text: str) -> Template:
    """Check the fields of a template file."""
    try:
        fields: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(path, str(error)) from error
    for field, value in fields.items():
        if field not in _FIELDS:
            raise BadInput(path, str(UnknownName("field", field, _FIELDS)))
        if not isinstance(value, str):
            raise BadInput(path, f"field `{field}` must be text")
    for field in ("user", "verdict"):
        if field not in fields:
            raise BadInput(path, f"field `{field}` is missing")
    if fields["verdict"] not in _PARSERS:
        raise BadInput(path, str(UnknownName("verdict", fields["verdict"], _PARSERS)))
    places = set(_PLACE.findall(fields["user"]))
    if places != _PLACES:
        wrong = ", ".join(sorted(places ^ _PLACES))
        raise BadInput(path, f"field `user` needs each of the places {_PLACES}; see {wrong}")
    return Template(name=name, **{key: value.strip() for key, value in fields.items()})
