"""Pages of what goes with a letter: one page where one is promised, and nothing too much."""

import re

import pytest
from rationale.companions import brief_of, copy_of, cover_of

from letters.rendering import render, to_html
from letters.rendering.pdf import set_pages

from .accompanying import BRIEF, FAX, PATIENT

LONGEST = ("LN-006", "LN-019", "IM-2")
"""The cases of which there is most to say: many criteria, many objections, many reasons."""


@pytest.mark.parametrize("label", LONGEST)
def test_a_brief_is_one_page(label):
    """However much there is to say, whoever calls has one page before them."""
    assert render(brief_of(label), data=False).pages == 1


@pytest.mark.parametrize("label", LONGEST)
def test_a_brief_set_close_still_answers_what_was_stated(label):
    """On the closest page each kept objection, caution and fallback stands, and how many more."""
    made = brief_of(label)
    page = to_html(made, "bare")
    told = [one.objection for one in made.objections if one.kept]
    for claim in (*told, *made.cautions, *made.fallbacks, *made.opening.claims):
        assert f'id="claim-{claim.id}"' in page
    likely = [one for one in made.objections if not one.kept]
    shown = sum(f'id="claim-{one.objection.id}"' in page for one in likely)
    assert shown == 0
    assert (f"And {len(likely)} more in the letter" in page) == bool(likely)


def test_a_brief_says_that_it_stays_in_the_practice():
    """The foot of the page says that it is not for the payer, as that of every sheet does."""
    assert "For the practice, not for the payer." in to_html(BRIEF)


def test_numbers_of_a_brief_lead_nowhere():
    """The references stand in the letter, so that no number is a link into this page."""
    page = to_html(BRIEF)
    assert "<sup>2</sup>" in page
    assert 'href="#reference-2"' not in page
    assert 'id="reference-19"' in page


def test_what_is_not_met_is_shown_with_its_finding():
    """Beside each criterion that is not met stands what the record shows."""
    page = to_html(BRIEF)
    for row in BRIEF.criteria:
        assert f'id="claim-{row.finding.id}"' in page
    assert "Bone Light Policy 7: met 4.1." in page


def test_an_urgent_brief_says_so_before_all_else():
    """Marked at the top, with the statement ahead of the script."""
    page = to_html(BRIEF)
    assert "<b>EXPEDITED</b>" in page
    assert page.index("must not wait") < page.index("Say first")
    assert "EXPEDITED" not in to_html(BRIEF.model_copy(update={"expedited": False}))


@pytest.mark.parametrize("label", ["LN-006", "LN-022"])
def test_a_patient_copy_is_at_most_two_pages_in_large_print(label):
    """Set in 12 points, with each sentence and no number of a reference."""
    copied = copy_of(label)
    page = to_html(copied)
    assert "<sup>" not in page
    assert set_pages(page).pages <= 2
    for section in copied.sections:
        assert f"<h2>{section.heading}</h2>" in page


def test_a_draft_for_the_patient_is_marked_and_a_final_one_is_not():
    """The mark of the letter stands on its copy while the letter is a draft."""
    assert 'class="draft-mark"' in to_html(PATIENT)
    assert "DRAFT" in to_html(PATIENT)
    final = to_html(PATIENT.model_copy(update={"draft": False}))
    assert "DRAFT" not in final
    assert "draft-mark" not in final


def test_a_fax_cover_is_one_page_with_large_print():
    """A page of long names and numbers is still one, and nothing is under 8.5 points."""
    long = "Harborlight Medicare Advantage Utilization Management and Appeals Department " * 3
    lines = tuple(line.model_copy(update={"value": long}) for line in FAX.recipient)
    cover = FAX.model_copy(update={"recipient": lines})
    assert set_pages(to_html(cover)).pages == 1


def test_what_is_not_known_is_a_line_to_fill_in():
    """A fax number or a count of pages that is missing is asked for, never left empty."""
    assert to_html(FAX).count("to be filled in:") == 1
    open_ = FAX.model_copy(update={"pages": None})
    assert to_html(open_).count("to be filled in:") == 2
    assert "None" not in to_html(open_)


def test_the_urgency_and_the_pages_stand_on_the_cover():
    """STANDARD or EXPEDITED in capitals, and how many pages there are with the cover."""
    assert re.search(r"<b>EXPEDITED APPEAL</b>", to_html(FAX))
    assert "<b>12</b>" in to_html(FAX)
    assert "STANDARD" in to_html(cover_of("LN-006"))


@pytest.mark.parametrize("document", [BRIEF, PATIENT, FAX], ids=lambda one: one.document)
def test_markup_in_a_name_is_text(document):
    """What an export holds is printed as characters."""
    title = document.model_copy(update={"title": "<b>x</b> & <script>"})
    page = to_html(title)
    assert "&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;" in page
    assert "<script>" not in page
