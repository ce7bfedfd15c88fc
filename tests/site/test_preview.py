from __future__ import annotations

import threading
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from kbgen.errors import BuildError, KbgenError
from kbgen.site.preview import listen, watch
from tests.conftest import GLOSSARY, Base


def test_a_taken_port_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with (
        listen(tmp_path, 0) as server,
        pytest.raises(KbgenError, match=f"port {server.server_port} cannot be used .*--port"),
    ):
        listen(tmp_path, server.server_port)


def test_pages_are_served_and_the_sites_own_page_answers_for_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("home", encoding="utf-8")
    (tmp_path / "404.html").write_text("perhaps", encoding="utf-8")
    with listen(tmp_path, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        with urlopen(f"{address}/") as answer:
            assert answer.read() == b"home"
        with pytest.raises(HTTPError) as error:
            urlopen(f"{address}/nowhere.html")
        assert (error.value.code, error.value.read()) == (404, b"perhaps")
        error.value.close()
        server.shutdown()


def test_a_change_rebuilds_and_a_failure_leaves_the_preview_running(base: Base) -> None:
    root = base().parent
    said: list[str] = []
    stop = threading.Event()
    outcomes = iter([BuildError("broken"), None])

    def rebuild() -> None:
        outcome = next(outcomes)
        if outcome:
            raise outcome

    thread = threading.Thread(target=watch, args=(root, rebuild, said.append), kwargs={"stop": stop})
    thread.start()
    for number in (1, 2):
        deadline = time.monotonic() + 20
        time.sleep(0.6)
        base({"glossary/r.yml": GLOSSARY + f"# {number}\n"})
        while len(said) < number and time.monotonic() < deadline:
            time.sleep(0.05)
    stop.set()
    thread.join(timeout=10)
    assert said == ["broken\nthe last good site is still served", "rebuilt; reload the page"]
