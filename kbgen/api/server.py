"""The server: one process that listens until it is interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from kbgen.api.app import create_app
from kbgen.errors import KbgenError


def serve(source: Path | None, host: str, port: int, say: Callable[[str], object]) -> None:
    """Answer from `source`, as `create_app` does, until interrupted; port 0 takes any that is free.

    Raises `KbgenError` if `source` cannot be used, or if nobody can listen at this address.
    """
    app = create_app(source)
    with listen(host, port) as listener:
        name = f"[{host}]" if ":" in host else host
        say(f"answering at http://{name}:{listener.getsockname()[1]}/api/v1/index.json; Ctrl-C stops")
        uvicorn.Server(settings(app)).run(sockets=[listener])


def settings(app: FastAPI) -> uvicorn.Config:
    """How uvicorn runs an application here: what goes wrong is logged, requests are not."""
    return uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, ws="none")


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at `host` and `port`. Raises `KbgenError` if that cannot be."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:  # also a name that has no address
        why = f"cannot listen at {host}, port {port} ({error.strerror})"
        raise KbgenError(f"{why}; choose others with --host and --port") from None
    # Connections inherit it. Without it a body waits, up to 40 ms, until the client has acknowledged the headers.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
