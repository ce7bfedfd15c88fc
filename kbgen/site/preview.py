"""A preview: builds, serves on a local port, rebuilds when content or templates change."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kbgen.errors import KbgenError
from kbgen.site.builder import Project, Say, build

_PAUSE = 0.5
"""Seconds between two looks at the files."""


def serve(root: Path, port: int, say: Say, *, engine: str = "mkdocs") -> None:
    """Serve the site of the project at `root` until interrupted. Raises `KbgenError` if the port is taken."""
    server = listen(Project(root).site, port)
    url = f"http://127.0.0.1:{server.server_port}/"
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            build(root, engine=engine, site_url=url, say=say)
            say(f"serving {url}; Ctrl-C stops")
            watch(root, lambda: build(root, engine=engine, site_url=url, say=say), say)
        finally:
            server.shutdown()


def listen(site: Path, port: int) -> ThreadingHTTPServer:
    """A server of the folder `site` on the loopback address; port 0 takes any that is free."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(site)))
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise KbgenError(f"port {port} cannot be used ({error.strerror}); choose another with --port") from None
        raise


def watch(root: Path, rebuild: Callable[[], object], say: Say, *, stop: threading.Event | None = None) -> None:
    """Call `rebuild` whenever a file of the content, the templates or the settings changes."""
    project = Project(root)
    before = _stamps(project)
    while not (stop and stop.is_set()):
        time.sleep(_PAUSE)
        now = _stamps(project)
        if now == before:
            continue
        before = now
        try:
            rebuild()
            say("rebuilt; reload the page")
        except KbgenError as error:
            say(f"{error}\nthe last good site is still served")


def _stamps(project: Project) -> dict[Path, int]:
    """When each source file was last written."""
    folders = (project.content, project.templates)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path: _written(path) for path in (*files, project.settings)}


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site, its own 404 page, no log."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for builds."""
