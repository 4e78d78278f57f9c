"""The statement of urgency, the drugs required first, and the plan's own definition."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HEADINGS = ("urgency statement", "urgency stated by", "urgency stated on")


def case_of(reading):
    return next(case for case in reading.cases if case.label == "A-1")


def test_a_statement_with_its_clinician_and_day(reading_of, tables):
    """The clinician is named as on the practice sheet, also where the NPI was written."""
    urgency = case_of(reading_of(tables)).urgency
    assert urgency.statement == "Waiting a month would do harm that cannot be undone."
    assert (urgency.by, urgency.on) == ("Ada Moon", dt.date(2026, 2, 4))
    assert (urgency.read.file, urgency.read.row) == ("cases.csv", 2)


def test_no_statement_is_no_urgency(reading_of, tables):
    """Nothing is remarked on."""
    for heading in HEADINGS:
        del tables["cases"][0][heading]
    reading = reading_of(tables)
    assert not reading.notices
    assert case_of(reading).urgency is None


@pytest.mark.parametrize("lacking", HEADINGS)
def test_a_part_that_is_lacking_leaves_the_case_without_urgency(reading_of, tables, lacking):
    """An expedited appeal rests on a physician who certifies it; the case goes on without."""
    del tables["cases"][0][lacking]
    reading = reading_of(tables)
    assert case_of(reading).urgency is None
    (notice,) = reading.notices
    assert (notice.severity, notice.column) == ("error", lacking)
    assert notice.what == "The case goes on without urgency"
    assert notice.rule == (
        "a statement of urgency needs its words, who made it and the day; "
        f"'{lacking}' cannot be read"
    )
    assert notice.action == "fill in all three as the physician stated it, or clear them"


def test_a_day_that_cannot_be_read_leaves_no_urgency(reading_of, tables):
    """Both are told: what is wrong with the day, and what comes of it."""
    tables["cases"][0]["urgency stated on"] = "2026-02"
    reading = reading_of(tables)
    assert case_of(reading).urgency is None
    assert {(n.what, n.column) for n in reading.notices} == {
        ("The value was not used", "urgency stated on"),
        ("The case goes on without urgency", "urgency stated on"),
    }


def test_rows_that_differ_leave_no_urgency(reading_of, tables):
    """Two rows of one case must agree on the statement."""
    tables["cases"].append({"case": "A-1", "drug": "lunacillin", "urgency statement": "Other."})
    reading = reading_of(tables)
    assert case_of(reading).urgency is None
    assert "it differs from row 2 of the same case" in {n.rule for n in reading.notices}


def test_one_who_is_no_clinician_of_the_sheet_is_kept_as_written(reading_of, tables):
    """As with the answers to questions, with a remark."""
    tables["cases"][0]["urgency stated by"] = "Cy Cloud"
    reading = reading_of(tables)
    assert case_of(reading).urgency.by == "Cy Cloud"
    assert [(n.severity, n.what, n.column, n.rule) for n in reading.notices] == [
        (
            "warning",
            "The statement was used",
            "urgency stated by",
            "who stated the urgency is not a clinician of the practice sheet",
        )
    ]


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("lunacillin", ("lunacillin",)),
        ("Lunar tablet; LAMPS; SLB", ("lunacillin", "lamps", "solumab")),
        ("lamp drug\nlunacillin; Lunar tablet", ("lamps", "lunacillin")),
        (" ; ", ()),
        ("", ()),
    ],
)
def test_drugs_and_classes_that_the_plan_wants_first(reading_of, tables, written, ids):
    """A drug may be told by a product of it; each stands once, in the order of the cell."""
    tables["cases"][0]["required drugs"] = written
    reading = reading_of(tables)
    assert not reading.notices
    assert case_of(reading).required_drugs == ids


def test_one_required_drug_that_is_not_known_refuses_them_all(reading_of, tables):
    """A letter that leaves out a step would not answer the plan."""
    tables["cases"][0]["required drugs"] = "lunacillin; somnolin"
    reading = reading_of(tables)
    assert case_of(reading).required_drugs == ()
    (notice,) = reading.notices
    assert (notice.severity, notice.column) == ("error", "required drugs")
    assert notice.rule == "drug 2 of the cell is no drug and no class that is known"


def test_the_definition_of_the_plan_is_kept_word_for_word(reading_of, tables):
    """It is quoted in the letter."""
    case = case_of(reading_of(tables))
    assert case.definition == "Care that a prudent physician would give."


NAMES = {
    "lunacillin": "lunacillin",
    "Lunar tablet": "lunacillin",
    "SLB": "solumab",
    "lamps": "lamps",
    "Lamp Drug": "lamps",
}


@given(
    names=st.lists(st.sampled_from(sorted(NAMES)), max_size=6),
    apart=st.sampled_from(["; ", ";", "\n", " ;; "]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_names_of_known_drugs_give_their_ids_once(reading_of, tables, names, apart):
    """However they are named and parted, in the order of the cell."""
    tables["cases"][0]["required drugs"] = apart.join(names)
    case = case_of(reading_of(tables))
    assert case.required_drugs == tuple(dict.fromkeys(NAMES[name] for name in names))
