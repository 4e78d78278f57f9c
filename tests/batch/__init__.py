"""Runs over the imaginary cases, whose documents cost nothing to make."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import imaginary

from letters.batch.allowance import Allowance
from letters.batch.docket import Docket, docket_of
from letters.batch.progress import Event
from letters.batch.running import Ran
from letters.batch.running import run as run_docket
from letters.batch.workers import Crew, pool
from letters.pipeline import Writing, making
from letters.rendering import Rendered


def render(document) -> Rendered:
    return Rendered(f"%PDF {document.document}".encode(), 1)


def writing(out: Path, as_of=imaginary.AS_OF, at=imaginary.AT) -> Writing:
    return Writing(imaginary.library(), out, imaginary.origin(as_of), at)


def made(argued):
    """The files of a case, at once."""
    return making(writing(Path()).wanted, imaginary.origin(), render)(argued)


@dataclass
class Told:
    """What a run told while it went on."""

    events: list[Event] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        self.events.append(event)


def crew(to, make=made, jobs=2, seconds=None, memory=None) -> Crew:
    return Crew(to, make, jobs, Allowance(seconds, memory), time.monotonic)


def run(
    out: Path, docket: Docket | None = None, tell=None, force=False, as_of=imaginary.AS_OF, **more
):
    """A run over the imaginary cases on two processes."""
    to = writing(out, as_of)
    hands = pool(crew(to, **more))
    docket = docket or docket_of(imaginary.reading())
    return run_docket(to, docket, hands, tell or Told(), time.monotonic, force=force)


def by_label(ran: Ran):
    return {done.label: done for done in ran.finished}


def files(out: Path) -> dict[str, bytes]:
    """All files under an output folder with their bytes."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }
