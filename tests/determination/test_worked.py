"""The worked cases: of the invented library in small, of the real one case by case."""

import functools

import invented
import pytest

from letters.citations import load
from letters.citations.worked import WorkedRecord
from letters.determination.worked import case_of, compare, judge_worked
from letters.errors import PackError
from letters.paths import CITATIONS

from .matters import day

CASES = "conditions/moonlight/cases/solumab.yaml"


def test_worked_cases_that_come_out_as_they_say(moonlit):
    """A sound library has nothing to say of its worked cases."""
    assert judge_worked(moonlit) == ()


@pytest.mark.parametrize(
    ("old", "new", "whats"),
    [
        (
            "{solumab: met, coded: met, bright: met, clear: met}",
            "{solumab: met, coded: met, bright: unknown, clear: met}",
            ["bright is met (shown), expected unknown"],
        ),
        (
            "{solumab: met, coded: met, bright: met, clear: met}",
            "{solumab: met, coded: met, bright: met, clear: met, dim: met}",
            ["dim is no criterion, expected met"],
        ),
        ("outcome: supported", "outcome: undetermined", ["outcome is supported"]),
        (
            "attestations: {sky-clear: true}",
            "attestations: {sky-clear: false}",
            ["solumab is not met", "clear is not met (shown)", "outcome is unsupported"],
        ),
    ],
)
def test_what_differs_is_named(tmp_path, old, new, whats):
    """A case that comes out otherwise is named with its pathway, criterion and reason."""
    text = invented.CASES.replace(old, new, 1)
    invented.write(tmp_path, {**invented.FILES, CASES: text})
    found = judge_worked(load(tmp_path))
    assert {mismatch.pathway for mismatch in found} == {"moonlight/solumab"}
    assert {mismatch.case for mismatch in found} == {"everything holds"}
    assert len(found) == len(whats)
    for mismatch, what in zip(found, whats, strict=True):
        assert mismatch.what.startswith(what)


def test_a_whole_case_is_made_of_a_short_record(moonlit):
    """Every kind of short form becomes evidence, units in the words of the vocabulary."""
    record = WorkedRecord.model_validate(
        {
            "diagnoses": ["X10.1"],
            "service": {"drug": "solumab", "dose": "10 mg/kg", "frequency": "monthly"},
            "measurements": {"glow": {"2026-11-01": "0.5 mg/mg"}},
            "categories": {"marks": {"on": "2026-10-01", "values": ["crater", "sea"]}},
            "therapies": {"x": {"drug": "lunacillin", "status": "past", "stop": "2026-01-01"}},
            "procedures": {"observation": "2026-10-01"},
            "records": {"diary": "2026-10-02"},
            "attestations": {"sky-clear": False},
        }
    )
    made = case_of(record, moonlit)
    kinds = [item.kind for item in made.evidence]
    assert sorted(kinds) == sorted(
        ["measurement", "category", "category", "therapy", "procedure", "record", "attestation"]
    )
    assert next(item for item in made.evidence if item.kind == "measurement").unit == "g/g"
    attested = next(item for item in made.evidence if item.kind == "attestation")
    assert (attested.answer, attested.on) == (False, day("2026-11-01"))
    assert made.services[0].dose.frequency == "monthly"


# The library as it stands.


@functools.cache
def real():
    return load(CITATIONS)


def every_case():
    """Pathway and name of every worked case; empty when the library cannot be loaded."""
    try:
        worked = real().worked
    except PackError:
        return []
    return [(name, i) for name, cases in sorted(worked.items()) for i in range(len(cases.cases))]


def case_name(value):
    pathway, i = value
    return f"{pathway.rpartition('/')[2]}: {real().worked[pathway].cases[i].name}"


def test_many_pathways_and_cases_are_judged(library):
    """The test below looks at every pathway and at more than 200 cases."""
    assert len(library.pathways) >= 16
    assert set(library.worked) == set(library.pathways)
    assert len(every_case()) == sum(len(worked.cases) for worked in library.worked.values())
    assert len(every_case()) >= 200


@pytest.mark.parametrize("place", every_case(), ids=case_name)
def test_each_worked_case_comes_out_as_it_says(place):
    """The criteria and the outcome of a worked case are as its file expects."""
    pathway, i = place
    worked = real().worked[pathway]
    wrong = compare(real(), worked, worked.cases[i])
    assert [mismatch.what for mismatch in wrong] == []


def test_names_of_cases_tell_them_apart(library):
    """No two worked cases of a pathway have one name, so that a failure names its case."""
    for worked in library.worked.values():
        names = [case.name for case in worked.cases]
        assert len(set(names)) == len(names), worked.pathway
