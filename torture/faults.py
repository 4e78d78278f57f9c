"""Faults of the machine under a run: `python -m torture.faults`.

Each fault must end the run with a message that a person can act on and the exit code for it, and
a later run without the fault must leave the same files as one that nothing disturbed.
"""

import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import click

from letters.errors import ExitCode
from torture.certified import certified
from torture.figures import Figure, figured
from torture.running import MOMENT, Ended, Run, different, files, multiplied, torn
from torture.story import AS_OF, CITATIONS, LABEL, exported

_LATER, _BEFORE = "2027-11-22T21:30:00+00:00", "2016-02-29T00:00:01+00:00"
_JUMPS = (_LATER, _BEFORE, f"{_LATER},{_BEFORE},{MOMENT}", "9999-12-31T23:59:59+00:00")
_UNKEPT = (ExitCode.OUTPUT,)
_UNREAD = (ExitCode.DONE, ExitCode.NEEDS_PRACTICE, ExitCode.USAGE, ExitCode.INPUT)


@contextmanager
def disk(size: str) -> Iterator[Path]:
    """A disk of so many bytes, in memory; `PermissionError` where nobody may mount one."""
    with tempfile.TemporaryDirectory(prefix="letters-torture-disk-") as folder:
        line = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", folder]
        if subprocess.run(line, capture_output=True, check=False).returncode:
            raise PermissionError("no disk can be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=False)


def remount(folder: Path, option: str) -> bool:
    """Makes a disk larger, read-only or writable; False where it is too busy for that."""
    line = ["mount", "-o", f"remount,{option}", str(folder)]
    return not subprocess.run(line, capture_output=True, check=False).returncode


def ended_well(figure: Figure, what: str, done: Ended, codes: tuple[int, ...]) -> None:
    """Finds an end that is a defect, has another exit code, or is told by no message."""
    figure.tried += 1
    told = f"exit {done.code}\n{done.err[-1500:]}"
    if done.harm:
        figure.found(f"{what}: {done.harm}", told)
    elif done.code not in codes:
        figure.found(f"{what}: exit {done.code}, not {' or '.join(map(str, codes))}", told)
    elif done.code > ExitCode.NEEDS_PRACTICE and "rror: " not in done.err:
        figure.found(f"{what}: no message", told)


def healed(figure: Figure, what: str, run: Run, whole: dict[str, bytes]) -> None:
    """Finds what a run that nothing disturbs does not put right."""
    for name in torn(files(run.out), whole):
        figure.found(f"{what}: torn: {Path(name).name}", name)
    done = run.ended()
    if done.code > ExitCode.NEEDS_PRACTICE:
        figure.found(f"{what}: a later run ends with {done.code}", done.err[-1500:])
    for told in different(files(run.out), whole):
        name, _, how = told.partition(": ")
        figure.found(f"{what}: healed: {Path(name).name}: {how}", told)


def full(figure: Figure, run: Run, whole: dict[str, bytes], random: Random, count: int) -> None:
    """A disk that is full after some of a run."""
    size = sum(map(len, whole.values()))
    for _ in range(count):
        room = random.randrange(8_192, max(16_384, size))
        with disk(str(room)) as folder:
            small = replace(run, out=folder / "out")
            codes = (*_UNKEPT, ExitCode.DONE, ExitCode.NEEDS_PRACTICE)
            ended_well(figure, "disk full", small.ended(), codes)
            remount(folder, "size=200M")
            healed(figure, "disk full", small, whole)


def locked(figure: Figure, run: Run, whole: dict[str, bytes], random: Random, count: int) -> None:
    """A disk that may not be written to, from the start, or from some moment of a run."""
    for turn in range(count):
        with disk("200M") as folder:
            read_only = replace(run, out=folder / "out")
            if turn % 2 == 0:
                remount(folder, "ro")
                ended_well(figure, "read-only", read_only.ended(), (ExitCode.USAGE, *_UNKEPT))
            else:
                process = read_only.started()
                _wait_for(read_only.out, random)
                until = time.monotonic() + 5
                while not remount(folder, "ro") and time.monotonic() < until:
                    time.sleep(0.005)
                out, err = process.communicate()
                done = Ended(process.returncode, out, err)
                ended_well(figure, "read-only in the middle", done, (*_UNKEPT, 0, 1))
            remount(folder, "rw")
            healed(figure, "read-only", read_only, whole)


def _wait_for(out: Path, random: Random) -> None:
    until = time.monotonic() + 30
    while not any(out.glob("c-*")) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(random.uniform(0, 1))


def vanished(figure: Figure, run: Run, whole: dict[str, bytes], random: Random, count: int) -> None:
    """An export that is deleted, in part or whole, before or while it is read."""
    for turn in range(count):
        shutil.rmtree(run.out, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="letters-torture-export-") as folder:
            export = Path(folder) / "export"
            shutil.copytree(run.export, export)
            process = replace(run, export=export).started()
            time.sleep(random.uniform(0, 2.5))
            every = sorted(export.iterdir())
            for path in every if turn % 2 else [random.choice(every)]:
                path.unlink()
            if turn % 2:
                export.rmdir()
            out, err = process.communicate()
            ended_well(figure, "input gone", Ended(process.returncode, out, err), _UNREAD)
        shutil.rmtree(run.out, ignore_errors=True)  # origin.json tells of another export
        healed(figure, "input gone", run, whole)


def jumped(figure: Figure, run: Run, whole: dict[str, bytes]) -> None:
    """A clock that jumps between runs and within one; a log goes on as its entries came."""
    for moments in _JUMPS:
        shutil.rmtree(run.out, ignore_errors=True)
        for moment in (MOMENT, moments, MOMENT):
            done = replace(run, moment=moment, as_of=None).ended()
            ended_well(figure, "clock", done, (0, 1))
        for folder in sorted(run.out.glob("c-*/log.jsonl")):
            line = ("log", folder.parent.name, "--out", run.out)
            ended_well(figure, "clock, log", run.ended(line=line), (0,))
            line = ("verify", folder.parent)
            ended_well(figure, "clock, verify", run.ended(line=line), (0,))
    shutil.rmtree(run.out, ignore_errors=True)
    healed(figure, "clock", run, whole)


def handles(figure: Figure, run: Run, whole: dict[str, bytes], random: Random, count: int) -> None:
    """A process that may open few files, from some moment on."""
    codes = (*_UNREAD, *_UNKEPT, ExitCode.PACK, ExitCode.RENDERING)
    for _ in range(count):
        shutil.rmtree(run.out, ignore_errors=True)
        few = random.randrange(4, 24)
        process = run.started()
        _wait_for(run.out, random)
        with suppress(ProcessLookupError, PermissionError):
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (few, few))
        out, err = process.communicate()
        ended_well(figure, "out of handles", Ended(process.returncode, out, err), codes)
        healed(figure, "out of handles", run, whole)


def verbs_on_a_full_disk(figure: Figure, root: Path, rooms: Iterator[int]) -> None:
    """Each verb on a case where nearly no room is left; the same verb with room goes on."""
    told = Run(exported(root / "papers"), root / "told")
    for room in rooms:
        with disk("200M") as folder:
            run = replace(told, out=folder / "out")
            run.ended()
            for line in _verbs(run):
                _fill(folder, room)
                what = f"disk full, {line[0]}"
                ended_well(figure, what, run.ended(line=line), (0, 1, *_UNKEPT))
                (folder / "filling").unlink(missing_ok=True)
                done = run.ended(line=line)
                if done.harm or (done.code > 1 and "error: case" not in done.err):
                    figure.found(f"{what}: later exit {done.code} {done.harm}", done.err[-1500:])
                checked = run.ended(line=("verify", LABEL, "--out", run.out))
                if checked.code:
                    figure.found(f"{what}: verify later", checked.out[-1500:] + checked.err)


def _fill(folder: Path, room: int) -> None:
    """Fills a disk up to so many bytes."""
    with (folder / "filling").open("wb") as file:
        free = os.statvfs(folder)
        left = free.f_bavail * free.f_frsize - room
        while left > 0:
            left -= file.write(b"\0" * min(left, 1 << 20))


def _verbs(run: Run) -> Iterator[tuple[object, ...]]:
    """The way of a letter, each step asked for when the one before is done."""
    where = (LABEL, "--out", run.out)
    folder = next(p.parent for p in run.out.glob("c-*/review.json") if _is(p.parent))
    block = json.loads((folder / "rationale.json").read_bytes())["signature"]
    yield ("review", *where, "--by", block["name"])
    yield ("review", *where, "--html", run.out / "page" / "sheet.html")
    sheet = json.loads(run.ended(line=("review", *where, "--json")).out)
    taken = [
        part
        for section in sheet["sections"]
        for item in section["items"]
        for part in ("--accept", f"{item['name']}{'=my own reason' if item['asks'] else ''}")
    ]
    who = ("--by", block["name"], "--npi", block["npi"], "--sheet", sheet["sheet"])
    yield ("approve", *where, *who, *taken)
    key = certified(run.export.with_name("clinic.p12"), block["name"])
    yield ("sign", *where, "--certificate", key)
    yield ("packet", *where)
    yield ("sent", *where, "--on", AS_OF, "--via", "fax", "--by", "Pat Staff")
    yield ("decided", *where, "--denied", "--on", AS_OF, "--by", "Pat Staff")
    yield ("write", run.export, *("--citations", CITATIONS), "--out", run.out, "--as-of", AS_OF)


def _is(folder: Path) -> bool:
    return f'"label": "{LABEL}"' in (folder / "case.json").read_text(encoding="utf-8")


FAULTS: dict[str, Callable[[Figure, Run, dict[str, bytes], Random, int], None]] = {
    "disk full": full,
    "read-only": locked,
    "input vanishes": vanished,
    "out of file handles": handles,
    "clock jumps": lambda figure, run, whole, _random, _count: jumped(figure, run, whole),
}


def undisturbed(run: Run) -> dict[str, bytes]:
    """What a run leaves that nothing disturbs."""
    done = run.ended()
    if done.code > ExitCode.NEEDS_PRACTICE:
        raise RuntimeError(f"the undisturbed run broke: {done.err[-2000:]}")
    return files(run.out)


@click.command()
@click.option("--count", default=10, show_default=True, help="How often each fault strikes.")
@click.option("--jobs", default="2", show_default=True, help="On how many workers; 0: as it comes.")
@click.option("--only", default="", help="Only faults whose name holds this.")
@click.option("--seed", default=1, show_default=True)
def main(count: int, jobs: str, only: str, seed: int) -> None:
    """Brings about each fault; exits with 1 if any ends otherwise than it should."""
    finds = 0
    with tempfile.TemporaryDirectory(prefix="letters-torture-faults-") as folder:
        root = Path(folder)
        options = ("--jobs", jobs) if jobs != "0" else ()
        run = Run(multiplied(root / "export", 1), root / "out", options)
        whole = undisturbed(run)
        for name, fault in FAULTS.items():
            if only not in name:
                continue
            with figured("faults", name) as figure:
                try:
                    fault(figure, run, whole, Random(seed), count)
                except PermissionError as error:
                    figure.found("it could not be tried", str(error))
            finds += len(figure.finds)
        if only in "verbs on a full disk":
            with figured("faults", "verbs on a full disk") as figure:
                rooms = (0, 4096, 16_384, 65_536)
                verbs_on_a_full_disk(figure, root, iter(rooms[: max(1, count // 2)]))
            finds += len(figure.finds)
    raise SystemExit(finds > 0)


if __name__ == "__main__":
    main()
