"""What servers do wrong, by name: what the tests ask and how each is answered."""

from tests.links.faults.addresses import ADDRESSES
from tests.links.faults.bodies import BODIES
from tests.links.faults.certificates import Certificates
from tests.links.faults.fault import TITLE, Fault
from tests.links.faults.redirects import REDIRECTS
from tests.links.faults.statuses import STATUSES
from tests.links.faults.tls import TLS
from tests.links.faults.wire import WIRE

__all__ = ["FAULTS", "TITLE", "Certificates", "Fault"]

FAULTS: dict[str, Fault] = STATUSES | REDIRECTS | BODIES | WIRE | TLS | ADDRESSES
"""Every fault by its name."""
