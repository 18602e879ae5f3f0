"""Errors are errors: recomputed, run against the tests, or compared with what was true."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sosprobe.data.probe_set import shipped
from sosprobe.perturbations.compose import build
from sosprobe.perturbations.substance.gazetteer import NAMES, mentions
from sosprobe.perturbations.substance.negated import negations
from sosprobe.perturbations.substance.sandbox import passes, python_blocks, runs
from sosprobe.perturbations.text import replaced, sentences
from sosprobe.types import Item, Response, Rewrite

_SPELT = {
    "multiplied by": "*",
    "divided by": "/",
    "percent of": "/100*",
    "% of": "/100*",
    "plus": "+",
    "minus": "-",
    "times": "*",
    "×": "*",
    "÷": "/",
    "−": "-",
}


def unmarked() -> list[Item]:
    """Return the probe items as if nobody had marked their facts."""
    plain = {item.id: replace(item.reference, facts=()) for item in shipped()}
    return [replace(item, responses={"reference": plain[item.id]}) for item in shipped()]


def rewritten(spec: str, items: list[Item]) -> list[tuple[Item, Rewrite]]:
    made = [(item, build(spec).rewrite(item, item.reference)) for item in items]
    return [(item, one) for item, one in made if isinstance(one, Rewrite)]


def on(spec: str, text: str, prompt: str = "?") -> str:
    """Return what a perturbation makes of a text; the reason where it declines."""
    response = Response(text=text)
    item = Item(id="x", prompt=prompt, category="other", responses={"reference": response})
    made = build(spec).rewrite(item, response)
    return made.response.text if isinstance(made, Rewrite) else made.reason


def worked_out(before: str) -> Fraction:
    """Return the value of the arithmetic that a text ends with, by Python's own rules."""
    said = re.sub(
        r"(?:=|,?(?: which)? (?:is|are|gives|equals|makes))(?: exactly)? [$€]?$", "", before
    )
    for spelt, sign in _SPELT.items():
        said = said.replace(spelt, sign)
    said = re.sub(r"(?<=\d)(?:,(?=\d{3}\b)|%| [a-z]{2,}(?: [a-z]{2,})?(?= *[-+*/]| *$))", "", said)
    chain = re.search(r"\d[\d.]*(?: *(?:/100\*|[-+*/]) *\$?\d[\d.]*)+ *$", said.strip())
    assert chain is not None, before[-80:]
    exact = re.sub(r"\d+(?:\.\d+)?", r"Fraction('\g<0>')", chain[0].replace("$", ""))
    value = eval(exact, {"Fraction": Fraction})  # digits and signs alone
    assert isinstance(value, Fraction)
    return value


def test_wrong_results_are_wrong_and_were_right() -> None:
    made = rewritten("arithmetic_error:errors=0", unmarked())
    count = 0
    for item, one in made:
        text = item.reference.text
        for edit in one.edits:
            exact = worked_out(text[: edit.start])
            old, new = text[edit.start : edit.end].replace(",", ""), edit.new.replace(",", "")
            assert Fraction(old) == exact or round(float(exact), len(old.split(".")[-1])) == (
                float(old)
            ), (item.id, text[edit.start - 40 : edit.end])
            assert abs(Fraction(new) - exact) >= (1 if "." not in new else Fraction(1, 1000))
            assert len(new) == len(old)
            count += 1
    assert count >= 20


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("So 3 x 4 = 12 in the end.", r"So 3 x 4 = (?!12)\d\d in"),
        ("And 12 times 4 is 48 here.", r"And 12 times 4 is (?!48)\d\d here"),
        ("Now 20% of 50 is 10 as it is.", r"Now 20% of 50 is (?!10)\d\d as"),
        ("The sum of 30 and 40 is 70 here.", r"30 and 40 is (?!70)\d\d here"),
        ("So 10 / 4 = 2.5 is the one.", r"10 / 4 = (?!2\.5)\d\.\d is"),
        ("Then 1,000 times 3 equals 3,000 in all.", r"equals (?!3,000)\d,\d{3} in"),
        ("So 2 + 3 * 4 = 14 it is.", r"2 \+ 3 \* 4 = (?!14)\d\d it"),
        ("Here 12 squared is 144 for it.", r"12 squared is (?!144)\d{3} for"),
    ],
)
def test_each_form_of_a_right_statement_is_found(text: str, wrong: str) -> None:
    assert re.search(wrong, on("arithmetic_error", text)), on("arithmetic_error", text)


@pytest.mark.parametrize(
    "text",
    [
        "They say 3 x 4 = 13 and that is that.",
        "So x + 3 + 4 = 7 is the line.",
        'In `3 + 4 = 7` and "3 + 4 = 7" and $3 + 4 = 7$ nothing is ours.',
        "So 1/2 + 1/3 = 5/6 it is.",
        "It is 10 divided by 3, which is 3 and a bit.",
    ],
)
def test_what_is_no_right_statement_is_left_alone(text: str) -> None:
    assert on("arithmetic_error", text) == "no-site"


def plainly_passes(text: str, tests: str, seconds: float) -> bool:
    """Run code the plain way, so that the sandbox cannot vouch for itself."""
    blocks = [text[start:end] for start, end in python_blocks(text)]
    command = [sys.executable, "-I", "-c", "\n".join([*blocks, tests])]
    try:
        return not subprocess.run(command, capture_output=True, timeout=seconds).returncode
    except subprocess.TimeoutExpired:
        return False


def test_mutants_fail_the_tests_and_the_originals_pass_them() -> None:
    made = rewritten("code_mutant", [item for item in shipped() if item.tests])
    assert len(made) >= 25
    for item, one in made:
        text = item.reference.text
        (edit,) = one.edits
        (block,) = [span for span in python_blocks(text) if span[0] <= edit.start < span[1]]
        assert edit.end <= block[1]
        shift = len(one.response.text) - len(text)
        ast.parse(one.response.text[block[0] : block[1] + shift])
        assert plainly_passes(text, item.tests, 20), item.id
        assert not plainly_passes(one.response.text, item.tests, 1), (item.id, edit)


def test_the_sandbox_agrees_with_a_plain_run_about_every_reference() -> None:
    for item in shipped():
        if item.tests:
            assert passes(item.reference.text, item.tests), item.id


def refused(call: str, error: str = "PermissionError") -> str:
    """Return a program that ends well only if `call` raises `error`."""
    return f"try:\n    {call}\nexcept {error}:\n    pass\nelse:\n    raise SystemExit(1)\n"


REFUSED = {
    "a fork": "import os\n" + refused("os.fork()"),
    "a fork past the audit": "import _posixsubprocess\n" + refused("_posixsubprocess.fork_exec()"),
    "a command": "import subprocess\n" + refused("subprocess.run(['true'])"),
    "a shell": "import os\n" + refused("os.system('true')"),
    "a thread": "import threading\n" + refused("threading.Thread(target=print).start()"),
    "a socket": "import socket\n" + refused("socket.socket()"),
    "a look-up of a name": "import socket\n" + refused("socket.getaddrinfo('localhost', 80)"),
    "a higher limit": "import resource\n"
    + refused("resource.setrlimit(resource.RLIMIT_CPU, (9, 9))"),
    "too much memory": refused("bytearray(1 << 30)", "MemoryError"),
    "a large file": "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    + refused(
        "open('a', 'wb', 0).write(bytes(1 << 20)) and open('a', 'ab', 0).write(b'x')", "OSError"
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_sandbox_refuses(what: str) -> None:
    assert runs(REFUSED[what])


def test_the_sandbox_lets_no_file_be_written_or_removed_outside_its_folder(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("still")
    for call in (
        f"open({str(tmp_path / 'new')!r}, 'w')",
        f"open({str(there)!r}, 'a')",
        f"os.remove({str(there)!r})",
        f"os.mkdir({str(tmp_path / 'folder')!r})",
        f"os.rename({str(there)!r}, 'mine')",
        f"os.symlink({str(tmp_path)!r}, 'link')",
        f"os.open('new', os.O_CREAT | os.O_WRONLY, dir_fd=os.open({str(tmp_path)!r}, os.O_RDONLY))",
        f"os.chdir({str(tmp_path)!r}) or open('new', 'w')",
    ):
        assert runs("import os\n" + refused(call)), call
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert there.read_text() == "still"


def test_the_sandbox_ends_what_does_not_end_by_itself() -> None:
    assert not runs("while True:\n    pass")
    assert not runs("while True:\n    print('x' * 10000)")


@pytest.mark.parametrize(
    "program", ["raise SystemExit(0)", "import os\nos._exit(0)", "exit()", "assert False", "x ="]
)
def test_a_program_that_ends_before_its_tests_has_failed(program: str) -> None:
    assert not runs(program)


ALLOWED = {
    "the standard library": "import asyncio, dataclasses, decimal, enum, random, typing, unittest\n"
    "@dataclasses.dataclass\nclass A:\n    x: int\nassert A(1).x == 1\n"
    "asyncio.run(asyncio.sleep(0))",
    "files of its own": "from pathlib import Path\nPath('d').mkdir()\nPath('d/a').write_text('b')\n"
    "assert Path('d/a').read_text() == 'b'\nPath('d/a').unlink()",
    "temporary files": "import tempfile\nwith tempfile.TemporaryDirectory() as folder:\n"
    "    open(folder + '/a', 'w').close()",
}


@pytest.mark.parametrize("what", ALLOWED)
def test_the_sandbox_lets_honest_programs_use(what: str) -> None:
    assert runs(ALLOWED[what])


def test_the_sandbox_shows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    assert runs(
        "import os, sys\nassert 'SECRET_KEY' not in os.environ and not os.listdir()\n"
        "assert '' not in sys.path and os.getcwd() not in sys.path"
    )


def test_unmarked_numbers_change_clearly_and_keep_their_length() -> None:
    made = rewritten("number_error:errors=0", unmarked())
    assert len(made) >= 80
    for item, one in made:
        for edit in one.edits:
            old = item.reference.text[edit.start : edit.end]
            values = sorted(float(value.replace(",", "")) for value in (old, edit.new))
            assert len(old) == len(edit.new)
            assert values[1] / values[0] >= 1.3
            assert not re.search(rf"(?<![\d.,]){re.escape(edit.new)}(?![\d]|[.,]\d)", item.prompt)


@pytest.mark.parametrize(
    "text",
    [
        "1. First do this.\n2. Then do that.",
        "See the note.[3] It is in table 4 and in chapter 12.",
        "It takes about 20 minutes and costs at least 30 euros.",
        "It happened in 1889, on 14 July.",
        "Is it 40 metres tall?",
        "If it is 40 metres tall, it falls.",
        "Between 40 and 60 people came, then 20 to 30.",
        "It is version 2.4.1 of the A4 and costs 12-15 a piece.",
        'The sign says "40 metres" and `x = 40` and [40 more](https://example.org/40).',
        "It begins at 8:30 and ends at 9 p.m. on Jan. 3.",
    ],
)
def test_numbers_that_state_nothing_for_sure_are_left_alone(text: str) -> None:
    assert on("number_error", text) == "no-site"


def test_unmarked_years_move_by_fifteen_or_more() -> None:
    made = rewritten("date_error:errors=0", unmarked())
    years = [
        (int(old), int(edit.new))
        for item, one in made
        for edit in one.edits
        if (old := item.reference.text[edit.start : edit.end]).isdigit()
    ]
    assert len(years) >= 60
    assert all(15 <= abs(old - new) <= 60 for old, new in years)


def test_both_ends_of_a_span_of_years_move_together() -> None:
    found = re.search(r"from (\d{4}) to (\d{4})\.", on("date_error", "It was from 1861 to 1865."))
    assert found is not None
    assert int(found[2]) - int(found[1]) == 4
    assert found[1] != "1861"


@pytest.mark.parametrize(
    "text",
    [
        "The hall seats 1850 people.",
        "It may rain. We march on.",
        "It was built around 1850.",
        "This is due to Smith (1994), and to Miller, A. (2013).",
        'It was called "Friday 1850" and `May 1850`.',
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert on("date_error", text) == "no-site"


def test_every_name_has_one_class_and_is_swapped_within_it() -> None:
    counts = Counter(name for names in NAMES.values() for name in names)
    assert [name for name, count in counts.items() if count > 1] == []
    classes = {name.casefold(): label for label, names in NAMES.items() for name in names}
    made = rewritten("entity_error:errors=0", unmarked())
    assert len(made) >= 60
    for item, one in made:
        for edit in one.edits:
            old = item.reference.text[edit.start : edit.end]
            assert classes[old.casefold()] == classes[edit.new.casefold()]
            assert edit.new.casefold() not in item.reference.text.casefold()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He moved to New Mexico and to South Africa.", []),
        ("Paris Hilton came to the Rome Open.", []),
        ("The Nile Delta is wide. The Nile is long.", ["Nile"]),
        ("Isaac Newton wrote to John Newton.", ["Isaac Newton"]),
        ('The sign said "Paris" and `Rome`.', []),
    ],
)
def test_a_part_of_a_longer_name_is_no_name(text: str, names: list[str]) -> None:
    assert [name for _, name, _, _ in mentions(text)] == names


def test_names_in_a_mere_list_are_not_swapped() -> None:
    assert on("swapped_names", "He went to Paris, Rome and Berlin.") == "no-site"
    assert on("swapped_names", "He left Paris for Rome.") == "He left Rome for Paris."


def test_turning_a_statement_round_twice_leads_back_to_it() -> None:
    count = 0
    for item in shipped():
        text = item.reference.text
        for (start, end), edit in negations(text):
            turned = replaced(text, [edit])
            if not edit.new:  # `they do not need` has become `they need`
                continue
            back = {
                replaced(turned, [again]) for span, again in negations(turned) if span[0] == start
            }
            assert back == {text}, text[start:end]
            count += 1
    assert count >= 60


@pytest.mark.parametrize(
    "text",
    [
        "Is it safe?",
        "If it is cold, stay in.",
        "Some birds are blue.",
        "There is a way.",
        "He says it is late.",
        "It is red, and it was blue.",
        "It is not only red.",
        "The aim is to win.",
        "Do not enter.",
        "This can is full and the will is old.",
    ],
)
def test_a_statement_that_is_not_safe_to_turn_is_left_alone(text: str) -> None:
    assert on("negation_error", text) == "no-site"


def test_a_truncated_response_is_a_beginning_and_a_shuffled_one_has_the_same_sentences() -> None:
    for item in shipped()[::10]:
        text = item.reference.text
        assert text.startswith(on("truncation", text))
        lines = [
            [one[slice(*span)] for span in sentences(one)] for one in (text, on("shuffled", text))
        ]
        assert sorted(lines[0]) == sorted(lines[1])
        assert lines[0] != lines[1]


def test_the_wrong_response_is_the_worst_other_one() -> None:
    grades = {"reference": 3.0, "same": 3.0, "worse": 2.0, "worst": 1.0, "ungraded": None}
    responses = {name: Response(text=name, gold=gold) for name, gold in grades.items()}
    item = Item(id="x", prompt="?", category="other", responses=responses)
    made = build("wrong_response").rewrite(item, item.reference)
    assert isinstance(made, Rewrite)
    assert made.response is responses["worst"]


def test_a_code_item_without_tests_gets_no_mutant() -> None:
    assert on("code_mutant", "```python\nx = 1\n```") == "no-tests"
