"""Download the paper's public files and check that they are the ones that were meant."""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path

from sosprobe.data.scores.cells import label, table_rows
from sosprobe.errors import SetupError

BASE = (
    "https://raw.githubusercontent.com/penfever/sos-bench/"
    "cf481300f98300fe85b7706d73d5787b2cc81775/artifacts/"
)
"""Where the files lie: the paper's repository at one commit."""

_TIMEOUT = 60.0
_MOST = 20_000_000


def checksums() -> dict[str, str]:
    """Return the SHA-256 of each file by its name."""
    with as_file(files("sosprobe.probes.reproduce") / "files.csv") as path:
        return {label(row, "name"): label(row, "sha256") for row in table_rows(path)}


def download(
    folder: Path,
    *,
    base: str = BASE,
    expected: Mapping[str, str] | None = None,
    timeout: float = _TIMEOUT,
) -> list[Path]:
    """Download the files into `folder` and return their paths.

    A file that is there already with the right checksum is left alone. One with another checksum is
    never replaced, and nothing that fails its checksum is kept.

    Parameters
    ----------
    base
        The address that the files' names are added to; it must begin with http:// or https://.
    expected
        Name and SHA-256 of each file; those that come with sosprobe unless others are given.
    timeout
        Seconds to wait for the server.

    Raises
    ------
    SetupError
        If a file cannot be had, or is not the one that was meant.
    """
    if not base.startswith(("http://", "https://")):
        raise SetupError(f"The address {base!r} must begin with http:// or https://.")
    wanted = checksums() if expected is None else expected
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for name, checksum in wanted.items():
        path = folder / name
        if path.exists():
            if _sum(path.read_bytes()) != checksum:
                raise SetupError(
                    f"{path} is another file than the published one. Move it away, or name another "
                    "folder."
                )
        else:
            _keep(_fetch(f"{base.rstrip('/')}/{name}", timeout), path, checksum, base)
        paths.append(path)
    return paths


def _fetch(address: str, timeout: float) -> bytes:
    """Return what lies at an address."""
    try:
        with urllib.request.urlopen(address, timeout=timeout) as answer:
            content: bytes = answer.read(_MOST + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise SetupError(f"{address} answered {error.code} {error.reason}.") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise SetupError(
            f"{address} cannot be reached ({reason}). Download it in a browser and name its folder."
        ) from None
    if len(content) > _MOST:
        raise SetupError(f"{address} holds more than {_MOST:,} bytes, which no file here does.")
    return content


def _keep(content: bytes, path: Path, checksum: str, base: str) -> None:
    """Write a file whose checksum is right, whole or not at all."""
    found = _sum(content)
    if found != checksum:
        raise SetupError(
            f"{path.name} from {base} has the SHA-256 {found[:16]}… instead of {checksum[:16]}…. "
            "It is not the file that was meant, so it was not kept."
        )
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
