"""What is proven of each entry and the code beside it: read once, for the pages of every language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from kbgen.errors import ExampleError
from kbgen.examples import module_path, source_of
from kbgen.fingerprint import Fingerprints
from kbgen.kb import KnowledgeBase
from kbgen.records.link_checks import LinkCheck, LinkState, check_of
from kbgen.records.link_file import LinkRecords
from kbgen.records.proofs import Proof, Records, State
from kbgen.schema import Computable, Link, Ref

STANDINGS = (*(state.value for state in LinkState), *(state.value for state in State), "stale", "disputed")
"""Every way an entry can stand, in the order in which they are explained."""

_TORCH = re.compile(r"^(?:import|from) torch\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Code:
    """The executable example of an entry, as a reader would paste it."""

    text: str

    @property
    def is_torch(self) -> bool:
        """Whether it computes with PyTorch; else it is plain Python."""
        return bool(_TORCH.search(self.text))

    @property
    def label(self) -> str:
        """What it is written in."""
        return "PyTorch" if self.is_torch else "Python"


class Proven:
    """Proofs, examples and checks of links of a content folder. `warnings` says what could not be used of them."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        records, hashes = Records.read(kb.content.root), Fingerprints(kb.content)
        links = LinkRecords.read(kb.content.root)
        entries = kb.content.entries
        self._proofs = {ref: records.proof_of(ref, entry, hashes) for ref, entry in entries.items()}
        found = {ref: check_of(link, links) for ref, link in entries.items() if isinstance(link, Link)}
        self.checks: dict[Ref, LinkCheck] = {ref: check for ref, check in found.items() if check is not None}
        """What was found of each link that was ever asked."""
        self.warnings = [*records.refused, *links.refused]
        self._codes = {ref: code for ref in entries if (code := self._read_code(ref)) is not None}

    def proof(self, ref: str) -> Proof:
        """What is proven of `ref`."""
        return self._proofs[Ref(ref)]

    def code(self, ref: str) -> Code | None:
        """The example of `ref`, if it has one."""
        return self._codes.get(Ref(ref))

    def check(self, ref: str) -> LinkCheck | None:
        """What was found of the link `ref`, if it was ever asked."""
        return self.checks.get(Ref(ref))

    def standing(self, ref: str) -> str:
        """How `ref` stands: one of `STANDINGS`."""
        check = self.check(ref)
        return check.state.value if check else self.proof(ref).standing

    def standings(self, kind: str | None = None) -> list[tuple[str, int]]:
        """How many entries, of a kind or of all, stand in each way that occurs."""
        counts = Counter(self.standing(ref) for ref in self._proofs if kind in (None, ref.kind))
        return [(standing, counts[standing]) for standing in STANDINGS if counts[standing]]

    def _read_code(self, ref: Ref) -> Code | None:
        entry = self.kb.content.entries[ref]
        path = module_path(self.kb.content, ref) if isinstance(entry, Computable) and entry.latex is not None else None
        if path is None:
            return None
        try:
            return Code(source_of(path, ref.id.replace("-", "_")))
        except ExampleError as error:
            self.warnings.append(f"{error}; {ref} is shown without code")
            return None
