import re
from collections import defaultdict

import invented
import pytest

from letters.citations import Library, load
from letters.citations.library import TERM_LISTS
from letters.citations.loading import Loaded, load_with_readings
from letters.determination.derived import METHODS
from letters.errors import PackError


@pytest.fixture
def files(tmp_path):
    """Writes the invented library with some of its files changed, and gives its root."""

    def write(changes: dict[str, str]):
        invented.write(tmp_path, {**invented.FILES, **changes})
        return tmp_path

    return write


def test_all_parts_are_loaded(moonlit):
    """Sources, scales, terms, packs, pathways, worked cases and appeals are found."""
    assert set(moonlit.sources) == {"almagest", "label-solara", "ephemeris"}
    assert set(moonlit.scales) == {"lunar"}
    assert set(moonlit.packs) == {"moonlight"}
    assert set(moonlit.pathways) == set(moonlit.worked) == {"moonlight/solumab"}
    assert [one.code for one in moonlit.appeals.adjustment_codes] == ["50", "16", "45", "B5"]
    assert moonlit.vocabulary.settled_codes == ("45",)
    assert moonlit.measure("glow").short == "Glow"
    assert moonlit.drug("solumab").classes == ("moonmab",)


def test_a_library_survives_a_json_round_trip(moonlit):
    """What is loaded can be written as JSON and read back without loss."""
    assert Library.model_validate_json(moonlit.model_dump_json()) == moonlit


def test_a_grade_on_a_scale_that_the_library_lacks_is_an_error_of_the_library(moonlit):
    graded = next(each for each in moonlit.statements if moonlit.grade(each))
    with pytest.raises(PackError, match="letters packs check"):
        moonlit.model_copy(update={"scales": {}}).grade(graded)


def test_statements_are_found_by_their_full_id(moonlit):
    """The full id of a statement leads to it and to its source."""
    full_id = "almagest/solumab-first"
    assert moonlit.statement(full_id).locator == "Chapter 1"
    assert moonlit.source_of(full_id).short == "Almagest 2024"


def test_members_are_the_drugs_of_a_class_or_the_drug_itself(moonlit):
    """A class means all of its drugs, a drug itself, an unknown word nothing."""
    assert moonlit.members(("moonmab",)) == {"solumab", "lunamab"}
    assert moonlit.members(("solumab", "eclipsone")) == {"solumab", "eclipsone"}
    assert moonlit.members(("unheard-of",)) == frozenset()


def test_words_print_by_their_name(moonlit):
    """Any term, an option or a product included, is found by its id."""
    assert moonlit.word("half-moon") == "half moon"
    assert moonlit.word("solara") == "Solara"


def test_what_touches_a_pathway(moonlit):
    """A statement touches a pathway by a drug, its class or a regimen that it names."""
    touched = moonlit.concerned(moonlit.pathways["moonlight/solumab"])
    assert touched == {"solumab", "moonmab"}


@pytest.mark.parametrize(
    ("grade", "printed"),
    [
        ("{strength: strong}", "strong"),
        ("{value: A}", "LUNA A"),
        ("{}", ""),
        ("{unverified: strong}", ""),
    ],
)
def test_grades_print_in_the_words_of_their_scale(files, grade, printed):
    """A word prints alone, a code behind the name of its scale, and memory never."""
    changed = invented.ALMAGEST.replace("{strength: strong, value: A}", grade)
    library = load(files({"sources/almagest.yaml": changed}))
    assert library.grade("almagest/solumab-first") == printed


def test_superseded_by_the_statement_or_its_source(files, moonlit):
    """A statement counts as replaced when it or its whole source is."""
    assert not moonlit.is_superseded("label-solara/indication")
    changed = invented.LABEL.replace("kind: label", "kind: label\nsuperseded_by: almagest")
    library = load(files({"sources/label-solara.yaml": changed}))
    assert library.is_superseded("label-solara/indication")
    assert not library.is_superseded("almagest/dose")


def test_the_digest_tells_libraries_apart(files, moonlit, tmp_path):
    """The same files give the same digest; one changed byte or moved file gives another."""
    assert load(files({})).digest == moonlit.digest
    moved = tmp_path / "sources" / "solara.yaml"
    (tmp_path / "sources" / "label-solara.yaml").rename(moved)
    digest = load(tmp_path).digest
    assert digest != moonlit.digest
    moved.write_text(moved.read_text().replace("section 1", "section 2"))
    assert load(tmp_path).digest != digest


@pytest.mark.parametrize(
    ("file", "text", "line", "what"),
    [
        ("sources/other.yaml", invented.LABEL, 1, "id 'label-solara' is taken by another file"),
        ("terms/other.yaml", "drugs: []\nplanets: []\n", 2, "'planets' is not a list of terms"),
        ("terms/other.yaml", "drugs:\n  solumab: {}\n", 1, "'drugs' is not a list of terms"),
        ("terms/other.yaml", "drugs:\n", 1, "'drugs' is not a list of terms"),
        ("terms/other.yaml", "", 1, "'' is not a list of terms"),
        ("terms/zeta.yaml", invented.SCALES, 2, "scale 'lunar' stands twice"),
        ("sources/other.yaml", "id: x\nid: y\n", 2, "key 'id' stands twice; remove one"),
    ],
)
def test_a_file_in_error_is_named_with_its_line(files, file, text, line, what):
    """A library that cannot be loaded tells every problem with its file and line."""
    root = files({file: text})
    problems = load_with_readings(root)
    assert [str(problem) for problem in problems] == [f"{file}:{line}: {what}"]
    with pytest.raises(PackError, match=f"{file}:{line}"):
        load(root)


def test_all_problems_are_told_at_once(files):
    """Two files in error are two problems of one run."""
    root = files({"sources/a.yaml": "id: [", "terms/b.yaml": "planets: []\n"})
    assert {problem.file for problem in load_with_readings(root)} == {
        "sources/a.yaml",
        "terms/b.yaml",
    }


def test_an_empty_folder_is_no_library(tmp_path):
    """A folder without YAML is refused instead of loading as nothing."""
    with pytest.raises(PackError, match="is this a citations folder"):
        load(tmp_path)


def test_readings_point_at_lines(files):
    """The readings that come with a library know where each file says what."""
    loaded = load_with_readings(files({}))
    assert isinstance(loaded, Loaded)
    assert loaded.readings["sources/almagest.yaml"].line_of_text("dose") > 1


def test_every_measure_of_the_library_can_be_derived(library):
    """A derived measure names a method that exists and that takes its inputs."""
    derived = [measure.derived for measure in library.vocabulary.measures if measure.derived]
    assert len(derived) >= 2
    assert {one.method for one in derived} <= set(METHODS)


def test_one_word_prints_in_one_way(library):
    """Terms that share an id, as options of two categories may, share their printed name."""
    names = defaultdict(set)
    for field in TERM_LISTS:
        for term in getattr(library.vocabulary, field):
            below = [*getattr(term, "options", ()), *getattr(term, "products", ())]
            for one in (term, *below):
                names[one.id].add(one.name)
    assert len(names) > 100
    assert {word: found for word, found in names.items() if len(found) > 1} == {}


def test_grades_of_the_library_print_whole(library):
    """No printed grade runs a word and a code together or shows anything absent."""
    printed = {library.grade(full_id) for full_id in library.statements} - {""}
    assert len(printed) >= 5
    assert not [grade for grade in printed if re.search(r"[a-z]{2}[A-Z0-9]|None|  ", grade)]


@pytest.mark.parametrize("look_up", ["word", "plain", "drug", "measure", "source", "statement"])
def test_what_a_library_lacks_is_an_error_of_the_library(library, look_up):
    """Not of ours; what was asked for is not told, since it may come from a record."""
    for name in ("Zaubernuss", "Zaubernuss/some"):
        with pytest.raises(PackError, match="letters packs check") as refused:
            getattr(library, look_up)(name)
        assert "Zaubernuss" not in str(refused.value)
