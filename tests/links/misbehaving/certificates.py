"""Certificates for servers that show the wrong one, made for one run of the tests."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

_HOST = "127.0.0.1"
_DAY = timedelta(days=1)


class Certificates:
    """What servers show, by name. `authority` is the file of the only authority that readers trust."""

    def __init__(self, folder: Path) -> None:
        self._trusted = trustme.CA()
        self.authority = folder / "authority.pem"
        self._trusted.cert_pem.write_to_path(self.authority)

    def context(self, name: str) -> ssl.SSLContext:
        """How a server shows the certificate called `name`."""
        now = datetime.now(UTC)
        match name:
            case "fine":
                return _showing(self._trusted.issue_cert(_HOST))
            case "expired":
                return _showing(self._trusted.issue_cert(_HOST, not_before=now - 9 * _DAY, not_after=now - _DAY))
            case "not yet valid":
                return _showing(self._trusted.issue_cert(_HOST, not_before=now + _DAY, not_after=now + 9 * _DAY))
            case "wrong host":
                return _showing(self._trusted.issue_cert("elsewhere.example"))
            case "unknown issuer":
                return _showing(trustme.CA().issue_cert(_HOST))
            case "unknown issuer, shown":
                stranger = trustme.CA()
                leaf = stranger.issue_cert(_HOST)
                return _of(leaf.private_key_pem, *leaf.cert_chain_pems, stranger.cert_pem)
            case "intermediate":
                return _showing(self._trusted.create_child_ca().issue_cert(_HOST))
            case "intermediate left out":
                leaf = self._trusted.create_child_ca().issue_cert(_HOST)
                return _of(leaf.private_key_pem, leaf.cert_chain_pems[0])
            case "self-signed":
                own = trustme.CA()
                return _of(own.private_key_pem, own.cert_pem)
        raise ValueError(f"no certificate is called {name!r}")


def _showing(leaf: trustme.LeafCert) -> ssl.SSLContext:
    return _of(leaf.private_key_pem, *leaf.cert_chain_pems)


def _of(key: trustme.Blob, *chain: trustme.Blob) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "chain.pem"
        path.write_bytes(b"".join(blob.bytes() for blob in (key, *chain)))
        context.load_cert_chain(path)
    return context
