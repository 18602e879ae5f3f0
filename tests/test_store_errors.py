"""Whatever is wrong with the file of a store, the user is told in one sentence what to do."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from sosprobe.errors import SetupError
from sosprobe.store import Entry, SqliteStore
from sosprobe.store.check import check
from sosprobe.store.export import export
from sosprobe.types import Reply
from tests.test_store import ROOT, old_store

NOBODY = 65534
LONG = Reply(text="word " * 200)


def put_until_it_fails(store: SqliteStore) -> tuple[int, str]:
    """Put replies until one is refused; return how many were taken, and what was said."""
    for number in range(100_000):
        try:
            store.put(f"k{number}", LONG)
        except SetupError as error:
            return number, str(error)
    raise AssertionError("nothing stopped the store")


@contextmanager
def room_for(pages: int, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Make every database opened in the block find the disk full after so many pages."""
    connect = sqlite3.connect

    def small(path: Path, **more: object) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(path, isolation_level=None, check_same_thread=False)
        db.execute(f"PRAGMA max_page_count={pages}")
        return db

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", small)
        yield


def test_a_full_disk_stops_a_put_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.sqlite"
    with room_for(60, monkeypatch):
        store = SqliteStore(path)
    taken, said = put_until_it_fails(store)
    assert taken > 10
    assert f"{path}: the disk is full. Free some space" in said
    assert "Nothing that is stored is lost" in said
    # The store can still be read, many entries are refused together, and it goes on with room.
    with pytest.raises(SetupError, match="disk is full"):
        store.put_many(Entry(key=f"m{n}", reply=LONG) for n in range(100))
    with pytest.raises(SetupError, match="disk is full"):
        store.submitted("openai", "batch", [f"long key {n}" * 50 for n in range(1000)])
    assert len(store) == len(store.get_many(f"k{n}" for n in range(taken))) == taken
    store.close()
    with closing(SqliteStore(path)) as again:
        again.put("more", LONG)
        assert (len(again), again.open_batches()) == (taken + 1, [])


def test_a_full_disk_at_the_first_opening_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room_for(3, monkeypatch), pytest.raises(SetupError, match="disk is full"):
        SqliteStore(tmp_path / "store.sqlite")


def test_a_judge_that_found_no_room_is_written_when_there_is_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room_for(30, monkeypatch):
        store = SqliteStore(tmp_path / "store.sqlite")
    put_until_it_fails(store)
    judge = "j" * 100_000
    for _ in range(2):
        with pytest.raises(SetupError, match="disk is full"):
            store.put("k", LONG, judge=judge, question="q")
    store.close()
    with closing(SqliteStore(tmp_path / "store.sqlite")) as store:
        store.put("k", LONG, judge=judge, question="q")
        assert store.find("q") == [(judge, LONG)]


REFUSED = """
import resource, sys
from pathlib import Path
from sosprobe.store import SqliteStore
from tests.test_store_errors import put_until_it_fails
store = SqliteStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
taken, said = put_until_it_fails(store)
assert len(store) == taken
print(taken, said)
"""


def test_a_disk_that_refuses_to_write_loses_nothing_that_was_put(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    done = subprocess.run(
        [sys.executable, "-c", REFUSED, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    taken, _, said = done.stdout.partition(" ")
    assert "Traceback" not in done.stderr
    assert f"{path}: the disk " in said
    assert "run the same command again" in said
    with closing(SqliteStore(path)) as store:
        assert len(store) == int(taken) > 10
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A folder that can be taken away from whoever runs the tests, the superuser too."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(folder)


@contextmanager
def without_the_right_to_write(folder: Path) -> Generator[None]:
    """Take the right to write from a folder and what is in it, and from the superuser."""
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_store_that_may_not_be_written_is_refused_but_can_be_read(own_folder: Path) -> None:
    path = own_folder / "store.sqlite"
    with closing(SqliteStore(path)) as store:
        store.put("k", LONG)
    held = old_store(own_folder / "old.sqlite")
    before = sorted(own_folder.iterdir())
    with without_the_right_to_write(own_folder):
        for name in (path, own_folder / "old.sqlite", own_folder / "new.sqlite"):
            with pytest.raises(SetupError, match=rf"{name}: .*chmod.*lost"):
                SqliteStore(name)
        with pytest.raises(SetupError, match="deeper: this folder cannot be made"):
            SqliteStore(own_folder / "deeper" / "store.sqlite")
        with pytest.raises(SetupError, match=r"out\.jsonl cannot be written"):
            export(path, own_folder / "out.jsonl")
        assert check(path).replies == {"": 1}
        assert check(own_folder / "old.sqlite").replies == {"": len(held)}
    assert sorted(own_folder.iterdir()) == before


def test_a_store_that_another_process_keeps_locked_is_waited_for_and_then_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.sqlite"
    SqliteStore(path).close()
    with closing(SqliteStore(path, patience=0.05)) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(SetupError, match=r"another process .*locked.*lost"):
                store.put("k", LONG)
            with pytest.raises(SetupError, match="locked"):
                store.put_many([Entry(key="k", reply=LONG)])
            assert store.get("k") is None
            other.execute("COMMIT")
        store.put("k", LONG)
        assert len(store) == 1


def test_an_old_store_that_is_locked_is_not_migrated_by_halves(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    held = old_store(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SetupError, match="locked"):
            SqliteStore(path, patience=0.05)
        other.execute("COMMIT")
    with closing(SqliteStore(path)) as store:
        assert store.get_many(held) == held


@pytest.mark.parametrize("beginning", [0, 4096])
def test_a_damaged_file_is_a_setup_error_and_never_a_wrong_reply(
    tmp_path: Path, beginning: int
) -> None:
    path = tmp_path / "store.sqlite"
    with closing(SqliteStore(path)) as store:
        store.put_many(Entry(key=f"k{n}", reply=LONG) for n in range(500))
    whole = path.read_bytes()
    path.write_bytes(whole[:beginning] + b"\xa5" * (len(whole) - beginning))
    with pytest.raises(SetupError, match=rf"{path}.*(damaged|not a usable store)"):
        store = SqliteStore(path)
        with closing(store):
            assert store.get("k1") in (None, LONG)
            store.get_many(f"k{n}" for n in range(500))


def test_a_file_cut_short_is_found_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(SqliteStore(path)) as store:
        store.put_many(Entry(key=f"k{n}", reply=LONG) for n in range(500))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    for use in (SqliteStore, check):
        with pytest.raises(SetupError, match=rf"{path}: the file is damaged"):
            use(path)


def test_a_file_overwritten_in_part_is_found_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(SqliteStore(path)) as store:
        store.put_many(Entry(key=f"k{n}", reply=LONG) for n in range(500))
    whole = path.read_bytes()
    cut = len(whole) // 8192 * 4096
    path.write_bytes(whole[:cut] + b"\xa5" * (len(whole) - cut))
    problems = check(path).problems
    assert problems[0].startswith("damaged: ")
    with pytest.raises(SetupError, match=rf"{path}: the file is damaged"):
        export(path, tmp_path / "out.jsonl")
    assert list(tmp_path.glob("out*")) == []


def test_a_reply_that_cannot_be_read_names_its_key(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(SqliteStore(path)) as store:
        store.put("good", LONG)
        store.put("bad", LONG)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("""UPDATE reply SET body = '{"text": "a", "hue": 1}' WHERE key = 'bad'""")
    with closing(SqliteStore(path)) as store:
        assert store.get("good") == LONG
        with pytest.raises(SetupError, match=r"under bad cannot be read: .*hue"):
            store.get("bad")
        with pytest.raises(SetupError, match="under bad"):
            store.get_many(["good", "bad"])


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    for use in (SqliteStore, check):
        with pytest.raises(SetupError, match=rf"{tmp_path} is a folder"):
            use(tmp_path)


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="cannot be made"):
        SqliteStore(tmp_path / "file" / "deeper" / "store.sqlite")


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE photo (name TEXT)")
    before = path.read_bytes()
    for use in (SqliteStore, check):
        with pytest.raises(SetupError, match="something else, with the tables photo"):
            use(path)
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert found == [("photo",)]
    assert len(path.read_bytes()) == len(before)
