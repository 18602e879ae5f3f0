"""Run a program from standard input with little memory and time, and no files, network or children.

`sandbox.py` starts this file in a fresh interpreter. The operating system limits time, memory and
the size of files; an audit hook of Python refuses what it reports of files elsewhere, addresses and
processes. That holds against careless code. It is no prison for an attacker.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import CodeType
from typing import NoReturn

PASSED = 86
"""How the process ends if the program ran to its end; nothing else ends it so by accident."""

_SECONDS = 2
_MEMORY = 1 << 29
_FILE = 1 << 20
_FILES = 64
_REFUSED = (
    *("os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system"),
    *("os.startfile", "os.kill", "os.killpg", "os.chown", "os.setxattr", "os.removexattr"),
    *("subprocess.", "pty.", "signal.pthread_kill", "_winapi.", "syslog."),
    *("ctypes.dlsym", "ctypes.call_function", "ctypes.cdata", "ctypes.string_at"),
    *("gc.get", "sys.addaudithook", "resource."),
    *("socket.connect", "socket.bind", "socket.send", "socket.get", "socket.sethostname"),
)
"""Audit events, by their beginning, that no program of a probe set needs."""
_PATHS = {
    **dict.fromkeys(("os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.utime"), (1, 1)),
    **dict.fromkeys(("os.truncate", "os.chflags"), (1, 0)),
    **dict.fromkeys(("os.rename", "os.link"), (2, 2)),
    "os.symlink": (2, 1),
}
"""Audit events that change the disk: how many paths they begin and how many folders they end with.

A folder is given as an open file, -1 for none. A path inside one cannot be told from its name.
"""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> NoReturn:
    """Run the program and leave with `PASSED` if nothing went wrong."""
    source = sys.stdin.buffer.read().decode("utf-8", "replace")
    code = compile(source, "program.py", "exec")
    _limit()
    _refuse_processes()
    _watch(os.path.realpath(os.getcwd()))
    _run(code)
    os._exit(PASSED)


def _run(code: CodeType) -> None:
    exec(code, {"__name__": "__main__"})


def _limit() -> None:
    """Set the limits of the operating system, where it has them."""
    try:
        import resource as system
    except ImportError:  # Windows has none
        return
    wanted = {
        "RLIMIT_CPU": _SECONDS,
        "RLIMIT_AS": _MEMORY,
        "RLIMIT_FSIZE": _FILE,
        "RLIMIT_NOFILE": _FILES,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        try:
            system.setrlimit(getattr(system, name), (value, value))
        except (AttributeError, ValueError, OSError):  # macOS knows or takes only some of them
            continue


def _refuse_processes() -> None:
    """Take away what starts a process or a thread without an audit event.

    Threads go as well because RLIMIT_NPROC stops them for everybody but root, and a program has to
    end in the same way for both.
    """
    for name, start in (("_thread", "start_new_thread"), ("_posixsubprocess", "fork_exec")):
        try:
            module = importlib.import_module(name)
        except ImportError:  # Windows has no _posixsubprocess
            continue
        setattr(module, start, _refused)


def _refused(*_: object, **__: object) -> NoReturn:
    raise PermissionError("the sandbox refuses it")


def _watch(folder: str) -> None:
    """Install the hook. Nothing can remove it."""

    def hook(event: str, given: tuple[object, ...]) -> None:
        if event == "open":
            _, mode, flags = given
            if isinstance(flags, int) and flags & _WRITES:
                _stay(folder, given[:1], absolute=mode is None)
        elif event in _PATHS:
            paths, folders = _PATHS[event]
            foreign = any(place != -1 for place in given[len(given) - folders :])
            _stay(folder, given[:paths], absolute=foreign)
        elif event.startswith(_REFUSED):
            _refused()
        elif event == "socket.__new__" and given[1] != 1:
            _refused()  # 1 is AF_UNIX: a pair of those wakes the event loop of asyncio

    sys.addaudithook(hook)


def _stay(folder: str, paths: tuple[object, ...], *, absolute: bool) -> None:
    """Refuse a path that leads out of the folder, or that may, because it is not `absolute`."""
    for path in paths:
        if isinstance(path, int):  # a file that is open already
            continue
        name = os.fsdecode(path) if isinstance(path, str | bytes) else str(path)
        real = os.path.realpath(name)
        inside = real == folder or real.startswith(folder + os.sep)
        if not inside or (absolute and not os.path.isabs(name)):
            _refused()


if __name__ == "__main__":
    main()
