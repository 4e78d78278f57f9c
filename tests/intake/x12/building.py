"""Builds small X12 files of invented claims, and reads them."""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from letters.case.vocabulary import Vocabulary
from letters.intake.limits import DEFAULT, Limits
from letters.intake.opening.files import File, FileKind
from letters.intake.reading import Journal, Reading
from letters.intake.rows import Row
from letters.intake.x12 import read

Element = str | tuple[str, ...]
Segment = tuple[Element, ...]

VOCABULARY = Vocabulary(settled_codes=("1", "2", "3", "45"))


@dataclass(frozen=True)
class Style:
    """How a file is written. `between` stands behind each terminator."""

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    terminator: str = "~"
    between: str = "\n"
    usage: str = "P"


STYLE = Style()


def written(segments: Sequence[Segment], style: Style = STYLE) -> str:
    """Segments as text; composites are tuples."""
    return "".join(
        style.element.join(
            element if isinstance(element, str) else style.component.join(element)
            for element in segment
        )
        + style.terminator
        + style.between
        for segment in segments
    )


def isa(style: Style = STYLE, number: str = "1") -> Segment:
    blank = " " * 10
    return (
        *("ISA", "00", blank, "00", blank, "ZZ", "SENDER".ljust(15), "ZZ", "CLINIC".ljust(15)),
        *("260110", "1200", style.repetition, "00501", number.zfill(9), "0", style.usage),
        style.component,
    )


def group(
    kind: str, *transactions: Sequence[Segment], version: str = "005010X221A1", time: str = "1200"
) -> list[Segment]:
    """A functional group with its transactions."""
    body = [segment for transaction in transactions for segment in transaction]
    first = ("GS", kind, "SENDER", "CLINIC", "20260110", time, "1", "X", version)
    return [first, *body, ("GE", str(len(transactions)), "1")]


def interchange(*groups: Sequence[Segment], style: Style = STYLE) -> str:
    """A whole file with one interchange."""
    body = [segment for each in groups for segment in each]
    last = ("IEA", str(len(groups)), "000000001")
    return written([isa(style), *body, last], style)


def transaction(code: str, body: Sequence[Segment], version: str = "") -> list[Segment]:
    """ST, the segments and SE with their count."""
    first: Segment = ("ST", code, "0001", version) if version else ("ST", code, "0001")
    return [first, *body, ("SE", str(len(body) + 2), "0001")]


def adjusted(*triplets: str, to: str = "CO") -> Segment:
    return ("CAS", to, *triplets)


def line(
    code: str = "J1234",
    *extra: Segment,
    charge: str = "100",
    paid: str = "0",
    rest: tuple[Element, ...] = (),
    day: str = "20260102",
) -> list[Segment]:
    """A service line of a remittance with what follows it."""
    service: Segment = ("SVC", ("HC", code), charge, paid, *rest)
    return [service, ("DTM", "472", day), *extra]


def claim(
    *parts: Sequence[Segment],
    account: str = "ACC1",
    status: str = "4",
    charge: str = "100",
    paid: str = "0",
    icn: str = "ICN1",
    patient: Sequence[str] = ("ROE", "ANN", "M1"),
    extra: Sequence[Segment] = (),
) -> list[Segment]:
    """A claim of a remittance; `extra` stands at the level of the claim."""
    family, given, member = patient
    return [
        ("CLP", account, status, charge, paid, "", "12", icn, "11", "1"),
        *(segment for segment in extra if segment[0] == "CAS"),
        ("NM1", "QC", "1", family, given, "", "", "", "MI", member),
        *(segment for segment in extra if segment[0] != "CAS"),
        *(segment for part in parts for segment in part),
    ]


def denied(**changes: str) -> list[Segment]:
    """A claim of one line refused with CO-50."""
    return claim(line("J1234", adjusted("50", "100")), **changes)


def paid(**changes: str) -> list[Segment]:
    """The same claim, paid."""
    told = {"status": "1", "paid": "100", **changes}
    return claim(line("J1234", paid="100"), **told)


def reversed_(**changes: str) -> list[Segment]:
    """The same claim, taken back."""
    told = {"status": "22", "charge": "-100", **changes}
    return claim(line("J1234", adjusted("50", "-100"), charge="-100"), **told)


def remittance(*claims: Sequence[Segment], day: str = "20260110", payer: str = "PLAN") -> list:
    """A transaction with these claims."""
    body: list[Segment] = [
        ("BPR", "I", "0", "C", "NON", *[""] * 11, day),
        ("TRN", "1", "1", "1999999999"),
        ("DTM", "405", day),
        ("N1", "PR", payer, "XV", "12345"),
        ("N3", "PO BOX 1"),
        ("N4", "SPRINGFIELD", "IL", "627010001"),
        ("N1", "PE", "HILLTOP CLINIC", "XX", "1234567893"),
        ("LX", "1"),
        *(segment for each in claims for segment in each),
    ]
    return transaction("835", body)


def file_of(*claims: Sequence[Segment], time: str = "1200", style: Style = STYLE, **head: str):
    """A whole file with one remittance of these claims."""
    return interchange(group("HP", remittance(*claims, **head), time=time), style=style)


def read_all(
    *texts: str | bytes, limits: Limits = DEFAULT, vocabulary: Vocabulary = VOCABULARY
) -> tuple[list[Row], Reading]:
    """Reads files with these contents, named a.x12, b.x12 and so on."""
    named = {f"{chr(ord('a') + at)}.x12": text for at, text in enumerate(texts)}
    return read_named(named, limits, vocabulary)


def read_named(
    texts: dict[str, str | bytes], limits: Limits = DEFAULT, vocabulary: Vocabulary = VOCABULARY
) -> tuple[list[Row], Reading]:
    """Reads files with these names and contents in this order."""
    journal = Journal()
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, text in texts.items():
            content = text.encode() if isinstance(text, str) else text
            path = Path(folder) / name
            path.write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            files.append(File(path, FileKind.X12, digest, len(content)))
        rows = list(read(files, vocabulary, limits, journal))
    return rows, journal.reading(())


def cells(text: str | bytes) -> list[dict[str, object]]:
    """The cells of all rows of one file."""
    return [dict(row.cells) for row in read_all(text)[0]]


def whys(reading: Reading) -> dict[str, int]:
    """How many parts were not used, by why."""
    found: dict[str, int] = {}
    for unused in reading.unused:
        found[unused.why] = found.get(unused.why, 0) + unused.count
    return found
