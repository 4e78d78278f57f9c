"""There is a final only of what was accepted, in the words in which it was accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rationale.test_naming import SHEETS, letter_of, sheet_of

from letters.approval import Item, discussed, final, items
from letters.dossier import Accepted
from letters.errors import RenderingError, UsageError
from letters.rationale.model import Cited, ReviewItem, ReviewSheet
from letters.rationale.walk import parts
from letters.rendering import render, to_html

LETTER, SHEET = letter_of("LN-019"), sheet_of("LN-019")
EVERY = items(SHEET)
NEEDED = [item for item in EVERY if item.needed]
LISTS = [section for section, _ in SHEET.sections if section not in ("serious", "background")]


def accepting(sheet: ReviewSheet, but: str = "") -> tuple[Accepted, ...]:
    return tuple(
        Accepted(name=item.name, sha256=item.sha256, reason="so it is" if item.asks else None)
        for item in items(sheet)
        if item.needed and item.name != but
    )


@pytest.mark.parametrize("label", SHEETS)
def test_a_letter_all_of_whose_lines_were_taken_is_final(label):
    """It says what the draft says, without its mark, and cites nothing unaccepted."""
    sheet, letter = sheet_of(label), letter_of(label)
    made = final(letter, sheet, accepting(sheet))
    assert not made.draft
    assert made.unaccepted == ()
    assert made.model_copy(update={"draft": True, "accepted": ()}) == letter
    assert "draft" not in to_html(made).casefold().replace("data-draft", "")
    assert letter.signature.npi in to_html(made)


def test_second_hand_statements_occur():
    """The tests of them have something to look at."""
    assert len(LETTER.unaccepted) > 5
    assert set(LETTER.unaccepted) == {item.statement for item in SHEET.second_hand}


@given(st.sampled_from(NEEDED))
def test_a_line_not_taken_is_named_and_nothing_is_final(item):
    """Whichever one it is."""
    with pytest.raises(UsageError, match=rf"not accepted: {item.name};"):
        final(LETTER, SHEET, accepting(SHEET, but=item.name))


@given(st.data())
def test_an_acceptance_does_not_count_once_a_word_has_changed(data):
    """One character of any line, in its words or in its place, takes it away."""
    section = data.draw(st.sampled_from(LISTS))
    lines = getattr(SHEET, section)
    at = data.draw(st.integers(0, len(lines) - 1))
    field = {"reports": "results", "facts": "value"}.get(section, "what")
    text = getattr(lines[at], field)
    other = (*text[:-1], f"{text[-1]}.") if isinstance(text, tuple) else f"{text}."
    changed = lines[at].model_copy(update={field: other})
    sheet = SHEET.model_copy(update={section: (*lines[:at], changed, *lines[at + 1 :])})
    with pytest.raises(UsageError, match=rf"not accepted: {lines[at].name};"):
        final(LETTER, sheet, accepting(SHEET))


def test_a_name_does_not_stand_for_the_words_of_another_line():
    """Two lines whose names were swapped are both not accepted."""
    first, second = SHEET.commitments[:2]
    swapped = (
        first.model_copy(update={"name": second.name}),
        second.model_copy(update={"name": first.name}),
    )
    sheet = SHEET.model_copy(update={"commitments": (*swapped, *SHEET.commitments[2:])})
    with pytest.raises(UsageError, match="not accepted"):
        final(LETTER, sheet, accepting(SHEET))


def test_a_line_that_asks_for_words_is_not_accepted_without_them():
    """An acceptance without its reason makes nothing final."""
    bare = tuple(one.model_copy(update={"reason": None}) for one in accepting(SHEET))
    with pytest.raises(UsageError, match=rf"not accepted: {SHEET.contradictions[0].name};"):
        final(LETTER, SHEET, bare)


def test_a_statement_that_does_not_stand_on_the_sheet_keeps_a_letter_from_being_final():
    """Even where all that stands on the sheet was taken."""
    sheet = SHEET.model_copy(update={"second_hand": SHEET.second_hand[1:]})
    with pytest.raises(UsageError, match="1 statements read at second hand"):
        final(LETTER, sheet, accepting(sheet))


@given(st.sampled_from(sorted(LETTER.unaccepted)))
def test_no_final_is_printed_that_cites_at_second_hand_what_nobody_accepted(statement):
    """However it was made: rendering itself refuses it."""
    accepted = tuple(one for one in LETTER.unaccepted if one != statement)
    made = LETTER.model_copy(update={"draft": False, "accepted": accepted})
    assert made.unaccepted == (statement,)
    with pytest.raises(RenderingError, match="not accepted"):
        render(made)


def test_a_statement_read_on_a_primary_page_needs_no_acceptance():
    """Only those read at second hand do."""
    primary = {one.statement for one in parts(LETTER, Cited) if one.level == "primary"}
    assert primary
    assert not primary & set(LETTER.unaccepted)


def test_a_copy_for_the_patient_waits_until_they_were_told():
    """All that it tells against the treatment, or it stays a draft."""
    told = [item for item in EVERY if item.section == "serious"]
    accepted = tuple(Accepted(name=item.name, sha256=item.sha256) for item in told)
    assert len(told) > 1
    assert discussed(SHEET, accepted)
    assert not discussed(SHEET, accepted[1:])
    assert discussed(SHEET.model_copy(update={"serious": ()}), ())


CLAIM = LETTER.dosing.claims[0]
EDITED = LETTER.model_copy(
    update={
        "dosing": LETTER.dosing.model_copy(
            update={
                "claims": (CLAIM.model_copy(update={"edited": True}), *LETTER.dosing.claims[1:])
            }
        )
    }
)
CHANGE = Item(
    name="T1",
    section="twin",
    line=ReviewItem(name="T1", what="added", detail=""),
    needed=True,
    asks="why it is right",
    sha256="7" * 64,
)


def test_edited_wording_is_not_final_where_no_change_was_accepted():
    """However it came into the letter, and though the whole sheet was accepted."""
    with pytest.raises(UsageError, match="edited wording"):
        final(EDITED, SHEET, accepting(SHEET))


@pytest.mark.parametrize("reason", [None, "", "x", "77", "because"])
def test_a_change_without_a_reason_of_some_words_is_not_accepted(reason):
    """One letter or one word is no reason."""
    given_ = Accepted(name="T1", sha256=CHANGE.sha256, reason=reason)
    with pytest.raises(UsageError, match="not accepted: T1;"):
        final(EDITED, SHEET, (*accepting(SHEET), given_), (CHANGE,))


def test_edited_wording_is_final_with_its_change_accepted():
    """By its name, the hash of its words, and a reason."""
    given_ = Accepted(name="T1", sha256=CHANGE.sha256, reason="The export has it wrong.")
    assert not final(EDITED, SHEET, (*accepting(SHEET), given_), (CHANGE,)).draft
    other = given_.model_copy(update={"sha256": "8" * 64})
    with pytest.raises(UsageError, match="not accepted: T1;"):
        final(EDITED, SHEET, (*accepting(SHEET), other), (CHANGE,))
