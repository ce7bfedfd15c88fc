"""How long verification takes: everything from nothing, one entry, and nothing changed; beside Python importing torch.

Run it by hand: `python tests/benchmarks/bench_verify.py [content]`. It prints seconds and their ratio to the time that
Python takes to import torch on the same machine in the same run; only the ratios travel.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[2]
REPEATS = 5


def seconds(command: list[str], cwd: Path) -> float:
    """Wall time of a command that must succeed."""
    start = perf_counter()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    return perf_counter() - start


def main(content: Path) -> None:
    """Print the table."""
    python = sys.executable
    kbgen = [python, "-m", "kbgen"]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        shutil.copytree(content, here / "content", ignore=shutil.ignore_patterns("verify.json"))
        unit = median(seconds([python, "-c", "import torch"], here) for _ in range(REPEATS))
        rows = [
            ("python -c 'import torch'", unit),
            ("kbgen verify, no records", seconds([*kbgen, "verify"], here)),
            ("kbgen verify, nothing changed", median(seconds([*kbgen, "verify"], here) for _ in range(REPEATS))),
        ]
        page = here / "content" / "formulas" / "normalization.yml"
        text = page.read_text(encoding="utf-8")
        # Another spelling of the same formula: its record no longer fits, and it still holds.
        page.write_text(
            text.replace(r"\frac{x}{\operatorname{RMS}(x)}", r"\dfrac{x}{\operatorname{RMS}(x)}", 1), "utf-8"
        )
        rows.append(("kbgen verify, one formula edited", seconds([*kbgen, "verify"], here)))
    print(f"{'':34} {'seconds':>8} {'ratio':>7}")
    for name, took in rows:
        print(f"{name:34} {took:8.2f} {took / unit:7.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "content")
