"""One runner a peer, and the environment that each is installed into.

Each runner is run by the Python of its own environment; the pins are those that were measured.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A tool to compare with."""

    name: str
    module: str
    needs: tuple[str, ...]
    """What pip installs."""

    @property
    def title(self) -> str:
        """Its name and version."""
        return self.needs[0].replace("==", " ")


PEERS = (
    Peer(name="py-openjudge", module="peers.openjudge", needs=("py-openjudge==0.2.4",)),
    Peer(name="alpaca-eval", module="peers.alpaca_eval", needs=("alpaca-eval==0.6.6",)),
    Peer(
        name="inspect-ai",
        module="peers.inspect_ai",
        needs=("inspect-ai==0.3.285", "openai==3.57.0"),
    ),
    Peer(name="verdict", module="peers.verdict", needs=("verdict==0.2.7",)),
)


def environment(peer: Peer, folder: Path) -> tuple[str, str]:
    """Install a peer below `folder`, unless it is there; return its Python and what went wrong."""
    home = folder / peer.name
    python, mark = home / "bin" / "python", home / "installed.txt"
    wanted = "\n".join(peer.needs)
    if not mark.exists() or mark.read_text() != wanted:
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(home)],
            [str(python), "-m", "pip", "install", "--quiet", *peer.needs],
        ):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                lines = done.stderr.strip().splitlines()
                errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:]
                return "", f"could not be installed: {' '.join(errors[:1])[:200]}"
        mark.write_text(wanted)
    return str(python.absolute()), ""
