"""All X12 files are read together, and every part of them is used or listed with why not."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters.intake.limits import DEFAULT
from letters.intake.opening.files import File, FileKind
from letters.intake.reading import Journal
from letters.intake.rows import Role
from letters.intake.x12 import read
from letters.intake.x12.tokens import cut

from . import test_authorisations, test_claims, test_statuses
from .building import VOCABULARY, denied, file_of, group, interchange, read_all, transaction

CANARY = "Zaubernuss"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("270", "a question about coverage"),
        ("271", "an answer about coverage"),
        ("276", "a question about the status of a claim"),
        ("820", "a payment of premiums"),
        ("834", "an enrollment"),
        ("999", "an acknowledgment"),
        ("204", "an offer of freight"),
        ("214", "the status of a shipment"),
        ("810", "an invoice"),
        ("850", "a purchase order"),
        ("XYZ", "a transaction that no letter needs"),
    ],
)
def test_other_transactions_are_named_and_counted(code, what):
    """Nothing in them is a denial, and that is all that is said."""
    twice = [transaction(code, [("BHT", "1"), ("NM1", "IL", "1", CANARY)])] * 2
    rows, reading = read_all(interchange(group("XX", *twice)))
    assert (rows, reading.notices) == ([], ())
    (unused,) = reading.unused
    assert (unused.why, unused.count) == (f"it is {what}: nothing in it is a denial", 2)
    assert unused.name in (code, "ST")
    assert CANARY not in reading.model_dump_json()


def test_all_kinds_stand_in_one_file():
    """A clearinghouse's file may mix them; each is read as what it is."""
    claims = test_claims.sent(test_claims.BILLING, test_claims.SUBSCRIBER, test_claims.CLAIM)
    answer = test_authorisations.answer(
        test_authorisations.PEOPLE, test_authorisations.service(test_authorisations.hcr("A3"))
    )
    status = test_statuses.answered(test_statuses.claim(("A7", "21")))
    rows, reading = read_all(file_of(denied()) + claims + answer + status)
    assert sorted(row.role for row in rows) == [Role.CLAIM, Role.DENIAL, Role.DENIAL]
    assert len(reading.notices) == 1


def test_one_bad_file_does_not_cost_the_others():
    """A file that cannot be cut is refused, the others are read."""
    rows, reading = read_all("no such thing", file_of(denied()))
    assert len(rows) == 1
    assert [notice.file for notice in reading.notices] == ["a.x12"]


def test_a_file_that_is_gone_is_refused():
    """What cannot be opened is listed, and nothing is raised."""
    journal = Journal()
    gone = File(Path("/nowhere/gone.x12"), FileKind.X12, "0" * 64, 1)
    assert list(read([gone], VOCABULARY, DEFAULT, journal)) == []
    reading = journal.reading(())
    assert [notice.severity for notice in reading.notices] == ["error"]
    assert [unused.kind for unused in reading.unused] == ["file"]


WHOLE = (
    file_of(denied(patient=(CANARY, CANARY, CANARY), account=CANARY, icn=CANARY))
    + test_claims.sent(
        test_claims.BILLING, test_claims.SUBSCRIBER, test_claims.CLAIM, test_claims.LINE
    )
    + test_statuses.answered(test_statuses.claim(("A7", "21")))
    + test_authorisations.answer(
        test_authorisations.PEOPLE,
        test_authorisations.event(test_authorisations.hcr("A4")),
        test_authorisations.service(test_authorisations.hcr("A3")),
    )
).replace("ROE", CANARY)
SEGMENTS = WHOLE.split("~\n")


@given(
    st.integers(0, len(SEGMENTS) - 1), st.integers(0, 12), st.sampled_from(["", CANARY, "-1", "*"])
)
@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_no_wrong_element_anywhere_is_raised_or_repeated(at, place, value):
    """Whatever stands in whatever element, the rest is read and no notice repeats it."""
    elements = SEGMENTS[at].split("*")
    if at > 0 and place < len(elements):
        elements[place] = value
    changed = [*SEGMENTS[:at], "*".join(elements), *SEGMENTS[at + 1 :]]
    rows, reading = read_all("~\n".join(changed))
    assert rows
    assert CANARY not in reading.model_dump_json()


@given(st.permutations(range(len(SEGMENTS) - 1)), st.integers(0, 10))
@settings(deadline=None, max_examples=100)
def test_segments_in_any_order_are_read_or_counted(order, kept):
    """Segments out of order, or missing, raise nothing and name nobody."""
    shuffled = [SEGMENTS[0], *(SEGMENTS[at] for at in order[kept:])]
    rows, reading = read_all("~\n".join(shuffled))
    assert rows or reading.unused
    assert CANARY not in reading.model_dump_json()


def test_every_segment_of_a_remittance_is_used_or_counted():
    """Segments not counted are those of the envelope, of the decision and of the rows."""
    text = file_of(denied()).replace("LX*1~\n", "LX*1~\nZZ9*1~\nPER*CX~\nQTY*1~\n")
    rows, reading = read_all(text)
    assert len(rows) == 1
    where = {segment.number: segment.id for segment in cut([text], DEFAULT)}
    used = {place.part for place in (rows[0].read, *rows[0].filled.values())}
    left = {unused.part for unused in reading.unused}
    numbers = {int(re.sub(r"\D", "", part or "")) for part in used | left}
    frame = {"ISA", "GS", "ST", "SE", "GE", "IEA", "LX"}
    rest = [
        where[number] for number in where if number not in numbers and where[number] not in frame
    ]
    told_with_the_rest = ["DTM", "N4", "CAS"]
    assert rest == told_with_the_rest
