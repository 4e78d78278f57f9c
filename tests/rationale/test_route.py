"""Route and deadline as every sheet tells them."""

import datetime as dt

import imaginary
import pytest

from letters.case.model import Level
from letters.case.vocabulary import RouteKind
from letters.determination import determine
from letters.rationale import compose, compose_review
from letters.routing.model import Deadline
from rationale.routings import CLINICAL, CODE, DEADLINE, OTHER, UNROUTED, routed

DAY = dt.date(2026, 11, 22)


def composed(label: str, routing):
    case, library = imaginary.case(label), imaginary.library()
    determination = determine(case, library, DAY)
    document = compose(case, determination, library, routing)
    if document.document != "first-level appeal":
        return document
    return compose_review(case, determination, library, document, routing)


def told(routing, label: str = "IM-2") -> dict[str, str]:
    """The lines of a sheet by their labels; those of one label joined."""
    lines: dict[str, str] = {}
    for line in composed(label, routing).route:
        text = line.value.replace("\N{NO-BREAK SPACE}", " ")
        lines[line.label] = f"{lines[line.label]} | {text}" if line.label in lines else text
    return lines


def dated(**changes) -> dict[str, str]:
    deadline = DEADLINE.model_copy(update=changes)
    return told(routed(RouteKind.CLINICAL, CODE, deadline=deadline))


def test_everything_that_is_known_is_told():
    """Route, days, appeal, counting, filer, clock, rule and question each have their line."""
    assert told(CLINICAL) == {
        "Act by": "December 30, 2026 (38 days left)",
        "Must arrive by": "January 4, 2027 (43 days left)",
        "Calls for": "Clinical appeal, because of ZZ-7 (the stars were not asked)",
        "After that": "Corrected claim",
        "Appeal to file": "Plea to the plan (first-level appeal)",
        "Counted": "from November 7, 2026, when receipt of the notice is presumed: "
        "January 6, 2027. The notice states January 4, 2027; the earlier day counts.",
        "Who may file": "The prescriber or the member. Form M-7 for anybody else.",
        "The plan decides": "in 7 days; expedited: in 72 hours",
        "Rule": "60 days after receipt, which is presumed 5 days after the date of the notice. "
        "As of June 20, 2026.",
        "To find out": "Who pays for the plan?",
    }


def test_the_days_come_first_and_stand_out():
    """The two days are the first lines and the only strong ones."""
    strong = [line.strong for line in composed("IM-2", CLINICAL).route]
    assert strong == [True, True, *[False] * (len(strong) - 2)]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2026-11-24", "(2 days left)"),
        ("2026-11-23", "(1 day left)"),
        ("2026-11-21", "(PAST by 1 day)"),
        ("2026-11-02", "(PAST by 20 days)"),
    ],
)
def test_a_day_that_is_past_says_so(day, text):
    """Days left are told in words, those that are gone as PAST."""
    assert dated(act_by=dt.date.fromisoformat(day))["Act by"].endswith(text)
    assert dated(due=dt.date.fromisoformat(day))["Must arrive by"].endswith(text)


def test_today_is_told():
    """The day itself is neither left nor past."""
    assert dated(act_by=DAY)["Act by"].endswith("(today)")


@pytest.mark.parametrize(
    ("day", "act_by", "text"),
    [
        ("2026-12-05", "2026-12-04", "; a Saturday: file by Friday, December 4, 2026)"),
        ("2026-12-25", "2026-12-24", "; a federal holiday: file by Thursday, December 24, 2026)"),
        ("2026-12-04", "2026-12-04", "(12 days left)"),
        ("2026-11-22", "2026-11-20", "(today; a Sunday)"),
    ],
)
def test_a_last_day_without_business_is_named(day, act_by, text):
    """A weekend or holiday is named with the day by which to act, unless that is gone."""
    given = {"due": dt.date.fromisoformat(day), "act_by": dt.date.fromisoformat(act_by)}
    assert dated(**given)["Must arrive by"].endswith(text)


def test_a_policy_is_fetched_before_a_letter_is_written():
    """The policy that a remark names is in the block of the sheets that go with a letter."""
    fetched = routed(RouteKind.CLINICAL, CODE, deadline=DEADLINE, fetch=("Get the scroll.",))
    assert told(fetched)["Before writing"] == "Get the scroll."
    assert "Before writing" not in told(CLINICAL)


@pytest.mark.parametrize(
    ("filed_when", "label"),
    [("received", "Must arrive by"), ("sent", "Must be sent by"), (None, "Last day")],
)
def test_the_last_day_says_what_counts(filed_when, label):
    """Whether the appeal must arrive or only be sent is in the label; unknown, neither is said."""
    last = {"Must arrive by", "Must be sent by", "Last day"}
    assert last.intersection(dated(filed_when=filed_when)) == {label}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"stated": dt.date(2027, 1, 6)}, "The notice states the same day."),
        ({"stated": None}, "is presumed: January 6, 2027."),
        ({"presumed": False}, "when the notice was received"),
        ({"counted_from": "notice"}, "the date of the notice"),
        (
            {"computed": None, "from_on": None, "counted_from": None},
            "The notice itself states the last day.",
        ),
    ],
)
def test_how_the_last_day_was_counted_is_told(changes, text):
    """The notice's own day and the rule's are compared, and the day counted from is named."""
    assert text in dated(**changes)["Counted"]


def test_a_rule_that_is_not_known_prints_no_day():
    """Without a confirmed rule there is no date of any kind, only what to find out."""
    unknown = Deadline(level=Level.FIRST, unverified=True, question="What does the notice say?")
    lines = told(routed(RouteKind.CLINICAL, CODE, deadline=unknown))
    assert set(lines) == {"Calls for", "Appeal to file", "To find out"}
    assert lines["To find out"] == "What does the notice say?"
    assert not any(char.isdigit() for text in lines.values() for char in text.replace("ZZ-7", ""))


def test_the_day_of_the_notice_stands_without_a_rule():
    """A day that the notice states is told although the rule is not known."""
    day = dt.date(2026, 12, 24)
    stated = Deadline(level=Level.FIRST, stated=day, due=day, act_by=day, question="Which plan?")
    lines = told(routed(RouteKind.CLINICAL, CODE, deadline=stated))
    assert lines["Last day"].startswith("December 24, 2026")
    assert lines["Counted"] == "The notice itself states the last day."


def test_questions_are_asked_once():
    """A question that deadline and routing share stands once."""
    asked = DEADLINE.model_copy(update={"question": "Which plan?"})
    routing = routed(
        RouteKind.CLINICAL, CODE, deadline=asked, questions=("Which plan?", "Who pays?")
    )
    assert told(routing)["To find out"] == "Which plan? | Who pays?"


def test_an_undecided_route_says_so():
    """Where nothing decides, no route is claimed and all codes are named."""
    undecided = OTHER.model_copy(update={"code": "ZZ-45"})
    assert told(routed(None, undecided))["Calls for"] == (
        "Not decided by what the denial says: ZZ-45 (what was agreed)"
    )


def test_many_codes_are_counted():
    """Three deciding codes are named, the others counted; a reason in words needs no gloss."""
    called = [CODE.model_copy(update={"code": f"ZZ-{i}"}) for i in range(5)]
    words = CODE.model_copy(update={"code": "no need shown"})
    text = told(routed(RouteKind.CLINICAL, words, *called))["Calls for"]
    assert text == (
        "Clinical appeal, because of no need shown; ZZ-0 (the stars were not asked); "
        "ZZ-1 (the stars were not asked); and 3 more"
    )


@pytest.mark.parametrize("label", ["IM-1", "IM-3", "IM-4"])
def test_a_request_that_was_not_denied_has_no_deadline(label):
    """Before any denial neither route, days, questions nor warnings are told."""
    sheet = composed(label, CLINICAL)
    assert getattr(sheet, "route", ()) == ()
    assert getattr(sheet, "warnings", ()) == ()


def test_the_letter_says_nothing_of_it():
    """The payer's letter is the same whatever route and deadline the practice has."""
    case, library = imaginary.case("IM-2"), imaginary.library()
    determination = determine(case, library, DAY)
    letters = [compose(case, determination, library, one) for one in (CLINICAL, UNROUTED)]
    assert letters[0] == letters[1]


def test_a_review_sheet_continues_the_numbers_of_its_letter():
    """A source that the letter cites keeps its number; a new one gets the next."""
    case, library = imaginary.case("IM-2"), imaginary.library()
    determination = determine(case, library, DAY)
    letter = compose(case, determination, library, CLINICAL)
    known = {reference.source: reference.number for reference in letter.references}
    new = next(name for name in library.sources if name not in known)
    statement = next(s for s in library.statements if s.startswith(f"{new}/"))
    cited = DEADLINE.model_copy(update={"cites": (*DEADLINE.cites, statement)})
    routing = routed(RouteKind.CLINICAL, OTHER, deadline=cited)
    review = compose_review(case, determination, library, letter, routing)
    (rule,) = (line for line in review.route if line.label == "Rule")
    numbers = [citation.number for citation in rule.citations]
    assert numbers == [known["glassbone-guild-2024"], len(known) + 1]
    assert [reference.number for reference in review.references] == numbers
