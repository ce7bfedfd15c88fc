"""The command line: one verb per tool.

Exit codes: 0 fine; 1 a check failed or nothing was found; 2 kbgen could not do the job; 130 stopped.
"""

import sys


def main() -> None:
    """`kbgen`: the common look-up at once, every other verb by click."""
    from kbgen.cli.quick import answered

    try:
        code = answered(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        code = 130
    if code is None:
        from kbgen.cli.main import main as verbs

        verbs(prog_name="kbgen")
    sys.exit(code)
