"""What checkers return, and the forms in which other tools read it."""

from kbgen.report.result import Report, Result, Status

__all__ = ["Report", "Result", "Status"]
