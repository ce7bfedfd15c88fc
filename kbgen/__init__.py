"""kbgen: a knowledge base that verifies what its readers see.

```python
import kbgen

kb = kbgen.load()
kb.lookup("rope").matches[0].entry.definition["en"]
kb.formulas["adamw"].latex
kb.search("low rank")
```
"""

__version__ = "0.1.0"

__all__ = ["Answer", "Entry", "Hit", "Index", "KbgenError", "Match", "NotFoundError", "__version__", "load"]

_PLACES = {
    "Answer": "kbgen.index.results",
    "Entry": "kbgen.index.entries",
    "Hit": "kbgen.index.results",
    "Index": "kbgen.index.index",
    "KbgenError": "kbgen.errors",
    "Match": "kbgen.index.results",
    "NotFoundError": "kbgen.errors",
    "load": "kbgen.loading",
}
"""Where each public name is: imported when it is asked for, for a look-up in a fresh process needs none of them."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbgen.errors import KbgenError, NotFoundError
    from kbgen.index.entries import Entry
    from kbgen.index.index import Index
    from kbgen.index.results import Answer, Hit, Match
    from kbgen.loading import load


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'kbgen' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return __all__
