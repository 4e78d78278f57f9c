"""The example exports from end to end: a remittance, claims, a chart and a report in one run."""

import datetime as dt
from functools import cache

import pytest
from rationale.as_text import as_text

from letters import paths
from letters.case.evidence import Attestation, Category, Measurement, Therapy
from letters.case.vocabulary import RouteKind
from letters.citations import Library, load
from letters.intake import Reading, load_mapping, read
from letters.pipeline import Argued, argue

EXPORTS = paths.EXAMPLES / "exports"
AS_OF = dt.date(2026, 11, 22)
ROUTES = {
    "JV24817-03": RouteKind.CLINICAL,
    "JV19350-11": RouteKind.CORRECTED_CLAIM,
    "JV22061-07": RouteKind.AUTHORISATION,
    "JV25002-02": RouteKind.RECORDS,
    "JV26410-01": RouteKind.BENEFIT,
}


@cache
def library() -> Library:
    return load(paths.CITATIONS)


@cache
def reading(*names: str) -> Reading:
    files = [EXPORTS / name for name in names] or [EXPORTS]
    mapping = load_mapping(EXPORTS / "mapping.yaml")
    return read(files, library().vocabulary, mapping)


def argued(label: str, *names: str) -> Argued:
    case = next(case for case in reading(*names).cases if case.label == label)
    return argue(case, library(), AS_OF, reading(*names))


def test_each_denial_has_its_route():
    """Every denial of the files is one case, and only one of them calls for a letter."""
    assert not [notice for notice in reading().notices if notice.severity == "error"]
    assert {case.label: argued(case.label).routing.route.kind for case in reading().cases} == ROUTES


def test_a_remittance_a_chart_and_a_mapping_become_a_letter():
    """Nothing else is needed: the remittance denies, the chart proves, the mapping explains."""
    done = argued("JV24817-03", "remittance-2026-11-20.835", "chart.json")
    assert done.document.document == "first-level appeal"
    kinds = {type(fact) for fact in done.case.evidence}
    assert {Measurement, Therapy, Category, Attestation} <= kinds
    files = {fact.read.file for fact in done.case.evidence}
    assert files == {"chart.json"}
    assert done.case.denial.read.file == "remittance-2026-11-20.835"


def test_the_same_denial_in_two_files_is_one_case():
    """The report repeats a line of the remittance: one case, each line once, one drug."""
    (case,) = (case for case in reading().cases if case.label == "JV24817-03")
    assert [line.code for line in case.denial.lines] == ["J0490", "96413"]
    assert len(case.services) == 1


def test_the_letter_reads_as_accepted(golden):
    """The letter of the exports says what its golden says."""
    golden("exports/JV24817-03", as_text(argued("JV24817-03").document))


@pytest.mark.parametrize("label", sorted(set(ROUTES) - {"JV24817-03"}))
def test_the_action_sheets_read_as_accepted(golden, label):
    """The sheets of the other denials say what their goldens say."""
    golden(f"exports/{label}", as_text(argued(label).document))
