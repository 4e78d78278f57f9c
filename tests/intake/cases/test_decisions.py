"""Earlier decisions, the points of their reviewers, and what completes the denial."""

import copy
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters.case.model import Level, Ruling
from letters.case.provenance import Exhibit
from letters.intake import read, write_workbook

INITIAL, FIRST, SECOND, EXTERNAL = (level.value for level in Level)


def case_of(reading):
    return next(case for case in reading.cases if case.label == "A-1")


def told(reading):
    """The notices of a reading as severity, file, column, rule."""
    return [(n.severity, n.file, n.column, n.rule) for n in reading.notices]


def unused(reading):
    return {(part.file, part.row): part.why for part in reading.unused}


def decision(level, on="", ruling="upheld", **cells):
    return {"case": "A-1", "level": level, "ruling": ruling, "decision date": on, **cells}


def test_what_stands_before_the_denial_and_what_completes_it(reading_of, tables):
    """The row of the denial's level completes the denial; those before it are the decisions."""
    case = case_of(reading_of(tables))
    (earlier,) = case.decisions
    assert (earlier.level, earlier.ruling, earlier.on) == (
        Level.INITIAL,
        Ruling.DENIED,
        dt.date(2025, 12, 1),
    )
    assert earlier.reference == "0077"
    assert earlier.exhibit == Exhibit(file="first.pdf", page=1)
    assert (earlier.read.file, earlier.read.row) == ("decisions.csv", 2)
    denial = case.denial
    assert (denial.level, denial.ruling) == (Level.FIRST, Ruling.UPHELD)
    assert denial.filed_on == dt.date(2026, 1, 5)
    assert denial.reference == "0078"
    assert denial.reviewer == "family medicine"
    assert denial.notice_on == dt.date(2026, 2, 1)


def test_points_stand_with_their_decision_in_the_order_of_the_sheet(reading_of, tables):
    """A point without a level is one of the denial; its reason is a word of the vocabulary."""
    case = case_of(reading_of(tables))
    assert [(point.quote, point.about) for point in case.denial.points] == [
        ("No dose is recorded.", "too-bright"),
        ("The price is not justified.", "too-dear"),
    ]
    assert [(point.quote, point.about) for point in case.decisions[0].points] == [
        ("Too bright.", None)
    ]


def test_a_point_that_names_no_file_is_in_that_of_its_decision(reading_of, tables):
    """Its own page is kept; a file of its own stands."""
    case = case_of(reading_of(tables))
    assert [point.exhibit for point in case.denial.points] == [
        Exhibit(file="second.pdf", page=2),
        Exhibit(file="reasons.pdf", page=3),
    ]
    assert case.decisions[0].points[0].exhibit == Exhibit(file="first.pdf")


def test_exports_without_these_tables_are_read_as_before(reading_of, tables):
    """Without the two sheets a case has no decisions and its denial tells nothing of them."""
    del tables["decisions"], tables["points"]
    reading = reading_of(tables)
    assert not reading.notices
    case = case_of(reading)
    assert case.decisions == ()
    assert (case.denial.ruling, case.denial.points) == (Ruling.DENIED, ())
    assert (case.denial.filed_on, case.denial.reviewer, case.denial.reference) == (None, None, None)


def test_a_case_without_rows_is_left_as_it_is(reading_of, tables):
    """Rows of one case tell nothing of another."""
    other = next(case for case in reading_of(tables).cases if case.label == "B-2")
    assert (other.denial, other.decisions) == (None, ())


def test_a_whole_way_through_three_levels(reading_of, tables):
    """Up to an external review: earlier decisions are given oldest first, whatever their order."""
    tables["cases"][0] |= {"denial level": SECOND, "denial date": "2026-05-01"}
    tables["decisions"] = [
        decision(SECOND, "2026-05-01", **{"appeal filed on": "2026-04-01"}),
        decision(FIRST, "2026-03-01", "partly overturned", **{"appeal filed on": "2026-02-01"}),
        decision(INITIAL, "2026-01-01", "denied"),
    ]
    tables["points"] = [{"case": "A-1", "level": FIRST, "point": "Partly."}]
    reading = reading_of(tables)
    assert not reading.notices
    case = case_of(reading)
    assert [each.level for each in case.decisions] == [Level.INITIAL, Level.FIRST]
    assert case.decisions[1].ruling is Ruling.PARTLY
    assert case.denial.ruling is Ruling.UPHELD
    assert case.denial.points == ()
    assert case.decisions[1].points[0].quote == "Partly."


LATER = "it is of a later level than the denial on the cases sheet"
TWICE = "another row tells a different decision of this level"
DATED_AFTER = "it is dated after a decision of a later level"
DATED_BEFORE = "it is dated before a decision of an earlier level"
OTHER_DATE = "it differs from the denial date on the cases sheet, which tells the same notice"
FILED_EARLY = "the appeal was filed before the decision that it appeals"
FILED_LATE = "the appeal was filed after it was decided"
UPHOLDS = "an initial decision answers no appeal, so it upholds and overturns nothing"

CONTRADICTIONS = {
    "a later level than the denial": (
        [decision(INITIAL, "2025-12-01", "denied"), decision(SECOND, "2026-03-01")],
        [(3, "level", LATER)],
        [Level.INITIAL],
    ),
    "two decisions of one level": (
        [decision(INITIAL, "2025-12-01", "denied"), decision(INITIAL, "2025-12-02", "denied")],
        [(2, "level", TWICE), (3, "level", TWICE)],
        [],
    ),
    "another date than that of the denial": (
        [decision(FIRST, "2026-02-02")],
        [(2, "decision date", OTHER_DATE)],
        [],
    ),
    "an initial decision after the denial": (
        [decision(INITIAL, "2026-02-02", "denied"), decision(FIRST, "2026-02-01")],
        [(2, "decision date", DATED_AFTER)],
        [],
    ),
    "an appeal filed before what it appeals": (
        [
            decision(INITIAL, "2025-12-01", "denied"),
            decision(FIRST, "2026-02-01", **{"appeal filed on": "2025-11-30"}),
        ],
        [(3, "appeal filed on", FILED_EARLY)],
        [Level.INITIAL],
    ),
    "an appeal filed after its answer": (
        [decision(FIRST, "2026-02-01", **{"appeal filed on": "2026-02-02"})],
        [(2, "appeal filed on", FILED_LATE)],
        [],
    ),
    "an appeal filed after the date of the denial": (
        [decision(FIRST, "", **{"appeal filed on": "2026-02-02"})],
        [(2, "appeal filed on", FILED_LATE)],
        [],
    ),
    "an initial decision that upholds": (
        [decision(INITIAL, "2025-12-01", "upheld")],
        [(2, "ruling", UPHOLDS)],
        [],
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_noted_and_its_rows_are_not_used(reading_of, tables, name):
    """What contradicts the denial or another row is an error with its row, and is left."""
    rows, notices, kept = CONTRADICTIONS[name]
    tables["decisions"], tables["points"] = rows, []
    reading = reading_of(tables)
    assert [(n.severity, n.row, n.column, n.rule) for n in reading.notices] == [
        ("error", *notice) for notice in notices
    ]
    assert [each.level for each in case_of(reading).decisions] == kept
    assert {row for _, row in unused(reading)} == {row for row, _, _ in notices}
    refused_denial = any(rows[row - 2]["level"] == FIRST for row, _, _ in notices)
    if refused_denial or name == "a later level than the denial":
        assert case_of(reading).denial.ruling is Ruling.DENIED


def test_of_two_earlier_decisions_out_of_order_none_is_used(reading_of, tables):
    """Which of the two errs is not known."""
    tables["cases"][0] |= {"denial level": EXTERNAL, "denial date": "2026-09-01"}
    tables["decisions"] = [
        decision(INITIAL, "2026-01-01", "denied"),
        decision(FIRST, "2026-05-01"),
        decision(SECOND, "2026-04-01"),
    ]
    tables["points"] = [{"case": "A-1", "level": FIRST, "point": "Not yet."}]
    reading = reading_of(tables)
    assert [(n.row, n.rule) for n in reading.notices] == [(3, DATED_AFTER), (4, DATED_BEFORE)]
    assert [each.level for each in case_of(reading).decisions] == [Level.INITIAL]
    assert unused(reading)["points.csv", 2] == "its decision was not used"


def test_two_decisions_of_one_day_are_in_order(reading_of, tables):
    """An expedited review may answer on the same day."""
    tables["decisions"] = [
        decision(INITIAL, "2026-02-01", "denied"),
        decision(FIRST, "2026-02-01", **{"appeal filed on": "2026-02-01"}),
    ]
    tables["points"] = []
    reading = reading_of(tables)
    assert not reading.notices
    assert len(case_of(reading).decisions) == 1


def test_equal_rows_are_one_decision_and_one_point(reading_of, tables):
    """A row that says the same again is listed as not used, without a notice."""
    tables["decisions"].append(dict(tables["decisions"][0]))
    tables["points"].append(dict(tables["points"][0]))
    reading = reading_of(tables)
    assert not reading.notices
    same = "it says the same as a row before it"
    assert unused(reading) == {("decisions.csv", 4): same, ("points.csv", 5): same}
    assert len(case_of(reading).denial.points) == 2


def test_the_day_of_filing_beside_an_initial_decision_is_left_out(reading_of, tables):
    """An initial decision answers no appeal; the rest of its row is used."""
    tables["decisions"][0]["appeal filed on"] = "2026-01-05"
    reading = reading_of(tables)
    assert told(reading) == [
        ("warning", "decisions.csv", "appeal filed on", "an initial decision answers no appeal")
    ]
    assert case_of(reading).decisions[0].filed_on is None


def test_the_date_of_the_denial_is_never_taken_from_the_decisions(reading_of, tables):
    """The time to appeal runs from it, so it is asked for where it belongs."""
    del tables["cases"][0]["denial date"]
    reading = reading_of(tables)
    denial = case_of(reading).denial
    assert (denial.notice_on, denial.ruling) == (None, Ruling.UPHELD)
    assert [(n.severity, n.column, n.action) for n in reading.notices] == [
        ("warning", "decision date", "write it there as 'denial date'")
    ]


def test_without_a_denial_nothing_is_under_appeal(reading_of, tables):
    """Rows of a case that tells of no denial are noted, and make none."""
    for table in ("decisions", "points"):
        tables[table] = [{**tables[table][0], "case": "B-2"}]
    reading = reading_of(tables)
    rule = "the cases sheet tells of no denial, so what is under appeal is not known"
    assert told(reading) == [
        ("error", "decisions.csv", "case", rule),
        ("error", "points.csv", "case", rule),
    ]
    assert all(case.decisions == () for case in reading.cases)


def test_a_point_of_a_level_without_a_decision(reading_of, tables):
    """It is noted and not used."""
    del tables["decisions"][0]
    reading = reading_of(tables)
    rule = "no row of the decisions sheet that can be read tells a decision of this level"
    assert told(reading) == [("error", "points.csv", "level", rule)]
    assert unused(reading) == {("points.csv", 4): "its decision is not known"}


def test_a_point_of_the_denial_needs_no_row_of_the_decisions(reading_of, tables):
    """The denial itself is the decision."""
    tables["decisions"], tables["points"] = [], [{"case": "A-1", "point": "No dose is recorded."}]
    reading = reading_of(tables)
    assert not reading.notices
    assert [point.quote for point in case_of(reading).denial.points] == ["No dose is recorded."]


def test_a_point_about_a_reason_that_is_not_known_is_kept_without_it(reading_of, tables):
    """The reviewer said it whatever it amounts to, so it must be answered."""
    tables["points"][0]["about"] = "too heavy"
    reading = reading_of(tables)
    (notice,) = reading.notices
    assert (notice.severity, notice.column) == ("warning", "about")
    assert notice.what == "The row was used without this cell"
    assert case_of(reading).denial.points[0].about is None


@pytest.mark.parametrize("table", ["decisions", "points"])
def test_a_row_of_no_known_case_is_listed(reading_of, tables, table):
    """It is noted and not used, as in every sheet."""
    tables[table].append({**tables[table][0], "case": "C-3"})
    tables[table].append({k: v for k, v in tables[table][0].items() if k != "case"})
    reading = reading_of(tables)
    rule = "no row of the cases sheet has this case"
    assert told(reading) == [
        ("error", f"{table}.csv", "case", rule),
        ("error", f"{table}.csv", "case", "'case' is needed here"),
    ]
    assert sorted(unused(reading).values()) == ["it names no case", rule]


@pytest.mark.parametrize("table", ["decisions", "points"])
def test_a_row_of_a_case_that_was_not_read_is_left(reading_of, tables, table):
    """The refusal of the case was noted already."""
    tables["cases"][0]["birth date"] = "yesterday"
    reading = reading_of(tables)
    assert {why for (file, _), why in unused(reading).items() if file == f"{table}.csv"} == {
        "its case could not be read"
    }


@pytest.mark.parametrize(
    ("table", "heading"),
    [("decisions", "level"), ("decisions", "ruling"), ("points", "point")],
)
def test_what_must_be_filled_in(reading_of, tables, table, heading):
    """A row without it is noted and not used."""
    del tables[table][1][heading]
    reading = reading_of(tables)
    assert (table + ".csv", 3) in unused(reading)
    assert ("error", f"{table}.csv", heading, f"'{heading}' is needed here") in told(reading)


def test_a_decision_before_the_birth_refuses_the_case(reading_of, tables):
    """As with every other date of the case."""
    tables["decisions"][0]["decision date"] = "1989-05-01"
    assert [case.label for case in reading_of(tables).cases] == ["B-2"]


days = st.dates(dt.date(2025, 11, 1), dt.date(2026, 3, 1)) | st.none()
rows = st.lists(st.tuples(st.sampled_from(Level), st.sampled_from(Ruling), days, days), max_size=5)


@given(rows=rows, under=st.sampled_from(Level), notice=days)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_what_stands_is_always_in_order(reading_of, tables, rows, under, notice):
    """Whatever is typed: each row is used or listed, and what is used contradicts nothing."""
    ours = copy.deepcopy(tables)
    ours["cases"][0] |= {"denial level": under, "denial date": str(notice or "")}
    ours["points"] = []
    ours["decisions"] = [
        decision(level, str(on or ""), ruling, **{"appeal filed on": str(filed or "")})
        for level, ruling, on, filed in rows
    ]
    reading = reading_of(ours)
    case = case_of(reading)
    order = list(Level)
    levels = [order.index(each.level) for each in case.decisions]
    assert levels == sorted(set(levels))
    assert all(level < order.index(under) for level in levels)
    dated = [each.on for each in case.decisions if each.on]
    dated += [notice] if notice else []
    assert dated == sorted(dated)
    for before, after in zip(case.decisions, case.decisions[1:], strict=False):
        assert not (before.on and after.filed_on) or before.on <= after.filed_on
    for each in (*case.decisions, case.denial):
        on = each.on if each is not case.denial else notice
        assert not (on and each.filed_on) or each.filed_on <= on
        assert each.level is not Level.INITIAL or each.ruling is Ruling.DENIED
    listed = [part for part in reading.unused if part.file == "decisions.csv"]
    used = {each.read.row for each in case.decisions}
    assert used.isdisjoint({part.row for part in listed})
    of_denial = sum(level is under for level, *_ in rows)
    assert len(used) + len(listed) >= len(rows) - min(of_denial, 1)


def test_a_workbook_gives_the_same_decisions(tmp_path, vocabulary, reading_of, tables):
    """Written as a workbook and read again, decisions, points and statements are the same."""
    write_workbook(tmp_path / "book.xlsx", vocabulary, tables)
    book, folder = case_of(read([tmp_path / "book.xlsx"], vocabulary)), case_of(reading_of(tables))
    assert [each.points[0].quote for each in book.decisions] == ["Too bright."]
    for one, other in zip(book.decisions, folder.decisions, strict=True):
        assert one.model_dump(exclude={"read", "points"}) == other.model_dump(
            exclude={"read", "points"}
        )
    assert [(p.quote, p.about, p.exhibit) for p in book.denial.points] == [
        (p.quote, p.about, p.exhibit) for p in folder.denial.points
    ]
    assert (book.required_drugs, book.definition) == (folder.required_drugs, folder.definition)
    assert book.urgency.model_dump(exclude={"read"}) == folder.urgency.model_dump(exclude={"read"})
