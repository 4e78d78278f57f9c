"""Reads the lines of a denial report: which codes and words refuse, and whether any does."""

import re
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain

from letters import codes
from letters.case.vocabulary import Vocabulary, find
from letters.intake.cells import values
from letters.intake.mapping import headings
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell
from letters.intake.sheets import cells as read
from letters.intake.sheets.contents import group_of
from letters.intake.sheets.lines import Line

IDENTIFIED = (
    "patient account",
    "claim number",
    "authorization number",
    "patient name",
    "member id",
)
UNNAMED = "it names neither a patient nor a claim"
NO_DENIAL = "it tells no denial"
SETTLED = "its codes tell a claim that was processed, not refused"
UNSEEN = "it is a rejection before any payer decided: correct the claim and send it again"
_UNKNOWN_WORD = ReadingError(
    "the word is no denial code, and no denial reason that is known",
    "give its meaning under 'values' in a mapping; `letters map` proposes one",
)
_GROUP = ReadingError("it is not a group code (CO, PR, OA, PI)", "export the code of the group")
_NO_CODE = ReadingError(
    "it is not an adjustment reason (CARC) or remark (RARC) code",
    "give its meaning under 'values' in a mapping; `letters map` proposes one",
)
_PARTING = re.compile(r"[;,|/\r\n]+")
_LINES = re.compile(r"[;\r\n]+")
_NONE: tuple[tuple[str, ...], str] = ((), "")
_OWN_CODE = re.compile(r"(?=.*[0-9A-Z])[0-9A-Za-z][0-9A-Za-z._-]{0,14}")


def read_claim(line: Line) -> None:
    """Sets what a line tells of the service: its procedure with modifiers, and its units."""
    billed = line.first("procedure", read.procedure)
    line.cells.pop("procedure", None)
    if billed is not None:
        line.give("procedure", billed[0])
        written = "; ".join(billed[1])
        line.cells.setdefault("modifiers", written) if written else None
    if "line units" in line.cells:
        units = line.first("line units", values.number)
        del line.cells["line units"]
        line.give("line units", units)


def read_denial(line: Line, vocabulary: Vocabulary) -> None:
    """Sets the codes, reasons and words by which a line refuses."""
    found, words = _coded(line)
    remarks = _remarks(line)
    told = [code for cell in line.all("reason text") for code in _told(line, cell)]
    found = [*dict.fromkeys((*found, *told))]
    remarks = [*dict.fromkeys((*remarks, *(code for code in found if codes.is_remark(code))))]
    for heading in ("denial codes", "remark codes", "group code", "denial reasons"):
        line.cells.pop(heading, None)
    line.give("denial codes", "; ".join(found or _as_written(line)))
    line.give("remark codes", "; ".join(remarks))
    line.give("group code", _common_group(found) if line.all("group code") else None)
    texts = [text for cell in line.all("reason text") if (text := _text(line, cell))]
    said = [_text(line, cell) for cell in (*line.all("kick code"), *line.all("denial reasons"))]
    named = dict.fromkeys(_reasons([*words, *line.reasons, *said], vocabulary))
    line.give("denial reasons", "; ".join(named))
    if texts and "denial quote" not in line.cells:
        line.give("denial quote", "; ".join(dict.fromkeys(texts)))
    _note_unknown(line, said, found, vocabulary)


def why_not(line: Line, vocabulary: Vocabulary) -> str | None:
    """Why a line is no denial; None where it is one."""
    if not any(heading in line.cells for heading in (*IDENTIFIED,)):
        return UNNAMED
    decided = [headings.decision(str(c)) for h in ("denial type", "outcome") for c in line.all(h)]
    if "unseen" in decided:
        return UNSEEN
    told = [parts for code in _of(line, "denial codes") if (parts := codes.adjustment(code))]
    worded = any(line.all(h) for h in ("denial codes", "kick code", "reason text"))
    worded |= bool(line.all("denial reasons"))
    refused = "refused" in decided
    if told and all(reason in vocabulary.settled_codes for _, reason in told):
        return None if "denial reasons" in line.cells else SETTLED
    if told or refused:
        return None
    if "accepted" in decided or not (worded or _of(line, "denial codes")):
        return NO_DENIAL
    return None


def _coded(line: Line) -> tuple[list[str], list[str]]:
    """The codes of the columns of denial codes, each with its group, and the words beside them."""
    found: list[str] = []
    words: list[str] = []
    for cell, beside in line.coded:
        groups = [] if beside is None else _groups(line, beside)
        group = groups[0] if len(set(groups)) == 1 else None
        told, said = line.attempt("denial codes", cell, partial(values.coded, group=group)) or _NONE
        parts = _parts(cell) if len(set(groups)) > 1 else []
        if len(parts) == len(groups) == len(told):
            told = tuple(chain.from_iterable(map(values.denial_codes, parts, groups)))
        found += told
        words += [said] if said else []
    return found, words


def _groups(line: Line, cell: Cell) -> list[str]:
    """The group codes of a cell."""
    found = [group_of(part) for part in _parts(cell)]
    if None in found:
        line.faults.append(("group code", _GROUP))
    return [group for group in found if group is not None]


def _parts(cell: Cell) -> list[str]:
    return [part.strip() for part in _PARTING.split(str(cell)) if part.strip()]


def _common_group(found: Sequence[str]) -> str | None:
    """The group of all adjustments, if they have one together."""
    groups = {parts[0] for code in found if (parts := codes.adjustment(code)) is not None}
    return groups.pop() if len(groups) == 1 else None


def _remarks(line: Line) -> list[str]:
    found: list[str] = []
    for cell in line.all("remark codes"):
        told = line.attempt("remark codes", cell, values.denial_codes) or ()
        found += [code for code in told if codes.is_remark(code)]
        if not told:
            line.faults.append(("remark codes", _NO_CODE))
    return found


def _told(line: Line, cell: Cell) -> tuple[str, ...]:
    return line.attempt("denial quote", cell, values.told_codes) or ()


def _text(line: Line, cell: Cell) -> str:
    return line.attempt("denial quote", cell, values.text) or ""


def _reasons(texts: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """Names of the denial reasons that texts are, whole or part by part."""
    parts = (part for text in texts for part in (text, *_LINES.split(text)))
    found = (find(vocabulary.denial_reasons, part.strip(" .")) for part in parts)
    return [reason.name for reason in found if reason is not None]


def _note_unknown(
    line: Line, said: Sequence[str], found: Sequence[str], vocabulary: Vocabulary
) -> None:
    """Remarks on words of a column of codes or reasons that mean nothing to us."""
    for text in said:
        if text and not values.coded(text)[0] and not _reasons([text], vocabulary):
            line.faults.append(("denial reasons", _UNKNOWN_WORD))
    if (
        line.all("denial codes")
        and not found
        and not _reasons((str(cell) for cell in line.all("denial codes")), vocabulary)
    ):
        line.faults.append(("denial codes", _NO_CODE))


def _as_written(line: Line) -> list[str]:
    """Codes of a payer's own, which have the shape of no code that is known."""
    cells = (str(cell).strip() for cell in line.all("denial codes"))
    return [cell for cell in cells if _OWN_CODE.fullmatch(cell)]


def _of(line: Line, heading: str) -> list[str]:
    return [code for code in str(line.cells.get(heading, "")).split("; ") if code]
