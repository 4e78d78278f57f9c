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


def test_a_number_meets():
    """A member id or an account joins sources, however it is spaced."""
    assert same(person("Jane Doe", member="AB 12-345"), person("Jane Doe", member="AB12345"))
    assert same(person(account="A-4711"), person("Jane Doe", account="a4711"))


def test_a_family_number_is_not_one_patient():
    """Members of a family share a member id: another name or birth date keeps them apart."""
    jane = person("Jane Doe", BORN, member="AB12345")
    assert not same(jane, person("John Doe", member="AB12345"))
    assert not same(jane, person("Jane Doe", dt.date(2015, 1, 1), member="AB12345"))


def test_a_short_number_alone_does_not_meet():
    """A number as 17 repeats between systems and needs a name beside it."""
    assert not same(person(account="17"), person("Jane Doe", account="17"))
    assert same(person("Jane Doe", account="17"), person("DOE, JANE", account="17"))


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
        assert patients.is_doubtful(either)
        assert not patients.is_doubtful(jane)


def test_only_whom_something_is_asked_of_is_known():
    """A patient of the chart is known if one added may be they."""
    patients = Patients()
    patients.add(person("Jane Doe", member="AB12345"))
    assert patients.knows(person("Jane Doe", BORN, member="AB12345"))
    assert not patients.knows(person("Ann Roe", BORN, member="XY99999"))
