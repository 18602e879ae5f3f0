"""Importers of verdicts read the published layouts, for side b and in the pair's own order."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.frame import COLUMNS, validate
from sosprobe.data.verdicts import FORMATS, read_verdicts
from sosprobe.data.verdicts.arena_hard import lead
from sosprobe.errors import BadInput, UnknownName

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not there")

ALPACA = {
    "instruction": "Name a tea.",
    "output_1": "Green tea.",
    "output_2": "- **Black** tea, and green tea",
    "generator_1": "old",
    "generator_2": "new",
    "annotator": "counter",
    "preference": 2.0,
}
ARENA = {"question_id": "q1", "model": "new", "baseline": "old", "judge": "counter"}
MT = {
    "question_id": 7,
    "turn": 2,
    "model_1": "old",
    "model_2": "new",
    "judge": ["counter", "pair"],
    "g1_winner": "model_1",
    "g2_winner": "model_2",
}
LLMBAR = "subset,idx,evaluator,prompt,label,winner_noswap,winner_swap\n"


def write(path: Path, content: str) -> Path:
    data = content.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def alpaca(path: Path, *preferences: float | None) -> pd.DataFrame:
    rows = [ALPACA | {"index": n, "preference": p} for n, p in enumerate(preferences)]
    return read_verdicts(write(path / "annotations.json", json.dumps(rows)), "alpaca_eval")


def arena(path: Path, first: object, second: object) -> list[tuple[bool, float, float]]:
    record = ARENA | {"game1_score": first, "game2_score": second}
    frame = read_verdicts(write(path / "g.jsonl", json.dumps(record)), "arena_hard")
    columns = frame[["swapped", "preference", "strength"]]
    return [(bool(s), float(p), float(d)) for s, p, d in columns.itertuples(index=False)]


def test_an_unknown_format_lists_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"Did you mean alpaca_eval\b"):
        read_verdicts(tmp_path / "x", "alpacaeval")


def test_hard_annotations_are_preferences_and_null_is_no_verdict(tmp_path: Path) -> None:
    frame = validate(alpaca(tmp_path, 1, 2, 1.5, 0, None))
    assert frame["preference"].tolist()[:4] == [0.0, 1.0, 0.5, 0.5]
    assert frame["outcome"].tolist() == ["valid", "valid", "tie", "tie", "invalid"]
    assert frame["soft"].isna().all()
    assert frame["position"].isna().all()
    assert frame["item"].tolist() == ["0", "1", "2", "3", "4"]


def test_weighted_annotations_are_probabilities(tmp_path: Path) -> None:
    frame = alpaca(tmp_path, 1.25, 1.75, 1.5, 2.0)
    assert frame["soft"].tolist() == [0.25, 0.75, 0.5, 1.0]
    assert frame["preference"].tolist() == [0.0, 1.0, 0.5, 1.0]


def test_alpaca_outputs_are_counted_and_a_question_keeps_its_name(tmp_path: Path) -> None:
    first = read_verdicts(write(tmp_path / "a.jsonl", json.dumps(ALPACA)), "alpaca_eval")
    other = json.dumps(ALPACA | {"generator_2": "newer"})
    second = read_verdicts(write(tmp_path / "b.jsonl.gz", other), "alpaca_eval")
    row = first.iloc[0]
    assert (row["a_response"], row["b_response"], row["judge"]) == ("old", "new", "counter")
    assert (row["a_words"], row["b_words"], row["a_markdown"], row["b_markdown"]) == (2, 5, 0, 2)
    assert row["length"] == pytest.approx(1.3219, abs=1e-4)
    assert row["item"] == second.iloc[0]["item"]


def test_two_texts_of_one_generator_are_not_one_response(tmp_path: Path) -> None:
    record = json.dumps(ALPACA | {"generator_1": "new"})
    frame = read_verdicts(write(tmp_path / "a.jsonl", record), "alpaca_eval")
    assert frame.iloc[0]["a_response"] != frame.iloc[0]["b_response"]


def test_the_baseline_is_a_in_game_one_and_b_in_game_two(tmp_path: Path) -> None:
    assert arena(tmp_path, "A>>B", "B>A") == [(False, 0.0, 2.0), (True, 0.0, 1.0)]
    assert arena(tmp_path, "B>A", "A>>B") == [(False, 1.0, 1.0), (True, 1.0, 2.0)]
    assert arena(tmp_path, "A=B", " B=A ") == [(False, 0.5, 0.0), (True, 0.5, 0.0)]


@pytest.mark.parametrize(
    ("said", "backwards"), [("B>A", "A<B"), ("B>>A", "A<<B"), ("A>B", "B<A"), ("A>>B", "B<<A")]
)
def test_a_label_said_backwards_is_the_same_label(said: str, backwards: str) -> None:
    assert lead(said) == lead(backwards) != 0


@pytest.mark.parametrize("label", [None, "None", "", "A", "A>A", "A>>>B", "A><B", "[[A>B]]", "a>b"])
def test_any_other_label_is_no_verdict(tmp_path: Path, label: str | None) -> None:
    record = ARENA | {"game1_score": label, "game2_score": "A=B"}
    path = write(tmp_path / "g.jsonl", json.dumps(record))
    frame = validate(read_verdicts(path, "arena_hard"))
    assert frame["outcome"].tolist() == ["invalid", "tie"]
    assert frame["preference"].isna().tolist() == [True, False]
    assert frame.loc[0, "detail"]


def test_both_layouts_of_arena_hard_read_the_same(tmp_path: Path) -> None:
    flat = ARENA | {"game1_score": "A>B", "game2_score": None}
    games = ARENA | {"games": [{"score": "A>B", "judgment": "words"}, {"score": None}]}
    one, two = (
        read_verdicts(write(tmp_path / f"{n}.jsonl", json.dumps(record)), "arena_hard")
        for n, record in enumerate((flat, games))
    )
    pd.testing.assert_frame_equal(one, two)


def test_a_single_game_is_the_first(tmp_path: Path) -> None:
    record = {"uid": "q2", "model": "new", "games": [{"score": "B>A"}]}
    frame = read_verdicts(write(tmp_path / "g.jsonl", json.dumps(record)), "arena_hard")
    row = frame.iloc[0]
    assert len(frame) == 1
    assert (row["item"], row["a_response"], row["swapped"]) == ("q2", "baseline", False)


def test_winners_of_mt_bench_are_named_by_model_in_both_games(tmp_path: Path) -> None:
    path = write(tmp_path / "mt.jsonl", json.dumps(MT))
    frame = validate(read_verdicts(path, "mt_bench"))
    assert frame["preference"].tolist() == [0.0, 1.0]
    assert frame["swapped"].tolist() == [False, True]
    assert set(frame["item"]) == {"7/2"}
    assert (frame.loc[0, "judge"], frame.loc[0, "template"]) == ("counter", "pair")


def test_an_error_of_mt_bench_is_no_verdict_and_a_tie_is_one(tmp_path: Path) -> None:
    record = MT | {"g1_winner": "tie", "g2_winner": "error", "judge": "counter"}
    frame = read_verdicts(write(tmp_path / "mt.jsonl", json.dumps(record)), "mt_bench")
    assert frame["outcome"].tolist() == ["tie", "invalid"]
    assert frame["template"].tolist() == ["", ""]


def test_a_judge_that_scores_each_response_alone_has_no_position_bias(tmp_path: Path) -> None:
    lines = "".join(f"Natural,{n},j,Rating,1,{w},1\n" for n, w in enumerate((2, 2, 1, 2)))
    path = write(tmp_path / "v.csv", LLMBAR + lines)
    frame = validate(read_verdicts(path, "llmbar"))
    assert set(frame["position"]) == {0.0}
    assert not [row for row in estimate(frame) if row.table == "position"]


def test_winners_of_llmbar_are_in_the_pairs_own_numbering(tmp_path: Path) -> None:
    path = write(tmp_path / "v.csv.gz", LLMBAR + "Natural,3,counter,plain,2,2,\n")
    frame = validate(read_verdicts(path, "llmbar"))
    assert frame["item"].tolist() == ["Natural/3"] * 2
    assert (frame.loc[0, "a_gold"], frame.loc[0, "b_gold"]) == (0.0, 1.0)
    assert frame.loc[0, "preference"] == 1.0
    assert frame["preference"].isna().tolist() == [False, True]
    assert frame["outcome"].tolist() == ["valid", "invalid"]


WITHOUT_OUTPUT = {name: value for name, value in ALPACA.items() if name != "output_2"}


@pytest.mark.parametrize(
    ("format", "content", "says"),
    [
        ("alpaca_eval", "", "holds no row"),
        ("alpaca_eval", "[]", "holds no row"),
        ("alpaca_eval", "[{", "not JSON"),
        ("alpaca_eval", "[3]", "must be an object"),
        ("alpaca_eval", json.dumps(WITHOUT_OUTPUT), ":1: field `output_2` is missing"),
        ("alpaca_eval", json.dumps(ALPACA | {"output_1": 3}), "`output_1` must be text, not int"),
        ("alpaca_eval", json.dumps(ALPACA | {"preference": 3}), "must lie from 1 to 2"),
        ("alpaca_eval", json.dumps(ALPACA | {"preference": "2"}), "must be a number, not '2'"),
        ("alpaca_eval", json.dumps(ALPACA | {"preference": True}), "must be a number, not True"),
        ("alpaca_eval", json.dumps(ALPACA | {"preference": 1e400}), "must lie from 1 to 2"),
        ("alpaca_eval", json.dumps(ALPACA | {"index": 1.5}), "`index` must be text"),
        ("arena_hard", json.dumps(ARENA), "`game1_score` is missing"),
        ("arena_hard", json.dumps(ARENA | {"games": []}), "one or two games, not 0"),
        ("arena_hard", json.dumps(ARENA | {"games": "A>B"}), "list of tables"),
        ("arena_hard", json.dumps(ARENA | {"games": [{}]}), "`score` is missing"),
        ("arena_hard", json.dumps(ARENA | {"games": [{"score": 1}]}), "a label or null, not 1"),
        ("arena_hard", json.dumps(ARENA)[:-4], ":1: not JSON"),
        ("mt_bench", json.dumps(MT) + "\n" + json.dumps(MT)[:40], ":2: not JSON"),
        ("mt_bench", json.dumps(MT | {"g2_winner": "A"}), "`g2_winner` must be one of model_1"),
        ("mt_bench", json.dumps(MT | {"judge": ["a", "b", "c"]}), "name and template"),
        ("mt_bench", json.dumps({"question_id": 1}), "`turn` is missing"),
        ("llmbar", "", "holds no row"),
        ("llmbar", LLMBAR, "holds no row"),
        ("llmbar", LLMBAR + "N,1,j,p,3,1,1\n", ":2: field `label` must be 1 or 2, not '3'"),
        ("llmbar", LLMBAR + "N,1,j,p,1,1,1\nN,2,j", ":3: has fewer fields"),
        ("llmbar", LLMBAR + "N,1,j,p,1,1,1,1\n", ":2: has more fields"),
        ("llmbar", LLMBAR + "N,,j,p,1,1,1\n", ":2: field `idx` is empty"),
        ("llmbar", "subset,idx\nN,1\n", "field `label` is missing"),
        ("llmbar", "idx,idx\n1,1\n", ":1: column `idx` stands there twice"),
    ],
)
def test_what_is_malformed_is_named(tmp_path: Path, format: str, content: str, says: str) -> None:
    path = write(tmp_path / "verdicts.file", content)
    with pytest.raises(BadInput) as caught:
        read_verdicts(path, format)
    assert str(path) in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize("format", list(FORMATS))
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, format: str) -> None:
    name = "v.csv.gz"
    with pytest.raises(BadInput, match=name):
        read_verdicts(tmp_path / name, format)
    whole = gzip.compress(b"item,preference\n" + bytes(range(48, 90)) * 50)
    for broken in (b"not packed", whole[:40], gzip.compress(b"\xff\xfe\x00")):
        (tmp_path / name).write_bytes(broken)
        with pytest.raises(BadInput, match=name):
            read_verdicts(tmp_path / name, format)


@pytest.mark.shared
@needs_shared
def test_real_annotations_give_the_published_win_rates() -> None:
    published = pd.read_csv(
        SHARED / "alpaca_eval/leaderboard_data_AlpacaEval_2__weighted_alpaca_eval_gpt4_turbo.csv",
        index_col=0,
    )
    for model in ("alpaca-7b", "claude-2.1", "vicuna-7b-v1.5"):
        path = SHARED / "alpaca_eval" / "annotations_ae2" / f"{model}.jsonl.gz"
        frame = validate(read_verdicts(path, "alpaca_eval"))
        assert 100 * frame["soft"].mean() == pytest.approx(published.loc[model, "win_rate"])
        assert list(frame.columns) == list(COLUMNS)


@pytest.mark.shared
@needs_shared
def test_real_games_of_mt_bench_are_read_whole() -> None:
    path = SHARED / "mt_bench" / "gpt-4_pair_judgments.jsonl"
    frame = validate(read_verdicts(path, "mt_bench"))
    first = frame[~frame["swapped"]].set_index("item")["preference"]
    second = frame[frame["swapped"]].set_index("item")["preference"]
    assert len(frame) == 150
    assert int(frame["preference"].isna().sum()) == 3
    assert int((first == second).sum()) == 20 + 18 + 8
    assert int(((first == 0) & (second == 1)).sum()) == 16
