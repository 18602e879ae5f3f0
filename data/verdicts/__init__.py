"""Verdicts that others made, read into columns of the tidy frame so that they can be analysed.

One format a file. An importer returns a frame that holds some of the frame's columns, preference
for side b, already in the pair's own order; who calls it fills in the rest and checks it
(`sosprobe.analysis.frame.validate`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sosprobe.data.verdicts.alpaca import read_alpaca
from sosprobe.data.verdicts.arena_hard import read_arena_hard
from sosprobe.data.verdicts.inspect_log import read_inspect
from sosprobe.data.verdicts.judgebench import read_judgebench
from sosprobe.data.verdicts.llmbar import read_llmbar
from sosprobe.data.verdicts.lm_eval import read_lm_eval
from sosprobe.data.verdicts.mt_bench import read_mt_bench
from sosprobe.data.verdicts.mt_bench_single import read_mt_bench_single
from sosprobe.data.verdicts.reward_bench import read_reward_bench
from sosprobe.data.verdicts.table import read_table
from sosprobe.errors import UnknownName

FORMATS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "table": read_table,
    "alpaca_eval": read_alpaca,
    "arena_hard": read_arena_hard,
    "llmbar": read_llmbar,
    "mt_bench": read_mt_bench,
    "mt_bench_single": read_mt_bench_single,
    "judgebench": read_judgebench,
    "reward_bench": read_reward_bench,
    "lm_eval": read_lm_eval,
    "inspect": read_inspect,
}
"""Name and importer of each format."""


def read_verdicts(path: Path, format: str) -> pd.DataFrame:
    """Return the verdicts in `path`, one row a verdict, with some of the frame's columns.

    Raises
    ------
    UnknownName
        If there is no such format.
    BadInput
        If the file is malformed; names the file, the line where it is known, and the field.
    """
    if format not in FORMATS:
        raise UnknownName("format", format, FORMATS)
    return FORMATS[format](path)
