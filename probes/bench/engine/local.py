"""A GGUF model on this machine behind an address that only this machine can reach."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import importlib
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

from sosprobe.errors import MissingExtra, SetupError
from sosprobe.judges.local import INSTALL, shipped_model
from sosprobe.probes.bench.engine.model import Model

_CONTEXT = 8192


@contextlib.contextmanager
def reachable(model: Model) -> Generator[Model]:
    """Yield a model that can be asked: `local` is served for as long as the block lasts."""
    if model.provider != "local":
        yield model
        return
    try:
        xllamacpp: Any = importlib.import_module("xllamacpp")
    except ImportError:
        raise MissingExtra("xllamacpp", *INSTALL) from None
    path = Path(model.name).expanduser() if model.name else shipped_model()
    if not path.is_file():
        raise SetupError(f"{path}: no such model file.")
    slots = max(1, model.in_flight)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = _CONTEXT * slots
    parameters.n_parallel = slots
    parameters.port = 0  # any that is free
    for cores in (parameters.cpuparams, parameters.cpuparams_batch):
        cores.n_threads = min(os.cpu_count() or 1, 8)
        cores.poll = 0  # sleep while waiting: spinning threads starve on a busy machine
    parameters.verbosity = -1
    server = xllamacpp.Server(parameters)
    with path.open("rb") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
    yield dataclasses.replace(
        model,
        name=path.name,
        base_url=f"{server.listening_address}/v1",
        file=sha,
        label=model.label or path.stem,
    )
    del server
