"""Put replies into the store in few transactions, and know which ones it holds.

Replies that come in the same turn of the event loop are committed together, and who brought one
goes on only when it is committed; so a reply is still on disk before the next question is sent.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sosprobe.store import Entry, Store
from sosprobe.types import Reply


@dataclass(slots=True, kw_only=True)
class Keeper:
    """A store as one event loop uses it."""

    store: Store
    _waiting: list[Entry] = field(default_factory=list[Entry])
    _kept: asyncio.Future[None] | None = None
    _missing: set[str] = field(default_factory=set[str])
    """Keys that were looked up, are not stored, and were not brought since."""

    def look_up(self, keys: set[str]) -> dict[str, Reply]:
        """Return the replies that are stored under some of `keys`."""
        self.store.changed()
        found = self.store.get_many(keys)
        self._missing = keys - found.keys()
        return found

    def get(self, key: str) -> Reply | None:
        """Return a stored reply; the first look for one that `look_up` missed costs nothing."""
        if self._missing and self.store.changed():
            self._missing.clear()  # another run writes into this store
        if key in self._missing:
            self._missing.discard(key)
            return None
        return self.store.get(key)

    async def keep(self, entry: Entry) -> None:
        """Put an entry into the store; returns when it is there.

        Raises
        ------
        SetupError
            If the store cannot be written.
        """
        self._waiting.append(entry)
        if self._kept is None:
            loop = asyncio.get_running_loop()
            self._kept = loop.create_future()
            loop.call_soon(self._commit, self._kept)
        await asyncio.shield(self._kept)

    def _commit(self, kept: asyncio.Future[None]) -> None:
        entries, self._waiting, self._kept = self._waiting, [], None
        try:
            self.store.put_many(entries)
        except BaseException as error:
            kept.set_exception(error)
            kept.exception()  # whoever waited may have been cancelled
        else:
            kept.set_result(None)
