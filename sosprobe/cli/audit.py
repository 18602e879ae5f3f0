"""Try a template's parser on nasty replies, and say which it reads wrongly."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sosprobe.judges.audit.run import Tried, audit
from sosprobe.judges.template_file import load_template

_SHOWN = 60


def parse_audit(name: str, *, show_all: bool) -> int:
    """Print what was read wrongly; return the exit code, 1 if anything was."""
    template = load_template(name)
    tried = audit(template)
    wrong = [one for one in tried if not one.right]
    console = Console(highlight=False, emoji=False)
    if shown := tried if show_all else wrong:
        console.print(_table(shown))
    console.print(
        f"{template.name}: {len(tried)} nasty replies, {len(wrong)} read wrongly.", markup=False
    )
    return 1 if wrong else 0


def _table(tried: list[Tried]) -> Table:
    table = Table()
    for heading in ("reply", "begins with", "right", "read as", ""):
        table.add_column(heading)
    for one in tried:
        value = one.reading.value
        read = one.reading.outcome.value if value is None else f"{value}"
        text = one.case.reply.text.encode("utf-8", "replace").decode()
        table.add_row(
            escape(one.case.name),
            escape(ascii(text[:_SHOWN])),
            escape(one.case.wanted),
            escape(read),
            "" if one.right else "WRONG",
        )
    return table
