"""What all figures share: colours of ink and lines, the font, and text that it can show."""

from __future__ import annotations

from functools import cache

from matplotlib import font_manager

INK, LINE = "#1c2024", "#8a9096"
FONT = "DejaVu Sans"  # comes with matplotlib, so a figure looks the same on every machine
_LONGEST = 44


def drawable(text: str) -> str:
    """Return a short form of a text in which the figures' font has every character."""
    known = _characters()
    shown = "".join(c if ord(c) in known else "\N{REPLACEMENT CHARACTER}" for c in text[:200])
    shown = " ".join(shown.split())
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


@cache
def _characters() -> frozenset[int]:
    path = font_manager.findfont(font_manager.FontProperties(family=[FONT]))
    return frozenset(font_manager.get_font(path).get_charmap()) | {ord(c) for c in "\t\n "}
