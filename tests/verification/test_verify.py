"""A true document traces, whoever it is about; a document and another's rationale do not."""

import io
import json
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rendering.samples import ACTION, GAPS, LETTER, REVIEW, letter

from letters.errors import InputError
from letters.rationale.model import Claim, Line, Paragraph
from letters.rationale.shown import shown
from letters.rendering import render
from letters.verification import NoRationaleError, traced, verify
from torture.examples import example, examples

EXAMPLES = [
    *(each.name for each in examples() if "sheet" not in each.name and "LN" in each.name),
]
NAMES = (
    "Maria T. Alvarez-Núñez",
    "Łukasz Šťastný-Ågård",
    "Nguyễn Thị Hương",
    "Ελένη Παπαδοπούλου",
    "Олександра Ґжицька",
    "محمد عبد الرحمن",
    "יעל בן־דוד",
    "王小明 陳美玲",
    "김철수",
    "प्रियंका क्षत्रिय",
    "O’Brien-St. John, Jr.",
    "J. R. R. van der Berg",
    "X",
)
SHORT = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without making a failure smaller: each example is set and painted, which takes its time."""
LATIN = st.characters(
    min_codepoint=0x20, max_codepoint=0x17F, categories=("Lu", "Ll", "Nd", "Zs", "Po", "Pd")
)
TEXT = st.text(LATIN, min_size=1, max_size=400).map(lambda text: " ".join(text.split()))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_document_traces(name):
    """No example raises a false alarm, and the PDF carries what was asked of it."""
    found = traced(example(name).reading, example(name).told)
    assert (found.lost, found.untraced) == ((), ())
    assert found.ok
    assert found.embedded == ("fax cover" not in name)


@pytest.mark.parametrize("document", [LETTER, GAPS, ACTION, REVIEW], ids=lambda d: d.document)
def test_documents_of_another_disease_trace(document):
    """Nothing of the verifier knows a drug, a disease or a practice."""
    assert verify(render(document).pdf).ok


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_traces(name):
    """A patient's name in any script that can be printed traces, in sentence, table and margin."""
    told = GAPS.model_copy(update={"patient": name, "running": f"{name} · Member 1"})
    assert verify(render(told).pdf).ok
    about = letter(patient=name, running=f"{name} · Member 1")
    line = Line(label="Patient", value=name)
    about = about.model_copy(update={"re": (line, *about.re[1:])})
    assert verify(render(about).pdf).ok


@settings(max_examples=10, phases=SHORT)
@given(TEXT, TEXT, TEXT)
def test_whatever_the_words_are_they_trace(one, two, three):
    """Long texts, odd signs, numbers and dashes are no false alarm."""
    request = GAPS.request.model_copy(update={"text": one or "x"})
    question = GAPS.questions[0].model_copy(update={"question": two or "x", "why": three})
    told = GAPS.model_copy(update={"request": request, "questions": (question,)})
    found = verify(render(told).pdf)
    assert (found.lost, found.untraced) == ((), ())


@settings(max_examples=4, phases=SHORT)
@given(st.integers(1, 60), st.sampled_from(("mg/g", "mL/min/1.73 m²", "µg/L", "×10⁹/L", "%")))
def test_a_paragraph_over_pages_traces(count, unit):
    """A sentence that goes on over the foot of one page and the head of the next is whole."""
    claims = tuple(
        Claim(id=f"x{n}", text=f"Reading {n} was {n / 7:.2f} {unit}, higher than the one before.")
        for n in range(count * 6)
    )
    told = letter(adverse=(Paragraph(claims=claims),))
    assert verify(render(told).pdf).ok


def test_a_sheet_that_leaves_out_what_is_known_traces_though_a_count_is_the_number_of_a_row():
    """With sixteen questions the list is left out; 11 stands there, but not as the eleventh row."""
    rows = (GAPS.known * 11)[:11]
    known = tuple(
        row.model_copy(
            update={
                "number": str(number),
                "finding": row.finding.model_copy(update={"id": f"k{number}"}),
            }
        )
        for number, row in enumerate(rows, start=1)
    )
    asked = (GAPS.questions * 16)[:16]
    questions = tuple(
        one.model_copy(update={"number": number}) for number, one in enumerate(asked, start=1)
    )
    standing = GAPS.standing.model_copy(update={"text": "11 of 27 criteria are met."})
    told = GAPS.model_copy(update={"known": known, "questions": questions, "standing": standing})
    found = verify(render(told).pdf)
    assert (found.ok, found.pages) == (True, 1)


def test_another_rationale_is_no_trace():
    """A document does not trace to the rationale of another, in both directions."""
    found = verify(example(EXAMPLES[0]).pdf, shown(example("LN-019 second-level appeal").document))
    assert found.lost
    assert found.untraced
    assert not found.ok


def test_a_whole_rationale_serves_as_well():
    """The rationale.json beside the PDF traces like the one inside."""
    one = example("LN-022 exception request")
    assert verify(one.pdf, one.document.model_dump_json().encode()).ok


def test_an_embedded_file_that_was_exchanged_is_seen():
    """A PDF that carries another rationale than the one given does not trace."""
    one = example("LN-022 exception request")
    told = json.loads(shown(one.document)) | {"library": "guideline library 000000000000"}
    with pikepdf.open(io.BytesIO(one.pdf)) as pdf:
        del pdf.attachments["rationale.json"]
        pdf.attachments["rationale.json"] = json.dumps(told).encode()
        written = io.BytesIO()
        pdf.save(written)
    assert [each.kind for each in verify(written.getvalue(), shown(one.document)).untraced] == [
        "file"
    ]
    assert not verify(written.getvalue()).ok


def test_a_title_or_author_of_another_is_seen():
    """What the file says of itself must be the document's own."""
    one = example("LN-022 exception request")
    for key, value in (("/Title", "Exception request: aspirin"), ("/Author", "Mallory Doe, MD")):
        with pikepdf.open(io.BytesIO(one.pdf)) as pdf:
            pdf.docinfo[key] = value
            written = io.BytesIO()
            pdf.save(written)
        found = verify(written.getvalue())
        assert {each.kind for each in found.untraced} == {"description"}


def test_without_a_rationale_nothing_is_verified():
    """A PDF without one, a file in another format, or one that does not fit raises, and says so."""
    one = example("LN-008 fax cover")
    for given_ in (None, b"{}", b"[1", b'{"format": "letters/rationale/9"}', b"\xff", b"[" * 10**5):
        with pytest.raises(NoRationaleError, match="rationale"):
            verify(one.pdf, given_)


def test_a_rationale_that_breaks_the_schema_never_traces():
    """Parts of the wrong shape are refused or lost, whatever walking into them would raise."""
    one = example("LN-001 letter of medical necessity")
    for broken in (
        {"ask": {"claims": 3}},
        {"chart": 7},
        {"chart": one.told["chart"] | {"first": "soon"}},
        {"laboratory": {"days": ["2026-01-01"], "columns": ["x"], "rows": 4}},
        {"signature": ["x"]},
    ):
        with suppress(NoRationaleError):
            assert not verify(one.pdf, json.dumps(one.told | broken).encode()).ok


@pytest.mark.parametrize("size", [0, 1, 9, 1000, 20000])
def test_a_cut_pdf_is_refused(size):
    """A damaged file gives an error for a person, without its own words."""
    one = example("LN-022 exception request")
    with pytest.raises(InputError, match="PDF"):
        verify(one.pdf[:size], shown(one.document))


def test_what_is_told_for_a_log_holds_no_value():
    """`counts` says kinds and places; a name or a number of the patient is not in it."""
    one = example("LN-022 exception request")
    found = verify(one.pdf, shown(example("LN-019 second-level appeal").document))
    told = found.counts()
    assert "untraced" in told
    for secret in ("Falcão", "NMH003318846", "mycophenolate", "2026"):
        assert secret not in told


def test_words_of_a_practice_are_accepted():
    """A phrase of a practice's own template is foreign unless it is named."""
    one = example("LN-022 exception request")
    markup = one.corruptible.markup
    node = next(node for node in markup.nodes if node.text == "Sincerely,")
    read = one.places.read({node.number: "With kind regards,"})
    assert not traced(read, one.told).ok
    assert traced(read, one.told, frozenset({"With kind regards,"})).ok
    assert not traced(read, one.told, frozenset({"With regards,"})).ok


def test_a_word_that_turns_a_sentence_is_nobodys_own():
    """A “not” behind a sentence is foreign even if a practice's templates have that word."""
    one = example("LN-022 exception request")
    node = next(node for node in one.corruptible.nodes if node.within('<span id="claim'))
    read = one.places.read({node.number: f"{node.text} not"})
    assert not traced(read, one.told, frozenset({"not", "Not", "without"})).ok


def test_a_number_is_nobodys_own():
    """A number behind a sentence is foreign even if a practice's templates have that number."""
    one = example("LN-022 exception request")
    node = next(node for node in one.corruptible.nodes if node.within('<span id="claim'))
    read = one.places.read({node.number: f"{node.text} 7"})
    assert not traced(read, one.told, frozenset({"7", "Table 7"})).ok
