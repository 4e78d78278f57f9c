"""Words of the vocabulary: names, aliases, codes, units."""

import difflib
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.evidence import Comparator
from letters.case.vocabulary import Measure, folded
from letters.citations import load
from letters.intake.cells import words
from letters.intake.reading import ReadingError
from letters.paths import CITATIONS

SAME_MICRO = ["umol/L", "µmol/L", "μmol/L", "UMOL/L", " umol / L "]


@pytest.fixture(scope="module")
def shipped():
    return load(CITATIONS).vocabulary


@pytest.mark.parametrize("written", SAME_MICRO)
def test_spellings_of_a_unit(vocabulary, written):
    """The kind of µ, spaces and a harmless case do not matter."""
    assert words.unit(vocabulary.measures[0])(written).unit == "µmol/L"


@given(st.data())
def test_units_survive_spacing_and_case(vocabulary, data):
    """Every accepted spelling is read with any spacing and in any case as the same unit."""
    measure = vocabulary.measures[0]
    unit = data.draw(st.sampled_from(measure.units))
    name = data.draw(st.sampled_from([unit.unit, *unit.aliases]))
    gaps = data.draw(st.lists(st.sampled_from(["", " "]), min_size=len(name), max_size=len(name)))
    spaced = "".join(itertools.chain(*zip(name, gaps, strict=True)))
    for written in (spaced, spaced.upper()):
        assert words.unit(measure)(written) == unit


def test_case_decides_where_it_must():
    """Where only case tells two units apart, case counts and an unclear one is refused."""
    units = [
        {"unit": "Mg", "factor": "1", "source": "x"},
        {"unit": "mg", "factor": "2", "source": "x"},
    ]
    measure = Measure.model_validate(
        {
            "id": "m",
            "name": "m",
            "short": "m",
            "units": units,
            "decimals": 0,
            "plausible": ["0", "9"],
        }
    )
    assert words.unit(measure)("mg").unit == "mg"
    with pytest.raises(ReadingError, match="not accepted in this unit"):
        words.unit(measure)("MG")


def test_units_must_be_named_where_there_are_any(vocabulary):
    """Only a measure without a unit may go without one."""
    glow, spin = vocabulary.measures
    assert words.only_unit(spin).unit == "1"
    with pytest.raises(ReadingError, match="a result needs its unit"):
        words.only_unit(glow)


@pytest.mark.parametrize(
    ("value", "unit", "comparator", "fits"),
    [
        ("1500", 1, "=", True),
        ("1500", 0, "=", False),
        ("1.5", 1, "=", False),
        ("0.001", 0, "<", True),
        ("40", 0, "<", False),
        ("40", 0, ">", False),
        ("-1", 0, "<", False),
    ],
)
def test_plausible(vocabulary, value, unit, comparator, fits):
    """A value in the wrong unit lies outside of what is plausible; a low bound may."""
    glow = vocabulary.measures[0]
    check = (glow, glow.units[unit], Comparator(comparator), Decimal(value))
    if fits:
        words.check_plausible(*check)
    else:
        with pytest.raises(ReadingError, match="plausible"):
            words.check_plausible(*check)


def test_tests_by_name_and_code(vocabulary):
    """A test is known by name, alias or LOINC code; the nearest name is offered."""
    for written in ("Glow, Serum", "1234-5", "SERUM  GLOW", "glow"):
        assert words.test(vocabulary)(written).id == "glow"
    with pytest.raises(ReadingError) as refused:
        words.test(vocabulary)("serum glov")
    assert "serum glow" in refused.value.action


def test_drugs_and_products(vocabulary):
    """A product names its drug; of two products of one name the route decides."""
    solumab = vocabulary.drugs[0]
    assert words.drug(vocabulary)("slb") == (solumab, None)
    assert words.drug(vocabulary)("Solara pen") == (solumab, solumab.products[1])
    assert words.product(solumab, "subcutaneous")("Solara").id == "solara-sc"
    assert words.product(solumab, None)("Solara").id == "solara-iv"
    with pytest.raises(ReadingError, match="route"):
        words.product(solumab, "intravenous")("Solara pen")
    with pytest.raises(ReadingError, match="not among those the library knows"):
        words.drug(vocabulary)("sulfur")


def test_several_words(vocabulary):
    """Several words are read once each."""
    known, unknown = words.known_of(vocabulary.denial_reasons)(
        "too dear; TOO BRIGHT; loud; too-dear"
    )
    assert [reason.id for reason in known] == ["too-dear", "too-bright"]
    assert list(unknown) == [3]


def slowly_foreign(said, vocabulary):
    """What `is_foreign` tells of one word, by comparing it in full with every name."""
    terms = [*vocabulary.drugs, *(p for d in vocabulary.drugs for p in d.products)]
    names = {folded(n) for each in terms for n in (each.id, each.name, *each.aliases)}
    names |= {folded(n) for c in vocabulary.drug_classes for n in (c.name, *c.aliases)}

    def resembles(name):
        first = name.split()[0]
        if said in (name, f"{name}s"):
            return True
        if min(len(said), len(first)) < 4:
            return False
        alike = [difflib.SequenceMatcher(None, said, n).ratio() >= 0.85 for n in (name, first)]
        return name.startswith(said) or said.startswith(first) or any(alike)

    return not any(map(resembles, names))


@given(st.data())
def test_a_misspelled_name_is_told_from_a_foreign_one_as_by_comparing_it_with_all(shipped, data):
    """Whichever name of the library, whatever letters of it are lost, doubled or changed."""
    names = [each.name for each in shipped.drugs if each.name.isalpha() and len(each.name) > 5]
    said = data.draw(st.sampled_from(names)).casefold()
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(1, len(said) - 1))
        letter = data.draw(st.sampled_from(["", "a", "n", "x", said[at]]))
        said = said[:at] + letter + said[at + data.draw(st.integers(0, 1)) :]
        if len(said) < 5:
            return
    assert words.is_foreign(said, shipped) == slowly_foreign(said, shipped)
