"""Read the stored replies of a finished run once more, with another template; nothing is asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sosprobe import __version__
from sosprobe.analysis.criterion_verdicts import PREFIX
from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.frame import read_frame, validate
from sosprobe.analysis.headline import headline
from sosprobe.analysis.results import Results
from sosprobe.analysis.variations import VARIED
from sosprobe.errors import BadInput, SetupError
from sosprobe.judges.kinds.kind import Shows
from sosprobe.judges.template import Template
from sosprobe.judges.template_file import load_template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.store.codec import decoded
from sosprobe.store.rows import bodies, reading
from sosprobe.types import Reply, Verdict

_VERDICT = ("outcome", "preference", "soft", "strength", "detail")
_SCORES = ("a_score", "b_score")
_SEEN: Mapping[Shows, str] = {
    "pair": "two responses at once",
    "one": "each response alone",
    "several": "several responses at once",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Verdicts that another reading moves from one outcome to another, or within one."""

    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reparsed:
    """A run as another template reads it."""

    results: Results
    changes: tuple[Change, ...]
    """Most frequent first; a change within one outcome is one of preference or strength."""
    missing: int
    """Trials without a stored reply: they keep what they had."""

    @property
    def changed(self) -> int:
        """How many verdicts changed."""
        return sum(change.count for change in self.changes)


def reparse(folder: Path, name: str) -> Reparsed:
    """Return the run in `folder` with every stored reply read by the template `name`.

    A trial that was asked with a variation is read by the same variation of that template.

    Raises
    ------
    SetupError
        If a file of the run is missing or malformed, or the template shows another number of
        responses than the judge was shown.
    """
    template = load_template(name)
    frame = read_frame(_there(folder, "trials.parquet"))
    replies = _stored(
        _there(folder, "store.sqlite"),
        {key for keys in frame["key"].astype(str) for key in keys.split("+")},
    )
    read, missing = _read(frame, replies, template)
    changes = Counter(
        (str(old["outcome"]), str(new["outcome"]))
        for old, new in zip(_verdicts(frame), _verdicts(read), strict=True)
        if old != new
    )
    return Reparsed(
        results=_results(folder, validate(read), replies, template),
        changes=tuple(
            Change(before=before, after=after, count=count)
            for (before, after), count in changes.most_common()
        ),
        missing=missing,
    )


def _stored(path: Path, keys: set[str]) -> dict[str, Reply]:
    """Return the replies under `keys`; the store is not changed."""
    with reading(path) as db:
        try:
            return {key: decoded(body) for key, body in bodies(db, keys)}
        except ValueError as error:
            raise BadInput(path, f"{error}; `sosprobe store check` lists all") from None


def _there(folder: Path, name: str) -> Path:
    path = folder.expanduser() / name
    if not path.is_file():
        raise BadInput(path, "there is no such file; name the folder that a run was written to")
    return path


def _read(
    frame: pd.DataFrame, replies: Mapping[str, Reply], template: Template
) -> tuple[pd.DataFrame, int]:
    """Return the frame with new verdicts, and how many trials lack a stored reply."""
    templates = {str(name): _like(template, str(name)) for name in frame["template"].unique()}
    own = [str(name) for name in frame.columns if _is_read(str(name))]
    records: list[dict[Any, Any]] = frame.to_dict("records")
    rows: list[dict[str, object]] = []
    missing = 0
    for record in records:
        found = [replies.get(key) for key in _keys(record)]
        present = [reply for reply in found if reply is not None]
        if len(present) < len(found):
            missing += 1
            rows.append({name: record[name] for name in own})
            continue
        asked = templates[str(record["template"])]
        rows.append(_cells(asked, _verdict(asked, present, record)))
    fresh = pd.DataFrame(rows, index=frame.index)
    kinds = {str(name): "float64" for name in fresh.columns if name not in ("outcome", "detail")}
    return pd.concat([frame.drop(columns=own), fresh.astype(kinds)], axis=1), missing


def _keys(record: Mapping[Any, Any]) -> list[str]:
    """Return the keys of a trial's replies: one, or one for each response graded alone."""
    return str(record["key"]).split("+")


def _is_read(column: str) -> bool:
    """Say whether a column comes from reading replies."""
    return column in _VERDICT or column in _SCORES or column.startswith(PREFIX)


def _like(template: Template, asked: str) -> Template:
    """Return the template with the variation, if any, that a trial was asked with."""
    _, varied, spec = asked.partition(VARIED)
    return VARIATIONS.build(spec).vary(template) if varied else template


def _verdict(template: Template, replies: Sequence[Reply], record: Mapping[Any, Any]) -> Verdict:
    """Return what a template reads in the replies of a trial, in the pair's own order."""
    several = not pd.isna(record.get("a_place"))
    shown: Shows = "several" if several else "one" if len(replies) > 1 else "pair"
    if shown != template.shows:
        raise SetupError(
            f"Template {template.name!r} reads what a judge says of {_SEEN[template.shows]}; in "
            f"this run it saw {_SEEN[shown]}."
        )
    a, b = (int(record["a_place"]), int(record["b_place"])) if several else (0, 1)
    if not record["swapped"]:
        return template.parse(*replies, at=(a, b))
    return template.parse(*replies, at=(b, a) if several else (a, b)).unswapped()


def _cells(template: Template, verdict: Verdict) -> dict[str, object]:
    cells: dict[str, object] = {
        "outcome": str(verdict.outcome),
        "preference": verdict.preference,
        "soft": verdict.soft,
        "strength": verdict.strength,
        "detail": verdict.detail.encode("utf-8", "replace").decode(),
    }
    for name, _ in template.factors:
        cells[f"{PREFIX}{name.lower()}"] = verdict.criteria.get(name)
    if template.shows == "one" or template.verdict == "scores":
        cells |= dict(zip(_SCORES, verdict.scores or (None, None), strict=True))
    return cells


def _verdicts(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return what a reader would call the verdict of each row."""
    table = frame[["outcome", "preference", "strength"]].astype({"outcome": str})
    table["strength"] = table["strength"].where(table["preference"].notna())
    return table.fillna(-1.0).to_dict("records")


def _results(
    folder: Path, frame: pd.DataFrame, replies: Mapping[str, Reply], template: Template
) -> Results:
    """Return the estimates of the new frame with what the run said of itself."""
    estimates = estimate(frame)
    return Results(
        frame=frame,
        estimates=estimates,
        headline=headline(frame, estimates),
        manifest=_manifest(folder, frame, template),
        rejects=_rejects(folder),
        kept={},
        prompts={},
        texts={},
        replies={key: reply.text for key, reply in replies.items()},
    )


def _manifest(folder: Path, frame: pd.DataFrame, template: Template) -> Mapping[str, object]:
    """Return the run's own manifest with what was done to it."""
    path = folder.expanduser() / "manifest.json"
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        own = dict[str, object](found)
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(path, f"it is no manifest of a run: {error}") from None
    outcomes = {str(k): int(n) for k, n in frame["outcome"].value_counts().items()}
    return {
        **own,
        "reparsed": {
            "sosprobe": __version__,
            "template": {"name": template.name, "digest": template.digest},
            "outcomes": outcomes,
        },
    }


def _rejects(folder: Path) -> pd.DataFrame:
    """Return the rewrites that the run did not use."""
    path = folder.expanduser() / "rejects.csv"
    columns = ["item", "perturbation", "reason", "detail"]
    if not path.exists():
        return pd.DataFrame(columns=columns)
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)[columns]
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(path, str(error)) from None
