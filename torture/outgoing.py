"""Hostile text in what goes out: the signed letter, the packet and its index.

`python -m torture.outgoing` fills each column of an export in turn, and the names in a certificate;
where the case then comes to a letter, that is approved, signed and put into a packet. Nothing may
be fetched or run, neither file may hold what acts, and what is printed may not act on a terminal.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import click

from letters.errors import ExitCode
from torture import hostile
from torture.calling import Called, broken, called
from torture.certified import certified
from torture.figures import figured
from torture.judge import TooLongError, limited
from torture.story import LABEL, WITH, Story, exported, story
from torture.tables import places, planted, read
from torture.watching import Bait, watched

_SECONDS = 240.0
_NAME = "Wren Halloway"
_LABELS = ("cases", "case")


def in_packet(place: tuple[str, str], kind: str, text: str, bait: Bait) -> list[str]:
    """What is wrong with what goes out of an export with a text in a column."""

    def wrong(root: Path) -> Iterator[str]:
        told = Story(root / "out", planted(exported(root / "export"), place, text))
        only = () if place == _LABELS else ("--case", LABEL)
        yield from _told("write", told.write(*WITH, *only, "--jobs", "1"))
        for folder in _letters(told):
            yield from _approved(told.out, folder)
            yield from _signed(told.out, folder, certified(root / "clinic.p12", _NAME), kind)

    return _watched(wrong, bait)


def in_certificate(kind: str, text: str, bait: Bait) -> list[str]:
    """What is wrong with a letter signed with a certificate that is in the name of a text."""

    def wrong(root: Path) -> Iterator[str]:
        try:
            key = certified(root / "clinic.p12", text)
        except (ValueError, TypeError, OverflowError):
            return  # no certificate can be in that name
        told = story("approved").copied(root)
        yield from _signed(told.out, told.folder.name, key, kind)

    return _watched(wrong, bait)


def _letters(told: Story) -> Iterator[str]:
    """The folders of letters to one case, by whatever label it goes now."""
    _, rows = read(told.export / "cases.csv")
    others = {row["case"] for row in rows if row["case"].startswith("IM-")} - {LABEL}
    for path in sorted(told.out.glob("c-*/case.json")):
        is_letter = (path.parent / "letter.pdf").exists()
        if is_letter and json.loads(path.read_bytes())["label"] not in others:
            yield path.parent.name


def _approved(out: Path, folder: str) -> Iterator[str]:
    """Takes every line of a review sheet that can be reviewed."""
    block = json.loads((out / folder / "rationale.json").read_bytes())["signature"]
    where = (folder, "--out", out)
    asked = called("review", *where, "--json", "--by", block["name"])
    yield from _told("review", asked)
    if asked.code:
        return
    sheet = json.loads(asked.out)
    line = ["--by", block["name"], "--npi", block["npi"], "--sheet", sheet["sheet"]]
    for item in (item for section in sheet["sections"] for item in section["items"]):
        line += ["--accept", f"{item['name']}{'=my own reason' if item['asks'] else ''}"]
    yield from _told("approve", called("approve", *where, *line))


def _signed(out: Path, folder: str, key: Path, kind: str) -> Iterator[str]:
    """Signs a letter, encloses it and reads both again; one that is not approved is refused."""
    where = (folder, "--out", out)
    for verb, more in (("sign", ("--certificate", key)), ("packet", ()), ("log", ())):
        done = called(verb, *where, *more)
        yield from _told(verb, done)
        if verb != "log" and done.code > ExitCode.NEEDS_PRACTICE and "rror: " not in done.err:
            yield f"{verb}: refused without a reason"
    for path in sorted((out / folder).glob("*.pdf")):
        yield from (f"{path.name}: {each}" for each in hostile.of_pdf(path.read_bytes(), kind))
        yield from _told(f"verify {path.name}", called("verify", path))
    checked = called("verify", *where)
    if checked.code and (out / folder / "signed.pdf").exists():
        yield f"what was signed does not verify: exit {checked.code}\n{checked.told}"


def _told(verb: str, done: Called) -> Iterator[str]:
    """What is wrong with how a verb ended and with what it printed."""
    if find := broken(done, verb.partition(" ")[0]):
        yield f"{find.mark}\n{find.told}"
    acting = sorted({char for char in done.told if hostile.acts(char)})
    yield from (f"{verb} prints a control sign: {ord(char):#x}" for char in acting)


def _watched(wrong: Callable[[Path], Iterator[str]], bait: Bait) -> list[str]:
    base = story("approved")  # made once, outside of what is watched
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        with watched(Path(folder), base.out, base.export) as reached:
            try:
                with limited(_SECONDS):
                    found = list(wrong(Path(folder)))
            except TooLongError:
                found = ["too long"]
        return found + reached + (["the bait was asked for"] if bait.is_taken else [])


def turns(bait: Bait, random: Random, most: int) -> dict[str, Iterator[tuple[Any, ...]]]:
    """Names of certificates and columns of an export, each with texts."""
    every = hostile.texts(bait)
    return {
        "names in a certificate": (
            (kind, in_certificate, kind, every[kind], bait)
            for kind in hostile.chosen(every, random, most)
        ),
        "signed letter and packet": (
            (f"{'.'.join(place)}, {kind}", in_packet, place, kind, every[kind], bait)
            for place in places(LABEL)
            for kind in hostile.chosen(every, random, most)
        ),
    }


@click.command()
@click.option("--texts", "most", default=100, show_default=True, help="Texts for each column.")
@click.option("--only", default="", help="Only parts whose name holds this.")
@click.option("--some", default=0, help="Only so many of each part, at random; 0 for all.")
@click.option("--seed", default=1, show_default=True)
def main(most: int, only: str, some: int, seed: int) -> None:
    """Fills what goes out; exits with 1 if anything acts, breaks or is taken for more than text."""
    bait, random, finds = Bait(), Random(seed), 0
    for name, every in turns(bait, random, most).items():
        if only in name:
            with figured("hostile text", name) as figure:
                each = list(every)
                drawn = random.sample(each, min(some, len(each))) if some else each
                hostile.tortured(figure, iter(drawn))
            finds += len(figure.finds)
    raise SystemExit(finds > 0)


if __name__ == "__main__":
    main()
