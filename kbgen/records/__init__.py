"""What the checkers found, kept in `content/records/`: the runs of the witnesses, and what links answered."""

from kbgen.records.proofs import DeviceProof, Json, Proof, Records, State, seal

__all__ = ["DeviceProof", "Json", "Proof", "Records", "State", "seal"]
