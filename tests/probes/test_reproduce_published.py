"""The paper's own public files give the reference figures to the printed digit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from sosprobe.data.scores.names import read_name_map, shipped_name_map
from sosprobe.probes.reproduce import (
    judged_part,
    rankings_part,
    suite_part,
    training_part,
    truth_part,
)
from sosprobe.probes.reproduce.download import checksums
from sosprobe.probes.reproduce.folder import Published, read_published
from sosprobe.probes.reproduce.problems import find_problems
from sosprobe.probes.reproduce.reference import compare, references

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not there"),
]
FILES = ("sos_bench", "arena_hard", "arena_hard_sos_models")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    home = tmp_path_factory.mktemp("shared")
    for name in FILES:
        (home / name).symlink_to(SHARED / name)
    return read_published(home)


@pytest.fixture(scope="module")
def numbers(published: Published) -> Mapping[str, float]:
    makers: tuple[Callable[[Published], object], ...] = (
        *(suite_part.sizes, suite_part.factors, suite_part.checks),
        *(truth_part.choices, truth_part.influence, truth_part.further, truth_part.audited),
        *(training_part.stages, training_part.means, training_part.data_size),
        *(rankings_part.official, rankings_part.fine_tunes, rankings_part.people),
        judged_part.criteria,
    )
    found: dict[str, float] = dict(truth_part.main(published, draws=10_000).numbers)
    for make in makers:
        found |= getattr(make(published), "numbers", {})
    return found


def test_every_reference_number_comes_out_equal_but_those_that_say_why(
    numbers: Mapping[str, float],
) -> None:
    rows = compare(numbers, references())
    assert len(rows) == 351
    off = {row.name: row.ours for row in rows if not row.equal}
    assert off.pop("official/reasoning/pearson") == pytest.approx(0.85548, abs=5e-6)
    assert set(off) == {
        "judges/style with overall",
        "judges/conciseness with overall",
        *(f"infraction loss/{name}" for name in ("sarcastic tone", "concise")),
        *(f"infraction loss/{name}" for name in ("wrong answers", "undiverse")),
    }


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("WK", "0.1347 0.4624 0.2064 0.2571 0.1048"),
        ("IF", "0.3574 0.0446 0.4362 0.0126 0.3105"),
        ("Safety", "-0.0760 0.6792 -0.2342 0.1969 -0.1935"),
        ("Overall_3", "0.2807 0.1197 0.3185 0.0756 0.2016"),
        ("Overall_24", "0.1001 0.5858 0.1664 0.3626 0.1089"),
        ("WK_eleuther", "0.2131 0.2416 0.1774 0.3313 0.1573"),
        ("IF_eleuther", "0.4815 0.0053 0.5916 0.0004 0.4073"),
        ("WK_lb", "0.0960 0.6010 0.1945 0.2861 0.1029"),
    ],
)
def test_the_main_result_is_equal_to_four_digits(
    numbers: Mapping[str, float], name: str, printed: str
) -> None:
    kinds = ("pearson", "pearson p", "spearman", "spearman p", "kendall")
    assert numbers[f"truth/{name}/n"] == 32
    assert " ".join(f"{numbers[f'truth/{name}/{kind}']:.4f}" for kind in kinds) == printed


@pytest.mark.parametrize(
    ("name", "fisher", "drawn", "logit"),
    [
        ("WK", "-0.225 0.462", "-0.122 0.437", "0.3415"),
        ("IF", "0.010 0.628", "0.178 0.620", "0.5741"),
        ("Safety", "-0.414 0.280", "-0.527 0.188", "-0.1309"),
        ("Overall_3", "-0.075 0.573", "0.070 0.514", "0.4732"),
    ],
)
def test_both_kinds_of_interval_and_the_logit_are_equal_to_the_printed_digit(
    numbers: Mapping[str, float], name: str, fisher: str, drawn: str, logit: str
) -> None:
    for kind, printed in (("fisher", fisher), ("bootstrap", drawn)):
        ends = (numbers[f"{kind}/{name}/{end}"] for end in ("low", "high"))
        assert " ".join(f"{end:.3f}" for end in ends) == printed
    scaled = numbers[f"logit of the judge's score/{name}/pearson"]
    assert f"{scaled:.4f}" == logit


def test_ten_kinds_of_fault_are_found_in_the_paper_s_folder_and_the_last_in_the_answers(
    published: Published,
) -> None:
    alone = find_problems(read_published(SHARED / "sos_bench"))
    assert [one.number for one in alone if not one.found] == [9]
    signs = {one.number: " ".join(one.signs) for one in find_problems(published)}
    for number, words in {
        1: "mistral-lima",
        2: "Only in arena_hard_auto.csv: gpt-4-turbo-2024-04-09, gpt-4-0314, Llama-3-8B-Tulu2-DPO",
        3: "Llama-3-8B-flan is matched with llama3-8b-flan-v3.0 with doubt",
        4: "BBH has 24 parts and no total",
        5: "inst_level_loose_acc_stderr says 'N/A' for 35 of 35 models",
        6: "Toxigen: 9,900 items were promised and 940 run",
        7: "JailbreakHub: The right answer is a truth value read as a place",
        8: "gpt-4-turbo-2024-04-09 is 1.79 points off the official board",
        9: "MetaMath: 132 of 500 are empty",
        10: "LiveBench-Reasoning: Scores are given to 0.1 of a per cent, 35 of 35 as whole numbers",
        11: "The last line of arena_hard_auto.csv does not end",
    }.items():
        assert words in signs[number]


def test_turning_and_leaving_out_faulty_benchmarks_moves_safety_alone(
    numbers: Mapping[str, float],
) -> None:
    last = "benchmarks at chance left out"
    assert numbers["audit/as published/Safety/pearson"] == pytest.approx(-0.0760, abs=5e-5)
    assert numbers[f"audit/{last}/Safety/pearson"] > 0.3
    assert numbers[f"audit/{last}/IF/pearson"] == numbers["truth/IF/pearson"]


def test_our_map_of_names_is_the_one_beside_the_files() -> None:
    theirs = read_name_map(SHARED / "sos_bench" / "name_map.csv")
    columns = ["harness", "judge", "livebench", "ambiguous"]
    pd.testing.assert_frame_equal(shipped_name_map()[columns], theirs[columns])


def test_the_checksums_are_those_of_the_files() -> None:
    for name, checksum in checksums().items():
        content = (SHARED / "sos_bench" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == checksum
