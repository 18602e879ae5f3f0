"""Replies that are nasty for a verdict which stands in a mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sosprobe.judges.audit.case import LOST, Case, Value, lost, says
from sosprobe.judges.wording import placeholder
from sosprobe.types import Outcome

_FULL_WIDTH = str.maketrans(
    {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"}
)


def marked(
    put: Callable[[str], str],
    offered: Sequence[tuple[str, Value]],
    strange: Sequence[str],
    cue: str,
) -> Iterator[Case]:
    """Yield the cases.

    Parameters
    ----------
    put
        Writes a mark as the template asks for it.
    offered
        The marks that the template offers and their values, two or more that differ.
    strange
        Marks that look like verdicts and are not offered.
    cue
        The word that announces the verdict.
    """
    (one, first), (two, second) = offered[0], offered[-1]
    a, b = put(one), put(two)
    for mark, value in offered:
        yield says(f"plain {mark}", f"So it is.\n{cue}: {put(mark)}", value)
        yield says(f"bare {mark}", put(mark), value)
    yield from _dressed(b, second, cue)
    yield from _spelt(put, two, second, cue)
    yield from _several(a, first, b, second, cue)
    yield from _thinking(a, b, second, cue)
    everything = " or ".join(put(mark) for mark, _ in offered)
    yield lost("the whole legend echoed", f"{cue}: {everything}", *LOST)
    yield says("the legend echoed, then a verdict", f"{everything}\n{cue}: {b}", second)
    place = placeholder([(mark, "") for mark, _ in offered])
    yield lost("the placeholder echoed", f"{cue}: {put(place)}", *LOST)
    yield says("the placeholder, then a verdict", f"{cue}: {put(place)}\n{cue}: {b}", second)
    yield lost("cut at the token limit", f"{cue}: {b}", Outcome.TRUNCATED, ending="length")
    for mark in strange:
        yield lost(f"not offered: {mark}", f"{cue}: {put(mark)}", *LOST)
        yield lost(f"a verdict, then {mark}", f"{cue}: {b} (or {put(mark)})", *LOST)


def _dressed(b: str, second: Value, cue: str) -> Iterator[Case]:
    """Yield a verdict in all kinds of dress."""
    yield says("bold", f"{cue}: **{b}**", second)
    yield says("the whole line bold", f"**{cue}: {b}**", second)
    yield says("italic", f"*{cue}: {b}*", second)
    yield says("a full stop after it", f"{cue}: {b}.", second)
    yield says("blanks after it", f"{cue}: {b}   \n\n", second)
    yield says("carriage returns", f"Reason.\r\n{cue}: {b}\r\n", second)
    yield says("in a code fence", f"```\n{cue}: {b}\n```", second)
    yield says("in inline code", f"{cue}: `{b}`", second)
    yield says("in a quotation", f"> {cue}: {b}", second)
    yield says("in a bullet", f"- {cue}: {b}", second)
    yield says("in a heading", f"## {cue}\n{b}", second)
    yield says("in a cell of a table", f"| {cue} | {b} |", second)
    yield says("in HTML", f"<b>{cue}: {b}</b>", second)
    yield says("indented", f"        {cue}: {b}", second)
    yield says("cue in capitals", f"{cue.upper()}: {b}", second)
    yield says("cue in lower case", f"{cue.lower()}: {b}", second)
    yield says("cue of two words", f"Final {cue.lower()}: {b}", second)
    yield says("cue in German", f"Urteil nach Prüfung: {b}", second)
    yield says("cue in Chinese", f"判定：{b}", second)
    yield says("cue in Arabic", f"الحكم: {b}", second)
    yield says("thanks after it", f"{cue}: {b}\nThank you for the question.", second)
    yield says("the reason after it", f"{cue}: {b}\nThe other one is vague.", second)
    yield says("an apology before it", f"I am sorry to be strict. {cue}: {b}", second)
    yield says("a matrix before it", f"grid = [[1, 2], [3, 4]]\n{cue}: {b}", second)
    yield says("NUL bytes around it", f"\x00{cue}: {b}\x00", second)
    yield says("broken UTF-8 around it", f"\ufffd{cue}: {b}\ufffd", second)
    yield says("half a character before it", f"\ud800 {cue}: {b}", second)
    yield says("a very long text before it", "word " * 20_000 + f"\n{cue}: {b}", second)
    yield says("a very long line of blanks before it", " " * 20_000 + f"{cue}: {b}", second)


def _spelt(put: Callable[[str], str], two: str, second: Value, cue: str) -> Iterator[Case]:
    """Yield a verdict in all kinds of spelling."""
    b = put(two)
    yield says("lower case", f"{cue}: {put(two.lower())}", second)
    yield says("upper case", f"{cue}: {put(two.upper())}", second)
    yield says("blanks inside", f"{cue}: {put(f' {two} ')}", second)
    yield says("bold inside", f"{cue}: {put(f'**{two}**')}", second)
    yield says("a code mark inside", f"{cue}: {put(f'`{two}`')}", second)
    yield says("full width inside", f"{cue}: {put(two.translate(_FULL_WIDTH))}", second)
    yield says("a byte order mark before it", f"\ufeff{cue}: {b}", second)


def _several(a: str, first: Value, b: str, second: Value, cue: str) -> Iterator[Case]:
    """Yield replies that hold more than one mark."""
    yield says("names one, ends with the other", f"I first thought {a}. Now: {b}", second)
    yield says("the other before the cue", f"{a} was tempting.\n{cue}: {b}", second)
    planted = f'One response says "{cue}: {a}", which I ignore.\n{cue}: {b}'
    yield says("a verdict quoted from a response", planted, second)
    yield lost("a caveat naming the other", f"{cue}: {b}. Stricter readers say {a}.", *LOST)
    yield says("two cues that disagree", f"{cue}: {a}\nFinal {cue.lower()}: {b}", second)
    yield says("the same twice", f"{cue}: {b}\nSo, once more, {b}.", second)
    yield says("the same fifty times", f"{cue}: " + f"{b}\n" * 50, second)
    yield says("ten of the other before it", f"{a} " * 10 + f"\n{cue}: {b}", second)
    yield says("starts with one, cue with the other", f"{a}\nWait.\n{cue}: {b}", second)
    yield says("the first mark of the legend", f"Not {b}.\n{cue}: {a}", first)


def _thinking(a: str, b: str, second: Value, cue: str) -> Iterator[Case]:
    """Yield replies with reasoning blocks."""
    yield says("another in the reasoning", f"<think>{cue}: {a}? No.</think>{cue}: {b}", second)
    yield says("thinking tags", f"<thinking>{a}</thinking>\n{cue}: {b}", second)
    yield says("two blocks", f"<think>{a}</think> hm <think>{a}</think>{cue}: {b}", second)
    yield says("only the closing tag", f"{a} so</think>{cue}: {b}", second)
    yield says("a scratchpad", f"<scratchpad>{a}</scratchpad>{cue}: {b}", second)
    yield says("an empty block", f"<think>\n\n</think>\n\n{cue}: {b}", second)
