"""Several processes may use one store, and one that is killed loses nothing it had put."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from sosprobe.store import SqliteStore
from sosprobe.types import Reply
from tests.test_store import ROOT

PUTTING = """
import sys
from sosprobe.store import SqliteStore
from sosprobe.types import Reply
path, who, first, last = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = SqliteStore(path)
for n in range(first, last):
    store.put(f"k{n}", Reply(text=f"{n} of {who}"), question=f"q{n}", judge=who)
    print(n, flush=True)
store.close()
"""


def putting(path: Path, who: str, numbers: Iterable[int]) -> subprocess.Popen[str]:
    """Start a process that puts a reply for each number of a range, and says so of each."""
    first, *_, last = numbers
    words = [sys.executable, "-c", PUTTING, str(path), who, str(first), str(last + 1)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_two_processes_share_a_store_and_neither_loses_a_reply(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.sqlite"
    # Both make the file, the tables and the judges at the same time.
    both = [putting(path, "one", range(300)), putting(path, "two", range(150, 450))]
    for process in both:
        said, _ = process.communicate(timeout=60)
        assert (process.returncode, len(said.split())) == (0, 300)
    store = SqliteStore(path)
    found = store.get_many(f"k{n}" for n in range(450))
    assert len(store) == len(found) == 450
    for n in range(450):
        owners = {name for name, part in (("one", n < 300), ("two", n >= 150)) if part}
        ((judge, reply),) = store.find(f"q{n}")
        assert judge in owners
        assert reply == found[f"k{n}"] == Reply(text=f"{n} of {judge}")
    store.close()


def test_a_killed_process_loses_no_reply_that_it_had_put(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    process = putting(path, "killed", range(100_000))
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(200)]
    process.send_signal(signal.SIGKILL)
    said += process.communicate(timeout=60)[0].splitlines(keepends=True)
    whole = [int(line) for line in said if line.endswith("\n")]
    store = SqliteStore(path)
    assert len(store.get_many(f"k{n}" for n in whole)) == len(whole) >= 200
    store.close()


def test_several_may_make_one_store_at_the_same_moment(tmp_path: Path) -> None:
    together = threading.Barrier(4)

    def work(who: str) -> None:
        for number in range(25):
            together.wait(timeout=20)
            with closing(SqliteStore(tmp_path / f"{number}.sqlite")) as store:
                store.put(who, Reply(text=who), judge=who)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, "abcd"))
    for number in range(25):
        with closing(SqliteStore(tmp_path / f"{number}.sqlite")) as store:
            assert len(store) == 4
