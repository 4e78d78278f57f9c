"""Any document as readable text: every section, every sentence with what it rests on."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from letters.rationale.model import (
    Chart,
    Cited,
    Claim,
    CriterionRow,
    Document,
    Enclosure,
    Event,
    Fact,
    FactRow,
    LabTable,
    Paragraph,
    PointReply,
    Reference,
    ReviewItem,
    ReviewSheet,
    RouteLine,
    StepRow,
    TableNumbers,
    TreatmentRow,
)

# They name the version of the program and of the library, not what is said.
_LEFT_OUT = {"library", "tool", "language", "case_id", "mark", "accepted"}


def as_text(document: Document | ReviewSheet) -> str:
    """The document in the order of its fields. A no-break space is shown as a plain one."""
    lines = [f"{document.document.upper()}"]
    for name in type(document).model_fields:
        if name not in _LEFT_OUT and name != "document":
            lines += _section(name, getattr(document, name))
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ").rstrip() + "\n"


def _section(name: str, value: object) -> Iterator[str]:
    told = list(_told(value))
    if len(told) <= 1 and not isinstance(value, tuple | Paragraph | Claim):
        yield f"{name}: {''.join(told) or '—'}"
        return
    yield f"\n== {name}"
    yield from (f"  {line}" for line in told or ["—"])


def _told(value: object) -> Iterator[str]:
    match value:
        case None:
            return
        case Claim():
            yield from _claim(value)
        case RouteLine():
            numbers = "".join(f" [{cited.number}]" for cited in value.citations)
            yield f"{'! ' if value.strong else ''}{value.label}: {value.value}{numbers}"
            yield from _indented(_cited(cited) for cited in value.citations)
        case Paragraph():
            for claim in value.claims:
                yield from _claim(claim)
            yield ""
        case CriterionRow():
            yield f"{value.number}. {value.says}: {value.verdict.upper()}{_new(value.new)}"
            yield from _indented(_claim(value.finding))
        case StepRow():
            cells = (value.ground, value.dose, value.dates, value.duration, value.outcome)
            yield f"{value.drug} | {' | '.join(cell or '—' for cell in cells)}"
            yield from _indented(_facts(value.facts))
        case Event():
            yield value.on.isoformat()
            yield from _indented(_claim(value.what))
        case PointReply():
            yield from _claim(value.point)
            yield f"  about: {value.about}"
            yield from _indented(line for claim in value.answer.claims for line in _claim(claim))
        case TableNumbers():
            standing = {name: value.number(name) for name in type(value).model_fields}
            yield ", ".join(f"{name} {number}" for name, number in standing.items() if number)
        case Enclosure():
            cells = (value.letter, value.title, str(value.on or "—"), value.file, value.pages)
            yield f"{' | '.join(cell or '—' for cell in cells)}{_new(value.new)}"
        case TreatmentRow():
            cells = (value.dose, value.dates, value.duration)
            cells += (value.response, value.recorded, value.ended)
            yield f"{value.drug} | {' | '.join(cell or '—' for cell in cells)}"
            yield from _indented(_facts(value.facts))
        case LabTable():
            yield from _table(value)
        case Chart():
            yield from _chart(value)
        case Reference():
            runs = "".join(f"*{text}*" if italic else text for text, italic in value.runs)
            yield f"{value.number}. {runs}  [{value.source}]"
        case FactRow():
            yield from (f"{value.name} {line}" for line in _facts([value]))
        case Fact():
            yield from _facts([value])
        case ReviewItem():
            cells = (value.what, value.detail, f"{value.asks}: …" if value.asks else "")
            yield " | ".join(cell for cell in ((value.name or ""), *cells) if cell)
            yield from _indented(_facts(getattr(value, "facts", ())))
        case Cited():
            yield _cited(value)
        case tuple():
            for item in value:
                yield from _told(item)
        case BaseModel():
            yield from _fields(value)
        case _:
            yield str(value)


def _new(new: bool) -> str:
    return " NEW" if new else ""


def _fields(value: object) -> Iterator[str]:
    """A part that holds only short values stands on one line, any other in a block."""
    parts = {name: list(_told(getattr(value, name))) for name in type(value).model_fields}
    if all(len(part) <= 1 for part in parts.values()):
        yield " | ".join(part[0] if part else "—" for part in parts.values())
        return
    for name, part in parts.items():
        yield f"{name}: {part[0] if part else '—'}"
        yield from _indented(part[1:])


def _claim(claim: Claim) -> Iterator[str]:
    yield f"{claim.text}{''.join(f' [{cited.number}]' for cited in claim.citations)}"
    yield from _indented(_facts(claim.facts))
    yield from _indented(_cited(cited) for cited in claim.citations)


def _facts(facts: Iterable[Fact]) -> Iterator[str]:
    for fact in facts:
        on = f" on {fact.on}" if fact.on else ""
        page = f" p. {fact.page}" if fact.page else ""
        proof = f", exhibit {fact.document}{page}" if fact.document else ""
        sheet = f" {fact.sheet}" if fact.sheet else ""
        place = f"row {fact.row}" if fact.row else fact.part
        yield f"< {fact.what} {fact.value}{on} ({fact.file}{sheet} {place}{proof})"


def _cited(cited: Cited) -> str:
    grade = f", {cited.grade}" if cited.grade else ""
    marks = f", {cited.level}" if cited.level != "primary" else ""
    marks += ", superseded" if cited.superseded else ""
    return f"[{cited.number}] {cited.statement}, {cited.locator}{grade}{marks}"


def _table(table: LabTable) -> Iterator[str]:
    yield " | ".join(("day", *table.columns))
    for day, row in zip(table.days, table.rows, strict=True):
        yield " | ".join((day.isoformat(), *(cell.text or "—" for cell in row))) + _new(
            day in table.new
        )
    yield table.rule


def _chart(chart: Chart) -> Iterator[str]:
    yield f"{chart.first} to {chart.last}; dashed: {chart.target_label}"
    for panel in chart.panels:
        points = ", ".join(
            f"{point.on} {point.bound if point.bound != '=' else ''}{point.value}"
            for point in panel.points
        )
        targets = ", ".join(map(str, panel.targets))
        yield f"{panel.measure} ({panel.unit}): {points}; targets: {targets or '—'}"
    for bar in chart.bars:
        yield f"bar: {bar.label} {bar.start} to {bar.stop or 'today'}"
    yield from _claim(chart.caption)
    yield f"alt: {chart.alt}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)
