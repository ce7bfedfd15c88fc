"""The server with every fault, and the table of the verdicts on them."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kbgen.links.judge import Verdict
from tests.links.faults.answers import answering
from tests.links.faults.server import Listener, Server, has_ipv6

JUDGED = pytest.StashKey[list[tuple[str, str, Verdict]]]()
YEAR = timedelta(days=365)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """Who signs the certificates, and the file that a client trusts."""
    issuer = trustme.CA()
    file = tmp_path_factory.mktemp("tls") / "ca.pem"
    issuer.cert_pem.write_to_path(str(file))
    return issuer, file


@pytest.fixture(scope="session")
def server(authority: tuple[trustme.CA, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server with every fault; it listens plainly, and with good and bad certificates."""
    issuer, _ = authority
    now = datetime.now(UTC)
    certificates = {
        "tls": issuer.issue_cert("127.0.0.1"),
        "expired": issuer.issue_cert("127.0.0.1", not_before=now - 2 * YEAR, not_after=now - YEAR),
        "early": issuer.issue_cert("127.0.0.1", not_before=now + YEAR, not_after=now + 2 * YEAR),
        "stranger": trustme.CA().issue_cert("127.0.0.1"),
        "other": issuer.issue_cert("other.example"),
    }
    listeners = {"plain": Listener()}
    for name, certificate in certificates.items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        listeners[name] = Listener(context=context)
    listeners["own"] = Listener(context=_self_signed(tmp_path_factory.mktemp("tls") / "own.pem"))
    if has_ipv6():
        listeners["v6"] = Listener("::1")
    with Server(answering, listeners) as running:
        yield running


def _self_signed(file: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - YEAR, now + YEAR)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture
def judged(request: pytest.FixtureRequest) -> Callable[[str, str, Verdict], None]:
    """Keeps for the table what was said of a fault."""
    rows = request.config.stash.setdefault(JUDGED, [])
    return lambda path, does, verdict: rows.append((path, does, verdict))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Each fault and the verdict on it, where the faults were asked for."""
    rows = config.stash.get(JUDGED, [])
    if not rows or not any("faults" in argument for argument in config.args):
        return
    terminalreporter.section(f"{len(rows)} faults of servers judged")
    for path, does, verdict in rows:
        terminalreporter.write_line(f"{verdict.alive:<8} {verdict.why:<22} {path[:40]:<40} {does}")
