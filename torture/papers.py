"""Tortures the opener of exhibits: each file in a process of its own, as the program does it.

What it opens is looked at too: pages that go to a payer hold nothing that acts.
"""

import io
import json
import os
import resource
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
from PIL import Image

from letters.case.vocabulary import Vocabulary
from letters.packet.opening import _KINDS, DEFAULT
from letters.paths import EXAMPLES
from torture.judge import Find

_ROOT = Path(__file__).parent.parent.parent / "shared" / "inputs" / "hostile"
_LARGEST = 100_000
_RUN = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMediaExecute", "/Rendition"}
_SECONDS = 60


def papers() -> list[tuple[str, bytes]]:
    """Scans and reports of the examples, pictures of each kind."""
    found = sorted((EXAMPLES / "exhibits").glob("*"))
    shown = [(p.name, p.read_bytes()) for p in found if p.stat().st_size <= _LARGEST]
    return shown + [(f"scan{ending}", _picture(ending)) for ending in (".png", ".jpg", ".tif")]


def given() -> list[tuple[str, bytes]]:
    """Hostile files of others, where they are there."""
    found = sorted(path for path in _ROOT.glob("pdf*/*") if path.stat().st_size <= _LARGEST)
    return [(path.name, path.read_bytes()) for path in found]


def _picture(ending: str) -> bytes:
    made = io.BytesIO()
    kind = {".png": "PNG", ".jpg": "JPEG", ".tif": "TIFF"}[ending]
    picture = Image.linear_gradient("L").resize((120, 150))
    options: dict[str, Any] = {}
    if kind == "TIFF":
        options = {
            "save_all": True,
            "append_images": [picture.convert("1")],
            "compression": "group4",
        }
        picture = picture.convert("1")
    picture.save(made, kind, **options)
    return made.getvalue()


def objects(content: bytes, random: Random) -> bytes:
    """Changes one value somewhere in the objects of a PDF, or leads to another object."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        holders = [
            each for each in pdf.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream)
        ]
        holder = random.choice(holders)
        key = random.choice(list(holder.keys()) or ["/X"])
        other = random.choice(holders)
        odd: tuple[Any, ...] = (
            *(0, -1, 2**31, 10**12, True, pikepdf.Name("/X"), pikepdf.String("x" * 3000)),
            *(pikepdf.Array([0] * 8), pikepdf.Dictionary(), other, pikepdf.Array([other] * 3)),
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")),
            pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("/bin/sh")),
        )
        name = random.choice(
            (key, key, key, "/OpenAction", "/AA", "/A", "/Kids", "/Parent", "/Filter")
        )
        holder[name] = random.choice(odd)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
        return made.getvalue()


def judge_paper(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Opens a file as an exhibit within the bounds of the program."""
    content = paths[0].read_bytes()
    kind = _KINDS.get(paths[0].suffix.lower(), "PDF")
    with tempfile.TemporaryFile() as said:
        ended, overdue = _forked(content, kind, said.fileno())
        said.seek(0)
        line, pdf = said.readline(), said.read()
    if overdue:
        return Find("the opener did not stop when its time was up", f"signal {ended}")
    if not line.endswith(b"\n"):
        return None  # it was ended by memory, time or a crash, and the program says so
    told = json.loads(line)
    return _acting(pdf) if told["end"] == "opened" else None


def _forked(content: bytes, kind: str, said: int) -> tuple[int, bool]:
    """Runs the opener in a child with the program's bounds; how it ended, and if it had to be."""
    from letters.exhibits import looking, open, pages, pictures  # noqa: F401  # once for all

    child = os.fork()
    if not child:
        _open(content, kind, said)
    done = _waited(child)
    return done, done == -signal.SIGALRM


def _waited(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _open(content: bytes, kind: str, said: int) -> None:
    """The child: it never returns."""
    from letters.exhibits.open import _opened
    from letters.exhibits.refusals import RefusedError

    try:
        most, seconds = DEFAULT.memory_mb * 1_000_000, DEFAULT.seconds
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        signal.alarm(_SECONDS * 2)
        bounds = DEFAULT.model_dump()
        order = {"kind": kind, "wanted": None, "most_pages": bounds["pages"]}
        of_file = ("inches", "megapixels", "all_megapixels", "unpacked_mb", "all_unpacked_mb")
        order |= {name: bounds[name] for name in of_file}
        try:
            told, pdf = _opened(content, order)
        except RefusedError as refusal:
            told, pdf = {"end": refusal.key, "page": refusal.page}, b""
        os.write(said, json.dumps(told).encode() + b"\n")
        with os.fdopen(said, "wb", closefd=False) as file:
            file.write(pdf)
    finally:
        os._exit(0)


def _acting(pdf: bytes) -> Find | None:
    """The find that pages which were opened still hold something that acts."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        if held := {"/OpenAction", "/AA", "/AcroForm"} & set(opened.Root.keys()):
            return Find(f"an opened exhibit holds {sorted(held)}", repr(list(opened.Root)))
        for each in opened.objects:
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream) and (why := _acts(each)):
                return Find(f"an opened exhibit holds {why}", repr(list(each)))
    return None


def _acts(each: pikepdf.Object) -> str:
    """What of an object a viewer would run, open or unpack; empty if nothing."""
    held = {str(key) for key in each}
    what = {str(each.get("/S", ""))} & _RUN | held & {"/JS", "/EmbeddedFiles"}
    if str(each.get("/Type", "")) in ("/Page", "/Annot"):
        what |= held & {"/AA"}
    return ", ".join(sorted(what))
