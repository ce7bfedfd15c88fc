"""Many clients ask while the content changes: every answer is whole, and of one state of the content."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import aiohttp

from kbgen.export.json_api import FOLDER, files
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.loading import load
from tests.api.serving import started
from tests.conftest import GLOSSARY, Base

CLIENTS, REQUESTS = 50, 10_000
STATES = 6
"""Of the content, one after the other."""
LIVE = (f"/{FOLDER}/lookup?q=rope", f"/{FOLDER}/search?q=rotation")
PATHS = (*LIVE, *(f"/{FOLDER}/{name}.json" for name in ("index", "all", "glossary", "glossary/rope")))
TIMEOUT = aiohttp.ClientTimeout(total=60)


def state(number: int) -> dict[str, str]:
    """Two entries that answer to one name, each with the number of the state, in one file: it changes in one step."""
    terms = GLOSSARY + GLOSSARY.replace("\nrope:", "\nrotary:").replace("name: RoPE", "name: Rotary")
    return {"glossary/r.yml": terms.replace("A rotation", f"{number} rotation" + "s" * number)}


def expected(index: Index) -> dict[str, bytes]:
    """What each path gives of one state."""
    stored = {f"/{path}": text.encode() for path, text in files(index)}
    lookup = answer_json(index, index.lookup("rope")).encode()
    search = hits_json(index, "rotation", index.search("rotation"), None, None).encode()
    return {path: {**stored, LIVE[0]: lookup, LIVE[1]: search}[path] for path in PATHS}


async def asked(address: str, root: Path) -> Counter[tuple[str, bytes]]:
    """How often each path gave what, while the content went through its states."""
    got: Counter[tuple[str, bytes]] = Counter()
    is_over = asyncio.Event()

    async def ask(session: aiohttp.ClientSession, number: int) -> None:
        done = 0
        while done < REQUESTS // CLIENTS or not is_over.is_set():
            path = PATHS[(number + done) % len(PATHS)]
            async with session.get(address + path) as answer:
                assert answer.status == 200
                got[path, await answer.read()] += 1
            done += 1

    async def change() -> None:
        for number in range(1, STATES):
            await asyncio.sleep(0.9)
            draft = root.parent / "draft.yml"
            draft.write_text(state(number)["glossary/r.yml"], encoding="utf-8")
            draft.replace(root / "glossary" / "r.yml")
        await asyncio.sleep(2)
        is_over.set()

    connector = aiohttp.TCPConnector(limit=CLIENTS)
    async with aiohttp.ClientSession(connector=connector, timeout=TIMEOUT) as session, asyncio.TaskGroup() as tasks:
        tasks.create_task(change())
        for number in range(CLIENTS):
            tasks.create_task(ask(session, number))
    return got


def test_ten_thousand_requests_of_fifty_clients_during_rebuilds_get_whole_answers(base: Base) -> None:
    states = []
    for number in range(STATES):
        root = base(state(number))
        with load(root) as index:
            states.append(expected(index))
    root = base(state(0))
    with started(root) as (address, process):
        got = asyncio.run(asked(address, root))
        process.terminate()
        _, errors = process.communicate(timeout=30)
    assert errors == ""
    assert got.total() >= REQUESTS
    known = {(path, body): number for number, of_state in enumerate(states) for path, body in of_state.items()}
    assert set(got) <= set(known)
    seen = {known[answer] for answer in got}
    assert {0, STATES - 1} <= seen
    assert len(seen) >= STATES // 2
