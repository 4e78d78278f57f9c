"""Each judge: met, not met, unknown, and why."""

import datetime as dt

import pytest

from letters.determination.judges import JUDGES
from letters.determination.judging import judge

from .matters import (
    answer,
    category,
    course,
    criterion,
    day,
    document,
    dose,
    found,
    glow,
    matter,
    measured,
    procedure,
    service,
)

MET = ("met", "shown")
NOT_MET = ("not met", "shown")


def unknown(reason):
    return ("unknown", reason)


def test_there_is_a_judge_for_each_of_ten_kinds():
    """Ten kinds of leaf, ten judges."""
    assert len(JUDGES) == 10


# diagnosis


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        (("X10.1",), MET),
        (("X99.9", "X10.2"), MET),
        (("X10.9", "X10.1"), MET),
        (("X10.9",), unknown("wider")),
        (("X20.1", "X10.9"), unknown("wider")),
        (("X20.1",), NOT_MET),
        (("X10",), NOT_MET),
        ((), unknown("absent")),
    ],
)
def test_diagnosis(moonlit, codes, wanted):
    """An exact code proves, a wider one leaves open, another one denies, none says nothing."""
    asked = criterion("diagnosis", one_of=["moonlight"])
    assert found(asked, matter(moonlit, codes=codes)) == wanted


@pytest.mark.parametrize(
    ("born", "wanted"),
    [
        ("2008-11-22", MET),
        ("2008-11-23", NOT_MET),
        ("1950-01-01", MET),
        (None, unknown("absent")),
    ],
)
def test_age(moonlit, born, wanted):
    """Years are completed on the birthday; without a birth date the age is not known."""
    before = matter(moonlit, born=day(born) if born else None)
    assert found(criterion("age", at_least=18), before) == wanted


def test_age_shows_the_years(moonlit):
    """The completed years are told."""
    finding = judge(criterion("age", at_least=18), matter(moonlit, born=day("1990-05-01")))
    assert [(one.what, one.value, one.unit) for one in finding.computed] == [("age", 36, "years")]


def test_diagnosis_shows_the_codes_it_was_judged_by(moonlit):
    """The finding carries the codes of the request."""
    asked = criterion("diagnosis", one_of=["moonlight"])
    assert judge(asked, matter(moonlit, codes=("X20.1",))).codes == ("X20.1",)


# request


@pytest.mark.parametrize(
    ("asked", "requested", "wanted"),
    [
        ({"drugs": ["solumab"]}, {}, MET),
        ({"drugs": ["moonmab"]}, {}, MET),
        ({"drugs": ["lunacillin"]}, {}, NOT_MET),
        ({"routes": ["intravenous"]}, {"route": "intravenous"}, MET),
        ({"routes": ["intravenous"]}, {"route": "oral"}, NOT_MET),
        ({"routes": ["intravenous"]}, {}, unknown("partial")),
        ({"continuing": True}, {"continuing": True}, MET),
        ({"continuing": True}, {"continuing": False}, NOT_MET),
        ({"continuing": False}, {}, unknown("partial")),
        ({"drugs": ["lunacillin"], "continuing": True}, {}, NOT_MET),
        (
            {"regimens": ["solumab-fixed"]},
            {"route": "intravenous", "dose": dose("1000 mg", "days-1-and-15")},
            MET,
        ),
        (
            {"regimens": ["solumab-fixed"]},
            {"route": "intravenous", "dose": dose("900 mg", "days-1-and-15")},
            NOT_MET,
        ),
        ({"regimens": ["solumab-fixed"]}, {"route": "intravenous"}, unknown("partial")),
    ],
)
def test_request(moonlit, asked, requested, wanted):
    """Every field named must agree; a field left blank in the request leaves it open."""
    made = matter(moonlit, services=(service(**requested),))
    assert found(criterion("request", **asked), made) == wanted


# category


@pytest.mark.parametrize(
    ("evidence", "within", "wanted"),
    [
        ([], None, unknown("absent")),
        ([category("phase", "full-moon", "2026-01-01")], None, MET),
        ([category("phase", "new-moon", "2026-01-01")], None, NOT_MET),
        (
            [
                category("phase", "full-moon", "2026-01-01"),
                category("phase", "new-moon", "2026-02-01"),
            ],
            None,
            NOT_MET,
        ),
        (
            [
                category("phase", "new-moon", "2026-02-01"),
                category("phase", "full-moon", "2026-02-01"),
            ],
            None,
            unknown("conflict"),
        ),
        (
            [
                category("phase", "half-moon", "2026-02-01"),
                category("phase", "full-moon", "2026-02-01"),
            ],
            None,
            MET,
        ),
        ([category("phase", "full-moon", "2026-08-24")], "P90D", MET),
        ([category("phase", "full-moon", "2026-08-23")], "P90D", unknown("stale")),
        ([category("phase", "full-moon", "2026-11-23")], None, unknown("absent")),
        ([category("marks", "crater", "2026-02-01")], None, unknown("absent")),
    ],
)
def test_category(moonlit, evidence, within, wanted):
    """The newest day decides; too old is open, and one day that contradicts itself is open."""
    asked = criterion("category", of="phase", one_of=["full-moon", "half-moon"], within=within)
    assert found(asked, matter(moonlit, *evidence)) == wanted


def test_category_of_several_values(moonlit):
    """Where several values stand together one wanted is enough, and others do not contradict."""
    asked = criterion("category", of="marks", one_of=["crater"])
    both = [category("marks", mark, "2026-02-01") for mark in ("sea", "crater")]
    assert found(asked, matter(moonlit, *both)) == MET
    assert found(asked, matter(moonlit, both[0])) == NOT_MET


# measure


@pytest.mark.parametrize(
    ("evidence", "wanted"),
    [
        ([], unknown("absent")),
        ([glow("0.5", "2026-11-01")], MET),
        ([glow("0.49", "2026-11-01")], NOT_MET),
        ([measured("glow", "500 mg/g", "2026-11-01")], MET),
        ([glow("0.8", "2026-08-23")], unknown("stale")),
        ([glow("0.8", "2026-08-24")], MET),
        ([glow("0.8", "2026-11-23")], unknown("absent")),
        ([glow("0.8", "2026-11-22")], MET),
        ([glow("0.8", "2026-10-01"), glow("0.2", "2026-11-01")], NOT_MET),
        ([glow("0.2", "2026-11-01"), glow("0.8", "2026-10-01")], NOT_MET),
        ([glow("0.8", "2026-11-01"), glow("0.2", "2026-11-01")], unknown("conflict")),
        ([glow("0.8", "2026-11-01"), glow("0.9", "2026-11-01")], MET),
        ([glow("<0.5", "2026-11-01")], NOT_MET),
        ([glow("<0.6", "2026-11-01")], unknown("bounded")),
        ([glow(">0.5", "2026-11-01")], MET),
        ([glow(">0.4", "2026-11-01")], unknown("bounded")),
        ([glow("0.8", "2026-11-01"), glow("<0.6", "2026-11-01")], unknown("bounded")),
    ],
)
def test_measure(moonlit, evidence, wanted):
    """The newest recent value decides; stale, contradictory and open-ended values do not."""
    asked = criterion("measure", of="glow", within="P90D", at_least="0.5 g/g")
    assert found(asked, matter(moonlit, *evidence)) == wanted


@pytest.mark.parametrize(
    ("bound", "at_threshold", "beside"),
    [
        ("at_least", MET, NOT_MET),
        ("above", NOT_MET, NOT_MET),
        ("at_most", MET, MET),
        ("below", NOT_MET, MET),
    ],
)
def test_measure_at_and_just_below_its_threshold(moonlit, bound, at_threshold, beside):
    """The value on the threshold belongs to `at_least` and `at_most` alone."""
    asked = criterion("measure", of="glow", **{bound: "500 mg/g"})
    assert found(asked, matter(moonlit, glow("0.500", "2026-11-01"))) == at_threshold
    assert found(asked, matter(moonlit, glow("0.499", "2026-11-01"))) == beside


SERIES = [glow("1.0", "2026-01-01"), glow("3.0", "2026-05-01"), glow("0.2", "2026-11-01")]


@pytest.mark.parametrize(
    ("take", "value"), [("first", "1.0"), ("latest", "0.2"), ("highest", "3.0"), ("lowest", "0.2")]
)
def test_measure_takes_the_one_asked_for(moonlit, take, value):
    """First, latest, highest and lowest each judge and show their own reading."""
    asked = criterion("measure", of="glow", take=take, at_least="0.5 g/g")
    finding = judge(asked, matter(moonlit, *SERIES))
    assert [str(reading.value) for reading in finding.readings] == [value]
    assert (finding.truth.value, finding.reason) == (MET if float(value) >= 0.5 else NOT_MET)


@pytest.mark.parametrize(
    ("take", "bound", "values", "wanted"),
    [
        ("highest", "at_most", ["3.0", ">2.0"], unknown("bounded")),
        ("highest", "at_most", ["5.0", ">2.0"], NOT_MET),
        ("highest", "at_least", ["<9.0", "5.0"], MET),
        ("highest", "at_least", ["<9.0", "3.0"], unknown("bounded")),
        ("highest", "at_least", ["<4.0", "3.0"], NOT_MET),
        ("lowest", "at_least", ["5.0", "<6.0"], unknown("bounded")),
        ("lowest", "at_least", ["3.0", "<6.0"], NOT_MET),
        ("lowest", "at_most", [">1.0", "3.0"], MET),
        ("lowest", "at_most", [">1.0", "5.0"], unknown("bounded")),
    ],
)
def test_a_bound_may_hide_the_extreme(moonlit, take, bound, values, wanted):
    """The highest or lowest is known only when no reported bound can lie beyond it."""
    asked = criterion("measure", of="glow", take=take, **{bound: "4.0 g/g"})
    series = [glow(value, f"2026-1{i}-01") for i, value in enumerate(values)]
    assert found(asked, matter(moonlit, *series)) == wanted
    assert found(asked, matter(moonlit, *reversed(series))) == wanted


def test_a_derived_measure_is_judged(moonlit):
    """Where only creatinine was reported, its filtration rate is judged."""
    asked = criterion("measure", of="flow", above="45 mL/min/1.73 m²")
    good, bad = measured("ash", "0.8 mg/dL", "2026-11-01"), measured("ash", "3 mg/dL", "2026-11-01")
    assert found(asked, matter(moonlit, good)) == MET
    assert found(asked, matter(moonlit, bad)) == NOT_MET
    assert found(asked, matter(moonlit, good, sex=None)) == unknown("absent")


# therapy


def therapy(count=1, **courses):
    return criterion("therapy", courses={"drugs": ["lunacillin"], **courses}, count=count)


GIVEN = course("lunacillin", "past", start="2025-01-01", stop="2025-09-01")


@pytest.mark.parametrize(
    ("evidence", "complete", "wanted"),
    [
        ([], None, unknown("unlisted")),
        ([], False, unknown("unlisted")),
        ([], True, NOT_MET),
        ([GIVEN], None, MET),
        ([course("eclipsone", "past")], True, NOT_MET),
        ([course("eclipsone", "past")], None, unknown("unlisted")),
        ([course("lunacillin", "contraindicated")], True, NOT_MET),
        ([course("lunacillin", "contraindicated")], None, unknown("unlisted")),
        ([course("lunacillin", "declined")], True, NOT_MET),
        ([course("lunacillin", "planned")], True, NOT_MET),
    ],
)
def test_an_absent_course_is_unknown_unless_the_list_is_complete(
    moonlit, evidence, complete, wanted
):
    """Silence about a therapy denies it only when the list is known to be whole."""
    made = matter(moonlit, *evidence, treatments_complete=complete)
    assert found(therapy(status=["past", "current"]), made) == wanted


@pytest.mark.parametrize("status", ["past", "contraindicated", "declined"])
@pytest.mark.parametrize("ended", ["inadequate response", "intolerance", None])
def test_failed_intolerant_and_contraindicated_are_different_facts(moonlit, status, ended):
    """Each fact is met by itself alone: none of them stands for another."""
    fields = {"ended_for": ended} if status == "past" else {}
    made = matter(moonlit, course("lunacillin", status, **fields), treatments_complete=True)
    for asked_for in ("inadequate response", "intolerance"):
        wanted = NOT_MET
        if status == "past" and ended is None:
            wanted = unknown("partial")
        elif status == "past" and ended == asked_for:
            wanted = MET
        assert found(therapy(ended_for=[asked_for]), made) == wanted
    ruled_out = therapy(status=["contraindicated"])
    assert found(ruled_out, made) == (MET if status == "contraindicated" else NOT_MET)


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        (course("lunacillin", "past", start="2025-01-01", stop="2025-04-01"), MET),
        (course("lunacillin", "past", start="2025-01-01", stop="2025-03-31"), NOT_MET),
        (course("lunacillin", "past", start="2025-01-01"), unknown("partial")),
        (course("lunacillin", "past", stop="2025-04-01"), unknown("partial")),
        (course("lunacillin", "current", start="2026-08-22"), MET),
        (course("lunacillin", "current", start="2026-08-23"), NOT_MET),
        (course("lunacillin", "current"), unknown("partial")),
        (course("lunacillin", "current", start="2026-10-01", stop="2027-06-01"), NOT_MET),
        (course("lunacillin", "current", start="2027-01-01"), NOT_MET),
        (course("lunacillin", "planned", start="2026-01-01"), NOT_MET),
    ],
)
def test_how_long_a_course_lasted(moonlit, item, wanted):
    """A course counts its days up to its stop or to today; a planned stop is not past."""
    made = matter(moonlit, item, treatments_complete=True)
    assert found(therapy(for_at_least="P3M"), made) == wanted


def test_courses_are_counted(moonlit):
    """Two courses are two; one that may count leaves two open."""
    sure = [course("lunacillin", "past", start=f"202{i}-01-01", stop=f"202{i}-12-01") for i in "12"]
    blank = course("lunacillin", "past")
    asked = therapy(count=2, for_at_least="P6M")
    assert found(asked, matter(moonlit, *sure, treatments_complete=True)) == MET
    assert found(asked, matter(moonlit, sure[0], treatments_complete=True)) == NOT_MET
    assert found(asked, matter(moonlit, sure[0], treatments_complete=None))[0] == "unknown"
    half = matter(moonlit, sure[0], blank, treatments_complete=True)
    assert found(asked, half) == unknown("partial")


@pytest.mark.parametrize(
    ("amount", "frequency", "wanted"),
    [
        ("1000 mg", "twice-daily", MET),
        ("2 g", "once-daily", MET),
        ("1.5 g", "once-daily", NOT_MET),
        ("2 g", "every-4-weeks", unknown("partial")),
        ("2 g", None, unknown("partial")),
        ("40 mg/kg", "once-daily", unknown("partial")),
    ],
)
def test_the_dose_of_a_whole_day_is_compared(moonlit, amount, frequency, wanted):
    """Amounts are multiplied by how often a day; without a daily rhythm or a weight it is open."""
    item = course("lunacillin", "past", dose=dose(amount, frequency))
    made = matter(moonlit, item, treatments_complete=True)
    assert found(therapy(daily_at_least="2 g"), made) == wanted


def test_a_dose_by_weight_is_compared_once_the_weight_is_known(moonlit):
    """With a weight on record a dose per kilogram is an amount of the day."""
    item = course("lunacillin", "past", dose=dose("40 mg/kg", "once-daily"))
    weight = measured("weight", "50 kg", "2026-11-01")
    made = matter(moonlit, item, weight, treatments_complete=True)
    assert found(therapy(daily_at_least="2 g"), made) == MET


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ({"start": "2025-01-01", "stop": "2025-06-01"}, {"start": "2025-05-01"}, MET),
        (
            {"start": "2025-01-01", "stop": "2025-06-01"},
            {"start": "2024-01-01", "stop": "2025-01-01", "status": "past"},
            NOT_MET,
        ),
        (
            {"start": "2025-01-01", "stop": "2025-06-01"},
            {"start": "2024-01-01", "stop": "2025-01-02", "status": "past"},
            MET,
        ),
        ({"start": "2025-01-01"}, {"start": "2025-05-01"}, unknown("partial")),
        (
            {"start": "2025-01-01", "stop": "2025-06-01"},
            {"status": "contraindicated"},
            NOT_MET,
        ),
        ({"start": "2025-01-01", "stop": "2025-06-01"}, {"status": "planned"}, NOT_MET),
    ],
)
def test_courses_given_at_the_same_time(moonlit, one, other, wanted):
    """Two courses overlap by their days; days left blank leave it open."""
    items = (
        course("lunacillin", "past", **one),
        course("eclipsone", **{"status": "current", **other}),
    )
    made = matter(moonlit, *items, treatments_complete=True)
    assert found(therapy(with_any=["moonsteroid"]), made) == wanted


def test_a_companion_that_is_not_listed_is_unknown_unless_the_list_is_complete(moonlit):
    """Silence about the second drug denies the pair only when the list is whole."""
    asked = therapy(with_any=["moonsteroid"])
    assert found(asked, matter(moonlit, GIVEN, treatments_complete=True)) == NOT_MET
    assert found(asked, matter(moonlit, GIVEN))[0] == "unknown"


def test_the_requested_service_counts_as_planned(moonlit):
    """What is asked for is a planned course, also beside a course that runs now."""
    asked = criterion("therapy", courses={"drugs": ["solumab"], "status": ["planned"]})
    assert found(asked, matter(moonlit, treatments_complete=True)) == MET
    pair = criterion(
        "therapy",
        courses={
            "drugs": ["solumab"],
            "status": ["current", "planned"],
            "with_any": ["lunamab"],
        },
    )
    running = course("lunamab", "current")
    assert found(pair, matter(moonlit, running, treatments_complete=True)) == MET
    over = course("lunamab", "past", start="2025-01-01", stop="2025-02-01")
    assert found(pair, matter(moonlit, over, treatments_complete=True)) == NOT_MET


@pytest.mark.parametrize(
    ("listed", "statuses"),
    [
        ([], ["current"]),
        ([course("solumab", "current", start="2026-01-01")], ["current"]),
        (
            [course("solumab", "past", start="2026-01-01", stop="2026-02-01")],
            ["past", "planned"],
        ),
    ],
)
def test_a_request_to_continue_adds_no_second_running_course(moonlit, listed, statuses):
    """A renewal runs now: as listed, or as a course of its own where none is listed."""
    made = matter(moonlit, *listed, services=(service(continuing=True),))
    assert [item.status.value for item in made.courses] == statuses


# outcome of a course, recorded and measured

COURSE = {"start": "2025-01-01", "stop": "2026-03-01"}
FELL = [glow("2.0", "2024-12-20"), glow("0.3", "2025-08-01")]
STAYED = [glow("2.0", "2024-12-20"), glow("2.1", "2025-08-01")]
STEADY = [
    measured("flow", "90 mL/min/1.73 m²", "2024-12-20"),
    measured("flow", "88 mL/min/1.73 m²", "2025-08-01"),
]


@pytest.mark.parametrize(
    ("recorded", "series", "wanted"),
    [
        ("no response", [], MET),
        ("partial response", [], NOT_MET),
        ("too early to tell", [], unknown("partial")),
        (None, [], unknown("partial")),
        (None, STAYED, MET),
        (None, FELL, NOT_MET),
        ("no response", STAYED, MET),
        ("no response", FELL, unknown("conflict")),
        ("complete response", STAYED, unknown("conflict")),
        ("partial response", FELL, NOT_MET),
        ("relapse after response", FELL, NOT_MET),
        ("relapse after response", STAYED, unknown("conflict")),
        ("no response", FELL[:1], MET),
    ],
)
def test_a_recorded_outcome_against_the_series(moonlit, recorded, series, wanted):
    """The series speaks where nothing is recorded; what contradicts it is open, not believed."""
    item = course("lunacillin", "past", outcome=recorded, **COURSE)
    made = matter(moonlit, item, *series, *STEADY, treatments_complete=True)
    assert found(therapy(outcome=["no response"]), made) == wanted


def test_a_contradiction_is_told_only_where_the_outcome_is_asked(moonlit):
    """A leaf that asks nothing of the outcome is not held open by it, nor by its reason."""
    item = course("lunacillin", "past", outcome="no response", **COURSE)
    made = matter(moonlit, item, *FELL, *STEADY)
    assert found(therapy(), made) == MET
    assert found(therapy(count=2), made) == unknown("unlisted")


# change


def change(**fields):
    courses = {"drugs": ["lunacillin"], "status": ["past", "current"]}
    return criterion("change", **{"of": "glow", "courses": courses, "after": "P3M", **fields})


RUNNING = course("lunacillin", "current", start="2026-03-01")
START = glow("2.0", "2026-02-20")


@pytest.mark.parametrize(
    ("evidence", "wanted"),
    [
        ([], unknown("absent")),
        ([course("lunacillin", "current")], unknown("partial")),
        ([RUNNING], unknown("baseline")),
        ([RUNNING, START], unknown("later")),
        ([RUNNING, START, glow("1.0", "2026-05-31")], unknown("later")),
        ([RUNNING, START, glow("1.0", "2026-06-01")], MET),
        ([RUNNING, START, glow("1.01", "2026-06-01")], NOT_MET),
        ([RUNNING, START, glow("0.5", "2026-06-01"), glow("1.9", "2026-11-01")], NOT_MET),
        ([RUNNING, START, glow("<1.0", "2026-06-01")], MET),
        ([RUNNING, START, glow("<1.1", "2026-06-01")], unknown("bounded")),
        ([RUNNING, START, glow(">1.0", "2026-06-01")], NOT_MET),
        ([RUNNING, START, glow(">0.9", "2026-06-01")], unknown("bounded")),
        ([RUNNING, glow(">2.0", "2026-02-20"), glow("0.1", "2026-06-01")], unknown("bounded")),
        (
            [RUNNING, START, glow("0.9", "2026-06-01"), glow("1.9", "2026-06-01")],
            unknown("conflict"),
        ),
        ([RUNNING, glow("2.0", "2025-11-30"), glow("0.1", "2026-06-01")], unknown("baseline")),
        ([RUNNING, glow("2.0", "2025-12-01"), glow("0.1", "2026-06-01")], MET),
        ([RUNNING, glow("2.0", "2026-03-15"), glow("0.1", "2026-06-01")], MET),
        ([RUNNING, glow("2.0", "2026-03-16"), glow("0.1", "2026-06-01")], unknown("baseline")),
        ([RUNNING, START, glow("0.1", "2026-11-23")], unknown("later")),
    ],
)
def test_change(moonlit, evidence, wanted):
    """The newest value in the window is compared with the start; half as much is a fall by 50%."""
    assert found(change(falls_by=50), matter(moonlit, *evidence)) == wanted


def test_change_until_a_day(moonlit):
    """Values after the window do not count."""
    evidence = [RUNNING, START, glow("0.5", "2026-06-01"), glow("1.9", "2026-09-02")]
    assert found(change(falls_by=50, until="P6M"), matter(moonlit, *evidence)) == MET


def test_change_to_below_needs_no_start(moonlit):
    """A level alone is judged without a baseline; with a fall asked too, both must hold."""
    evidence = [RUNNING, glow("0.4", "2026-06-01")]
    assert found(change(to_below="0.5 g/g"), matter(moonlit, *evidence)) == MET
    both = change(to_below="500 mg/g", falls_by=90)
    assert found(both, matter(moonlit, *evidence)) == unknown("baseline")
    assert found(both, matter(moonlit, START, *evidence)) == NOT_MET


def test_change_follows_the_latest_course_that_matches(moonlit):
    """Of two courses the later one counts, and one that does not match never does."""
    early = course("lunacillin", "past", start="2025-01-01", stop="2025-02-01")
    evidence = [early, RUNNING, glow("4.0", "2025-01-01"), START, glow("1.9", "2026-06-01")]
    assert found(change(falls_by=50), matter(moonlit, *evidence)) == NOT_MET
    long_one = {"drugs": ["lunacillin"], "for_at_least": "P12M"}
    assert found(change(falls_by=50, courses=long_one), matter(moonlit, *evidence)) == unknown(
        "partial"
    )


def test_change_shows_its_arithmetic(moonlit):
    """The finding carries both readings and the percent between them."""
    finding = judge(change(falls_by=50), matter(moonlit, RUNNING, START, glow("0.5", "2026-06-01")))
    assert [str(reading.value) for reading in finding.readings] == ["2.0", "0.5"]
    assert [str(computed.value) for computed in finding.computed] == ["-75.0"]


# procedure, record


@pytest.mark.parametrize(
    ("days", "within", "wanted"),
    [
        ([], None, unknown("absent")),
        (["2020-01-01"], None, MET),
        (["2026-08-24"], "P90D", MET),
        (["2026-08-23"], "P90D", ("not met", "stale")),
        (["2020-01-01", "2026-11-01"], "P90D", MET),
        (["2026-11-23"], None, unknown("absent")),
        (["2020-01-01", "2026-11-23"], "P90D", ("not met", "stale")),
    ],
)
def test_procedure_and_record(moonlit, days, within, wanted):
    """The newest one decides; one of the future does not exist yet."""
    observed = [procedure("observation", day) for day in days]
    asked = criterion("procedure", of="observation", within=within)
    assert found(asked, matter(moonlit, *observed)) == wanted
    filed = [document("diary", day) for day in days]
    asked = criterion("record", one_of=["almanac", "diary"], within=within)
    assert found(asked, matter(moonlit, *filed)) == wanted


# attested


@pytest.mark.parametrize(
    ("evidence", "wanted"),
    [
        ([], unknown("absent")),
        ([answer("sky-clear", True)], MET),
        ([answer("sky-clear", False)], NOT_MET),
        ([answer("night-long", True)], unknown("absent")),
        ([answer("sky-clear", True), answer("sky-clear", False)], unknown("conflict")),
        ([answer("sky-clear", True), answer("sky-clear", True)], MET),
        ([answer("sky-clear", True, "2026-10-01"), answer("sky-clear", False)], NOT_MET),
        ([answer("sky-clear", True), answer("sky-clear", False, "2026-11-23")], MET),
    ],
)
def test_attested(moonlit, evidence, wanted):
    """The newest answer decides; two of one day that differ leave it open."""
    assert found(criterion("attested", question="sky-clear"), matter(moonlit, *evidence)) == wanted


def test_a_no_may_be_what_is_wanted(moonlit):
    """A leaf that asks for a no is met by a no."""
    asked = criterion("attested", question="sky-clear", answer=False)
    assert found(asked, matter(moonlit, answer("sky-clear", False))) == MET
    assert found(asked, matter(moonlit, answer("sky-clear", True))) == NOT_MET


# every judge


EACH = {
    "diagnosis": {"one_of": ["moonlight"]},
    "age": {"at_least": 18},
    "request": {"drugs": ["solumab"]},
    "category": {"of": "phase", "one_of": ["full-moon"]},
    "measure": {"of": "glow", "at_least": "0.5 g/g"},
    "change": {"of": "glow", "courses": {"drugs": ["lunacillin"]}, "after": "P3M", "falls_by": 50},
    "therapy": {"courses": {"drugs": ["lunacillin"]}},
    "procedure": {"of": "observation"},
    "record": {"one_of": ["diary"]},
    "attested": {"question": "sky-clear"},
}


@pytest.mark.parametrize("kind", JUDGES)
def test_a_finding_carries_what_its_leaf_says(moonlit, kind):
    """What a leaf says, asks and cites reaches the finding whatever the verdict."""
    asked = criterion(kind, id="leaf", cites=["almagest/dose"], **EACH[kind])
    finding = judge(asked, matter(moonlit, codes=()))
    assert (finding.criterion, finding.kind, finding.says) == ("leaf", kind, asked.says)
    assert (finding.ask, finding.why, finding.who) == (asked.ask, asked.why, asked.who)
    assert finding.cites == ("almagest/dose",)


@pytest.mark.parametrize("kind", sorted(set(JUDGES) - {"request", "diagnosis", "therapy", "age"}))
def test_silence_is_never_no(moonlit, kind):
    """A record without the fact leaves every question about it open, even with a whole list."""
    asked = criterion(kind, **EACH[kind])
    assert found(asked, matter(moonlit, treatments_complete=True)) == unknown("absent")


def test_evidence_of_the_future_is_not_there_yet(moonlit):
    """The same facts are absent the day before their date and there on it."""
    evidence = [
        category("phase", "full-moon", "2026-11-22"),
        glow("0.8", "2026-11-22"),
        procedure("observation", "2026-11-22"),
        document("diary", "2026-11-22"),
        answer("sky-clear", True, "2026-11-22"),
    ]
    for kind in ("category", "measure", "procedure", "record", "attested"):
        asked = criterion(kind, **EACH[kind])
        before = matter(moonlit, *evidence, as_of=dt.date(2026, 11, 21))
        assert found(asked, before) == unknown("absent")
        assert found(asked, matter(moonlit, *evidence)) == MET
