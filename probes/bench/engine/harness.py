"""EleutherAI's harness, driven through its Python interface and imported when it is needed."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sosprobe.errors import MissingExtra, SetupError
from sosprobe.probes.bench.engine.job import Job, digest
from sosprobe.probes.bench.engine.model import Model

INSTALL = (
    "python -m venv .venv-bench",
    '.venv-bench/bin/pip install "sosprobe[bench]"',
)
"""An environment of its own: the harness's dependencies hold others back."""

_QUIET = {"LMEVAL_LOG_LEVEL": "ERROR", "TQDM_DISABLE": "1", "TOKENIZERS_PARALLELISM": "false"}
_SEED = 1234
_DRAWS = 1000

Tell = Callable[[], None]
"""Called for each answer that came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What asking a row takes."""

    items: int
    requests: int
    characters: int
    """Of all prompts together."""
    answer_tokens: int
    """Most tokens of all answers together."""


class Harness(Protocol):
    """Build a row's questions, and ask them."""

    @property
    def version(self) -> str:
        """Which harness it is."""
        ...

    def load(self, job: Job, model: Model, limit: int) -> Load:
        """Return what asking `job` takes; nothing is asked."""
        ...

    def ask(
        self, job: Job, model: Model, *, cache: Path, limit: int, tell: Tell
    ) -> Mapping[str, Any]:
        """Ask, and return results and samples as the harness's `simple_evaluate` does."""
        ...


class _Hook:
    """Put an answer into the cache for good before the next one is waited for."""

    def __init__(self, hook: Any, tell: Tell) -> None:
        self._hook = hook
        self._tell = tell

    def add_partial(self, attr: str, req: Any, res: Any) -> None:
        self._hook.add_partial(attr, req, res)
        if self._hook.dbdict is not None:
            self._hook.dbdict.commit(blocking=True)
        self._tell()


@dataclass(slots=True)
class LmEval:
    """The harness that is installed here.

    Attributes
    ----------
    folders
        Folders of further task files.
    """

    folders: Sequence[Path] = ()
    _manager: Any = field(default=None, init=False)
    _models: dict[str, Any] = field(default_factory=dict[str, Any], init=False)

    @property
    def version(self) -> str:
        """Name and version of the harness."""
        try:
            return f"lm_eval {importlib.metadata.version('lm_eval')}"
        except importlib.metadata.PackageNotFoundError:
            raise MissingExtra("The harness lm_eval", *INSTALL) from None

    def load(self, job: Job, model: Model, limit: int) -> Load:
        """Return what asking `job` takes; nothing is asked."""
        items = requests = characters = tokens = 0
        for task in self._tasks(job).values():
            # As the harness does before it asks.
            if task.get_config("num_fewshot") is None:
                task.set_config(key="num_fewshot", value=0)
            task.set_fewshot_seed(seed=_SEED)
            task.build_all_requests(limit=limit or None)
            items += len({instance.doc_id for instance in task.instances})
            requests += len(task.instances)
            for instance in task.instances:
                characters += sum(len(part) for part in instance.args if isinstance(part, str))
                if job.instrument == "generate":
                    wanted = instance.args[1].get("max_gen_toks")
                    tokens += 256 if wanted is None else int(wanted)
        return Load(
            items=items, requests=requests, characters=characters, answer_tokens=tokens or requests
        )

    def ask(
        self, job: Job, model: Model, *, cache: Path, limit: int, tell: Tell
    ) -> Mapping[str, Any]:
        """Ask, and return results and samples as the harness's `simple_evaluate` does."""
        lm_eval = self._imported("lm_eval")
        lm = self._model(model, job)
        # The harness tells its cache of each answer the moment it comes.
        kind: Any = lm.__class__  # its own method, not what an earlier row put in its place

        def hooked(hook: Any) -> None:
            kind.set_cache_hook(lm, _Hook(hook, tell))

        lm.set_cache_hook = hooked
        found: Mapping[str, Any] | None = lm_eval.simple_evaluate(
            model=lm,
            tasks=list(self._tasks(job).values()),
            limit=limit or None,
            use_cache=str(cache),
            apply_chat_template=job.instrument == "generate" and model.over_http,
            bootstrap_iters=_DRAWS,
            log_samples=True,
            task_manager=self._manager,
            fewshot_random_seed=_SEED,
        )
        if found is None:
            raise SetupError("The harness gave no result: ask from one process only.")
        return found

    def _tasks(self, job: Job) -> dict[str, Any]:
        if self._manager is None:
            tasks = self._imported("lm_eval.tasks")
            self._manager = tasks.TaskManager(include_path=[str(one) for one in self.folders])
        specs = [spec if isinstance(spec, str) else dict(spec) for spec in job.tasks]
        found: dict[str, Any] = self._manager.load(specs)["tasks"]
        return found

    def _model(self, model: Model, job: Job) -> Any:
        """Return the harness's model; one in this process is loaded once."""
        kind, arguments = model.arguments(job.instrument)
        key = digest([kind, arguments])
        if key not in self._models:
            registry = self._imported("lm_eval.api.registry")
            self._imported("lm_eval.models")
            try:
                self._models[key] = registry.get_model(kind)(**arguments)
            except ModuleNotFoundError as error:
                name = error.name or str(error)
                raise MissingExtra(name, f".venv-bench/bin/pip install {name}") from error
        return self._models[key]

    def _imported(self, name: str) -> Any:
        for variable, value in _QUIET.items():
            os.environ.setdefault(variable, value)
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "lm_eval":
                raise
            raise MissingExtra("The harness lm_eval", *INSTALL) from None
