"""An entry as JSON: the one document that every surface gives."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kbgen.kb import KnowledgeBase
from kbgen.records.link_checks import LinkCheck
from kbgen.records.proofs import Proof
from kbgen.schema import EVERY, Aliases, Computable, Entry, Link, Name, Ref, Term
from kbgen.schema.entry import Record

Json = dict[str, Any]


def document(
    kb: KnowledgeBase, ref: Ref, page: str, proof: Proof, check: LinkCheck | None = None, code: str | None = None
) -> Json:
    """The entry `ref` in full: its address, its fields that are not their default, what points at it, its proof.

    `page` is where it stands on the site, `check` what is known of a link, `code` the executable example.
    """
    entry = kb[ref]
    codes = kb.manifest.languages
    fields = {
        info.alias or name: _plain(value, codes)
        for name, info in type(entry).model_fields.items()
        if (value := getattr(entry, name)) != info.get_default(call_default_factory=True) or info.is_required()
    }
    fields.pop("related", None)
    if "url" in fields:  # of a link: an entry's own `url` is its place on the site
        fields = {"address" if name == "url" else name: value for name, value in fields.items()}
    found: Json = {
        "ref": ref,
        "kind": ref.kind,
        "id": ref.id,
        "page": page,
        "url": addresses(kb, ref, page),
        "name": by_language(entry.name, codes),
        "aliases": {code: list(entry.aliases[code]) for code in codes},
        **{name: value for name, value in fields.items() if name not in ("name", "aliases")},
        "related": list(kb.related(ref)),
    }
    if isinstance(entry, Link):
        found["cited_by"] = list(kb.cited_by(ref))
    if isinstance(entry, Term):
        found["narrower"] = list(kb.narrower(ref))
    if isinstance(entry, Computable):
        found["used_by"] = list(kb.used_by(ref))
        found["code"] = code
    return {**found, "proof": proof_document(entry, proof, check)}


def brief(document: Mapping[str, Any]) -> Json:
    """What a list shows of a document."""
    summary = document.get("summary") or document.get("definition")
    kept = {name: document[name] for name in ("ref", "kind", "name", "url")}
    return {**kept, "summary": summary, "proof": document["proof"]}


def proof_document(entry: Entry, proof: Proof, check: LinkCheck | None) -> Json:
    """How far an entry is proven: its state, since when, on which devices, and what is the matter."""
    if isinstance(entry, Link):
        state = check.state.value if check else proof.standing
        known: Json = {
            "state": state,
            "date": check.day if check else None,
            "devices": [],
            "stale": bool(check and check.stale),
            "disputed": None,
            "alive": check.record.alive.value if check else None,
            "document": check.record.document.value if check else None,
        }
        return known
    devices = [
        {"kind": device.kind, "name": device.name, "date": device.date, "stale": device.stale}
        for device in proof.devices
    ]
    return {
        "state": proof.standing,
        "date": proof.date,
        "devices": devices,
        "stale": proof.stale,
        "disputed": proof.disputed or None,
    }


def addresses(kb: KnowledgeBase, ref: Ref, page: str) -> dict[str, str]:
    """Where an entry is on the site, by language: absolute if the base says where the site is."""
    default = kb.manifest.languages[0]
    base = f"{kb.manifest.site_url.rstrip('/')}/" if kb.manifest.site_url else ""
    return {
        code: f"{base}{'' if code == default else f'{code}/'}{page}.html#{ref.id}" for code in kb.manifest.languages
    }


def by_language(name: Name, codes: Iterable[str]) -> dict[str, str]:
    """A name as a map, also where it is the same in every language."""
    return {code: name[code] for code in codes if EVERY in tuple(name) or code in name}


def written(value: Any) -> str:
    """JSON on one line, as it is kept and sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any, codes: Iterable[str]) -> Any:
    """What JSON can say; names and aliases as maps by language, nested records without their defaults."""
    if isinstance(value, Record):
        return {
            info.alias or name: _plain(kept, codes)
            for name, info in type(value).model_fields.items()
            if (kept := getattr(value, name)) != info.get_default(call_default_factory=True) or info.is_required()
        }
    if isinstance(value, Name):
        return by_language(value, codes)
    if isinstance(value, Aliases):
        return {code: list(value[code]) for code in codes}
    if isinstance(value, (list, tuple)):
        return [_plain(item, codes) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item, codes) for key, item in value.items()}
    return value
