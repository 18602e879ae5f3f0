"""Find a component by its name, wherever it was written.

A component file ends in `REGISTRY.add("name", make)`. A spec `name:key=value,key=value` builds one:
`planted:position=0.4` calls `make(position=0.4)`. Other packages join through an entry-point group.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from sosprobe.errors import SetupError, UnknownName

T = TypeVar("T")
Value = int | float | bool | str

_NEVER_IN_A_SPEC = ("api_key", "client", "oracle", "writer")
"""Parameters for Python callers alone: a spec is printed and stored, so it must hold no secret."""


def parse_value(text: str) -> Value:
    """Read a parameter: true or false, a whole number, a number, else the text itself.

    >>> [parse_value(text) for text in ("3", "0.5", "true", "gpt-4")]
    [3, 0.5, True, 'gpt-4']
    """
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def split_spec(spec: str) -> tuple[str, str, dict[str, Value]]:
    """Split `name:rest` into name, positional rest and keyword parameters.

    >>> split_spec("planted:position=0.4,error=-1")
    ('planted', '', {'position': 0.4, 'error': -1})
    >>> split_spec("openai:org/model:tag")
    ('openai', 'org/model:tag', {})
    """
    name, _, rest = spec.partition(":")
    parts = [part for part in rest.split(",") if part]
    words = [part for part in parts if "=" not in part]
    pairs = [part.partition("=") for part in parts if "=" in part]
    return name, ",".join(words), {key.strip(): parse_value(value) for key, _, value in pairs}


class Registry(Generic[T]):
    """Components of one kind by name.

    Parameters
    ----------
    kind
        What a component is called in messages, for example `judge`.
    package
        The package whose files register components when they are imported.
    """

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self._package = package
        self._makers: dict[str, Callable[..., T]] = {}
        self._loaded = False

    def add(self, name: str, make: Callable[..., T]) -> None:
        """Register `make` under `name`; a second component of that name is an error."""
        if self._makers.setdefault(name, make) is not make:
            raise SetupError(f"Two components are called {self.kind} {name!r}.")

    def names(self) -> list[str]:
        """Return every name, sorted."""
        self._load()
        return sorted(self._makers)

    def maker(self, name: str) -> Callable[..., T]:
        """Return what builds the component `name`."""
        self._load()
        if name not in self._makers:
            raise UnknownName(self.kind, name, self._makers)
        return self._makers[name]

    def build(self, spec: str, **more: object) -> T:
        """Build the component that `spec` describes; `more` goes to its maker as well."""
        name, rest, parameters = split_spec(spec)
        make = self.maker(name)
        known = inspect.signature(make).parameters
        offered = [key for key in known if key not in _NEVER_IN_A_SPEC]
        for key in parameters:
            if key not in offered:
                raise UnknownName(f"parameter of {name}", key, offered)
        parameters = {key: _fitting(name, known[key], value) for key, value in parameters.items()}
        positional = (rest,) if rest else ()
        keyword = {**parameters, **{key: value for key, value in more.items() if key in known}}
        try:
            inspect.signature(make).bind(*positional, **keyword)
        except TypeError as error:
            raise SetupError(f"{self.kind} {spec!r}: {error}.") from None
        return make(*positional, **keyword)

    def _load(self) -> None:
        """Import every file of the package, at any depth, and what other packages announce."""
        if self._loaded:
            return
        self._loaded = True
        package = importlib.import_module(self._package)
        for module in pkgutil.walk_packages(package.__path__, f"{self._package}."):
            importlib.import_module(module.name)
        for point in entry_points(group=self._package):
            self.add(point.name, point.load())


_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "float": ((int, float), "a number"),
    "int": ((int,), "a whole number"),
    "bool": ((bool,), "true or false"),
}


def _fitting(name: str, parameter: inspect.Parameter, value: Value) -> Value:
    """Return a value as a parameter takes it; a number where text is meant is text.

    Raises
    ------
    SetupError
        If it is of another type.
    """
    wanted = str(getattr(parameter.annotation, "__name__", parameter.annotation))
    if wanted == "str":
        return value if isinstance(value, str) else str(value)
    types, called = _TYPES.get(wanted, ((object,), ""))
    if not isinstance(value, types) or (isinstance(value, bool) and wanted in ("int", "float")):
        raise SetupError(f"{name}: {parameter.name} is {called}, not {value!r}.")
    return value
