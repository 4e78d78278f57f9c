"""Faults under a watched folder: `python -m torture.inboxes`.

A watcher is killed or asked to end, its disk is full, an export changes while it is looked at.
Whatever happened, watchers that nothing disturbs must then file each export once and whole, with
its report, and leave the documents that an undisturbed watcher leaves.
"""

import json
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import click

from letters.errors import ExitCode
from torture.faults import disk, ended_well, remount
from torture.figures import Figure, figured
from torture.killing import kill
from torture.running import Ended, Run, different, files, multiplied
from torture.story import AS_OF, CITATIONS

_MODES = ("all", "all", "parent", "worker", "asked")
_ENDS = (ExitCode.DONE, ExitCode.NEEDS_PRACTICE)
_SECONDS = 120.0
"""How long watchers may take in all to file one export after a fault, on a busy machine."""
_OF_THE_CLOCK = ("run.jsonl", "log.jsonl", "origin.json")
"""What tells when something was done, or where the export is filed, which is named by the time."""
_HASH = re.compile(rb'"exports":"[0-9a-f]{64}"')
"""In a row of the worklist: from where an export came, which is named by the time too."""


@dataclass(frozen=True)
class Room:
    """A folder with an inbox and all that is made of what comes into it."""

    folder: Path

    @property
    def out(self) -> Path:
        """Where the documents come to."""
        return self.folder / "out"

    @property
    def inbox(self) -> Path:
        """The folder that is watched."""
        return self.folder / "inbox"

    @property
    def filed(self) -> list[Path]:
        """The folders of exports that were filed, as done or failed."""
        return [*(self.folder / "done").glob("*"), *(self.folder / "failed").glob("*")]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits, and nothing is at work."""
        return {path.name for path in self.inbox.rglob("*")} <= {".at-work", "lock"}

    def arrived(self, export: Path, name: str = "export") -> Path:
        """Puts a copy of an export into the inbox."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copytree(export, self.inbox / name))

    def watcher(self) -> "subprocess.Popen[str]":
        """A watcher that looks twice and ends."""
        more = ("--citations", CITATIONS, "--as-of", AS_OF, "--jobs", "1", "--every", "0.2")
        line = ("watch", self.inbox, "--out", self.out, *more, "--once")
        return Run(self.inbox, self.out).started(line=line)

    def watched(self) -> Ended:
        """Lets a watcher come to its end."""
        process = self.watcher()
        try:
            out, err = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            kill(process, "all", Random(0))
            out, err = process.communicate()
            err += "\nit did not end within the time"
        return Ended(process.returncode, out, err)


def kept(room: Room) -> dict[str, bytes]:
    """What a watcher left, without what tells of the time."""
    return {
        name: _HASH.sub(b'"exports":""', content) if name.startswith("worklist/") else content
        for name, content in files(room.out).items()
        if name.rpartition("/")[2] not in _OF_THE_CLOCK and not name.startswith("marks/")
    }


def undisturbed(folder: Path, export: Path) -> tuple[dict[str, bytes], float]:
    """What a watcher leaves that nothing disturbs, and how long it takes.

    Raises:
        RuntimeError: it does not file the export.
    """
    room = Room(folder)
    room.arrived(export)
    started = time.monotonic()
    done = room.watched()
    if done.harm or not room.is_quiet:
        raise RuntimeError(f"the undisturbed watcher broke: {done.out[-500:]}{done.err[-1500:]}")
    return kept(room), time.monotonic() - started


def settled(
    figure: Figure, what: str, room: Room, export: Path, whole: Mapping[str, bytes]
) -> None:
    """Finds what watchers that nothing disturbs do not put right."""
    until = time.monotonic() + _SECONDS
    done = room.watched()
    while not done.harm and not room.is_quiet and time.monotonic() < until:
        time.sleep(0.5)
        done = room.watched()
    if done.harm or done.code not in _ENDS:
        figure.found(f"{what}: later {done.harm or f'exit {done.code}'}", done.out + done.err)
    if not room.is_quiet:
        figure.found(f"{what}: an export is never filed", done.out + done.err)
        return
    if [path.parent.name for path in room.filed] != ["done"]:
        figure.found(f"{what}: filed otherwise than once as done", str(room.filed))
        return
    report = json.loads((room.filed[0] / "report.json").read_bytes())
    held = room.filed[0] / "export" / report["name"]
    if files(held) != files(export):
        figure.found(f"{what}: the export was filed with other files")
    for told in different(kept(room), whole):
        figure.found(f"{what}: {Path(told).name}", told)


@dataclass(frozen=True)
class Turn:
    """One turn of a fault: the export, what an undisturbed watcher made of it, and in what time."""

    export: Path
    whole: Mapping[str, bytes]
    seconds: float
    random: Random


def killed(figure: Figure, turn: Turn, folder: Path) -> None:
    """A watcher, all that it started, or its run ends at some moment, once or twice."""
    room = Room(folder)
    room.arrived(turn.export)
    modes = [turn.random.choice(_MODES) for _ in range(turn.random.choice((1, 1, 2)))]
    for mode in modes:
        process = room.watcher()
        try:
            process.wait(turn.random.uniform(0.0, turn.seconds))
        except subprocess.TimeoutExpired:
            if mode == "asked":
                process.send_signal(turn.random.choice((signal.SIGINT, signal.SIGTERM)))
            else:
                kill(process, mode, turn.random)
        out, err = process.communicate()
        figure.tried += 1
        if (done := Ended(process.returncode, out, err)).harm and mode != "worker":
            figure.found(f"{mode}: {done.harm}", err[-1500:])
    settled(figure, f"killed ({' '.join(modes)})", room, turn.export, turn.whole)


def full(figure: Figure, turn: Turn, folder: Path) -> None:
    """A disk on which there is room for a part of what a watcher writes."""
    size = sum(map(len, turn.whole.values()))
    with disk("200M") as mounted:
        room = Room(mounted)
        room.arrived(turn.export)
        used = sum(map(len, files(mounted).values()))
        left = used + turn.random.choice((0, 4096, turn.random.randrange(size)))
        remount(mounted, f"size={left + 65_536}")
        done = room.watched()
        # A watcher tells of trouble as one of its events, and goes on.
        told = replace(done, err=done.err + done.out.replace(" trouble ", "error: "))
        ended_well(figure, "disk full", told, (*_ENDS, ExitCode.USAGE, ExitCode.OUTPUT))
        remount(mounted, "size=200M")
        settled(figure, "disk full", room, turn.export, turn.whole)


def halved(figure: Figure, turn: Turn, folder: Path) -> None:
    """An export that is copied while watchers look, under the name of one that is on its way."""
    room, paths = Room(folder), sorted(turn.export.iterdir())
    partial = room.inbox / "export.part"
    partial.mkdir(parents=True)
    looked = turn.random.randrange(len(paths))
    for number, path in enumerate(turn.random.sample(paths, len(paths))):
        shutil.copyfile(path, partial / path.name)
        if number == looked:
            ended_well(figure, "half an export", room.watched(), _ENDS)
            if room.filed:
                figure.found("half an export was run")
                return
    partial.rename(room.inbox / "export")
    settled(figure, "half an export", room, turn.export, turn.whole)


def changed(figure: Figure, turn: Turn, folder: Path) -> None:
    """An export to which a file comes while it is run; it is run again with that file."""
    room = Room(folder)
    arrived = room.arrived(turn.export)
    late = arrived / "labs.csv"
    content = late.read_bytes()
    late.write_bytes(content[: content.find(b"\n") + 1])
    process = room.watcher()
    time.sleep(turn.random.uniform(0.0, turn.seconds))
    for path in room.inbox.rglob("labs.csv"):  # where it was, or where it is at work
        path.write_bytes(content)
        break
    out, err = process.communicate()
    ended_well(figure, "changed", Ended(process.returncode, out, err), _ENDS)
    if room.filed:  # it came too late to belong to it
        return
    settled(figure, "changed", room, turn.export, turn.whole)


FAULTS: dict[str, Callable[[Figure, Turn, Path], None]] = {
    "a watcher is killed": killed,
    "a watcher's disk is full": full,
    "half an export": halved,
    "an export changes while it is run": changed,
}


@click.command()
@click.option("--count", default=10, show_default=True, help="How often each fault strikes.")
@click.option("--only", default="", help="Only faults whose name holds this.")
@click.option("--seed", default=1, show_default=True)
def main(count: int, only: str, seed: int) -> None:
    """Brings about each fault; exits with 1 if an export is lost, torn, or filed twice."""
    finds, random = 0, Random(seed)
    with tempfile.TemporaryDirectory(prefix="letters-torture-watch-") as folder:
        export = multiplied(Path(folder) / "export", 1, ("IM-4", "IM-5"))
        whole, seconds = undisturbed(Path(folder) / "undisturbed", export)
        turn = Turn(export, whole, seconds, random)
        for name, fault in FAULTS.items():
            if only not in name:
                continue
            with figured("watched folder", name) as figure:
                try:
                    for number in range(count):
                        fault(figure, turn, Path(folder) / f"{name} {number}")
                except PermissionError as error:
                    figure.found("it could not be tried", str(error))
            finds += len(figure.finds)
    raise SystemExit(finds > 0)


if __name__ == "__main__":
    main()
