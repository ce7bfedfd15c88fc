"""The look-up over HTTP: the files of the static API, made live from the index, and what only a program can answer."""

from kbgen.api.app import create_app
from kbgen.api.server import serve

__all__ = ["create_app", "serve"]
