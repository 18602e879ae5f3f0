"""inspect_ai: grades by model-graded scorers in the logs of two models or more, made into pairs."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.graded import Grade, pair_rows
from sosprobe.data.verdicts.inspect_files import Log, logs_in
from sosprobe.data.verdicts.source import is_list, is_table, name_in, shown, table_in
from sosprobe.errors import BadInput

_LETTERS = {"C": 1.0, "P": 0.5, "I": 0.0, "N": math.nan}
_WORDS = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}
_MODEL_GRADED = "model_graded"
"""How the names of the judges that come with inspect_ai begin."""
_ASKS = {"model", "model_role"}
"""Options that say of any scorer that it asks a model."""
_HINT = (
    "give a folder with the logs of two models or more on one task, graded by one and the same "
    "model (inspect eval --model-role grader=NAME)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scorer:
    """A scorer of a log that asks a model."""

    name: str
    """The name of its scores."""
    judge: str


def read_inspect(path: Path) -> pd.DataFrame:
    """Return one row for every two models that a judge graded on one sample and epoch.

    `path` is a folder of logs, `.json` or `.eval`. The item is `task/id`, the repeat the epoch, a
    response is the model evaluated, the template the scorer. C is 1, P 0.5, I 0; numbers, truth
    values, yes and no are taken as inspect_ai takes them. N, null and not-a-number are no grade, as
    is a sample that ended in an error. A score of several named values is a template each,
    `scorer/value`.

    Notes
    -----
    Taken are scorers that ask a model: those called `model_graded...`, and others with an option
    `model` or `model_role`. The judge is that `model` (several, who vote, are joined by `+`), else
    the model of the role (`grader` unless the scorer names another), else the model evaluated,
    which is whom inspect_ai asks then; grades that models gave themselves meet no other of the same
    judge and make no pair. inspect_ai counts N as 0; here it is no grade, because it says that
    there was nothing to grade. A second log of a model, in the order of the files' names, goes on
    with the repeats of the first; samples that a retry took over (equal `uuid`) count once.
    """
    logs = list(logs_in(path))
    scorers = [_scorers(log) for log in logs]
    parts = _parts(logs)
    grades: list[Grade] = []
    taken: set[object] = set()
    epochs: Counter[tuple[str, str]] = Counter()
    for log, judges in zip(logs, scorers, strict=True):
        run = (log.eval.text("task"), log.eval.text("model"))
        fresh = [sample for sample in log.samples if sample.fields.get("uuid") not in taken]
        taken |= {sample.fields.get("uuid") for sample in fresh} - {None}
        for sample in fresh:
            for judge in judges:
                grades.extend(_grades(sample, judge, parts[judge.name], run, epochs[run]))
        epochs[run] += max((_epoch(sample) for sample in fresh), default=0)
    if not grades:
        raise BadInput(
            path,
            f"holds no grade by a model: its scorers are {', '.join(sorted(parts)) or 'none'}; "
            "needed is a scorer like model_graded_qa, or one with an option `model`",
        )
    return pd.DataFrame(pair_rows(path, grades, _HINT))


def _scorers(log: Log) -> list[_Scorer]:
    """Return the scorers that ask a model; newer logs name them in `eval`, older in `results`."""
    named = [(row.text("name"), table_in(row, "options")) for row in _rows(log.eval, "scorers")]
    if not named:
        oldest = table_in(log.results, "scorer")
        rows = [*_rows(log.results, "scores"), *([oldest] if oldest.fields else [])]
        named = [(row.text("name"), table_in(row, "params")) for row in rows]
    found: list[_Scorer] = []
    seen: Counter[str] = Counter()
    for name, options in named:
        base = name.rpartition("/")[2]
        # The second scorer of a name has the scores name1.
        key = f"{base}{seen[base] or ''}"
        seen[base] += 1
        if base.startswith(_MODEL_GRADED) or options.fields.keys() & _ASKS:
            found.append(_Scorer(name=key, judge=_judge(log.eval, options)))
    return found


def _judge(run: Row, options: Row) -> str:
    """Return the model that grades."""
    model: object = options.fields.get("model")
    if model is not None:
        return "+".join(_name(one) for one in (model if is_list(model) else [model]))
    role = _name(options.fields.get("model_role", "grader"))
    bound: object = table_in(run, "model_roles").fields.get(role)
    return run.text("model") if bound is None else _name(bound)


def _name(value: object) -> str:
    """Return the name of a model or a role, which may be a table."""
    if is_table(value):
        return str(value.get("model") or value.get("name"))
    return str(value)


def _parts(logs: list[Log]) -> Mapping[str, list[str]]:
    """Return the named values of each score; one without a name where the score is one value."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for log in logs:
        for sample in log.samples:
            for name in _scores(sample).fields:
                value: object = _value(sample, name)
                found[name].update(dict.fromkeys(value if is_table(value) else [""]))
    return defaultdict(lambda: [""], {name: list(parts) for name, parts in found.items()})


def _grades(
    sample: Row, scorer: _Scorer, parts: list[str], run: tuple[str, str], before: int
) -> Iterator[Grade]:
    """Yield what a scorer says of a sample, for each named value that its scores have."""
    task, model = run
    value: object = _value(sample, scorer.name)
    for part in parts:
        one: object = value.get(part) if is_table(value) else None if part else value
        score = _number(one)
        if score is None:
            raise sample.error(
                f"sample {shown(sample.fields.get('id'))} has the score {shown(one)} of "
                f"{scorer.name}: it must be a number, or C, P, I or N"
            )
        yield Grade(
            item=f"{task}/{name_in(sample, 'id')}",
            response=model,
            judge=scorer.judge,
            template=f"{scorer.name}/{part}" if part else scorer.name,
            repeat=before + _epoch(sample) - 1,
            score=score,
            detail=_detail(sample, one),
        )


def _scores(sample: Row) -> Row:
    """Return the scores of a sample by their names; the one score of the oldest logs has none."""
    return table_in(sample, "scores")


def _value(sample: Row, name: str) -> object:
    """Return the value of a score; None if there is none."""
    if "score" in sample.fields and "scores" not in sample.fields:
        return table_in(sample, "score").fields.get("value")
    return table_in(_scores(sample), name).fields.get("value")


def _number(value: object) -> float | None:
    """Return a value as inspect_ai takes it, not-a-number if it is no grade; None if it is none.

    >>> [_number(value) for value in ("C", "P", "No", "7.5", True, None, "A")]
    [1.0, 0.5, 0.0, 7.5, 1.0, nan, None]
    """
    if value is None:
        return math.nan
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str):
        return None
    known = _LETTERS.get(value, _WORDS.get(value.lower()))
    if known is not None:
        return known
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _detail(sample: Row, value: object) -> str:
    """Return why there is no grade, where there is none."""
    if value == "N":
        return "no answer to grade (N)"
    error: object = sample.fields.get("error")
    if value is None and error:
        said: object = error.get("message") if is_table(error) else error
        return f"the sample ended in an error: {shown(said)}"
    return "the sample has no score" if value is None else "the judge's reply held no grade"


def _epoch(sample: Row) -> int:
    """Return the number of the epoch, from 1."""
    epoch: object = sample.fields.get("epoch", 1)
    if not isinstance(epoch, int) or isinstance(epoch, bool) or epoch < 1:
        raise sample.error(f"field `epoch` must be a whole number from 1, not {shown(epoch)}")
    return epoch


def _rows(row: Row, field: str) -> list[Row]:
    """Return the tables in `field`; none where it is absent or null."""
    return [] if row.fields.get(field) is None else row.rows(field)
