"""Of each claim the latest decision not taken back stands, in whatever order files come."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .building import (
    adjusted,
    claim,
    denied,
    file_of,
    line,
    paid,
    read_all,
    read_named,
    reversed_,
    whys,
)

DAYS = ("20260105", "20260110", "20260115", "20260120", "20260125")
LATER = "a later remittance decided the claim again: the latest decision is used"
PAID = "a later remittance paid or settled the claim: it is no longer a denial"
BACK = "the payer took this decision back (a reversal)"
IS_REVERSAL = "it is a reversal: it takes an earlier decision back"
OPEN = "A decision was taken back and none follows"
COPY = "the payer takes it for a copy of a claim decided before: that decision stands"


def days_of(texts: Sequence[str]) -> list[str]:
    rows, _ = read_all(*texts)
    return [f"{row.cells['denial date']:%Y%m%d}" for row in rows]


def as_copy(**changes: str) -> list:
    return claim(line("J1234", adjusted("18", "100", to="OA")), **changes)


def original(number: str) -> list:
    return [("REF", "F8", number)]


@pytest.mark.parametrize("order", [1, -1])
def test_the_latest_denial_of_a_claim_stands(order):
    """A claim denied in several remittances is one denial."""
    texts = [file_of(denied(), day=day) for day in DAYS[:3]][::order]
    assert days_of(texts) == [DAYS[2]]
    assert whys(read_all(*texts)[1])[LATER] == 2


@pytest.mark.parametrize("order", [1, -1])
def test_a_claim_denied_then_paid_is_no_denial(order):
    """Payment ends it; so does processing that leaves only the patient's share."""
    for last in (paid(), claim(line("J1234", adjusted("1", "100", to="PR")), status="1")):
        texts = [file_of(denied(), day=DAYS[0]), file_of(last, day=DAYS[1])][::order]
        rows, reading = read_all(*texts)
        assert rows == []
        assert whys(reading)[PAID] == 1


@pytest.mark.parametrize("order", [1, -1])
def test_a_claim_paid_then_denied_is_a_denial(order):
    """A payment taken back by a later refusal is refused."""
    texts = [file_of(paid(), day=DAYS[0]), file_of(denied(), day=DAYS[1])][::order]
    assert days_of(texts) == [DAYS[1]]


def test_a_reversal_takes_a_denial_back():
    """Without a new decision nothing stands, both are counted, and a notice tells of it."""
    rows, reading = read_all(file_of(denied(), day=DAYS[0]), file_of(reversed_(), day=DAYS[1]))
    assert rows == []
    assert whys(reading)[BACK] == 1
    assert whys(reading)[IS_REVERSAL] == 1
    assert [(notice.file, notice.what) for notice in reading.notices] == [("b.x12", OPEN)]


def test_a_charge_below_zero_is_a_reversal():
    """Some payers take a claim back under its old status."""
    texts = [file_of(denied(), day=DAYS[0]), file_of(reversed_(status="4"), day=DAYS[1])]
    rows, reading = read_all(*texts)
    assert rows == []
    assert whys(reading)[BACK] == 1


def test_a_reversal_with_a_new_decision_needs_no_notice():
    """Whatever the new decision is, and whether or not the first is in the input."""
    for new in (paid(), denied(), paid(icn="ICN2")):
        for before in ([], [file_of(denied(), day=DAYS[0])], [file_of(paid(), day=DAYS[0])]):
            _, reading = read_all(*before, file_of(reversed_(), new, day=DAYS[1]))
            assert reading.notices == ()
    _, reading = read_all(file_of(reversed_(), paid(account="OTHER", icn="OTHER"), day=DAYS[1]))
    assert [notice.what for notice in reading.notices] == [OPEN]


@pytest.mark.parametrize("last", [[reversed_(), denied()], [denied(), reversed_()]])
def test_a_reversal_and_its_new_decision_stand_in_one_remittance(last):
    """The new decision stands, in whichever order the two are written."""
    texts = [file_of(denied(), day=DAYS[0]), file_of(*last, day=DAYS[1])]
    assert days_of(texts) == [DAYS[1]]


def test_a_new_decision_may_have_a_number_of_its_own():
    """It refers to the original, whose reversal does not touch it."""
    new = denied(icn="ICN2", extra=original("ICN1"))
    texts = [file_of(denied(), day=DAYS[0]), file_of(new, reversed_(), day=DAYS[1])]
    assert days_of(texts) == [DAYS[1]]
    late = [
        file_of(denied(), day=DAYS[0]),
        file_of(new, day=DAYS[1]),
        file_of(reversed_(), day=DAYS[2]),
    ]
    assert days_of(late) == [DAYS[1]]


def test_a_claim_is_known_by_account_charge_and_services_where_its_number_changed():
    """A claim sent again has a new number of the payer's."""
    texts = [file_of(denied(), day=DAYS[0]), file_of(paid(icn="OTHER"), day=DAYS[1])]
    assert days_of(texts) == []


@pytest.mark.parametrize(
    "other",
    [
        {"account": "ACC2", "icn": "ICN2"},
        {"icn": "ICN2", "charge": "250"},
        {"patient": ("POE", "EVE", "M2")},
        {"patient": ("POE", "EVE", "M2"), "icn": "ICN2"},
    ],
)
def test_another_claim_does_not_touch_a_denial(other):
    """Another account, charge or patient is another claim, though some numbers be the same."""
    texts = [file_of(denied(), day=DAYS[0]), file_of(paid(**other), day=DAYS[1])]
    assert days_of(texts) == [DAYS[0]]


def test_other_services_of_one_account_are_another_claim():
    """The same account and charge with another code or day is not the same claim."""
    for code, day in (("J5678", "20260102"), ("J1234", "20260103")):
        last = claim(line(code, paid="100", day=day), status="1", paid="100", icn="ICN2")
        texts = [file_of(denied(), day=DAYS[0]), file_of(last, day=DAYS[1])]
        assert days_of(texts) == [DAYS[0]]


def test_another_payer_decides_a_claim_of_its_own():
    """What the second payer pays does not undo the denial of the first."""
    first = file_of(denied(), day=DAYS[0])
    second = file_of(paid(status="2"), day=DAYS[1], payer="OTHER PLAN").replace(
        "*XV*12345", "*XV*9"
    )
    assert days_of([first, second]) == [DAYS[0]]


def test_parts_of_one_claim_in_one_remittance_both_stand():
    """A payer that parts a claim in two tells both parts at once."""
    for second in (denied(icn="ICN2"), claim(line("J5678", adjusted("50", "30")), charge="30")):
        assert len(read_all(file_of(denied(), second))[0]) == 2


def test_the_same_claim_twice_in_one_remittance_is_one_denial():
    """A copy of the whole claim counts once."""
    rows, reading = read_all(file_of(denied(), denied()))
    assert len(rows) == 1
    assert whys(reading)["it says the same as another remittance"] == 1


def test_the_same_remittance_in_two_files_is_one_denial():
    """However the file was named, and though its envelope differ."""
    texts = [file_of(denied()), file_of(denied(), time="1330")]
    rows, reading = read_all(*texts)
    assert len(rows) == 1
    assert whys(reading)["it says the same as another remittance"] == 1


def test_a_refusal_as_a_copy_leaves_the_first_decision():
    """A claim sent twice is refused the second time; the denial that counts is the first."""
    texts = [file_of(denied(), day=DAYS[0]), file_of(as_copy(icn="ICN2"), day=DAYS[1])]
    assert days_of(texts) == [DAYS[0]]
    assert whys(read_all(*texts)[1])[COPY] == 1
    assert days_of([file_of(paid(), day=DAYS[0]), texts[1]]) == []
    assert days_of([file_of(denied(), as_copy(icn="ICN2"), day=DAYS[0])]) == [DAYS[0]]


def test_a_refusal_as_a_copy_alone_is_a_denial():
    """Where the first decision is not in the input, nothing else tells of the claim."""
    rows, _ = read_all(file_of(as_copy()))
    assert [row.cells["denial codes"] for row in rows] == ["OA-18"]


def test_of_one_day_the_file_written_later_decides():
    """The time at which a group was written orders remittances of one day."""
    early, late = file_of(denied(), time="0900"), file_of(paid(), time="1500")
    assert read_all(late, early)[0] == []
    early, late = file_of(paid(), time="0900"), file_of(denied(), time="1500")
    assert len(read_all(late, early)[0]) == 1


def test_of_one_moment_the_name_of_the_file_decides_with_a_warning():
    """What came later cannot be known then, so it is told."""
    texts = {"a.x12": file_of(paid()), "b.x12": file_of(denied())}
    for named in (texts, dict(reversed(texts.items()))):
        rows, reading = read_named(named)
        assert len(rows) == 1
        assert [notice.what for notice in reading.notices] == [
            "The decision of the file whose name comes last was used"
        ]


def test_a_claim_without_a_patient_is_netted_by_its_numbers():
    """Where nobody is named on either side the numbers decide."""

    def bare(each: list) -> list:
        return [segment for segment in each if segment[0] != "NM1"]

    texts = [file_of(bare(denied()), day=DAYS[0]), file_of(bare(paid()), day=DAYS[1])]
    assert days_of(texts) == []


def test_rows_stand_in_the_order_of_the_input():
    """Files in the order given, and claims in the order of each file."""
    first = file_of(denied(account="B", icn="IB"), denied(account="A", icn="IA"), day=DAYS[3])
    second = file_of(denied(account="C", icn="IC"), day=DAYS[0])
    rows, _ = read_all(first, second)
    assert [row.cells["patient account"] for row in rows] == ["B", "A", "C"]


DECISIONS = st.sampled_from(
    [
        denied(),
        paid(),
        reversed_(),
        denied(icn="ICN2", extra=original("ICN1")),
        paid(icn="ICN2"),
        as_copy(icn="ICN3"),
        denied(account="ACC2", icn="ICN9"),
        claim(extra=[adjusted("197", "100")]),
    ]
)
FILES = st.lists(
    st.tuples(st.lists(DECISIONS, min_size=1, max_size=3), st.sampled_from(DAYS)),
    min_size=1,
    max_size=4,
)


@given(FILES, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=150)
def test_the_order_in_which_files_are_given_does_not_matter(files, chance):
    """The same denials stand, and the same is counted, in any order of the files."""
    named = {f"{at}.x12": file_of(*claims, day=day) for at, (claims, day) in enumerate(files)}
    order = list(named)
    chance.shuffle(order)
    given_first = read_named(named)
    given_then = read_named({name: named[name] for name in order})

    def told(read):
        rows = {(row.read.file, row.read.part, tuple(sorted(row.cells))) for row in read[0]}
        return (
            rows,
            set(read[1].notices),
            {(u.file, u.name, u.why, u.count) for u in read[1].unused},
        )

    assert told(given_first) == told(given_then)


@given(FILES)
@settings(deadline=None)
def test_every_decision_stands_or_is_counted(files):
    """No claim of a remittance is lost: each is a row, or one of the parts not used."""
    texts = [file_of(*claims, day=day) for claims, day in files]
    named = {f"{at}.x12": text for at, text in enumerate(texts)}
    rows, reading = read_named(named)
    decided = sum(len(claims) for claims, _ in files)
    counted = sum(
        unused.count
        for unused in reading.unused
        if unused.name == "CLP" or (unused.name == "SVC" and unused.why == "it was paid")
    )
    assert len(rows) + counted == decided
