import re

import pytest

from letters.citations.reader import Problem, read, validate
from letters.citations.reference import format_reference
from letters.citations.source import Level, Source
from letters.errors import PackError
from letters.paths import CITATIONS


def source(name: str) -> Source:
    reading = read(CITATIONS / "sources" / f"{name}.yaml", CITATIONS)
    assert not isinstance(reading, Problem), reading
    found = validate(reading, Source)
    assert isinstance(found, Source), found
    return found


NAMES = sorted(path.stem for path in (CITATIONS / "sources").glob("*.yaml"))
SOURCES = [source(name) for name in NAMES]
# A source known only from memory has no confirmed field and never prints.
PRINTABLE = [one for one in SOURCES if one.verification.level is not Level.UNVERIFIED]


def text(one: Source) -> str:
    return "".join(run for run, _ in format_reference(one))


def test_many_sources_are_looked_at():
    """The tests below would hold of an empty folder, so it is not one."""
    assert len(PRINTABLE) > 40


@pytest.mark.parametrize("one", PRINTABLE, ids=lambda one: one.id)
def test_every_reference_is_whole(one):
    """A reference names its title, ends as the style has it and shows nothing absent."""
    written = text(one)
    assert one.csl["title"].casefold() in written.casefold()
    assert written.endswith((".", str(one.csl.get("DOI")), str(one.csl.get("URL"))))
    assert not re.search(r"None|\.\.|[?!]\.|  |^\d+\. |<|&\w+;", written)
    assert written == written.strip()


@pytest.mark.parametrize("one", PRINTABLE, ids=lambda one: one.id)
def test_a_title_prints_once(one):
    """A source without authors opens with its title and does not repeat it."""
    assert text(one).casefold().count(one.csl["title"].casefold()) == 1


@pytest.mark.parametrize("one", PRINTABLE, ids=lambda one: one.id)
def test_every_initial_prints(one):
    """Initials are spaced, since citeproc would make one initial of two that run together."""
    given = [author["given"] for author in one.csl.get("author", ()) if "given" in author]
    assert not [name for name in given if re.search(r"[A-Z]{2}", name)]


@pytest.mark.parametrize("one", PRINTABLE, ids=lambda one: one.id)
def test_what_is_unconfirmed_does_not_print(one):
    """A field known from memory stays out of the reference."""
    memory = {field: one.unconfirmed.get(field) for field in ("DOI", "page", "PMID", "author")}
    written = text(one)
    assert not [field for field, value in memory.items() if value and value in written]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "bliss-ln",
            "Furie R, Rovin BH, Houssiau F, et al. Two-year, randomized, controlled trial of"
            " belimumab in lupus nephritis. *N Engl J Med*. 2020;383(12):1117-1128."
            " doi:10.1056/NEJMoa2001180",
        ),
        (
            "alshaiki-2018",
            "Alshaiki F, Obaid E, Almuallim A, Taha R, El-haddad H, Almoallim H. Outcomes of"
            " rituximab therapy in refractory lupus: a meta-analysis. *Eur J Rheumatol*."
            " 2018;5(2):118-126. doi:10.5152/eurjrheum.2018.17096",
        ),
        (
            "kdigo-ln-2024",
            "Kidney Disease: Improving Global Outcomes (KDIGO) Lupus Nephritis Work Group. KDIGO"
            " 2024 Clinical Practice Guideline for the Management of Lupus Nephritis."
            " *Kidney Int*. 2024;105(1S):S1-S69. doi:10.1016/j.kint.2023.09.002",
        ),
        (
            "regency",
            "Furie RA, Rovin BH, Garg JP, et al. Efficacy and safety of obinutuzumab in active"
            " lupus nephritis. *N Engl J Med*. Published online February 7, 2025."
            " doi:10.1056/NEJMoa2410965",
        ),
        (
            "label-benlysta",
            "Benlysta (belimumab). Prescribing information. GSK; June 2025.",
        ),
        (
            "vcs-matched-2024",
            "[Propensity-matched comparison of AURA-LV and AURORA 1 with ALMS], Table 4."
            " PubMed Central. Accessed November 22, 2026."
            " https://pmc.ncbi.nlm.nih.gov/articles/PMC11552023/table/T4",
        ),
    ],
)
def test_the_form_is_that_of_ama(name, expected):
    """Authors, italics, punctuation and order are those of the AMA manual, 11th edition."""
    runs = format_reference(source(name))
    assert "".join(f"*{run}*" if italic else run for run, italic in runs) == expected


def test_an_article_in_press_prints_the_volume_it_has():
    """A volume without issue or pages stands alone."""
    one = source("bliss-ln")
    known = {field: value for field, value in one.csl.items() if field not in ("issue", "page")}
    written = text(one.model_copy(update={"csl": known}))
    assert written.endswith(" N Engl J Med. 2020;383. doi:10.1056/NEJMoa2001180")


def test_fields_that_the_style_does_not_know_are_silent(recwarn):
    """A field beyond the style's does not print and does not warn."""
    one = source("bliss-ln")
    odd = one.model_copy(update={"csl": one.csl | {"PMID": "1", "note": "x", "x-own": "y"}})
    assert format_reference(odd) == format_reference(one)
    assert not recwarn.list


def test_a_source_from_memory_has_no_reference():
    """Without a single confirmed field there is nothing to print."""
    assert format_reference(source("mosteller-1987")) == ()


@pytest.mark.parametrize("wrong", [{"author": ["Fern"]}, {"author": 7}, {"issued": "soon"}])
def test_fields_of_another_form_are_an_error_of_the_library(library, wrong):
    source = next(iter(library.sources.values()))
    broken = source.model_copy(update={"csl": {**source.csl, **wrong}})
    with pytest.raises(PackError, match=source.id):
        format_reference(broken)
