"""Where rows of different sources meet in one case, and where they must not."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.provenance import Provenance
from letters.intake.columns import CASES, LABS, TREATMENTS
from letters.intake.joining.filenames import FileNames
from letters.intake.joining.join import Join
from letters.intake.reading import Journal
from letters.intake.rows import NOBODY, Person, Role, Row

BORN = dt.date(1990, 5, 1)
SERVED = dt.date(2026, 10, 1)


def read(number, file="remittance.835"):
    return Provenance(file=file, sha256="", part=f"segment {number}")


def row(number, role, person=NOBODY, table=CASES, **cells):
    spelled = {heading.replace("_", " "): cell for heading, cell in cells.items()}
    return Row(table, read(number), spelled, role, person)


def asked(label, **cells):
    told = {"patient_name": "Jane Doe", "birth_date": BORN, "member_id": "AB12345", **cells}
    return row(1, Role.REQUEST, case=label, drug="lunacillin", **told)


def denied(number=2, **cells):
    told = {"patient_name": "DOE, JANE", "member_id": "AB12345", "procedure": "J7777"}
    told |= {"service_date": SERVED, "denial_codes": "CO-50", "claim_number": "ICN1"}
    return row(number, Role.DENIAL, **{**told, **cells})


def told_by(file, given):
    return replace(given, read=read(given.read.part, file))


def without(given, heading):
    return replace(given, cells={h: c for h, c in given.cells.items() if h != heading})


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def join(vocabulary, journal):
    def joined(*rows):
        whole = Join(vocabulary, journal, FileNames(()))
        for each in rows:
            whole.take(each)
        return whole.joined()

    return joined


def test_a_denial_joins_the_case_of_its_claim(join):
    """A case that names the claim takes the denial's lines as its own."""
    joined = join(asked("A-1", claim_number="ICN1"), denied())
    (ask,) = joined.asks
    assert ask.label == "A-1"
    assert [each.role for each in ask.rows] == [Role.REQUEST, Role.DENIAL]


def test_a_denial_joins_the_only_case_of_its_drug(join):
    """Without a claim number the drug that the code bills decides, if one case asks for it."""
    assert len(join(asked("A-1"), denied()).asks) == 1


def test_a_denial_that_fits_two_cases_is_a_case_of_its_own(join, journal):
    """Which of two cases it belongs to is not guessed: it stands alone and is remarked on."""
    joined = join(asked("A-1"), asked("A-2"), denied())
    assert len(joined.asks) == 3
    assert any("more than one case" in notice.rule for notice in journal.reading(()).notices)


def test_a_denial_of_another_claim_stays_apart(join):
    """A case that tells of another claim number does not take it."""
    assert len(join(asked("A-1", claim_number="ICN9"), denied()).asks) == 2


def test_a_denial_of_another_patient_stays_apart(join):
    """The same claim number under another name is not merged."""
    other = denied(patient_name="ROE, ANN", member_id="ZZ99999")
    assert len(join(asked("A-1", claim_number="ICN1"), other).asks) == 2


def test_the_same_claim_in_two_files_is_one_denial(join):
    """A remittance and a denial report of one line make one case, whichever numbers they share."""
    reported = told_by("report.csv", denied(9, patient_name="Jane Doe", birth_date=BORN))
    unnumbered = told_by("other.csv", without(denied(10, denial_codes="PR-204"), "claim number"))
    (ask,) = join(denied(), reported, unnumbered).asks
    assert len(ask.rows) == 1
    assert ask.rows[0].cells["denial codes"] == "CO-50; PR-204"


def test_two_lines_of_one_code_in_a_file_stand(join):
    """The drug given and the drug discarded are two lines, though code and day are the same."""
    given, wasted = denied(2, line_units="90"), denied(3, line_units="10", modifiers="JW")
    (ask,) = join(given, wasted).asks
    assert [each.cells["line units"] for each in ask.rows] == ["90", "10"]


def test_lines_that_differ_in_amount_are_two(join):
    """A line that another file tells with other units is not the same line."""
    other = told_by("report.csv", denied(9, line_units="10"))
    (ask,) = join(denied(line_units="90"), other).asks
    assert len(ask.rows) == 2


def test_two_payers_denials_of_a_visit_are_two_cases(join):
    """A second payer's denial of the same line is its own: its claim, its deadline."""
    second = denied(3, claim_number="X9", payer="Larch Health", denial_codes="CO-197")
    joined = join(denied(payer="Fern Health"), second)
    assert len(joined.asks) == 2


def test_denials_of_nobody_do_not_meet_by_line(join):
    """Two denials without a patient are one only if they tell one claim."""
    one, two = (
        without(without(denied(n, claim_number=c), "patient name"), "member id")
        for n, c in ((2, "ICN1"), (3, "ICN2"))
    )
    again = told_by("report.csv", without(without(denied(9), "patient name"), "member id"))
    assert len(join(one, two, again).asks) == 2


def test_the_earlier_day_stands(join, journal):
    """Of two days of one notice the earlier is safe, whichever file is read first."""
    late = told_by("report.csv", denied(9, denial_date=dt.date(2026, 11, 19)))
    early = denied(denial_date=dt.date(2026, 11, 12))
    for rows in ((late, early), (early, late)):
        (ask,) = join(*rows).asks
        assert ask.rows[0].cells["denial date"] == dt.date(2026, 11, 12)
    assert "denial date" in {notice.column for notice in journal.reading(()).notices}


def test_each_code_keeps_its_own_group(join):
    """A code of one source never takes the group of another's."""
    bare = told_by("report.csv", denied(9, denial_codes="197", group_code="OA"))
    (ask,) = join(denied(denial_codes="50", group_code="CO"), bare).asks
    assert ask.rows[0].cells["denial codes"] == "CO-50; OA-197"


def test_the_claim_of_another_visit_tells_nothing(join):
    """An account number stays from visit to visit: its claim of another day is not this one."""
    person = Person("Jane Doe", BORN, frozenset({"PC-1001"}), frozenset())
    old, new = (
        row(n, Role.CLAIM, person, patient_account="PC-1001", service_date=day, diagnosis_codes=dx)
        for n, day, dx in ((5, BORN, "J06.9"), (6, SERVED, "M00.0"))
    )
    (ask,) = join(denied(patient_account="PC-1001"), old, new).asks
    assert ask.rows[0].cells["diagnosis codes"] == "M00.0"


def test_a_case_keeps_its_identity(join):
    """What tells a denial from others does not depend on the order of the files."""
    one, two = denied(), denied(3, claim_number="ICN2", service_date=BORN)
    first = {ask.rows[0].cells["claim number"]: ask.identity for ask in join(one, two).asks}
    turned = {ask.rows[0].cells["claim number"]: ask.identity for ask in join(two, one).asks}
    assert first == turned
    assert len(set(first.values())) == 2


def test_a_chart_that_bridges_brings_its_results(join):
    """A laboratory's list knows the record number alone with the name: the chart tells whose."""
    jane = Person("Jane M Doe", BORN, frozenset({"MRN-77001"}), frozenset({"AB12345"}))
    chart = row(7, Role.PERSON, jane, birth_date=BORN, patient_name="Jane M Doe")
    listed = Person("Jane Doe", None, frozenset({"MRN-77001"}), frozenset())
    result = row(8, Role.FACT, listed, LABS, test="glow", value="1", unit="g/g")
    assert join(denied(), chart, result).facts["labs"][0][1]


def test_two_lines_of_a_claim_are_one_case(join):
    """Each line keeps its own code; the facts of the claim stand once."""
    joined = join(denied(2), denied(3, procedure="J8888"))
    (ask,) = joined.asks
    assert [each.cells["procedure"] for each in ask.rows] == ["J7777", "J8888"]
    assert "patient name" not in ask.rows[1].cells


def test_the_claim_completes_its_denial(join):
    """The claim as sent gives birth date and diagnosis, and its line the drug's code."""
    claim = row(
        5,
        Role.CLAIM,
        Person("Jane Doe", BORN, frozenset({"PC-1001"}), frozenset()),
        patient_account="PC-1001",
        birth_date=BORN,
        diagnosis_codes="M00.0",
        procedure="J7777",
        ndc="00000000000",
    )
    (ask,) = join(denied(patient_account="PC-1001"), claim).asks
    assert ask.rows[0].cells["diagnosis codes"] == "M00.0"
    assert ask.rows[0].cells["ndc"] == "00000000000"
    assert ask.rows[0].where("birth date").part == "segment 5"


def test_a_claim_without_denial_is_listed(join, journal):
    """A claim that nothing in the input denies is counted, not lost."""
    claim = row(5, Role.CLAIM, patient_account="PC-7777", patient_name="Ann Roe")
    join(denied(), claim)
    assert [(u.name, u.count) for u in journal.reading(()).unused] == [("claim", 1)]


def test_the_chart_completes_every_case_of_its_patient(join):
    """Facts and evidence go to all cases of the patient; nothing of a stranger's does."""
    jane = Person("Jane M Doe", BORN, frozenset(), frozenset({"AB12345"}))
    chart = row(7, Role.PERSON, jane, birth_date=BORN, sex="female", patient_name="Jane M Doe")
    result = row(8, Role.FACT, jane, LABS, test="glow", value="1", unit="g/g")
    stranger = row(9, Role.FACT, Person("Ann Roe", BORN), LABS, test="glow", value="2")
    joined = join(
        denied(), denied(3, claim_number="ICN2", service_date=BORN), chart, result, stranger
    )
    assert [ask.rows[0].cells["sex"] for ask in joined.asks] == ["female", "female"]
    ((placed, keys),) = joined.facts["labs"]
    assert placed.cells["value"] == "1"
    assert keys == tuple(ask.key for ask in joined.asks)


def test_who_may_be_two_patients_gets_nothing_of_either(join, journal):
    """A denial that fits two patients of the chart takes no facts from any of them."""
    charts = [
        row(7, Role.PERSON, Person(name, born, frozenset(), frozenset({"AB12345"})), sex="female")
        for name, born in (("Jane Doe", BORN), ("Joan Doe", dt.date(1991, 1, 1)))
    ]
    (ask,) = join(denied(patient_name="DOE, J"), *charts).asks
    assert "sex" not in ask.rows[0].cells
    assert any("another record" in notice.rule for notice in journal.reading(()).notices)


def test_sources_that_differ_are_remarked_on(join, journal):
    """A date that the workbook and the remittance give differently is said; the first stands."""
    mine = asked("A-1", claim_number="ICN1", group="77", patient_account="X1")
    (ask,) = join(mine, denied(group="88", patient_account="X1")).asks
    assert "group" not in ask.rows[1].cells
    assert [notice.column for notice in journal.reading(()).notices] == ["group"]


def test_names_and_payers_may_be_written_differently(join, journal):
    """Another spelling of the patient or the payer is no contradiction."""
    join(asked("A-1", claim_number="ICN1", payer="Fern Health"), denied(payer="FERN HLTH INC"))
    assert not journal.reading(()).notices


def test_the_dose_of_a_denied_drug_comes_from_its_order(join):
    """A remittance tells no dose: the chart's latest order of the drug does."""
    jane = Person("Jane Doe", BORN, frozenset(), frozenset({"AB12345"}))
    orders = [
        row(n, Role.FACT, jane, TREATMENTS, drug="lunacillin", status="planned", start=day)
        for n, day in ((7, BORN), (8, SERVED))
    ]
    for order, dose in zip(orders, ("1", "2"), strict=True):
        order.cells.update({"dose": dose, "dose unit": "mg/kg", "known from": "order"})
    (ask,) = join(denied(), *orders).asks
    assert (ask.rows[0].cells["dose"], ask.rows[0].where("dose").part) == ("2", "segment 8")


def test_cases_without_a_label_are_named_apart(join):
    """Two claims under one account number are two labels."""
    one = denied(patient_account="PC-1", claim_number="ICN1")
    two = denied(3, patient_account="PC-1", claim_number="ICN2", service_date=BORN)
    assert [ask.label for ask in join(one, two).asks] == ["PC-1", "PC-1 (2)"]


def test_a_denial_of_nobody_is_refused(join, journal):
    """A line without patient and claim is an error with its place."""
    nameless = row(4, Role.DENIAL, denial_codes="CO-50", procedure="J7777")
    assert not join(nameless).asks
    (refused,) = journal.reading(()).refused
    assert refused.place == "segment 4"


TOLD = st.tuples(
    st.sampled_from([None, "ICN1", "ICN2"]),
    st.sampled_from(["J7777", "J8888"]),
    st.sampled_from([SERVED, BORN]),
)


@given(st.lists(TOLD, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(vocabulary, told, shuffler):
    """The same denials in any order make the same cases, and no case tells of two claims."""
    rows = [
        told_by(
            f"file-{n}",
            denied(n, procedure=code, service_date=day)
            if claim is None
            else denied(n, procedure=code, service_date=day, claim_number=claim),
        )
        for n, (claim, code, day) in enumerate(told)
    ]
    rows = [
        without(each, "claim number") if claim is None else each
        for each, (claim, _, _) in zip(rows, told, strict=True)
    ]

    def cases(given_rows):
        whole = Join(vocabulary, Journal(), FileNames(()))
        for each in given_rows:
            whole.take(each)
        asks = whole.joined().asks
        claims = [{row.cells.get("claim number") for row in ask.rows} - {None} for ask in asks]
        assert all(len(each) <= 1 for each in claims)
        lines = ({(r.cells["procedure"], r.cells["service date"]) for r in a.rows} for a in asks)
        return sorted(sorted(map(str, each)) for each in lines)

    before = cases(rows)
    shuffler.shuffle(rows)
    assert cases(rows) == before
