"""promptfoo's configurations: rubrics in assertions, asked in its words or in ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from sosprobe.errors import BadInput
from sosprobe.types import Outcome
from tests.judges.importers.reading import imported, only, says, shown, write

PLAIN = """
prompts: [x]
assertionTemplates:
  warm: {type: llm-rubric, value: Is warm, metric: Warmth}
defaultTest:
  assert:
    - {type: llm-rubric, value: Is short and clear}
tests:
  - assert:
      - {type: contains, value: x}
      - {$ref: '#/assertionTemplates/warm'}
      - {type: assert-set, assert: [{type: llm-rubric, value: Is true, metric: truth}]}
  - assert: [{type: llm-rubric, value: Is short and clear}]
"""
ASKED = """
defaultTest:
  options:
    rubricPrompt: %s
tests:
  - assert: [{type: llm-rubric, value: Is kind}]
"""


def test_each_rubric_becomes_a_template_once(tmp_path: Path) -> None:
    found = imported("promptfoo", write(tmp_path / "foo.yaml", PLAIN))
    assert [(t.name, t.rubric) for t in found.templates] == [
        ("foo-1", "Is short and clear"),
        ("Warmth", "Is warm"),
        ("truth", "Is true"),
    ]


def test_a_grade_from_0_to_1_is_read_from_the_field_score(tmp_path: Path) -> None:
    template = only("promptfoo", write(tmp_path / "foo.yaml", PLAIN), "truth")
    reply = '{"reason": "so", "pass": true, "score": %s}'
    assert says(template, reply % 0.4, reply % 0.9) == 1.0
    assert says(template, reply % 4, reply % 0.9) is Outcome.INVALID
    assert says(template, '{"pass": true}', reply % 0.9) is Outcome.INVALID
    assert "<rubric>\nIs true\n</rubric>" in shown(template, "R")[1][1]


CHAT = (
    "[{'role': 'system', 'content': 'Grade, as {score}.'},"
    " {'role': 'user', 'content': '{{ query }} {{output}} {{ rubric }}'}]"
)


@pytest.mark.parametrize(
    "asked",
    [
        CHAT,
        '"' + CHAT.replace("'", '\\"') + '"',
        "|\n      - role: system\n        content: 'Grade, as {score}.'\n"
        "      - role: user\n        content: '{{ query }} {{output}} {{ rubric }}'",
    ],
)
def test_messages_keep_their_roles_however_they_are_written(tmp_path: Path, asked: str) -> None:
    template = only("promptfoo", write(tmp_path / "foo.yaml", ASKED % asked))
    assert shown(template, "R") == [
        ("system", "Grade, as {score}."),
        ("user", "PROMPT R Is kind"),
    ]


def test_a_prompt_may_stand_in_a_file_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "p.txt", "{{question}} {{output}} {{rubric}} score")
    template = only("promptfoo", write(tmp_path / "foo.yaml", ASKED % "file://p.txt"))
    assert shown(template, "R") == [("user", "PROMPT R Is kind score")]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("'{{prompt}} {{output}} {{mood}} score'", "mood"),
        ("'{{prompt}} {{output | dump}} score'", "dump"),
        ("'{% if x %}{{prompt}} {{output}} score{% endif %}'", "statement"),
        ("'{{output}} {{rubric}} score'", "prompt"),
        ("'{{prompt}} {{output}} {{rubric}}'", "score"),
        ("file://../out.txt", "leads out"),
        ("file://p.py", "program"),
        ("[{role: user}]", "content"),
        ("[{role: user, content: x}, {role: assistant, content: y}]", "turns"),
        ("7", "must be text"),
    ],
)
def test_a_rubric_prompt_that_cannot_be_asked_says_why(
    tmp_path: Path, asked: str, wanted: str
) -> None:
    with pytest.raises(BadInput, match=wanted):
        imported("promptfoo", write(tmp_path / "foo.yaml", ASKED % asked))


def test_rubrics_with_variables_and_negations_are_listed(tmp_path: Path) -> None:
    text = """
tests:
  - assert:
      - {type: llm-rubric, value: Is good, metric: good}
      - {type: llm-rubric, value: 'Answers {{question}}', metric: var}
      - {type: not-llm-rubric, value: Is rude, metric: rude}
"""
    found = imported("promptfoo", write(tmp_path / "foo.yaml", text))
    assert [template.name for template in found.templates] == ["good"]
    assert [one.name for one in found.skipped] == ["var", "rude"]
    assert "{{question}}" in found.skipped[0].reason
