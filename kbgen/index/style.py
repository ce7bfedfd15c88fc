"""The few codes that colour an entry in a terminal. The sense survives without them."""

BOLD = "\x1b[1m"
DIM = "\x1b[2m"
RED = "\x1b[31m"
GREEN = "\x1b[32m"
YELLOW = "\x1b[33m"
CYAN = "\x1b[36m"
RESET = "\x1b[0m"


def plain(text: str) -> str:
    """`text` without these codes."""
    for code in (RESET, BOLD, DIM, RED, GREEN, YELLOW, CYAN):
        text = text.replace(code, "")
    return text
