"""What checkers return: `Status`, `Result`, `Report`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The outcome of one check."""

    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Result:
    """One outcome. `ref` names the entry and field, `where` is `file:line`, `detail` says what, and what to do."""

    ref: str
    status: Status
    detail: str
    where: str = ""
    rule: str = ""
    """The kind of finding, for tools that group by it: `alive/dead`."""
    hint: str = ""
    """What to do, where the detail does not say it yet."""

    def __str__(self) -> str:
        mark = "" if self.status is Status.FAILED else f"{self.status}: "
        return ": ".join(part for part in (self.where, self.ref, mark + self.advice) if part)

    @property
    def advice(self) -> str:
        """What is wrong, and what to do."""
        return f"{self.detail}; {self.hint}" if self.hint else self.detail

    @property
    def file(self) -> str:
        """The file it is about; empty if it is about none."""
        file, _, line = self.where.rpartition(":")
        return file if line.isdigit() else self.where

    def path(self, prefix: str = "") -> str:
        """The file from the root of the repository, if its content folder stands in the folder `prefix`."""
        folder = prefix.strip("/")
        return f"{folder}/{self.file}" if folder and self.file else self.file

    @property
    def line(self) -> int | None:
        """The line of the file, from 1."""
        _, _, line = self.where.rpartition(":")
        return int(line) if line.isdigit() else None


@dataclass(frozen=True, slots=True)
class Report:
    """Outcomes in order. What fails in the world is a result here, never an exception."""

    results: tuple[Result, ...] = ()

    @classmethod
    def of(cls, results: Iterable[Result]) -> Report:
        """A report of `results`, sorted by place as a reader would fix them."""
        return cls(tuple(sorted(results, key=_place)))

    @property
    def failures(self) -> tuple[Result, ...]:
        """The results that failed."""
        return tuple(result for result in self.results if result.status is Status.FAILED)

    def count(self) -> Counter[Status]:
        """How many results of each status."""
        return Counter(result.status for result in self.results)

    def exit_code(self, *, strict: bool = False) -> int:
        """1 if a check failed (with `strict`: or is unknown or a warning), else 0."""
        bad = {Status.FAILED, Status.WARNING, Status.UNKNOWN} if strict else {Status.FAILED}
        return int(any(result.status in bad for result in self.results))


def _place(result: Result) -> tuple[str, int, str]:
    file, _, line = result.where.rpartition(":")
    return (file, int(line), result.ref) if line.isdigit() else (result.where, 0, result.ref)
