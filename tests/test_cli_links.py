from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from click.testing import CliRunner

from kbgen.cli.main import main
from kbgen.links.journal import Journal
from kbgen.records.link_file import FILE, LinkRecords
from tests.conftest import ROOT
from tests.test_cli_verify import Done

KB = """\
title: {en: Base}
description: {en: A base.}
languages: [en]
licence: CC-BY-4.0
kinds: [links]
sections:
  - {letter: D, title: {en: Links}, pages: [links/pages]}
"""
PATIENCE = 60
"""Seconds to wait for a process before a test fails."""


class Server:
    """A web server on the loopback. `statuses` says what each path answers, 200 if nothing is said."""

    def __init__(self) -> None:
        self.statuses: dict[str, int] = {}
        self.titles: dict[str, str] = {}
        self.asked: Counter[str] = Counter()
        self.held: set[str] = set()
        """Paths that are not answered before `release`."""
        self.holding = Event()
        """Set when a held path is asked."""
        self.release = Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self) -> None:
                server.asked[self.path] += 1
                if self.path in server.held:
                    server.holding.set()
                    server.release.wait(PATIENCE)
                status = server.statuses.get(self.path, 200)
                title = server.titles.get(self.path, f"Page {self.path}")
                body = f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{'Words of it. ' * 40}".encode()
                self.send_response(status)
                if status in (301, 302):
                    self.send_header("Location", "/new")
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_GET = do_HEAD  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def forget(self) -> Counter[str]:
        """What was asked since the last time."""
        asked, self.asked = self.asked, Counter()
        return asked

    def stop(self) -> None:
        self.release.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


def _write(content: Path, urls: list[str], more: str = "what: blog") -> Path:
    links = "".join(
        f"link-{number}: {{name: Link {number}, url: '{url}', {more}}}\n" for number, url in enumerate(urls)
    )
    (content / "links").mkdir(parents=True, exist_ok=True)
    (content / "kb.yml").write_text(KB)
    (content / "links" / "pages.yml").write_text("page: {title: {en: Pages}}\n" + links)
    return content


@pytest.fixture
def content(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three links in `content/` of the current folder: `/a`, `/b`, `/c`."""
    monkeypatch.chdir(tmp_path)
    return _write(Path("content"), [server.url(path) for path in ("/a", "/b", "/c")])


KBGEN = (sys.executable, "-m", "kbgen")
OPTIONS = ("--allow-private", "127.0.0.1", "--timeout", "10", "--tries", "1")


def check(content: Path, *options: str | Path, allow: bool = True) -> Done:
    """Run the command in this process."""
    words = ["check-links", "--content", content, *(OPTIONS if allow else ()), *options]
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return Done(result.exit_code, result.stdout, result.stderr)


def start(content: Path, *options: str) -> subprocess.Popen[str]:
    """Run the command in a process of its own."""
    command = [*KBGEN, "check-links", "--content", str(content.absolute()), *OPTIONS, *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def alive(content: Path) -> dict[str, str]:
    """What the records say, by path."""
    return {
        url.split("/", 3)[3]: record.alive.value for url, record in sorted(LinkRecords.read(content).by_url.items())
    }


# -- what is asked and kept


def test_what_was_found_is_written_into_the_records(content: Path, server: Server) -> None:
    server.statuses["/b"] = 404
    done = check(content)
    assert done.returncode == 0
    assert alive(content) == {"a": "ok", "b": "dead", "c": "ok"}
    assert done.stderr == ""
    assert re.search(r"^3 links in .* s: 2 passed, 1 unknown \(3 asked\)$", done.stdout, re.MULTILINE)


def test_a_second_run_asks_nothing_and_says_the_same(content: Path, server: Server) -> None:
    server.statuses["/b"] = 301
    first = check(content)
    server.forget()
    kept = (content / FILE).read_bytes()
    second = check(content)
    assert server.forget() == {}
    assert first.stdout.splitlines()[:-1] == second.stdout.splitlines()[:-1]
    assert second.stdout.endswith("(0 asked, 3 known from earlier runs)\n")
    assert (content / FILE).read_bytes() == kept


def test_force_asks_again(content: Path, server: Server) -> None:
    check(content)
    server.forget()
    check(content, "--force")
    assert server.forget() == {"/a": 1, "/b": 1, "/c": 1}


def test_a_link_that_is_named_is_asked_again_and_alone(content: Path, server: Server) -> None:
    check(content)
    server.forget()
    done = check(content, "link-1")
    assert server.forget() == {"/b": 1}
    assert alive(content) == {"a": "ok", "b": "ok", "c": "ok"}
    assert "1 link in" in done.stdout


def test_an_unknown_name_exits_1_with_suggestions(content: Path, server: Server) -> None:
    done = check(content, "link-11")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("nothing is called 'link-11'; did you mean ")
    assert "link-1" in done.stderr
    assert server.asked == {}


# -- when a link turns red


def test_a_dead_link_is_unknown_until_the_third_strike(content: Path, server: Server) -> None:
    server.statuses["/b"] = 404
    runs = [check(content, "--apart", "0", "--strikes", "3", "--timeout", "3") for _ in range(3)]
    assert [run.returncode for run in runs] == [0, 0, 1]
    assert "unknown: dead" in runs[1].stdout
    assert "failure 2 of 3" in runs[1].stdout
    assert re.search(r"^content/links/pages.yml:3: links/link-1.url: dead: http://127.0.0.1:\d+/b: ", runs[2].stdout)


def test_failures_within_48_hours_are_one(content: Path, server: Server) -> None:
    server.statuses["/b"] = 404
    for _ in range(4):
        done = check(content, "--force")
    assert (done.returncode, "failure 1 of 3" in done.stdout) == (0, True)


def test_an_answer_takes_the_strikes_away(content: Path, server: Server) -> None:
    server.statuses["/b"] = 404
    check(content, "--apart", "0")
    check(content, "--apart", "0")
    server.statuses["/b"] = 200
    check(content, "--apart", "0")
    server.statuses["/b"] = 404
    assert "failure 1 of 3" in check(content, "--apart", "0", "--force").stdout


def test_strict_fails_for_what_is_unknown(content: Path, server: Server) -> None:
    server.statuses["/b"] = 403
    assert check(content).returncode == 0
    assert check(content, "--strict").returncode == 1


def _git(folder: Path, *words: str) -> None:
    options = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *options, *words], cwd=folder, check=True, capture_output=True)


def test_a_link_that_a_change_brings_is_red_at_once_and_asked_alone(content: Path, server: Server) -> None:
    _git(Path(), "init", "-q")
    _git(Path(), "add", ".")
    _git(Path(), "commit", "-qm", "one")
    _write(content, [server.url(path) for path in ("/a", "/b", "/c", "/d")])
    server.statuses |= {"/a": 404, "/d": 404}
    done = check(content, "--new-since", "HEAD", "--timeout", "3")
    assert done.returncode == 1
    assert "links/link-3.url: dead" in done.stdout
    assert {path for path in server.asked if path != "/d"} == set()


def test_a_change_that_brings_no_link_asks_nothing(content: Path, server: Server) -> None:
    _git(Path(), "init", "-q")
    _git(Path(), "add", ".")
    _git(Path(), "commit", "-qm", "one")
    done = check(content, "--new-since", "HEAD")
    assert (done.returncode, server.asked) == (0, {})
    assert "nothing to check" in done.stdout


def test_an_unknown_revision_is_one_line_and_2(content: Path) -> None:
    _git(Path(), "init", "-q")
    done = check(content, "--new-since", "mian")
    assert (done.returncode, done.stderr) == (
        2, "kbgen: git knows no revision 'mian'; name a commit, a branch or a tag\n",
    )  # fmt: skip


def test_an_exempt_link_that_fails_is_unknown_however_often(content: Path, server: Server) -> None:
    _write(content, [server.url("/a")], "what: blog, unchecked: {en: behind a login}")
    server.statuses["/a"] = 404
    runs = [check(content, "--apart", "0", "--timeout", "3") for _ in range(4)]
    assert {run.returncode for run in runs} == {0}
    assert "unknown: exempt ('behind a login'): dead" in runs[-1].stdout


def test_an_exempt_link_that_passes_is_an_error(content: Path, server: Server) -> None:
    _write(content, [server.url("/a")], "what: blog, unchecked: {en: behind a login}")
    done = check(content)
    assert done.returncode == 1
    assert "exempt ('behind a login'), and yet" in done.stdout
    assert "passes; take 'unchecked' away" in done.stdout


def test_a_page_with_another_title_is_another_document(content: Path, server: Server) -> None:
    _write(content, [server.url("/a")], "what: article, title: {en: The taming of the shrew}")
    server.titles["/a"] = "Cheap flights to Mars"
    done = check(content, "--timeout", "3")
    assert done.returncode == 1
    assert "wrong-document" in done.stdout


def test_private_addresses_are_refused_unless_they_are_named(content: Path, server: Server) -> None:
    _write(content, [server.url("/a"), f"http://127.0.0.2:{server.port}/b"])
    done = check(content)
    assert (done.returncode, server.asked) == (0, {"/a": 1})
    assert alive(content) == {"a": "ok", "b": "refused"}
    assert "127.0.0.2 is not a public address; if it is meant, add --allow-private 127.0.0.2" in done.stdout


def test_a_run_that_may_not_ask_erases_nothing(content: Path) -> None:
    check(content)
    check(content, "--force", allow=False)
    assert alive(content) == {"a": "ok", "b": "ok", "c": "ok"}


# -- reports


def test_json_alone_is_on_stdout(content: Path, server: Server) -> None:
    server.statuses["/b"] = 404
    done = check(content, "--json", "-", "--github")
    data = json.loads(done.stdout)
    assert data["summary"] == {"passed": 2, "warning": 0, "failed": 0, "unknown": 1}
    assert [result["line"] for result in data["results"]] == [2, 3, 4]
    assert "3 links in" in done.stderr
    assert "::notice file=content/links/pages.yml,line=3,title=links/link-1.url%3A alive/dead::dead" in done.stderr


def test_two_reports_cannot_share_stdout(content: Path, server: Server) -> None:
    done = check(content, "--json", "-", "--sarif", "-")
    assert (done.returncode, server.asked) == (2, {})
    assert "only one report can go to stdout; name a file for the others" in done.stderr


def test_reports_are_written_into_files(content: Path, server: Server, tmp_path: Path) -> None:
    server.statuses["/b"] = 301
    files = [tmp_path / name for name in ("x.json", "x.xml", "x.sarif", "x.md")]
    names = ("--json", "--junit", "--sarif", "--summary")
    words = [word for pair in zip(names, files, strict=True) for word in pair]
    done = check(content, *words, "--github")
    assert done.returncode == 0
    assert json.loads(files[0].read_text())["summary"]["warning"] == 1
    assert '<testsuite name="kbgen check-links" tests="3"' in files[1].read_text()
    (run,) = json.loads(files[2].read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["alive/moved"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert "## To change: 1" in files[3].read_text()
    assert "::warning file=content/links/pages.yml,line=3" in done.stdout


def test_a_report_that_cannot_be_written_is_one_line_and_the_records_are_kept(content: Path, tmp_path: Path) -> None:
    done = check(content, "--json", tmp_path / "missing" / "x.json")
    assert done.returncode == 2
    assert done.stderr.endswith("x.json: cannot be written (No such file or directory); name another file\n")
    assert len(alive(content)) == 3


def test_a_damaged_record_is_named_and_asked_again(content: Path) -> None:
    check(content)
    path = content / FILE
    path.write_text(path.read_text().replace('"ok"', '"dead"', 1))
    done = check(content)
    assert "its hash does not fit" in done.stderr
    assert alive(content) == {"a": "ok", "b": "ok", "c": "ok"}


def test_a_records_file_that_cannot_be_read_is_one_line_and_2(content: Path, server: Server) -> None:
    (content / "records").mkdir()
    (content / FILE).write_text("{")
    done = check(content)
    assert (done.returncode, server.asked) == (2, {})
    assert done.stderr.startswith("kbgen: content/records/links.json: cannot be read")
    assert done.stderr.endswith("; delete it and run: kbgen check-links\n")


# -- record and replay


def _told(done: Done) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(done.stdout)["results"]
    return results


def test_a_replay_gives_the_verdicts_of_the_recording_with_the_server_gone(
    content: Path, server: Server, tmp_path: Path
) -> None:
    server.statuses |= {"/a": 301, "/b": 404, "/c": 403}
    recorded = check(content, "--json", "-", "--record", tmp_path / "answers")
    server.stop()
    replayed = check(content, "--json", "-", "--replay", tmp_path / "answers", allow=False)
    assert [result["status"] for result in _told(recorded)] == ["warning", "unknown", "unknown"]
    assert _told(replayed) == _told(recorded)


def test_a_replay_writes_nothing(content: Path, tmp_path: Path) -> None:
    check(content, "--record", tmp_path / "answers")
    (content / FILE).unlink()
    done = check(content, "--replay", tmp_path / "answers")
    assert "nothing is kept" in done.stdout
    assert not (content / FILE).exists()


def test_a_replay_leaves_the_records_as_they_are(content: Path, server: Server, tmp_path: Path) -> None:
    server.statuses["/b"] = 404
    check(content, "--record", tmp_path / "answers")
    kept = (content / FILE).read_bytes()
    check(content, "--replay", tmp_path / "answers", "--apart", "0", "--force")
    assert (content / FILE).read_bytes() == kept


def test_what_is_not_recorded_is_unknown(content: Path, server: Server, tmp_path: Path) -> None:
    check(content, "--record", tmp_path / "answers", "link-0")
    done = check(content, "--replay", tmp_path / "answers", "--json", "-")
    assert [result["status"] for result in _told(done)] == ["passed", "unknown", "unknown"]
    assert server.forget() == {"/a": 1}


def test_record_and_replay_exclude_each_other(content: Path, tmp_path: Path) -> None:
    done = check(content, "--record", tmp_path, "--replay", tmp_path)
    assert done.returncode == 2
    assert "--record and --replay exclude each other" in done.stderr


def test_a_replay_of_nothing_is_one_line_and_2(content: Path, tmp_path: Path) -> None:
    done = check(content, "--replay", tmp_path / "missing")
    assert done.returncode == 2
    assert "no recorded answers; record some with: kbgen check-links --record" in done.stderr


# -- runs that do not end well


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_exits_130_and_keeps_what_was_found(content: Path, server: Server) -> None:
    paths = [f"/{number:02}" for number in range(40)]
    _write(content, [server.url(path) for path in paths])
    server.held = {paths[20]}
    process = start(content, "--per-host", "1")
    assert server.holding.wait(PATIENCE)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (130, "stopped\n")
    assert list(alive(content)) == [path[1:] for path in paths[:20]]


@pytest.fixture
def servers(server: Server) -> Iterator[list[Server]]:
    others = [Server() for _ in range(5)]
    yield [server, *others]
    for other in others:
        other.stop()


def test_after_a_kill_the_next_run_asks_only_the_rest(content: Path, servers: list[Server]) -> None:
    paths = [f"/{number:02}" for number in range(50)]
    _write(content, [server.url(path) for server in servers for path in paths])  # 300 links
    slow, *others = servers
    slow.held = {paths[20]}
    process = start(content, "--per-host", "1", "--timeout", str(PATIENCE))
    _wait_for_journal(content, 270)  # all but what comes after the held one
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert not (content / FILE).exists()
    assert slow.forget() == dict.fromkeys(paths[:21], 1)
    assert [server.forget() for server in others] == [dict.fromkeys(paths, 1)] * 5
    slow.held = set()
    slow.release.set()
    done = check(content)
    assert slow.forget() == dict.fromkeys(paths[20:], 1)
    assert [server.forget() for server in others] == [{}] * 5
    assert len(LinkRecords.read(content).by_url) == 300
    assert done.stdout.endswith("(30 asked, 270 known from earlier runs)\n")


def _wait_for_journal(content: Path, count: int) -> None:
    """Wait until the journal holds `count` records."""
    deadline = time.monotonic() + PATIENCE
    with Journal(content) as journal:
        while len(journal.pending()) < count:
            assert time.monotonic() < deadline
            time.sleep(0.02)


_WITHOUT = """\
import sys

hidden = sys.argv.pop(1)


class Others:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, path=None, target=None):
        return None if name.partition(".")[0] == hidden else self.finder.find_spec(name, path, target)


sys.meta_path[:] = map(Others, sys.meta_path)
from kbgen.cli.main import main

main()
"""


@pytest.mark.parametrize("package", ["aiohttp", "httpx", "publicsuffixlist", "pypdf", "rapidfuzz", "rich", "tenacity"])
def test_a_missing_package_names_the_extra(content: Path, server: Server, package: str) -> None:
    command = [sys.executable, "-c", _WITHOUT, package, "check-links", "--content", str(content.absolute()), *OPTIONS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.returncode, server.asked) == (2, {})
    assert "kbgen[links]" in done.stderr
    assert package in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals here")
def test_on_a_terminal_there_is_a_bar_and_stdout_is_clean(content: Path) -> None:
    leader, follower = os.openpty()
    command = [*KBGEN, "check-links", "--content", str(content.absolute()), *OPTIONS]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=follower, text=True)
    output, _ = process.communicate(timeout=PATIENCE)
    os.close(follower)
    shown = os.read(leader, 65536).decode()
    os.close(leader)
    assert process.returncode == 0
    assert "\x1b" not in output
    assert "links" in shown
    assert "3/3" in shown
