"""What servers do wrong, by name: what the tests ask and how each is answered."""

from tests.links.misbehaving.addresses import ADDRESSES
from tests.links.misbehaving.bodies import BODIES
from tests.links.misbehaving.certificates import Certificates
from tests.links.misbehaving.fault import TITLE, Fault
from tests.links.misbehaving.redirects import REDIRECTS
from tests.links.misbehaving.statuses import STATUSES
from tests.links.misbehaving.tls import TLS
from tests.links.misbehaving.wire import WIRE

__all__ = ["FAULTS", "TITLE", "Certificates", "Fault"]

FAULTS: dict[str, Fault] = STATUSES | REDIRECTS | BODIES | WIRE | TLS | ADDRESSES
"""Every fault by its name."""
