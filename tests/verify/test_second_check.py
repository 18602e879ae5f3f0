"""The second check notices what damages a text and passes what does not."""

from __future__ import annotations

import pytest

from tests.verify.second_check import ChangeKind, changes

FENCED = "Run this:\n\n```python\nx = 1\nprint(x)\n```\n\nDone."
DAMAGE: list[tuple[ChangeKind, str, str]] = [
    ("number", "It has 5 legs.", "It has 6 legs."),
    ("number", "It has 5 legs.", "It has legs."),
    ("number", "It has legs.", "It has 5 legs."),
    ("number", "Pi is 3.14.", "Pi is 3.15."),
    ("number", "Pi is 3.14.", "Pi is 3,14."),
    ("number", "It costs 1,000 crowns.", "It costs 10,000 crowns."),
    ("number", "It costs 1,000 crowns.", "It costs 1.000 crowns."),
    ("number", "From 5 to 9.", "From 9 to 5."),
    ("number", "There are seven of them.", "There are eight of them."),
    ("number", "In 1969 they landed.", "They landed."),
    ("number", "The area is x².", "The area is x³."),
    ("number", "Add ½ cup.", "Add ¼ cup."),
    ("number", "1. Take 3 eggs.\n2. Beat.", "1. Take 2 eggs.\n2. Beat."),
    ("number", "The model is GPT-4.", "The model is GPT-3."),
    ("number", "See No. 12 on it.", "See No. I like it. 12 on it."),
    ("number", "It is cold.", "**It is 12 degrees cold.**"),
    ("negation", "It is not cold.", "It is cold."),
    ("negation", "It is cold.", "It isn't cold."),
    ("negation", "You can't go.", "You can go."),
    ("negation", "You cannot go.", "You can go."),
    ("negation", "I don’t know.", "I do know."),
    ("negation", "They never come.", "They always come."),
    ("negation", "No tea without milk.", "Tea with milk."),
    ("negation", "Neither he nor she came.", "Both he and she came."),
    ("negation", "None came.", "All came."),
    ("negation", "No one came, not even Ann.", "Not one came, no, even Ann."),
    ("negation", "The sea is not warm. The sand is hot.", "The sea is warm. The sand is not hot."),
    ("negation", "It is cold.", "It is cold. There is no doubt about it."),
    ("operator", "So x < y holds.", "So x > y holds."),
    ("operator", "So x ≤ y holds.", "So x < y holds."),
    ("operator", "So x = y holds.", "So x y holds."),
    ("operator", "So x != y holds.", "So x = y holds."),
    ("operator", "It is 3 + 4.", "It is 3 - 4."),
    ("operator", "It is 3 * 4.", "It is 3 4."),
    ("operator", "It is 3*4.", "It is 3 4."),
    ("operator", "It is 3/4 of it.", "It is 3 4 of it."),
    ("operator", "It is -5 outside.", "It is 5 outside."),
    ("operator", "It is 2^3.", "It is 2 3."),
    ("number", "It grew by 5%.", "It grew by 5."),
    ("operator", "Take n % k.", "Take n k."),
    ("operator", r"So $a \leq b$.", r"So $a \geq b$."),
    ("operator", "It is 7 - 2.", "It is 7 2."),
    ("code", FENCED, FENCED.replace("x = 1", "x = 2")),
    ("code", FENCED, FENCED.replace("print(x)\n", "")),
    ("code", FENCED, FENCED.replace("x = 1\n", "x = 1\n\n- y = 2\n")),
    ("code", FENCED, FENCED.replace("print(x)", "  print(x)")),
    ("code", FENCED, FENCED.replace("```python\n", "").replace("```\n", "")),
    ("code", FENCED.replace("\n```\n\nDone.", ""), "Run this:\n\n```python\nx = 1"),
    ("code", "Run:\n\n    x = 1\n    y = 2", "Run:\n\n    x = 1\n    y = 3"),
    ("code", "- Run:\n\n      x = 1", "- Run:\n\n      x = 2"),
    ("code", "1. Run:\n   ```\n   go()\n   ```", "1. Run:\n   ```\n   stop()\n   ```"),
    ("code", "> ```\n> go()\n> ```\n\nDone.", "> ```\n> stop()\n> ```\n\nDone."),
    ("code", "Call `go()` now.", "Call `stop()` now."),
    ("code", "Call `go()` now.", "Call go() now."),
    ("code", "Call ``a ` b`` now.", "Call ``a b`` now."),
    ("code", "Call go now.", "Call `go` now."),
]
HARMLESS = [
    ("It is cold.", "It is cold."),
    ("It is cold.", "It is cold. That is how this part reads."),
    ("It is 5 km. It is cold.", "## Overview\n\n- **It is 5 km**.\n- It is *cold*."),
    ("It isn't cold and can't be.", "It is not cold and cannot be."),
    ("I don’t know.", "I don't know."),
    ("First. Then.", "1. First.\n2. Then."),
    ("First. Then.", "1) First.\n2) Then."),
    ("- First\n- Then", "1. First\n2. Then"),
    ("It costs 1,000 crowns.", "It costs 1000 crowns."),
    ("There are seven.", "There are 7."),
    ("It is cold.", "It is cold. Nine readers in ten say so."),
    ("So x > 2.", "> So x > 2."),
    ("Take it. Go.", "Take it.\n\n---\n\nGo."),
    ("Take it. Go.", "Take it.<br>Go."),
    ("Take it. Go.", "| a | b |\n|---|---|\n| Take it. | Go. |"),
    ("It is 3*4 here.", "**It is 3*4** here."),
    ("A well-known thing - a river.", "A well known thing — a river."),
    ("The **key** word and/or that.", "The key word or that."),
    (FENCED, FENCED.replace("Done.", "Clearly, done.")),
    (FENCED, "- Run this:\n\n  ```python\n  x = 1\n  print(x)\n  ```\n\n- Done."),
    ("Call `go()` now. Go.", "- **Call** `go()` now.\n- Go."),
    ("Note:\n\n    x = 1\n\nEnd.", "Note:\n\n    x = 1\n\nEnd. It is so."),
    ("1. One thing:\n\n    Its text goes on.", "1. One thing:\n\n    Clearly, its text goes on."),
    ("On 2022-01,157.25 was paid.", "- On **2022-01**,157.25 was paid."),
    ("It is 5\\*20.\nSo 3\\*30.", "- It is 5\\*20.\n- So 3\\*30."),
    ("**1. First**: go.", "Here it is. **1. First**: go."),
    ("Here k - 1 is the step.", "Here $k - 1$ is the step."),
    ("So `a` - 2 is two. It has 2.", "So `a` - 2 is two. It came at nine. It has 2."),
    ("On pages 397–410 of it.", "On pages $397$–410 of it."),
    ("So (4z - y)y and -10 < x.", "- **So** (**4z** - y)y and -**10** < x."),
    ("Those who do not. Even so.", "Those who do not. It goes on in plain words. Even so."),
    ("It is not cold.", "It is, clearly, not cold."),
    ("It is not cold.", "It is not really cold."),
    ("Go to <https://a.org/?b=1>.", "Go to <https://a.org/?b=1>. Do it."),
]


@pytest.mark.parametrize(("kind", "before", "after"), DAMAGE)
def test_damage_is_noticed(kind: ChangeKind, before: str, after: str) -> None:
    assert kind in [change.kind for change in changes(before, after)]


@pytest.mark.parametrize(("before", "after"), HARMLESS)
def test_what_harms_nothing_passes(before: str, after: str) -> None:
    assert not changes(before, after)


def test_a_change_names_the_tokens_that_differ() -> None:
    (change,) = changes("From 5 to 9 in 30 days.", "From 5 to 8 in 30 days.")
    assert (change.kind, change.lost, change.gained) == ("number", ("9",), ("8",))
