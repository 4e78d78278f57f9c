"""Where rows of different sources meet in one case, and where they must not."""

import datetime as dt

import pytest

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
    reported = denied(9, patient_name="Jane Doe", birth_date=BORN, claim_number="ICN1")
    unnumbered = denied(10)
    cells = {h: c for h, c in unnumbered.cells.items() if h != "claim number"}
    unnumbered = Row(CASES, read(10), cells, Role.DENIAL)
    (ask,) = join(denied(), reported, unnumbered).asks
    assert len(ask.rows) == 1
    assert ask.rows[0].cells["denial codes"] == "CO-50; CO-50; CO-50"


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
    assert any("one of two" in notice.rule for notice in journal.reading(()).notices)


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
