"""Documents of an imaginary practice about an imaginary disease, as rich as real ones.

Their words stand in letter.yaml and sheets.yaml; here they become models.
"""

import datetime as dt
import re
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from letters.case.vocabulary import LetterKind
from letters.citations.table_names import TABLE_NAMES
from letters.rationale.model import (
    ActionSheet,
    Bar,
    Chart,
    Cited,
    Claim,
    CodeRow,
    CriteriaTable,
    CriterionRow,
    DenialReply,
    Event,
    Fact,
    FactRow,
    GapQuestion,
    GapSheet,
    LabCell,
    LabTable,
    Letter,
    Line,
    LineRow,
    OtherPathway,
    Panel,
    Paragraph,
    Point,
    PointReply,
    ProvedItem,
    Reference,
    Refusal,
    ReportRow,
    ReviewItem,
    ReviewSheet,
    RouteLine,
    StatedItem,
    StepRow,
    TableNumbers,
    TreatmentRow,
    UnsupportedSheet,
)
from letters.rationale.naming import named

from .accompanying import COMPANIONS

Written = dict[str, Any]

_CLAIM = re.compile(r"(?P<text>.*?)(?: \[(?P<numbers>[\d, ]+)\])?(?: \{(?P<proofs>[^}]*)\})?", re.S)
_TIED = re.compile(r"(?<=\d) (?=mg|g/g|mL|m²|weeks|months|doses|%|m |mm)|(?<=[=×]) (?=\d)")
_counted = count(1)


def _read(name: str) -> Written:
    written: Written = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return written


def fact(what: str, value: str, proof: str = "-", on: dt.date | None = None) -> Fact:
    """A fact; `proof` is exhibit and page as in `C3`, or a dash for none."""
    return Fact(
        what=what,
        value=value,
        on=on,
        file="export-2026-11.xlsx",
        sheet="Results",
        row=next(_counted),
        document=None if proof == "-" else proof[0],
        page=None if proof == "-" else int(proof[1:]),
    )


def cited(number: int) -> Cited:
    return Cited(
        number=number,
        statement=f"source-{number}/statement",
        source=f"source-{number}",
        locator="Recommendation 4.2",
        grade="conditional recommendation",
        level="primary",
        verified_on=dt.date(2026, 11, 20),
    )


def claim(written: str) -> Claim:
    found = _CLAIM.fullmatch(written)
    assert found
    text = _TIED.sub("\N{NO-BREAK SPACE}", found["text"])
    numbers = [int(number) for number in (found["numbers"] or "").split(",") if number]
    return Claim(
        id=f"c{next(_counted)}",
        text=text,
        facts=tuple(fact("a fact", text, proof) for proof in (found["proofs"] or "").split()),
        citations=tuple(cited(number) for number in numbers),
    )


def claims(written: list[str]) -> tuple[Claim, ...]:
    return tuple(claim(one) for one in written)


def paragraph(written: list[str]) -> Paragraph:
    return Paragraph(claims=claims(written))


def criterion(number: str, says: str, verdict: Any, finding: str) -> CriterionRow:
    depth = 0 if number.isdigit() else 1
    return CriterionRow(
        number=number, says=says, verdict=verdict, finding=claim(finding), depth=depth
    )


def _table(written: Written) -> LabTable:
    series = [texts.split() for texts in written["series"].values()]
    rows = tuple(
        tuple(_cell(texts[index], day, index) for texts in series)
        for index, day in enumerate(written["days"])
    )
    return LabTable(
        columns=tuple(written["series"]), days=written["days"], rows=rows, rule=written["rule"]
    )


def _cell(text: str, day: dt.date, index: int) -> LabCell:
    if text == "-":
        return LabCell(text=None)
    return LabCell(text=text, fact=fact("a result", text, f"D{1 + index * 6 // 10}", day))


def _chart(written: Written, table: Written) -> Chart:
    panels = []
    for panel in written["panels"]:
        texts = table["series"][panel["series"]].split()
        points = tuple(point(on, text) for on, text in zip(table["days"], texts, strict=True))
        panels.append(
            Panel(
                measure=panel["measure"],
                unit=panel["unit"],
                points=points,
                targets=tuple(Decimal(str(target)) for target in panel["targets"]),
            )
        )
    return Chart(
        panels=tuple(panels),
        bars=tuple(Bar(**bar) for bar in written["bars"]),
        first=table["days"][0],
        last=table["days"][-1],
        caption=claim(written["caption"]),
        alt=written["alt"],
        target_label=written["target_label"],
    )


def point(on: dt.date, text: str) -> Point:
    """A value as reported, with its bound."""
    bound: Any = text[0] if text[0] in "<>" else "="
    return Point(on=on, value=Decimal(text.lstrip("<>")), bound=bound)


def _references(written: list[list[str]]) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            number=number,
            source=f"source-{number}",
            runs=tuple((text, place == 1) for place, text in enumerate(written[number % 4 - 1])),
        )
        for number in range(1, 15)
    )


def _letter(written: Written) -> Letter:
    table = written["laboratory"]
    for name in ("ask", "denial_quote", "summary", "override", "dosing", "safety"):
        written[name] = paragraph(written[name])
    for name in ("necessity", "recommendation", "label", "adverse"):
        written[name] = tuple(paragraph(one) for one in written[name])
    for name in ("monitoring", "stopping", "requests"):
        written[name] = claims(written[name])
    return Letter(
        **written
        | {
            "tables": TableNumbers.of(("criteria", "history", "results")),
            "re": tuple(Line(label=label, value=value) for label, value in written["re"].items()),
            "delay": paragraph(written["delay"]),
            "denial_replies": tuple(
                DenialReply(reason=one["reason"], answer=paragraph(one["answer"]))
                for one in written["denial_replies"]
            ),
            "criteria": tuple(criterion(*one) for one in written["criteria"]),
            "treatments": tuple(
                TreatmentRow(
                    **one | {"facts": tuple(fact("a", "b", f) for f in one["facts"].split())}
                )
                for one in written["treatments"]
            ),
            "laboratory": _table(table),
            "chart": _chart(written["chart"], table),
            "references": _references(written["references"]),
        }
    )


def letter(**changes: object) -> Letter:
    """The rich letter, with changed fields where a test needs them."""
    return LETTER.model_copy(update=changes)


def _external(written: Written) -> Letter:
    """A letter with all that only some kinds have, every table included."""
    theirs = written["policy"]
    steps = (one | {"facts": _proofs(one["facts"])} for one in written["steps"])
    table, enclosures = LETTER.laboratory, LETTER.enclosures
    assert table is not None
    return letter(
        document=LetterKind.EXTERNAL,
        tables=TableNumbers.of(TABLE_NAMES),
        urgency=paragraph(written["urgency"]),
        points=tuple(
            PointReply(
                point=claim(one["point"]), about=one["about"], answer=paragraph(one["answer"])
            )
            for one in written["points"]
        ),
        definition=paragraph(written["definition"]),
        policy=CriteriaTable(
            title=theirs["title"],
            basis=claim(theirs["basis"]),
            rows=tuple(criterion(*one) for one in theirs["rows"]),
        ),
        policy_exceptions=tuple(paragraph(one) for one in written["policy_exceptions"]),
        policy_age=paragraph(written["policy_age"]),
        steps=tuple(StepRow(**one) for one in steps),
        news=claim(written["news"]),
        criteria=(LETTER.criteria[0].model_copy(update={"new": True}), *LETTER.criteria[1:]),
        laboratory=table.model_copy(update={"new": table.days[-1:]}),
        enclosures=(enclosures[0].model_copy(update={"new": True}), *enclosures[1:]),
        chronology=tuple(Event(on=on, what=claim(what)) for on, what in written["chronology"]),
    )


def _proofs(written: str) -> tuple[Fact, ...]:
    return tuple(fact("a course", "given", proof) for proof in written.split())


def _shared() -> Written:
    """What every sheet carries: its head, the route, the warnings."""
    lines = []
    for label, value, *first in _SHEETS["route"]:
        told = claim(value)
        lines.append(
            RouteLine(
                label=label, value=told.text, citations=told.citations, strong=first == ["first"]
            )
        )
    warnings = tuple(_SHEETS["warnings"])
    return {**_SHEETS["shared"], "route": tuple(lines), "warnings": warnings}


def _gaps(written: Written) -> GapSheet:
    questions = []
    for number, one in enumerate(written.pop("questions"), start=1):
        why = claim(one.pop("why"))
        questions.append(GapQuestion(number=number, why=why.text, citations=why.citations, **one))
    return GapSheet(
        **_shared(),
        **written
        | {
            "request": claim(_SHEETS["request"]),
            "pathway": _SHEETS["pathway"],
            "standing": claim(written["standing"]),
            "questions": tuple(questions),
            "known": _MET[:8],
            "references": LETTER.references[:3],
            "notices": _NOTICES,
        },
    )


def _unsupported(written: Written) -> UnsupportedSheet:
    return UnsupportedSheet(
        **_shared(),
        **written
        | {
            "request": claim(_SHEETS["request"]),
            "pathway": _SHEETS["pathway"],
            "refusals": tuple(
                Refusal(says=one["says"], finding=claim(one["finding"]))
                for one in written["refusals"]
            ),
            "known": _MET[:9],
            "others": tuple(OtherPathway(**one) for one in written["others"]),
            "references": LETTER.references[:5],
            "notices": _NOTICES,
        },
    )


def _review(written: Written) -> ReviewSheet:
    title = written.pop("title")
    proved = ("kind", "replies", "exceptions", "quoted", "contradictions")
    stated = ("second_hand", "superseded")
    items = {
        name: tuple(
            StatedItem(what=what, detail=detail, statement="s/one")
            if name in stated
            else (ProvedItem if name in proved else ReviewItem)(
                what=what, detail=detail, asks="Your reason" if name == "exceptions" else None
            )
            for what, detail in pairs.items()
        )
        for name, pairs in written.items()
    }
    facts = tuple(
        fact(
            row.says,
            row.finding.text,
            f"D{place}" if place % 3 else "-",
            dt.date(2026, 10, place) if place % 4 else None,
        )
        for place, row in enumerate(LETTER.criteria, start=1)
    )
    remitted = {"row": None, "sheet": None, "part": "segment 41"}
    facts = (facts[0].model_copy(update=remitted), *facts[1:])
    items["replies"] = (items["replies"][0].model_copy(update={"facts": facts[1:2]}),)
    sheet = ReviewSheet(
        **_shared(),
        title=title,
        mark="",
        facts=tuple(FactRow(**each.model_dump()) for each in facts),
        reports=_REPORTS,
        references=LETTER.references[:1],
        **items,
    )
    return named(sheet, LETTER)


def _report(day: dt.date, *results: str) -> ReportRow:
    facts = tuple(fact("a result", text, f"D{day.day}", day) for text in results)
    return ReportRow(on=day, results=results, file="export-2026-11.xlsx", facts=facts)


def _action(written: Written) -> ActionSheet:
    codes = []
    for code, gloss, calls_for, note in written["codes"]:
        told = claim(gloss)
        codes.append(
            CodeRow(
                code=code,
                gloss=told.text,
                calls_for=calls_for,
                note=note or None,
                citations=told.citations,
            )
        )
    names = ("code", "served", "units", "charged", "paid", "reasons")
    lines = (dict(zip(names, cells, strict=True)) for cells in written["lines"])
    return ActionSheet(
        **_shared(),
        **written
        | {
            "request": claim(_SHEETS["request"]),
            "because": claim(written["because"]),
            "codes": tuple(codes),
            "lines": tuple(LineRow(**cells) for cells in lines),
            "references": LETTER.references[:2],
            "notices": _NOTICES,
        },
    )


_SHEETS = _read("sheets.yaml")
LETTER = _letter(_read("letter.yaml"))
EXTERNAL = _external(_read("external.yaml"))
_NOTICES = (ReviewItem(what="Results row 31 was not used", detail="Its unit is not one known."),)
_MET = tuple(row for row in LETTER.criteria if row.verdict == "met")
GAPS = _gaps(_SHEETS["gap sheet"])
UNSUPPORTED = _unsupported(_SHEETS["not supported"])
ACTION = _action(_SHEETS["action sheet"])
_REPORTS = (
    _report(dt.date(2026, 10, 3), "UPCR 1.62 g/g", "eGFR 71 mL/min/1.73 m²"),
    _report(dt.date(2026, 10, 9), "UPCR 1.58 g/g"),
)
REVIEW = _review(_SHEETS["review sheet"])
SHEETS = (GAPS, UNSUPPORTED, ACTION)
DOCUMENTS = (LETTER, *SHEETS, REVIEW, EXTERNAL, *COMPANIONS)
