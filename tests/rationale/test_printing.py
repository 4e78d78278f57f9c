"""How numbers, days, lists and phrases are printed."""

import datetime as dt
import locale
import re
from decimal import Decimal
from pathlib import Path

import imaginary
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

import letters
from letters.case.evidence import Dose, Quantity
from letters.paths import TEMPLATES
from letters.rationale import printing
from letters.rationale.phrasing import Phrasebook, opening, sentence
from letters.templates import Templates

TIED = "\N{NO-BREAK SPACE}"
DECIMALS = st.decimals(
    min_value=-1_000_000, max_value=1_000_000, allow_nan=False, allow_infinity=False, places=4
)
WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def book():
    return Phrasebook(imaginary.library())


@given(st.dates(dt.date(1, 1, 1)))
def test_days_are_american_and_whole(day):
    """Every day prints as month, day and year, and can be read back."""
    text = printing.day(day)
    assert re.fullmatch(rf"[A-Z][a-z]+{TIED}\d{{1,2}}, \d{{1,4}}", text)
    month, number, year = re.split(rf"{TIED}|, ", text)
    assert (int(year), int(number)) == (day.year, day.day)
    names = [printing.day(dt.date(2000, m, 1)).split(TIED)[0] for m in range(1, 13)]
    assert names.index(month) + 1 == day.month


def test_days_do_not_follow_the_locale(monkeypatch):
    """No locale of the machine changes the name of a month."""
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "C", "C.UTF-8"):
        before = locale.setlocale(locale.LC_TIME)
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
        try:
            assert printing.day(dt.date(2026, 3, 3)) == f"March{TIED}3, 2026"
        finally:
            locale.setlocale(locale.LC_TIME, before)


@given(DECIMALS)
def test_numbers_keep_their_value(value):
    """A number prints without exponent and idle zeros and is still the same number."""
    text = printing.number(value)
    assert Decimal(text) == value
    assert re.fullmatch(r"-?\d+(\.\d*[1-9])?", text)


@pytest.mark.parametrize(
    ("value", "text"), [("1E+3", "1000"), ("100", "100"), ("0.50", "0.5"), ("2.0", "2")]
)
def test_numbers_read_plainly(value, text):
    """Hundreds keep their zeros, fractions lose theirs, and no exponent is printed."""
    assert printing.number(Decimal(value)) == text


@given(DECIMALS)
def test_changes_carry_a_true_sign(value):
    """A fall has a true minus, a rise a plus, no change no sign."""
    text = printing.signed(value)
    assert "-" not in text
    sign = {True: "−", False: "+"}[value < 0] if value else ""
    assert text == f"{sign}{printing.number(abs(value))}"


@given(st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=2))
def test_money_keeps_its_value(value):
    """An amount prints in dollars and cents, thousands set apart, and can be read back."""
    text = printing.money(value)
    assert re.fullmatch(r"−?\$\d{1,3}(,\d{3})*\.\d\d", text)
    assert Decimal(text.replace("−", "-").replace("$", "").replace(",", "")) == value


@pytest.mark.parametrize(
    ("value", "text"), [("1234.5", "$1,234.50"), ("-12", "−$12.00"), ("0", "$0.00")]
)
def test_money_reads_as_on_a_remittance(value, text):
    """Cents are always written, and what was taken back has its minus before the sign."""
    assert printing.money(Decimal(value)) == text


@given(st.lists(WORDS, max_size=6))
def test_lists_are_joined_with_a_last_word(items):
    """Lists read as in running text, and nothing of them is lost."""
    text = printing.joined(items)
    assert text.count(", ") == (len(items) - 1 if len(items) > 2 else 0)
    assert [part for part in re.split(r", and |, | and ", text) if part] == items
    assert printing.joined(tuple(items)) == text


@pytest.mark.parametrize(
    ("value", "text"), [("1.50 g", f"1.5{TIED}g"), ("33 %", "33%"), ("5 mg/kg", f"5{TIED}mg/kg")]
)
def test_a_quantity_stays_together(value, text):
    """A number and its unit stand on one line; a percent sign stays close."""
    assert printing.quantity(Quantity.model_validate(value)) == text


@given(st.text(max_size=30))
def test_a_sentence_ends_once(text):
    """A sentence is folded and ends with exactly the mark that it had, else a full stop."""
    made = sentence(text)
    assert made.endswith((".", "?", "!"))
    assert sentence(made) == made


@given(WORDS)
def test_an_opening_changes_the_first_letter_alone(text):
    """Only the first letter is put in upper case, and not that of an abbreviation like pH."""
    small = text[1:2].isupper()
    assert opening(text) == (text if small else text[:1].upper() + text[1:])


def test_abbreviations_keep_their_small_letter():
    """A measure like pH opens a sentence as it is written."""
    assert (opening("pH of urine"), sentence("glint fell")) == ("pH of urine", "Glint fell.")


def test_doses_and_terms_print_by_name(book):
    """The names of the library print, never its ids."""
    dose = Dose(amount=Quantity(value=Decimal("5.0"), unit="mg/kg"), frequency="each-moon")
    assert book.phrase("dose", dose=dose) == f"5{TIED}mg/kg once each moon"
    assert book.phrase("gaps/where", kind="measure", subject="glint-index", reason="absent") == (
        "sheet labs, test Glint"
    )


def test_a_missing_slot_is_a_defect(book):
    """A template that is not given what it prints raises; nothing is printed around it."""
    with pytest.raises(jinja2.UndefinedError):
        book.phrase("statement", short="A source", says="says so")
    with pytest.raises(jinja2.UndefinedError):
        book.phrase("title", kind="gap sheet")


def written(text: str) -> Phrasebook:
    """A phrasebook with one template more."""
    return Phrasebook(imaginary.library(), Templates(files={"sentences/x.j2": text}))


def test_white_space_is_folded():
    """Line ends and indents of a template and of a slot come out as single spaces."""
    made = written("\n  One {{ a }}\n\n   two{% if true %}\n .{% endif %}\n")
    assert made.phrase("x", a="a \n\t b").startswith("One a b two")
    assert "  " not in made.phrase("x", a=" a ")


def test_names_are_not_markup(book):
    """Sentences are plain text, which the letter's templates escape; a slot is no template."""
    text = book.phrase("override", reason="A & B {{ 7 * 7 }} <i>", by="Dr. X")
    assert "“A & B {{ 7 * 7 }} <i>”" in text


def test_templates_cannot_reach_the_program():
    """A sentence template is sandboxed: it cannot walk from a slot to the interpreter."""
    with pytest.raises((jinja2.exceptions.SecurityError, jinja2.UndefinedError)):
        written("{{ a.__class__.__mro__ }}").phrase("x", a=1)


def test_every_sentence_template_is_named_in_the_code():
    """No sentence template is left over: each is phrased or included somewhere."""
    folder = TEMPLATES / "sentences"
    names = {
        path.relative_to(folder).as_posix().removesuffix(".j2") for path in folder.rglob("*.j2")
    }
    assert len(names) > 50
    code = "\n".join(path.read_text() for path in Path(letters.__file__).parent.rglob("*.py"))
    templates = "\n".join(path.read_text() for path in folder.rglob("*.j2"))
    composed = ("findings/", "replies/", "gaps/", "patient/")
    unused = {
        name
        for name in names
        if not name.startswith(composed)
        and not re.search(rf"[\"'](?:sentences/)?{name}(?:\.j2)?[\"']", code)
        and f'"{name}.j2"' not in templates
    }
    assert unused == set()
