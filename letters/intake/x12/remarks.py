"""Remarks on one X12 file: notices with their place, and counts of what no letter needs."""

from collections import Counter

from letters.case.provenance import Provenance
from letters.intake.opening.files import File
from letters.intake.reading import Journal, ReadingError, Severity, Unused
from letters.intake.x12.elements import Trouble
from letters.intake.x12.tokens import Segment

_ALIKE = 20
"""So many notices of one kind are shown for a file; the others are counted."""
_PLACES = 1000
"""Places that are kept: the rows of a claim, and claims of a remittance, have most in common."""

_NAMES = """
AAA AMT BHT BPR CAS CL1 CLM CLP CN1 CR1 CR2 CR3 CR4 CR5 CR6 CRC CTP CUR DMG DN1 DN2 DSB DTM DTP FRM
GE GS HCP HCR HD HI HL HSD ICM IEA III INS ISA K3 LE LIN LQ LS LUI LX MEA MIA MOA MSG N1 N2 N3 N4
NM1 NTE OI PAT PER PLA PLB PRV PS1 PWK QTY RAS RDM REF SBR SE ST STC SV1 SV2 SV3 SV5 SVC SVD TA1
TOO TRN TS2 TS3 UM
"""
_KNOWN = frozenset(_NAMES.split())
"""Segments that are named where they are left; another's name may be anything, a patient's too."""


class Remarks:
    """Collects remarks on one file. `position` is the place of the file among those given.

    Of a kind of notice the first few are shown, for one wrong program makes a whole file of them.
    """

    def __init__(self, file: File, position: int, journal: Journal) -> None:
        self.file = file
        self.position = position
        self._journal = journal
        self._noted: Counter[tuple[str, str]] = Counter()
        self._left: dict[tuple[str, str], tuple[int, int]] = {}
        self._whole = file.place()
        self._places: dict[int, Provenance] = {}

    def place(self, number: int) -> Provenance:
        """Where a segment stands."""
        known = self._places.get(number)
        if known is None:
            whole = self._whole
            known = Provenance(file=whole.file, sha256=whole.sha256, part=f"segment {number}")
            if len(self._places) == _PLACES:
                self._places.clear()
            self._places[number] = known
        return known

    def note(
        self,
        severity: Severity,
        what: str,
        number: int | None,
        refusal: ReadingError,
        column: str | None = None,
    ) -> None:
        """Adds a notice about a segment, or about the whole file where there is none."""
        key = (f"{severity}, {what}, {column}", refusal.rule)
        self._noted[key] += 1
        if self._noted[key] > _ALIKE:
            self.leave("more of the same", number or 0, f"{what}: {refusal.rule}")
            return
        place = self._whole if number is None else self.place(number)
        self._journal.note(severity, what, place, refusal, column)

    def note_trouble(self, trouble: Trouble) -> None:
        """Adds the notice of an element that its row does without."""
        what = "The row was used without this cell"
        self.note("warning", what, trouble.number, trouble.refusal, trouble.heading)

    def leave(self, name: str, number: int, why: str, count: int = 1) -> None:
        """Counts a part of which nothing is used, with its like."""
        first, known = self._left.get((name, why), (number, 0))
        self._left[name, why] = (first, known + count)

    def leave_segment(self, segment: Segment, why: str) -> None:
        """Counts a segment of which nothing is used. What has no known name is not repeated."""
        name = segment.id if segment.id in _KNOWN else "no segment that is known"
        self.leave(name, segment.number, why)

    @property
    def has_left(self) -> bool:
        """Whether anything was counted as not used."""
        return bool(self._left)

    def leave_file(self, why: str) -> None:
        """Lists the whole file as not used."""
        self._journal.leave_part(Unused(kind="file", file=self._whole.file, why=why))

    def close(self) -> None:
        """Writes the counts into the journal; to be called once."""
        for (name, why), (first, count) in self._left.items():
            read = self.place(first)
            unused = Unused(
                kind="segment", file=read.file, part=read.part, name=name, count=count, why=why
            )
            self._journal.leave_part(unused)
        self._left.clear()
