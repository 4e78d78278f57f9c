"""`letters cluster`: how to have many machines write letters, and whether they can."""

import re
from collections.abc import Callable
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import click

from letters.batch.scheduler import EXTRA, Cluster, Keys, Member, members
from letters.commands import common
from letters.errors import ExitCode, UsageError

Command = TypeVar("Command", bound=Callable[..., Any])

_PORT = 8786
_ADDRESS = re.compile(
    r"(?P<scheme>tcp|tls)://(?P<host>\[[0-9A-Fa-f:.%]+\]|[\w.-]+):(?P<port>[0-9]{1,5})/?", re.ASCII
)
_WORKER = (
    "DASK_DISTRIBUTED__WORKER__MEMORY__TARGET=False DASK_DISTRIBUTED__WORKER__MEMORY__SPILL=False"
)
"""So that no worker writes what it is given to its disk."""
_OWN = """\
A scheduler and its workers run whatever they are sent, by whoever can reach them, and patients'
whole records travel to the workers: they must be the practice's own machines, on a network that
nobody else reaches. Between machines use tls:// with certificates of your own authority: --ca,
--cert and --key here, --cluster-ca, --cluster-cert and --cluster-key for `letters write`."""


def keys_of(prefix: str = "") -> Callable[[Command], Command]:
    """Lets a verb take the certificates for `tls://` as `keys`, under options with a prefix."""

    def decorated(command: Any) -> Any:
        @wraps(command)
        def called(ca: Path | None, cert: Path | None, key: Path | None, **others: Any) -> Any:
            return command(keys=_keys(ca, cert, key, prefix), **others)

        return _ca(prefix)(_cert(prefix)(_key(prefix)(called)))

    return decorated


def _ca(prefix: str) -> Callable[..., Any]:
    told = "The certificate of your own authority, for a cluster at tls://."
    return click.option(f"--{prefix}ca", "ca", type=common.FILE, default=None, help=told)


def _cert(prefix: str) -> Callable[..., Any]:
    told = "This machine's certificate, for a cluster at tls://."
    return click.option(f"--{prefix}cert", "cert", type=common.FILE, default=None, help=told)


def _key(prefix: str) -> Callable[..., Any]:
    told = "The key of this machine's certificate, for a cluster at tls://."
    return click.option(f"--{prefix}key", "key", type=common.FILE, default=None, help=told)


def _keys(ca: Path | None, cert: Path | None, key: Path | None, prefix: str) -> Keys | None:
    if ca is None and cert is None and key is None:
        return None
    if ca is None or cert is None or key is None:
        raise UsageError(f"--{prefix}ca, --{prefix}cert and --{prefix}key go together; give three")
    return Keys(ca=ca, cert=cert, key=key)


def cluster_at(address: str, keys: Keys | None, seconds: float | None = None) -> Cluster:
    """A cluster by its address.

    Raises:
        UsageError: that is no address of a scheduler, or TLS and its certificates do not match.
    """
    scheme, host = _parts(address)
    if (scheme == "tls") != (keys is not None):
        what = "needs certificates" if scheme == "tls" else "takes no certificates"
        raise UsageError(f"{address} {what}: tls:// has them, tcp:// has none")
    if scheme == "tcp" and host not in ("127.0.0.1", "localhost", "::1"):
        click.echo(
            f"warning: patients' records travel to {address} as plain text; use tls://", err=True
        )
    return Cluster(address, keys, seconds)


def _parts(address: str) -> tuple[str, str]:
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise UsageError(
            f"{address} is no address of a scheduler; write tcp://HOST:{_PORT} or "
            f"tls://HOST:{_PORT}"
        )
    return found["scheme"], found["host"].strip("[]")


@click.command(
    epilog=f"Example: letters cluster tcp://127.0.0.1:{_PORT}",
    short_help="Show how to write letters on many machines; ask a cluster who is in it.",
)
@click.argument("address", required=False)
@keys_of()
@common.as_json
@click.pass_context
def cluster(
    context: click.Context, /, address: str | None, keys: Keys | None, as_json: bool
) -> None:
    """Shows the commands that start a Dask scheduler and workers for `letters write --cluster`.

    With the ADDRESS of a scheduler it tells whether that answers, and of each worker whether it
    has the same program, library, templates and typefaces and sets the same page: one that differs
    is not used, since its letters might not be the same.
    """
    if find_spec("distributed") is None:
        raise UsageError(EXTRA)
    if address is None:
        _show(_commands(keys), as_json)
        return
    found = members(cluster_at(address, keys))
    _tell(address, found, as_json)
    usable = any(not member.unfit for member in found)
    context.exit(ExitCode.DONE if usable else ExitCode.NEEDS_PRACTICE)


def _commands(keys: Keys | None) -> dict[str, str]:
    address, host, tls, ours, theirs = f"tcp://127.0.0.1:{_PORT}", "127.0.0.1", "", "", ""
    if keys is not None:
        address, host = f"tls://HOST:{_PORT}", "HOST"
        tls = f" --protocol tls --tls-ca-file {keys.ca} --tls-cert {keys.cert} --tls-key {keys.key}"
        ours = f" --ca {keys.ca} --cert {keys.cert} --key {keys.key}"
        theirs = ours.replace(" --", " --cluster-")
    start = f"dask scheduler --host {host} --port {_PORT} --no-dashboard{tls}"
    work = f"{_WORKER} dask worker {address} --nworkers auto --nthreads 1 --no-dashboard{tls}"
    return {
        "scheduler": start,
        "workers": work,
        "ask": f"{common.called()} cluster {address}{ours}",
        "write": f"{common.called()} write EXPORTS --cluster {address}{theirs}",
    }


def _show(commands: dict[str, str], as_json: bool) -> None:
    if as_json:
        common.say(commands)
        return
    click.echo("The scheduler, once:\n  " + commands["scheduler"])
    click.echo("Workers, on each machine that has this same program installed:")
    click.echo("  " + commands["workers"])
    click.echo("Who is there, and whether they fit:\n  " + commands["ask"])
    click.echo("Letters:\n  " + commands["write"])
    click.echo(f"\n{_OWN}")


def _tell(address: str, found: tuple[Member, ...], as_json: bool) -> None:
    if as_json:
        common.say([member.model_dump(mode="json") for member in found])
        return
    usable = sum(not member.unfit for member in found)
    for member in found:
        click.echo(f"{member.address}  {', '.join(member.unfit) or 'the same copy'}")
    count = common.counted(len(found), "worker")
    click.echo(f"the scheduler at {address} answers; {count}, {usable} of them can be used")
