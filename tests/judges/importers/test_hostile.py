"""Hostile files end in one message that names file and field, and soon."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sosprobe.errors import BadInput, SetupError, UnknownName
from sosprobe.judges.importers import FORMATS, import_templates
from sosprobe.judges.importers.files import yaml_in
from sosprobe.judges.importers.result import Entry, gathered, safe_name
from sosprobe.judges.template import Template
from sosprobe.judges.template_file import load_template

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)
)
MERGED = "a0: &a0 {x: 1}\n" + "\n".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 12)
)
HOSTILE = {
    "bomb": BOMB.encode(),
    "merged": MERGED.encode(),
    "endless": b"a: &a [*a]",
    "object": b"a: !!python/object/apply:os.system ['echo no']",
    "nested": b"- " * 5_000,
    "latin": "name: caf\u00e9".encode("latin-1"),
    "control": b"name: \x00",
    "large": b"# " + b"x" * 2**20,
    "empty": b"",
    "number": b"7",
    "list": b"[1, 2]",
    "two": b"a: 1\n---\na: 2",
    "open": b"{a: ",
    "date": b"a: 2020-99-99",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("ending", ["yaml", "json", "toml"])
def test_no_format_falls_for_a_hostile_file(
    tmp_path: Path, form: str, name: str, ending: str
) -> None:
    path = tmp_path / f"file.{ending}"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(BadInput, match="file") as caught:
        import_templates(form, path)
    assert len(str(caught.value)) < 1500


@pytest.mark.parametrize("name", ["bomb", "merged", "endless"])
def test_references_are_counted_before_they_are_followed(name: str) -> None:
    with pytest.raises(BadInput, match="stands for more than"):
        yaml_in(Path("x"), HOSTILE[name].decode())
    assert yaml_in(Path("x"), "a: &a {n: 1}\nb: {<<: *a, m: *a}")["b"]["n"] == 1


def test_a_template_that_a_file_would_change_is_refused(tmp_path: Path) -> None:
    user = "  {{prompt}}{{first}}{{second}}{{task}}"
    entry = Entry(name="x", make=lambda: Template(name="x", user=user, verdict="levels"))
    with pytest.raises(BadInput, match="not be the same"):
        gathered(tmp_path, [entry])


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path, form: str) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        import_templates(form, tmp_path / "nowhere.json")
    with pytest.raises(SetupError):
        import_templates(form, tmp_path)
    for name in ("x" * 5000, "a\x00b", "~nobody-is-called-so/x"):
        with pytest.raises(BadInput, match="name of a file"):
            load_template(f"{form}:{name}#y")


def test_the_line_of_a_broken_record_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"name": "a", "type": "x", "prompt_template": ""}) + "\n\n{oops")
    with pytest.raises(BadInput, match=r"p\.jsonl:3: not JSON"):
        import_templates("fastchat", path)
    path.write_text('{"name": 7}')
    with pytest.raises(BadInput, match=r"p\.jsonl:1: field `name` must be text"):
        import_templates("fastchat", path)


def test_an_unknown_format_lists_those_there_are() -> None:
    with pytest.raises(UnknownName, match="fastchat"):
        import_templates("fastchta", Path("x"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", ".hidden", "", "~", "a\x00b", "C:\\x"])
def test_a_name_from_a_file_can_lead_nowhere(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set("/\\:~#\x00")
    assert not safe.startswith(".")


def test_prompts_of_one_name_are_told_apart(tmp_path: Path) -> None:
    record = {
        "type": "single",
        "prompt_template": "{question}{answer}[[rating]]",
        "output_format": "[[rating]]",
    }
    names = ["a b", "a-b-2", "a-b", "a-b"]
    path = tmp_path / "p.jsonl"
    path.write_text("\n".join(json.dumps({"name": name, **record}) for name in names))
    found = [template.name for template in import_templates("fastchat", path).templates]
    assert len(set(found)) == len(names)
    assert found[0] == "a-b"
