"""How much of this machine a run over many cases takes, and how it shows where it stands."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, TypeVar

import click

from letters.batch.allowance import Allowance
from letters.batch.cluster import hands as on_cluster
from letters.batch.docket import Docket, press_for
from letters.batch.hands import Hands
from letters.batch.progress import Teller, as_events, as_lines, as_one_line
from letters.batch.running import Ran
from letters.batch.running import run as run_docket
from letters.batch.scheduler import Cluster, Keys
from letters.batch.workers import Crew, alone, pool
from letters.commands import common
from letters.commands.cluster import cluster_at, keys_of
from letters.pipeline import Writing

Command = TypeVar("Command", bound=Callable[..., Any])

SECONDS, MEGABYTES = 300.0, 1024
"""What one case may take if nothing is said."""

_jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    help="Write on this many processes at once; as many as there are cores if not given.",
)
_seconds = click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=None,
    help=f"Stop a case that takes longer than this, {SECONDS:g} if not given; the others go on.",
)
_memory = click.option(
    "--memory",
    type=click.IntRange(min=1),
    default=None,
    metavar="MB",
    help=f"Stop a case for which a process needs more than this many MB, {MEGABYTES} if not "
    "given; the others go on.",
)
_cluster = click.option(
    "--cluster",
    "address",
    default=None,
    metavar="ADDRESS",
    help="Write on the workers of the Dask scheduler at this address, as tcp://127.0.0.1:8786; "
    "`letters cluster` shows how to start one.",
)
_force = click.option(
    "--force",
    is_flag=True,
    help="Do all cases, also those that an earlier run did from the same.",
)


@dataclass(frozen=True)
class Effort:
    """What the command line says of it; None is what it does not say."""

    jobs: int | None = None
    seconds: float | None = None
    memory: int | None = None
    force: bool = False
    cluster: Cluster | None = None

    @property
    def asked(self) -> bool:
        """Whether anything was said that only processes of their own can keep."""
        return (self.jobs, self.seconds, self.memory) != (None, None, None)


AS_USUAL = Effort()


def effort(command: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a verb take jobs, the bounds of a case and `--force`, as one `effort`."""

    @wraps(command)
    def called(
        jobs: int | None,
        seconds: float | None,
        memory: int | None,
        force: bool,
        address: str | None,
        keys: Keys | None,
        **others: Any,
    ) -> Any:
        cluster = cluster_at(address, keys, seconds or SECONDS) if address else None
        return command(effort=Effort(jobs, seconds, memory, force, cluster), **others)

    return _jobs(_seconds(_memory(_force(_cluster(keys_of("cluster-")(called))))))


def carried_out(writing: Writing, docket: Docket, effort: Effort, *, as_json: bool) -> Ran:
    """Does what of a docket is not done, and shows on standard error how far it has come.

    One case alone is written in this very process, unless something was said that calls for
    another: whoever waits for one letter need not wait for a process, and can end it.
    """
    crew = Crew(
        writing=writing,
        make=press_for(writing),
        jobs=effort.jobs or _cores(),
        allowance=Allowance(effort.seconds or SECONDS, effort.memory or MEGABYTES),
        clock=common.ticks,
        warm=partial(_warm, bool(writing.wanted.templates.style)),
    )
    by_itself = len(docket.waiting) == 1 and not effort.asked
    hands: Hands = alone(crew) if by_itself else pool(crew)
    if effort.cluster is not None:
        told = partial(click.echo, err=True)
        hands = on_cluster(writing, effort.cluster, common.ticks, told, pool(crew))
    return run_docket(writing, docket, hands, teller(as_json), common.ticks, force=effort.force)


def teller(as_json: bool) -> Teller:
    """What shows on standard error how far a run has come."""
    if as_json:
        return as_events(_say)
    if sys.stderr.isatty():
        return as_one_line(_say, os.get_terminal_size(sys.stderr.fileno()).columns)
    return as_lines(_say)


def _say(text: str) -> None:
    click.echo(text, err=True, nl=False)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _warm(styled: bool) -> None:
    """Loads what every worker needs, so that it is there once and no worker waits for it."""
    from letters.rendering.pdf import warm  # Why here: a run that finds all done needs none of it

    warm(styled=styled)
