"""What the verbs share: options, exit codes, the words for what is missing."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import ParamSpec

import click

from kbgen import paths
from kbgen.errors import ContentError, KbgenError, MissingExtraError, NotFoundError
from kbgen.report import Report, Status

P = ParamSpec("P")

content_option = click.option(
    "--content",
    "content",
    type=click.Path(path_type=Path),
    default=Path("content"),
    show_default=True,
    help="The content folder.",
)
project_option = click.option(
    "--project",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="this folder",
    help="The folder that holds content/.",
)
engine_option = click.option(
    "--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", show_default=True, help="The site builder."
)


def verb(function: Callable[P, int]) -> Callable[P, None]:
    """Turn what a verb returns or raises into an exit code and a line on stderr."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = function(*args, **kwargs)
        except ContentError as error:
            print_report(error.report)
            click.echo(f"{len(error.report.failures)} problem(s) in the content; nothing was done", err=True)
            code = 2
        except NotFoundError as error:
            click.echo(str(error), err=True)
            code = 1
        except KbgenError as error:
            click.echo(f"kbgen: {error}", err=True)
            code = 2
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            code = 130
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:  # not 1, which says that a check has failed
            traceback.print_exc()
            click.echo("kbgen: this is a mistake in kbgen, not in your content; please report it", err=True)
            code = 2
        sys.exit(code)

    return run


def print_report(report: Report) -> None:
    """Print what did not pass, a line each."""
    for result in report.results:
        if result.status is not Status.PASSED:
            click.echo(str(result))


def need(extra: str, packages: dict[str, str]) -> None:
    """Stop if a module of `packages` (module: package) is not installed."""
    for module, package in packages.items():
        if find_spec(module) is None:
            raise MissingExtraError(package, extra)


def content_folder(content: Path) -> Path:
    """The folder asked for, else the content that came with kbgen."""
    if content.is_dir() or content != Path("content"):
        return content
    return paths.data("content")
