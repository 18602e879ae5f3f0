"""Replies that are kept for ever: one SQLite file, and what can be done with it."""

from sosprobe.store.batches import Batch
from sosprobe.store.keys import identity_text, key, question_key
from sosprobe.store.sqlite import Entry, SqliteStore, Store

__all__ = ["Batch", "Entry", "SqliteStore", "Store", "identity_text", "key", "question_key"]
