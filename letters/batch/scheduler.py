"""The scheduler of a cluster: how it is reached, and who is with it."""

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from letters.batch import remote
from letters.batch.company import Company
from letters.case.frozen import Frozen
from letters.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client

EXTRA = (
    "a cluster needs the extra packages of `letters`: install it as `letters[cluster]`, here and "
    "on each machine of the cluster"
)
_BUSY = "it has not answered yet, it may be busy"
ANSWER = 10
"""Seconds that a scheduler has to answer."""
_LOOK, _LOOKS = 0.5, 30
"""Seconds between two looks at who is there, and how many there are."""


class Keys(Frozen):
    """The files by which both sides of a connection prove who they are; their text never travels.

    `ca` is the certificate of the clinic's own authority, `cert` and `key` are this machine's.
    """

    ca: Path
    cert: Path
    key: Path


@dataclass(frozen=True)
class Cluster:
    """Where a scheduler is and how it is spoken to. `seconds` is the most that a case may take."""

    address: str
    keys: Keys | None = None
    seconds: float | None = None


def connected(cluster: Cluster) -> "Client":
    """A connection to a scheduler.

    Raises:
        UsageError: Dask is not installed, or nothing that is one answers at that address.
    """
    try:
        from distributed import Client, Security  # Why here: it is an extra, and loads slowly
    except ImportError:
        raise UsageError(EXTRA) from None
    # Why silent: what matters of it is told here, and its own words name files of the system.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    security = None
    if cluster.keys is not None:
        security = Security(
            require_encryption=True,
            tls_ca_file=str(cluster.keys.ca),
            tls_client_cert=str(cluster.keys.cert),
            tls_client_key=str(cluster.keys.key),
        )
    try:
        return Client(cluster.address, security=security, timeout=ANSWER, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            f"no scheduler answers at {cluster.address} ({type(error).__name__}). Start one, see "
            "`letters cluster`, or check the address and the certificates"
        ) from None


class Member(Frozen):
    """One worker of a cluster; `unfit` tells why it is not used, nothing where it is."""

    address: str
    unfit: tuple[str, ...] = ()


def members(cluster: Cluster) -> tuple[Member, ...]:
    """Who is in a cluster, each asked for its copy of the program.

    Raises:
        UsageError: Dask is not installed, or nothing that is a scheduler answers.
    """
    client = connected(cluster)
    try:
        company = Company(client, remote.NO_RUN, "", lambda text: None)
        for _ in range(_LOOKS):
            company.look()
            if company.is_settled:
                break
            time.sleep(_LOOK)
        unfit = company.unfit | dict.fromkeys(company.joining, (_BUSY,))
        every = {**dict.fromkeys(company.joined, ()), **unfit}
        return tuple(Member(address=who, unfit=every[who]) for who in sorted(every))
    finally:
        client.close(timeout=ANSWER)
