"""The body of a letter: its tables, the course of treatment, the plan and what waiting may cost."""

from letters.rationale.model import Letter
from rationale import argued


def letter_of(label: str) -> Letter:
    """The letter of one example."""
    document = argued(label).document
    assert isinstance(document, Letter)
    return document


def said(letter: Letter, part: str) -> str:
    """All sentences of one section."""
    paragraphs = getattr(letter, part)
    return " ".join(claim.text for one in paragraphs for claim in one.claims)


def test_a_course_of_infusions_is_measured_soon_after_its_last():
    """The response to six infusions is read from the result of the week after the sixth."""
    row = next(row for row in letter_of("LN-019").treatments if row.drug == "cyclophosphamide")
    assert row.response is not None
    assert "2.92 → 2.84" in row.response.replace("\xa0", " ")
    assert "87 → 83" in row.response.replace("\xa0", " ")


def test_a_course_that_goes_on_has_not_ended():
    """The treatment history says of a running course that it goes on."""
    rows = letter_of("LN-019").treatments
    assert [row.ended for row in rows] == ["inadequate response", "completed as planned", "ongoing"]


def test_what_ran_beside_the_treatments_is_told():
    """Glucocorticoid and other background courses stand under the treatment history."""
    also = letter_of("LN-019").also_given
    assert also is not None
    for drug in ("prednisone", "hydroxychloroquine", "lisinopril"):
        assert drug in also.text
    assert len(also.facts) == 3


def test_a_question_that_does_not_arise_is_not_met():
    """Pregnancy in a man is no criterion that his record meets."""
    verdicts = {row.says: row.verdict for row in letter_of("LN-020").criteria}
    assert verdicts["Pregnancy has been excluded or is not possible"] == "not applicable"
    assert sorted(set(verdicts.values())) == ["met", "not applicable"]


def test_two_services_share_a_row_of_their_criterion():
    """A loading and a maintenance dose stand in one row, and the regimen is told once."""
    letter = letter_of("LN-002")
    says = [row.says for row in letter.criteria]
    assert len(says) == len(set(says))
    dose = next(row.finding.text for row in letter.criteria if "requested dose" in row.says)
    assert "400" in dose
    assert "200" in dose
    told = [claim.text for claim in letter.dosing.claims]
    assert sum("published regimen" in text for text in told) == 1


def test_the_basis_of_the_criteria_cites_what_the_rows_cite():
    """The line over the criteria names the sources of all rows, and no other."""
    letter = letter_of("LN-020")
    assert letter.criteria_basis is not None
    rows = {c.number for row in letter.criteria for c in row.finding.citations}
    assert {c.number for c in letter.criteria_basis.citations} == rows


def test_a_recommendation_for_a_finding_not_on_record_is_left_out():
    """What is recommended where extrarenal disease is present is not told without it."""
    assert "extrarenal" not in said(letter_of("LN-002"), "recommendation")


def test_every_biopsy_is_told_with_its_day():
    """A repeat biopsy does not hide the first one."""
    told = " ".join(claim.text for claim in letter_of("LN-019").summary.claims)
    told = told.replace("\xa0", " ")
    assert told.index("February 25, 2025") < told.index("May 12, 2026")


def test_the_chronology_has_every_day_with_a_result():
    """No day with a charted result is left out of the chronology."""
    letter = letter_of("LN-021")
    assert letter.laboratory is not None
    assert set(letter.laboratory.days) <= {event.on for event in letter.chronology}


def test_the_chronology_gives_the_reasons_of_each_decision():
    """The reasons that a notice states stand on its day."""
    letter = letter_of("LN-021")
    last = next(event for event in letter.chronology if event.on.isoformat() == "2026-08-18")
    assert last.what.text.count("“") == 3


def test_waiting_is_told_by_the_patients_own_course_first():
    """The section on delay begins with what worsened in this patient."""
    delay = letter_of("LN-019").delay
    assert delay is not None
    assert "eGFR fell from" in delay.claims[0].text
    assert delay.claims[0].facts


def test_nothing_is_said_of_waiting_where_nothing_worsened():
    """A cohort alone is no argument for this patient."""
    assert letter_of("LN-002").delay is None
    assert letter_of("LN-005").delay is None


def test_more_time_is_told_with_the_level_that_stands_still():
    """The allowance for a high start and the results since are told together."""
    told = said(letter_of("LN-021"), "necessity").replace("\xa0", " ")
    after = told[told.index("allows a further 6 to 12 months") :]
    assert "from May 19, 2026 on, lie between 3.18 g/g and 3.31 g/g" in after


def test_results_print_as_they_were_reported():
    """A trailing zero of a report stands in the table and in the figure alike."""
    letter = letter_of("LN-020")
    assert letter.laboratory is not None
    assert letter.chart is not None
    assert letter.laboratory.rows[0][0].text == "2.20"
    assert f"{letter.chart.panels[0].points[0].value:f}" == "2.20"


def test_an_outdated_source_is_marked_wherever_it_is_named():
    """The targets name their source with what became of it."""
    for label in ("LN-002", "LN-005", "LN-019", "LN-021"):
        letter = letter_of(label)
        stops = " ".join(claim.text for claim in letter.stopping)
        for part in (said(letter, "necessity"), stops):
            assert part.count("ERA-EDTA 2019") == part.count("ERA-EDTA 2019 (superseded 2025)")
