"""What is proven of each entry and the code beside it: read once, for the pages of every language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from kbgen.errors import ExampleError
from kbgen.examples import module_path, source_of
from kbgen.fingerprint import Fingerprints
from kbgen.kb import KnowledgeBase
from kbgen.records import Proof, Records, State
from kbgen.schema import Computable, Ref

STANDINGS = (*(state.value for state in State), "stale", "disputed")
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
    """Proofs and examples of a content folder. `warnings` says which records and examples could not be used."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        records, hashes = Records.read(kb.content.root), Fingerprints(kb.content)
        entries = kb.content.entries
        self._proofs = {ref: records.proof_of(ref, entry, hashes) for ref, entry in entries.items()}
        self.warnings = list(records.refused)
        self._codes = {ref: code for ref in entries if (code := self._read_code(ref)) is not None}

    def proof(self, ref: str) -> Proof:
        """What is proven of `ref`."""
        return self._proofs[Ref(ref)]

    def code(self, ref: str) -> Code | None:
        """The example of `ref`, if it has one."""
        return self._codes.get(Ref(ref))

    def standings(self, kind: str | None = None) -> list[tuple[str, int]]:
        """How many entries, of a kind or of all, stand in each way that occurs."""
        counts = Counter(proof.standing for ref, proof in self._proofs.items() if kind in (None, ref.kind))
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
