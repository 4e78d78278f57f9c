"""Reads the decisions on a request so far and the points of their reviewers.

The decision now under appeal is the denial of the cases sheet; a row of its level completes it, and
those before it become the case's earlier decisions. Nothing is guessed: what contradicts another
row or the denial is noted and not used, and which of two contradicting rows errs is never chosen.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from letters.case.model import Case, Decision, Denial, Level, Point, Ruling
from letters.case.provenance import Exhibit
from letters.case.vocabulary import Vocabulary
from letters.intake.cases.facts import leave_unplaced
from letters.intake.cells import values, words
from letters.intake.cells.fields import Fields
from letters.intake.columns import DECISIONS, POINTS, Table
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import Placed

_CELL = "a cell of it could not be read"
_SAME = "it says the same as a row before it"
_CONTRADICTED = "it contradicts another row of its case"
_ORDER = tuple(Level)
_AGREE = "compare the notices and correct one of the dates"


@dataclass
class _Told:
    """One row of the decisions sheet that could be read by itself."""

    decision: Decision
    fields: Fields

    @property
    def level(self) -> Level:
        return self.decision.level


@dataclass
class _Decided:
    """The decisions of one case: those that stand, and the levels that any row tells of."""

    stand: dict[Level, _Told] = field(default_factory=dict)
    levels: set[Level] = field(default_factory=set)

    def points(self, level: Level, points: Sequence[Point]) -> Decision:
        """The decision of a level with its points."""
        return self.stand[level].decision.model_copy(update={"points": tuple(points)})


def with_decisions(
    placed: Mapping[str, Sequence[Placed]],
    cases: Mapping[str, Case],
    refused: set[str],
    vocabulary: Vocabulary,
    journal: Journal,
) -> dict[str, Case]:
    """The cases by their key, each with its earlier decisions and what completes its denial.

    `placed` are rows by table with the keys of their cases; a case of which no row of these tables
    tells stays as it is.
    """
    decisions = _by_case(DECISIONS, placed, cases, refused, journal)
    points = _by_case(POINTS, placed, cases, refused, journal)
    return {
        key: _completed(case, decisions.get(key, []), points.get(key, []), vocabulary, journal)
        for key, case in cases.items()
    }


def _by_case(
    table: Table,
    placed: Mapping[str, Sequence[Placed]],
    cases: Mapping[str, Case],
    refused: set[str],
    journal: Journal,
) -> dict[str, list[Fields]]:
    found: dict[str, list[Fields]] = {}
    for row, keys in placed.get(table.name, ()):
        for key in keys or ("",):
            if key in cases:
                found.setdefault(key, []).append(Fields(row, journal, cases[key].id))
            else:
                leave_unplaced(row, key, refused, journal)
    return found


def _completed(
    case: Case,
    decisions: Sequence[Fields],
    points: Sequence[Fields],
    vocabulary: Vocabulary,
    journal: Journal,
) -> Case:
    if not decisions and not points:
        return case
    if case.denial is None:
        _leave_undenied([*decisions, *points], journal)
        return case
    decided = _decided(decisions, case.denial, journal)
    said = _said(points, decided, case.denial.level, vocabulary, journal)
    under_appeal = decided.stand.get(case.denial.level)
    earlier = tuple(
        decided.points(level, said.get(level, ()))
        for level in _ORDER
        if level in decided.stand and level is not case.denial.level
    )
    denial = _denial(case.denial, under_appeal, said.get(case.denial.level, ()))
    return case.model_copy(update={"denial": denial, "decisions": earlier})


def _leave_undenied(rows: Sequence[Fields], journal: Journal) -> None:
    rule = "the cases sheet tells of no denial, so what is under appeal is not known"
    action = "fill in the denial on the cases sheet, with its level and date"
    for fields in rows:
        fields.refuse("case", ReadingError(rule, action))
        journal.leave(fields.read, rule)


def _denial(denial: Denial, told: _Told | None, points: Sequence[Point]) -> Denial:
    """The denial with what its own row tells beyond the cases sheet."""
    if told is None:
        return denial.model_copy(update={"points": tuple(points)})
    decision = told.decision
    return denial.model_copy(
        update={
            "ruling": decision.ruling,
            "filed_on": decision.filed_on,
            "reference": decision.reference,
            "reviewer": decision.reviewer,
            "points": tuple(points),
        }
    )


def _decided(rows: Sequence[Fields], denial: Denial, journal: Journal) -> _Decided:
    """The decisions that agree with each other and with the denial."""
    told = [each for fields in rows if (each := _told(fields, journal)) is not None]
    decided = _Decided(levels={each.level for each in told})
    for level in _ORDER:
        these = _once([each for each in told if each.level is level], journal)
        if len(these) > 1:
            for each in these:
                rule = "another row tells a different decision of this level"
                action = "keep the row of the decision that counts, or correct the level"
                _contradict(each, "level", ReadingError(rule, action), journal)
        elif these and _fits(these[0], denial, journal):
            decided.stand[level] = these[0]
    _drop_disordered(decided, denial, journal)
    _drop_misfiled(decided, denial, journal)
    return decided


def _told(fields: Fields, journal: Journal) -> _Told | None:
    """What a row tells, if it is possible by itself."""
    level = fields.need("level", values.word(Level))
    ruling = fields.need("ruling", values.word(Ruling))
    on = fields.take("decision date", values.date)
    filed_on = fields.take("appeal filed on", values.date)
    reference = fields.take("reference number", values.identifier) or None
    reviewer, exhibit = fields.text("reviewer"), fields.exhibit()
    if level is Level.INITIAL and ruling not in (None, Ruling.DENIED):
        rule = "an initial decision answers no appeal, so it upholds and overturns nothing"
        fields.refuse("ruling", ReadingError(rule, "correct the level or the ruling"))
    if level is Level.INITIAL and filed_on is not None:
        rule = "an initial decision answers no appeal"
        action = "write the day in the row of the decision that answered that appeal"
        what = "The row was used without this cell"
        fields.warn(what, ReadingError(rule, action), "appeal filed on")
        filed_on = None
    if on and filed_on and on < filed_on:
        rule = "the appeal was filed after it was decided"
        fields.refuse("appeal filed on", ReadingError(rule, _AGREE))
    if fields.refused or level is None or ruling is None:
        journal.leave(fields.read, _CELL)
        return None
    decision = Decision(
        level=level,
        ruling=ruling,
        on=on,
        filed_on=filed_on,
        reference=reference,
        reviewer=reviewer,
        read=fields.read,
        exhibit=exhibit,
    )
    return _Told(decision, fields)


def _once(told: Sequence[_Told], journal: Journal) -> list[_Told]:
    """Rows that say the same are one."""
    found: dict[str, _Told] = {}
    for each in told:
        content = each.decision.model_dump_json(exclude={"read"})
        if found.setdefault(content, each) is not each:
            journal.leave(each.fields.read, _SAME)
    return list(found.values())


def _contradict(told: _Told, heading: str, refusal: ReadingError, journal: Journal) -> None:
    told.fields.refuse(heading, refusal)
    journal.leave(told.fields.read, _CONTRADICTED)


def _fits(told: _Told, denial: Denial, journal: Journal) -> bool:
    """Whether a decision may stand beside the denial: before it, or as the denial itself."""
    if _ORDER.index(told.level) > _ORDER.index(denial.level):
        rule = "it is of a later level than the denial on the cases sheet"
        action = "write there the denial under appeal with its 'denial level', or correct the level"
        _contradict(told, "level", ReadingError(rule, action), journal)
        return False
    on = told.decision.on
    if told.level is not denial.level or on is None or on == denial.notice_on:
        return True
    if denial.notice_on is None:
        # Why not taken from here: the cases sheet may tell two dates, of which none was used.
        rule = "the time to appeal runs from this day, which the cases sheet does not tell"
        refusal = ReadingError(rule, "write it there as 'denial date'")
        told.fields.warn("The row was used without this cell", refusal, "decision date")
        return True
    rule = "it differs from the denial date on the cases sheet, which tells the same notice"
    _contradict(told, "decision date", ReadingError(rule, _AGREE), journal)
    return False


def _dates(decided: _Decided, denial: Denial) -> Iterator[tuple[Level, dt.date, _Told | None]]:
    """The dated decisions by level; the denial's date is that of the cases sheet, if it tells it.

    What the cases sheet tells stands, so no row is given with it.
    """
    for level in _ORDER:
        told = decided.stand.get(level)
        if level is denial.level and denial.notice_on is not None:
            yield level, denial.notice_on, None
        elif told is not None and told.decision.on is not None:
            yield level, told.decision.on, told


def _drop_disordered(decided: _Decided, denial: Denial, journal: Journal) -> None:
    """Drops both of two decisions of which the later level is dated before the earlier one."""
    dated = list(_dates(decided, denial))
    wrong: dict[Level, tuple[_Told, str]] = {}
    for at, (level, on, told) in enumerate(dated):
        for later, later_on, later_told in dated[at + 1 :]:
            if on <= later_on:
                continue
            if told is not None:
                wrong.setdefault(level, (told, "it is dated after a decision of a later level"))
            if later_told is not None:
                rule = "it is dated before a decision of an earlier level"
                wrong.setdefault(later, (later_told, rule))
    for level, (told, rule) in wrong.items():
        del decided.stand[level]
        _contradict(told, "decision date", ReadingError(rule, _AGREE), journal)


def _drop_misfiled(decided: _Decided, denial: Denial, journal: Journal) -> None:
    """Drops a decision on an appeal that was sent before what it appeals, or after its answer."""
    before: dt.date | None = None
    for level in _ORDER:
        told = decided.stand.get(level)
        if told is None:
            continue
        filed_on = told.decision.filed_on
        answered = denial.notice_on if level is denial.level else told.decision.on
        if filed_on and before and filed_on < before:
            rule = "the appeal was filed before the decision that it appeals"
        elif filed_on and answered and answered < filed_on:
            rule = "the appeal was filed after it was decided"
        else:
            before = told.decision.on or before
            continue
        del decided.stand[level]
        _contradict(told, "appeal filed on", ReadingError(rule, _AGREE), journal)


def _said(
    rows: Sequence[Fields],
    decided: _Decided,
    under_appeal: Level,
    vocabulary: Vocabulary,
    journal: Journal,
) -> dict[Level, list[Point]]:
    """The points by the level of their decision, in the order of the input."""
    found: dict[Level, list[Point]] = {}
    known: set[tuple[Level, str, str | None]] = set()
    for fields in rows:
        level = fields.take("level", values.word(Level)) if fields.has("level") else under_appeal
        quote = fields.need("point", values.text)
        about = fields.spare("about", words.term(vocabulary.denial_reasons))
        if level is None or not quote or fields.refused:
            journal.leave(fields.read, _CELL)
            continue
        if level is not under_appeal and level not in decided.stand:
            _leave_undecided(fields, level in decided.levels, journal)
            continue
        exhibit = _exhibit(fields, decided.stand.get(level))
        reason = about.id if about else None
        if (level, quote, reason) in known:
            journal.leave(fields.read, _SAME)
            continue
        known.add((level, quote, reason))
        point = Point(quote=quote, about=reason, read=fields.read, exhibit=exhibit)
        found.setdefault(level, []).append(point)
    return found


def _leave_undecided(fields: Fields, told: bool, journal: Journal) -> None:
    """Leaves a point of a decision that no row tells, or of one that was not used."""
    if told:
        journal.leave(fields.read, "its decision was not used")
        return
    rule = "no row of the decisions sheet that can be read tells a decision of this level"
    action = "add the decision, or leave the level empty for the decision under appeal"
    fields.refuse("level", ReadingError(rule, action))
    journal.leave(fields.read, "its decision is not known")


def _exhibit(fields: Fields, told: _Told | None) -> Exhibit | None:
    """The page that shows the point; the file is that of its decision where no other is named."""
    notice = told.decision.exhibit if told else None
    if notice is None or fields.has("file"):
        return fields.exhibit()
    return Exhibit(file=notice.file, page=fields.spare("page", values.count))
