"""Import small files in the formats of others, and ask the templates that come of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sosprobe.judges.importers import import_templates
from sosprobe.judges.importers.result import Imported
from sosprobe.judges.template import Template
from sosprobe.judges.template_file import problem_of, read_template, write_template
from sosprobe.types import Outcome, Reply

SHARED = Path(__file__).parents[4] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not there")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def imported(form: str, path: Path, name: str = "") -> Imported:
    """Import, and hold every template to what each must be: sound, and the same once written."""
    found = import_templates(form, path, name)
    assert found.templates
    assert len({template.name for template in found.templates}) == len(found.templates)
    for template in found.templates:
        assert problem_of(template) == ""
        assert read_template(template.name, "x.toml", write_template(template)) == template
        for level, text in template.says:
            assert template.kind.read(template, Reply(text=text)).value == level
        assert bool(template.says) == bool(template.patterns)
    return found


def only(form: str, path: Path, name: str = "") -> Template:
    found = imported(form, path, name)
    assert len(found.templates) == 1
    return found.templates[0]


def shown(template: Template, *responses: str, **more: str) -> list[tuple[str, str]]:
    """Return roles and texts of what a judge sees."""
    messages, _ = template.render("PROMPT", *responses, **more)
    return [(message["role"], message["content"]) for message in messages]


def says(template: Template, *texts: str) -> float | Outcome:
    """Return the preference in replies, or the outcome if there is none."""
    verdict = template.parse(*(Reply(text=text) for text in texts))
    return verdict.outcome if verdict.preference is None else verdict.preference
