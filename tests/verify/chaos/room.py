"""A small file system of its own, in a mount namespace that is gone with it; needs no rights."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import TracebackType

_HOLD = 'mount -t tmpfs -o size="$2" tmpfs "$1" && echo ready && read -r _'


class NotPossible(Exception):
    """A scene cannot be played on this system."""


class Room:
    """A folder that is a file system of `size` (as `mount` writes it) for programs run inside.

    Attributes
    ----------
    seen
        Where programs outside see the folder. SQLite takes this path for the one it stands for, so
        that a store must be copied out before it is read.

    Raises
    ------
    NotPossible
        If this system gives no namespaces to users.
    """

    def __init__(self, folder: Path, size: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        alone = ["unshare", "--user", "--map-root-user", "--mount"]
        try:
            self._holder = subprocess.Popen(
                [*alone, "sh", "-c", _HOLD, "sh", str(folder), size],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        except OSError as error:
            raise NotPossible(f"no file system of one's own here: {error}") from error
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != "ready\n":
            _, said = self._holder.communicate()
            raise NotPossible(f"no file system of one's own here: {said.strip()}")
        self.seen = Path(f"/proc/{self._holder.pid}/root{folder.resolve()}")

    def inside(self, line: list[str]) -> list[str]:
        """Return the command line that runs `line` where the file system is seen."""
        enter = ["nsenter", "--target", str(self._holder.pid), "--user", "--mount"]
        return [*enter, "--preserve-credentials", f"--wd={Path.cwd()}", *line]

    def change(self, options: str) -> None:
        """Mount it again with other options, for example `size=64m` or `ro`."""
        line = ["mount", "-o", f"remount,{options}", str(self._folder)]
        subprocess.run(self.inside(line), check=True, capture_output=True)

    def copy(self, to: Path) -> Path:
        """Copy what is in the folder to a place outside."""
        shutil.copytree(self.seen, to)
        return to

    def __enter__(self) -> Room:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._holder.communicate("over\n")
