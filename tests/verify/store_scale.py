"""Fill a store and read it in a new process: `python -m tests.verify.store_scale`.

A hundred thousand replies of about seven hundred characters are put one by one, as a run does, then
looked up at once by a process that knows nothing yet, as the next run does. The bars are for the
clock; on a busy machine the processor's time, told beside it, says what the store itself costs.
"""

from __future__ import annotations

import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

REPLIES = 100_000
CHARACTERS = 700
SECONDS = 2.0
MEBIBYTES = 300.0
MICROSECONDS = 40.0
IDENTITY = '{"model":"m","provider":"openai"}'
HEAVY = ("pandas", "numpy", "matplotlib", "pyarrow", "typer", "rich")


def names() -> Iterator[str]:
    """Yield the keys, in the order in which they are put."""
    for number in range(REPLIES):
        yield hashlib.sha256(b"%d" % number).hexdigest()


def fill(path: Path) -> dict[str, float]:
    """Put every reply; return what one took, in microseconds of the clock and of the processor."""
    from sosprobe.store import SqliteStore
    from sosprobe.types import Reply

    rng = random.Random(1)
    words = [hashlib.sha256(b"%d" % n).hexdigest()[: rng.randint(2, 9)] for n in range(500)]
    store = SqliteStore(path)
    wall = processor = 0.0
    for number, name in enumerate(names()):
        text = " ".join(rng.choices(words, k=150))[: CHARACTERS - 18] + "\nVerdict: [[A>B]]"
        reply = Reply(
            text=text, model="model-of-a-day", tokens_in=900, tokens_out=180, latency=rng.random()
        )
        question = hashlib.sha256(b"question %d" % number).hexdigest()
        start, used = time.perf_counter(), time.process_time()
        store.put(name, reply, question=question, judge=IDENTITY)
        wall += time.perf_counter() - start
        processor += time.process_time() - used
    store.close()
    return {"us": wall / REPLIES * 1e6, "cpu_us": processor / REPLIES * 1e6}


def look_up(path: Path, order: str) -> dict[str, float]:
    """Open the store and look up every key; return seconds and the peak of memory in MiB."""
    start = time.perf_counter()
    from sosprobe.store import SqliteStore

    imported = time.perf_counter() - start
    heavy = [name for name in HEAVY if name in sys.modules]
    assert not heavy, f"importing the store also imports {heavy}"
    wanted = list(names())
    if order == "shuffled":
        random.Random(2).shuffle(wanted)
    start, used = time.perf_counter(), time.process_time()
    store = SqliteStore(path)
    opened = time.perf_counter() - start
    found = store.get_many(wanted)
    took, used = time.perf_counter() - start, time.process_time() - used
    assert len(found) == REPLIES
    assert all(len(reply.text) == CHARACTERS - 1 for reply in found.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    store.close()
    return {
        "import": imported,
        "open": opened,
        "open and look up": took,
        "of that the processor's": used,
        "peak": peak,
    }


def main() -> None:
    """Measure each step in a process of its own and print the table."""
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        put = _measured("fill", str(path))
        rows.append(("a put, microseconds", f"{put['us']:.1f}", f"< {MICROSECONDS:g}"))
        rows.append(("of that the processor's", f"{put['cpu_us']:.1f}", ""))
        rows.append(("file, MiB", f"{path.stat().st_size / 1024**2:.0f}", ""))
        met = put["us"] < MICROSECONDS
        for order in ("in order", "shuffled"):
            took = _measured("look_up", str(path), order)
            for name in ("import", "open", "open and look up", "of that the processor's"):
                bar = f"< {SECONDS:g}" if name == "open and look up" else ""
                rows.append((f"{order}: {name}, s", f"{took[name]:.3f}", bar))
            rows.append((f"{order}: peak memory, MiB", f"{took['peak']:.0f}", f"< {MEBIBYTES:g}"))
            met &= took["open and look up"] < SECONDS and took["peak"] < MEBIBYTES
    print(f"{REPLIES:,} replies of {CHARACTERS} characters\n")
    for what, value, bar in rows:
        print(f"{what:42} {value:>10}  {bar}")
    print("\nall bars are met" if met else "\nNOT all bars are met")
    sys.exit(0 if met else 1)


def _measured(*words: str) -> dict[str, float]:
    """Return what one step says of itself in a fresh process."""
    command = [sys.executable, "-m", "tests.verify.store_scale", *words]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=root)
    numbers: dict[str, float] = json.loads(done.stdout)
    return numbers


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        print(json.dumps(fill(Path(sys.argv[2]))))
    elif sys.argv[1:2] == ["look_up"]:
        print(json.dumps(look_up(Path(sys.argv[2]), sys.argv[3])))
    else:
        main()
