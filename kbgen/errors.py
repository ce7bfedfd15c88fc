"""The errors kbgen raises on purpose.

KbgenError                 what kbgen cannot do; its text says what to do
├── ContentError           the content is broken; carries the report
├── NotFoundError          no entry answers; carries suggestions
├── MissingExtraError      an optional part is not installed
├── ExampleError           the code beside a page cannot be loaded or read
└── BuildError             the site builder failed
"""

TYPE_CHECKING = False  # typing itself would double the time of a look-up
if TYPE_CHECKING:
    from kbgen.report import Report


class KbgenError(Exception):
    """What kbgen cannot do. Its text is one line for the user, with what to do next."""


class ContentError(KbgenError):
    """Content that cannot be used. `report` has every problem, each with file and line."""

    def __init__(self, report: "Report") -> None:
        super().__init__("\n".join(str(result) for result in report.failures))
        self.report = report


class NotFoundError(KbgenError, KeyError):
    """No entry answers to `query`; `suggestions` are names that look like it."""

    __str__ = Exception.__str__  # that of KeyError shows its text in quotation marks

    def __init__(self, query: str, suggestions: tuple[str, ...] = ()) -> None:
        hint = f"; did you mean {', '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"nothing is called '{query}'{hint}")
        self.query = query
        self.suggestions = suggestions


class MissingExtraError(KbgenError):
    """A part of kbgen needs packages of an extra that is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed; run: pip install 'kbgen[{extra}]'")
        self.package = package
        self.extra = extra


class ExampleError(KbgenError):
    """The code beside a page cannot be loaded or read: `what` is wrong, and what to do, at `where` (`file:line`)."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


class BuildError(KbgenError):
    """The site builder failed; what it printed is in the text."""
