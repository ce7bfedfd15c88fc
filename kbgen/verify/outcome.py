"""What was found of one entry, and what every check does with a failure: it notes it, and the run goes on."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kbgen.content import Content
from kbgen.errors import KbgenError
from kbgen.latex.errors import LatexError
from kbgen.latex.formulas import Formulas, where
from kbgen.report import Result, Status
from kbgen.schema import Ref
from kbgen.schema.walk import Path
from kbgen.verify.calling import CallError
from kbgen.verify.claims import FalseClaim
from kbgen.verify.quantities import QuantityError, Units
from kbgen.verify.witnesses import Mutation


@dataclass(slots=True)
class Outcome:
    """What was found of one entry: the record to keep, and a result for each thing that failed."""

    ref: Ref
    record: dict[str, Any] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    caught_by: list[str] = field(default_factory=list)
    """The check that each result comes from, in the order of `results`: `reader`, `example`, `oracle`, `claims`, …"""
    mutation: Mutation | None = None
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not any(result.status is Status.FAILED for result in self.results)


@dataclass(frozen=True, slots=True)
class Setting:
    """What every check of a run is given."""

    content: Content
    formulas: Formulas
    units: Units
    device: str = "cpu"


class Check:
    """What checks of formulas and of models share: where a failure stands, and that it does not end the run."""

    def __init__(self, setting: Setting, outcome: Outcome) -> None:
        self.setting = setting
        self.content = setting.content
        self.outcome = outcome
        self.ref = outcome.ref
        self.record = outcome.record

    def fail(self, by: str, path: Path, detail: str, error: LatexError | None = None) -> None:
        """Note what the check `by` found wrong with a field."""
        place = where(self.content, self.ref, path, error)
        ref = ".".join(map(str, (self.ref, *path)))
        self.outcome.results.append(Result(ref, Status.FAILED, " ".join(detail.split()), place))
        self.outcome.caught_by.append(by)

    @contextmanager
    def judged(self, by: str, path: Path, what: str = "") -> Iterator[None]:
        """Within, what fails is noted at `path`, found by the check `by`."""
        try:
            yield
        except LatexError as error:
            snippet = " ".join(error.latex[error.start : error.end].split())
            at = f" at '{snippet}'" if snippet else ""
            hint = f"; {error.hint}" if error.hint else ""
            self.fail(by, path, f"{what}{error.what}{at}{hint}", error)
        except (CallError, FalseClaim, QuantityError, KbgenError) as error:
            self.fail(by, path, f"{what}{error}")


def versions_of(*libraries: str) -> dict[str, str]:
    """The installed versions of libraries, and of kbgen."""
    return {name: version_of(name) for name in sorted({"kbgen", *libraries})}


def version_of(library: str) -> str:
    """The installed version of a library; empty if it is not installed."""
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ""
