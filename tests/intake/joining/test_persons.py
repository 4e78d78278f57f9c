"""Which sources speak of one patient."""

import datetime as dt
from itertools import permutations

from letters.intake.joining.persons import Patients, same
from letters.intake.rows import Person

BORN = dt.date(1990, 5, 1)


def person(name=None, born=None, account=(), member=()):
    accounts = [account] if isinstance(account, str) else account
    members = [member] if isinstance(member, str) else member
    return Person(name, born, frozenset(accounts), frozenset(members))


def groups(*persons):
    patients = Patients()
    for each in persons:
        patients.add(each)
    return [patients.group(each) for each in persons], patients


def test_name_and_birth_date_meet():
    """Name and birth date together are one patient; either alone is not."""
    jane = person("Jane Doe", BORN)
    assert same(jane, person("DOE, JANE M", BORN))
    assert not same(jane, person("Jane Doe"))
    assert not same(jane, person(born=BORN))


def test_a_number_meets_beside_a_name_or_a_birth_date():
    """A member id or an account joins sources, however it is spaced, if they agree on one more."""
    assert same(person("Jane Doe", member="AB 12-345"), person("DOE, JANE", member="AB12345"))
    assert same(person(born=BORN, account="A-4711"), person("Jane Doe", BORN, account="a4711"))
    assert not same(person(account="A-4711"), person("Jane Doe", account="a4711"))


def test_father_and_son():
    """A suffix on one side alone is another person, unless the birth date is the same."""
    father = person("DOE, JOHN", member="AB12345")
    assert not same(father, person("John Doe Jr", BORN, member="AB12345"))
    assert same(person("John Doe", BORN), person("John Doe Jr", BORN))


def test_a_name_alone_is_nobody():
    """Two records of one name and nothing else are not known to be one patient."""
    patients = Patients()
    patients.add(person("Maria Garcia"))
    assert not patients.knows(person("Maria Garcia"))
    assert not patients.knows(person("Garcia, Maria"))


def test_a_masked_number_joins_nobody():
    """A number that fifty others bear is a placeholder; it joins none and costs no time."""
    patients = Patients()
    for n in range(60):
        patients.add(person(f"Jane Doe{chr(97 + n % 26)}{n}", member="999999999"))
    assert not patients.knows(person("Jane Doe", member="999999999"))


def test_a_family_number_is_not_one_patient():
    """Members of a family share a member id: another name or birth date keeps them apart."""
    jane = person("Jane Doe", BORN, member="AB12345")
    assert not same(jane, person("John Doe", member="AB12345"))
    assert not same(jane, person("Jane Doe", dt.date(2015, 1, 1), member="AB12345"))


def test_a_claim_bridges_a_remittance_and_a_chart():
    """A remittance without birth date and a chart without member id meet through the claim."""
    remitted = person("DOE, JANE", account="PC-1001")
    claim = person("Jane Doe", BORN, account="PC-1001")
    chart = person("Jane M Doe", BORN, account="MRN-9")
    found, patients = groups(remitted, claim, chart)
    assert len(set(found)) == 1
    assert not patients.is_doubtful(remitted)


def test_who_may_be_two_people_is_neither_in_any_order():
    """J Doe under a family's number is neither Jane nor John, whoever is read first."""
    jane = person("Jane Doe", BORN, member="AB12345")
    john = person("John Doe", dt.date(1988, 2, 2), member="AB12345")
    either = person("J Doe", member="AB12345")
    for order in permutations((jane, john, either)):
        found, patients = groups(*order)
        assert len(set(found)) == 3
        assert set(patients.nearly(either)) == {jane, john}


def test_a_record_that_fits_two_is_doubtful_in_any_order():
    """One whose name and number agree with two who are not the same belongs to neither."""
    jane = person("Jane Ann Doe", BORN, member="AB12345")
    other = person("Jane Eve Doe", dt.date(1988, 2, 2), member="AB12345")
    either = person("Jane Doe", member="AB12345")
    for order in permutations((jane, other, either)):
        found, patients = groups(*order)
        assert len(set(found)) == 3
        assert patients.is_doubtful(either)
        assert not patients.is_doubtful(jane)


def test_only_whom_something_is_asked_of_is_known():
    """A patient of the chart is known if one added may be they."""
    patients = Patients()
    patients.add(person("Jane Doe", member="AB12345"))
    assert patients.knows(person("Jane Doe", BORN, member="AB12345"))
    assert not patients.knows(person("Ann Roe", BORN, member="XY99999"))
