"""Which drug a chart's text means, and the words of its dose."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.vocabulary import Vocabulary
from letters.intake.cells import medicines
from letters.intake.cells.medicines import (
    allergen_in,
    billed_drug,
    coded_drug,
    dose_unit,
    drug_in,
    is_local,
    rhythm,
)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    frequencies = [
        ("weekly", "once weekly", None, 7),
        ("weekly-4", "once weekly for 4 doses", None, 7),
        ("daily", "once daily", 1, None),
        ("bid", "twice daily", 2, None),
        ("monthly", "once monthly", None, 30),
        ("tenth", "each tenth day", None, 10),
        ("ten", "every 10 days", None, 10),
    ]
    return Vocabulary.model_validate(
        {
            "drugs": [
                {
                    "id": "solumab",
                    "name": "solumab",
                    "aliases": ["SLB"],
                    "rxnorm": "111",
                    "products": [
                        {
                            "id": "solara",
                            "name": "Solara pen",
                            "aliases": ["Solara"],
                            "kind": "reference",
                            "routes": ["oral"],
                            "hcpcs": "J1111",
                        }
                    ],
                },
                {"id": "luna", "name": "lunate", "aliases": ["lunate mofetil"], "rxnorm": "222"},
                {"id": "luna-acid", "name": "lunic acid", "aliases": ["lunate sodium"]},
            ],
            "frequencies": [
                {"id": i, "name": n, "per_day": p, "every_days": e} for i, n, p, e in frequencies
            ],
            "dose_units": [
                {"id": "mg", "name": "mg", "aliases": ["milligram"], "factor": "1"},
                {"id": "g", "name": "g", "factor": "1000"},
            ],
        }
    )


def found(text: str, words: Vocabulary) -> str | None:
    drug = drug_in(text, words)
    return drug.id if drug else None


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("solumab 50 MG Oral Tablet", "solumab"),
        ("SOLUMAB (SOLARA) 50 mg tablet, take as directed", "solumab"),
        ("solumab 50 MG Oral Tablet [Solara]", "solumab"),
        ("10 ML solumab 10 MG/ML Injection", "solumab"),
        ("solumab-abcd 10 MG/ML", "solumab"),
        ("solumab 5 mg and 10 mg tablets", "solumab"),
        ("solumab in sodium chloride 0.9% 250 mL", "solumab"),
        ("Lunate Mofetil 500 mg", "luna"),
        ("lunate sodium 180 MG Delayed Release", "luna-acid"),
        ("lunate-sodium", "luna-acid"),
        ("lunate", "luna"),
    ],
)
def test_a_drug_is_found_among_its_salts_forms_and_strengths(text, drug, words):
    """What stands around a name does not count, and the longest name wins."""
    assert found(text, words) == drug


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unknowncillin 5 mg",
        "solumabum 5 mg",
        "methylsolumab",
        "solumab or lunate",
        "lunate (lunic acid)",
        "solumab and unknowncillin",
        "solumab / unknowncillin 5 MG",
        "solumab-unknowncillin 5 mg",
        "unknowncillin + solumab",
        "solumab with unknowncillin",
    ],
)
def test_none_or_several_drugs_are_none(text, words):
    """A part of a word, two drugs, or another ingredient joined to a known one is no drug."""
    assert found(text, words) is None


@pytest.mark.parametrize(
    "text",
    ["solumab 0.1 % Topical Ointment", "solumab ophthalmic drops", "solumab rectal", "Solara eye"],
)
def test_a_local_form_is_no_course_of_the_drug(text, words):
    """On the skin or in the eye a drug does not do what the requested one does."""
    assert found(text, words) is None


@pytest.mark.parametrize("text", ["no solumab", "avoid solumab", "allergy to solumab"])
def test_a_denied_drug_is_not_found(text, words):
    """Words that deny leave nothing."""
    assert found(text, words) is None


def test_an_allergy_names_its_drug(words):
    """In a list of allergies the word allergy denies nothing."""
    assert allergen_in("Allergy to solumab (finding)", words) == drug_in("solumab", words)
    assert allergen_in("no allergy to solumab", words) is None


@pytest.mark.parametrize(("text", "drug"), [("SLB 5 mg po daily", "solumab"), ("slb", "solumab")])
def test_a_short_alias_alone_is_found(text, drug, words):
    """An abbreviation counts among plain words."""
    assert found(text, words) == drug


def test_a_short_alias_beside_unknown_words_is_not_found(words):
    """An abbreviation that may stand for the unknown name beside it does not count."""
    assert found("solebolate borate (SLB)", words) is None


PARTS = st.sampled_from(["solumab", "lunate", "mofetil", "and", "/", "5 mg", "cream", "xyzzycin"])


@given(st.lists(PARTS, max_size=5).map(" ".join))
def test_case_and_space_do_not_matter(words, text):
    """What is found is found in any case, with any space around it."""
    assert found(text, words) == found(f"  {text.upper().replace(' ', '   ')} ", words)


@given(st.text(max_size=60))
def test_any_text_is_read(words, text):
    """No text raises, and a drug found is one of the vocabulary."""
    assert drug_in(f"solumab {text}", words) in (None, *words.drugs)


@given(st.text(alphabet="abcdefghij 0123456789./+-", max_size=30))
def test_a_drug_found_stands_in_the_text(words, text):
    """A text without any of the names yields no drug."""
    assert found(text, words) is None


def test_a_text_that_names_more_than_a_drug_is_unclear(words):
    """It is told from a text that names none."""
    known = medicines.medicines(words)
    assert known.is_unclear("solumab and unknowncillin")
    assert not known.is_unclear("solumab 5 mg")
    assert not known.is_unclear("unknowncillin")


def test_codes_of_ingredients_and_of_bills(words):
    """An RxNorm ingredient and a HCPCS code each mean one drug; two drugs are none."""
    assert coded_drug(["9", "111"], words) == drug_in("solumab", words)
    assert coded_drug(["222", "111"], words) is None
    assert billed_drug([" j1111 ", "99213"], words) == drug_in("solumab", words)
    assert billed_drug(["J2222"], words) is None


def test_the_names_are_indexed_once(words):
    """The same vocabulary is not walked again for each text."""
    assert medicines.medicines(words) is medicines.medicines(words)


def test_local_routes(words):
    """Routes to a single place are told from those into the body."""
    assert is_local("Topical route (qualifier value)")
    assert not is_local("Oral route")


@pytest.mark.parametrize(
    ("times", "period", "unit", "word"),
    [
        (1, 1, "d", "daily"),
        (2, 1, "d", "bid"),
        (1, 12, "h", "bid"),
        (1, 7, "d", "weekly"),
        (1, 1, "wk", "weekly"),
        (1, 1, "mo", "monthly"),
        (1, 3, "d", None),
        (1, 10, "d", None),
        (0, 1, "d", None),
        (1, 0, "d", None),
        (1, 1, "fortnight", None),
    ],
)
def test_rhythms(times, period, unit, word, words):
    """A period becomes the plain word of the vocabulary; unclear ones become none."""
    frequency = rhythm(Decimal(times), Decimal(period), unit, words)
    assert (frequency.id if frequency else None) == word


@given(st.decimals(), st.decimals(), st.sampled_from(["s", "d", "mo", "x"]))
def test_any_rhythm_is_read(words, times, period, unit):
    """No number raises."""
    frequency = rhythm(times, period, unit, words)
    assert frequency is None or frequency in words.frequencies


def test_dose_units(words):
    """Names that agree are a unit, those that differ or are unknown are none."""
    unit = dose_unit(["mg", "MILLIGRAM", "", "tablet"], words)
    assert unit is not None
    assert unit.id == "mg"
    assert dose_unit(["mg", "g"], words) is None
    assert dose_unit(["tablet"], words) is None
