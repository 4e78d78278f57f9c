"""The file that shows a result: that of the report or document that names it, and no other."""

from itertools import permutations

import pytest
from fhir_made import concept, lines, observation, patient, to

PDF = [{"title": "laboratory.pdf"}]


def report(*results, **changed):
    return {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "code": {"text": "laboratory sheet"},
        "subject": to("Patient", "p1"),
        "effectiveDateTime": "2026-01-02",
        "result": [to("Observation", each) for each in results],
        "presentedForm": PDF,
        **changed,
    }


def document(*about, name="scan.pdf", **changed):
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"text": "diary"},
        "subject": to("Patient", "p1"),
        "date": "2026-01-02T10:00:00Z",
        "content": [{"attachment": {"title": name}}],
        "context": {"related": [*about]},
        **changed,
    }


def result(identifier="o1", **changed):
    return observation(id=identifier, **changed)


def shown(read):
    return [row.get("file") for row in read.of("labs")]


def test_a_result_is_shown_by_the_file_of_its_report(chart):
    """In whatever order they are read."""
    for resources in permutations([patient(), result(), report("o1")]):
        assert shown(chart(*resources)) == ["laboratory.pdf"]


def test_a_result_of_no_report_is_shown_by_no_file(chart):
    """A report of the same day that does not name it is not its own."""
    assert shown(chart(patient(), result(), report("o2"), document())) == [None]


@pytest.mark.parametrize(
    "changed",
    [{"presentedForm": []}, {"presentedForm": [{"title": "The report"}]}, {"status": "partial"}],
)
def test_a_report_without_a_file_of_its_own_shows_nothing(changed, chart):
    """Nor does one that is not final."""
    assert shown(chart(patient(), result(), report("o1", **changed))) == [None]


def test_a_document_about_a_result_or_its_report_shows_it(chart):
    """Where the report has no file itself; where it has one, that is the nearer."""
    bare = report("o1", presentedForm=[])
    for about in (to("Observation", "o1"), to("DiagnosticReport", "r1")):
        assert shown(chart(patient(), result(), bare, document(about))) == ["scan.pdf"]
    about = document(to("DiagnosticReport", "r1"))
    assert shown(chart(patient(), result(), report("o1"), about)) == ["laboratory.pdf"]


def test_a_report_is_shown_by_the_document_about_it(chart):
    """Its own row names the file."""
    bare = report(presentedForm=[])
    rows = chart(patient(), bare, document(to("DiagnosticReport", "r1"))).of("documents")
    assert [row.get("file") for row in rows] == ["scan.pdf", "scan.pdf"]


def test_the_results_of_a_panel_are_shown_by_the_report_of_the_panel(chart):
    panel = observation(id="all", code=concept("x"), hasMember=[to("Observation", "o1")])
    assert shown(chart(patient(), result(), panel, report("all"))) == ["laboratory.pdf"]


def test_a_result_within_a_report_is_shown_by_it(chart):
    """And its name is known to that report alone."""
    held = report(contained=[result()])
    assert shown(chart(patient(), held)) == ["laboratory.pdf"]
    other = report("o1", id="r2", presentedForm=[{"title": "other.pdf"}])
    assert shown(chart(patient(), held, other)) == ["laboratory.pdf"]


def test_of_two_files_none_is_taken(chart):
    """Which of them shows the result that stands is not told."""
    other = report("o1", id="r2", presentedForm=[{"title": "other.pdf"}])
    assert shown(chart(patient(), result(), report("o1"), other)) == [None]


def test_a_report_of_another_patient_shows_nothing(chart):
    """A reference that crosses patients is a fault of the export."""
    other = report("o1", subject=to("Patient", "p2"))
    assert shown(chart(patient(), patient("p2"), result(), other)) == [None]


def test_a_circle_of_references_ends(chart):
    """Panels that hold each other are read once."""
    one = result("o1", hasMember=[to("Observation", "o2")])
    two = result("o2", hasMember=[to("Observation", "o1")], effectiveDateTime="2026-01-03")
    assert shown(chart(patient(), one, two, report("o1"))) == ["laboratory.pdf"] * 2


def test_a_report_of_another_file_of_the_export_shows_its_results(files):
    """A bulk export has a file for each type."""
    read = files(
        {
            "Patient.ndjson": lines(patient()),
            "Observation.ndjson": lines(result()),
            "DiagnosticReport.ndjson": lines(report("o1")),
        }
    )
    assert shown(read) == ["laboratory.pdf"]
