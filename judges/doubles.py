"""Notice a server that answers twice, before its second answer is taken for another question's.

Over a connection that stays open an answer belongs to the request before it, and nothing in HTTP
says that it is a copy of an earlier one. But every completion has an id of its own, so one that was
seen before is a copy, unless the server gives the same id to all.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field

_ID = re.compile(rb'"id"\s*:\s*"([^"]{1,200})"')
_HEAD = 400
"""Bytes of an answer in which its id stands."""
_MOST = 20_000
"""Ids that are remembered."""


@dataclass(slots=True)
class Doubles:
    """The ids of the answers that came."""

    told_apart: bool = True
    """Whether the server gives each answer an id of its own, as far as is known."""
    _seen: set[bytes] = field(default_factory=set[bytes])
    _order: deque[bytes] = field(default_factory=deque[bytes])

    def is_new(self, body: bytes) -> bool:
        """Note the id of an answer; say whether it was not seen before."""
        name = identity(body)
        if name is None or not self.told_apart:
            return True
        if name in self._seen:
            return False
        self._seen.add(name)
        self._order.append(name)
        if len(self._order) > _MOST:
            self._seen.discard(self._order.popleft())
        return True


def identity(body: bytes) -> bytes | None:
    """Return the id of an answer, if it has one.

    >>> identity(b'{"id": "chatcmpl-7", "choices": []}')
    b'chatcmpl-7'
    """
    match = _ID.search(body, 0, _HEAD)
    return match[1] if match else None
