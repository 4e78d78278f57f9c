"""Payers' policies as they are loaded, cited and laid over by a practice's own."""

import invented
import invented_policy as made
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from letters.citations import Library, load
from letters.citations.criteria import (
    AnyLeaf,
    DiagnosisLeaf,
    ProcedureLeaf,
    RecordLeaf,
    leaves,
)
from letters.citations.loading import Loaded, load_with_readings
from letters.citations.policy import Policy
from letters.citations.reference import format_reference
from letters.citations.source import Level
from letters.citations.worked import WorkedCases
from letters.errors import PackError
from letters.paths import CITATIONS, EXAMPLES
from letters.truth import Truth

OWL = "policy/fern/solumab/owl"


def loaded(tmp_path, shipped=None, **own):
    """The invented library with shipped policies (by path) and those of a practice."""
    root = tmp_path / "citations"
    files = {**invented.FILES, **(shipped or {})}
    invented.write(root, files)
    return load(root, made.folder(tmp_path / "own", **own) if own else None)


def test_a_criterion_stands_beside_its_place_in_the_policy():
    """In a file a criterion's number, place and confirmation stand beside its own fields."""
    one = made.policy().criteria[0]
    assert (one.locator, one.criterion.id, one.criterion.kind) == ("Page 1", "long", "attested")
    assert Policy.model_validate_json(made.policy().model_dump_json()) == made.policy()


@pytest.mark.parametrize(
    "changed",
    [
        {"criteria": []},
        {"payers": []},
        {"id": "fern"},
        {"id": "../solumab"},
        {"id": "fern/solumab/more"},
        {"title": ""},
        {"criteria": [made.attested("long", "night-long", locator="")]},
        {"confirmed": {"by": "", "on": "2026-11-10", "where": "the page"}},
    ],
)
def test_a_policy_without_what_it_needs_is_refused(changed):
    """A policy has an id of two parts, a payer, a title, and a criterion with its place."""
    with pytest.raises(ValidationError):
        made.policy(**changed)


def test_the_whole_asks_for_every_criterion():
    """All top criteria together are one group, in their order."""
    whole = made.policy().whole
    assert (whole.id, whole.kind) == ("fern/solumab", "all")
    assert [part.id for part in whole.of] == ["long", "shines", "owl"]


CRITERIA = [made.attested("long", "night-long"), made.attested("owl", "owl-heard")]


@given(st.lists(st.booleans(), min_size=2, max_size=2), st.booleans())
def test_what_may_be_spoken_of_is_what_was_confirmed(marks, whole):
    """A criterion may be spoken of when it was confirmed by itself or with the whole policy."""
    criteria = [
        one | ({"confirmed": made.CONFIRMED} if mark else {})
        for one, mark in zip(CRITERIA, marks, strict=True)
    ]
    one = made.policy(criteria=criteria, confirmed=made.CONFIRMED if whole else None)
    named = [name for name, mark in zip(("long", "owl"), marks, strict=True) if mark or whole]
    assert list(one.spoken) == named


@given(st.booleans())
def test_only_a_confirmation_makes_a_statement_primary(moonlit, confirmed):
    """A statement of a policy is as our words were read, until the practice compared them."""
    one = made.policy(confirmed=made.CONFIRMED if confirmed else None)
    library = made.with_policies(moonlit, one)
    checked = library.statement(OWL).verification
    assert checked.level is (Level.PRIMARY if confirmed else Level.SECONDARY)
    wanted = ("Ada Moon", "2026-11-10") if confirmed else ("notes", "2026-11-01")
    assert (checked.by, checked.on.isoformat()) == wanted


def test_a_policy_is_cited_like_a_source(moonlit):
    """Its criteria are statements of a source that is no published one."""
    library = made.with_policies(moonlit, made.policy())
    source = library.source_of(OWL)
    assert (source.id, source.short, source.kind) == (
        "policy/fern/solumab",
        "Fern policy FH-12",
        "coverage",
    )
    assert [one.id for one in source.statements] == ["long", "shines", "owl"]
    assert library.statement(OWL).locator == "Page 1"
    assert (library.grade(OWL), library.is_superseded(OWL)) == ("", False)
    assert OWL not in library.statements
    assert source.id not in library.sources
    with pytest.raises(PackError):
        library.source("policy/fern/none")


@pytest.mark.parametrize(
    ("changed", "written"),
    [
        ({}, "Fern Health. Solumab for moonlight. FH-12. January 1, 2026."),
        ({"number": None}, "Fern Health. Solumab for moonlight. January 1, 2026."),
        ({"number": None, "effective": None}, "Fern Health. Solumab for moonlight."),
        (
            {"confirmed": made.CONFIRMED},
            "Fern Health. Solumab for moonlight. FH-12. January 1, 2026. "
            "Accessed November 10, 2026. https://fern.example/fh-12",
        ),
        (
            {"confirmed": {**made.CONFIRMED, "where": "the payer's letter"}},
            "Fern Health. Solumab for moonlight. FH-12. January 1, 2026.",
        ),
    ],
)
def test_the_reference_of_a_policy(moonlit, changed, written):
    """It prints payer, title, number and date; an address only where the practice read it there."""
    library = made.with_policies(moonlit, made.policy(**changed))
    runs = format_reference(library.source("policy/fern/solumab"))
    assert "".join(run for run, _ in runs) == written


@given(
    number=st.sampled_from([None, "FH-12", "fh 12", "FH-13"]),
    payer=st.sampled_from(["Fern", "FERN-HEALTH", "Moss"]),
)
def test_the_practices_own_policy_wins(tmp_path_factory, number, payer):
    """One of the same id, or of the same payer and number, stands in place of the shipped one."""
    tmp_path = tmp_path_factory.mktemp("own")
    other = made.text(id="moss/other", number=number, payers=[payer], title="Our own")
    library = loaded(tmp_path, {made.FILE: made.text()}, mine=other)
    same = payer != "Moss" and number in ("FH-12", "fh 12")
    assert set(library.policies) == ({"moss/other"} if same else {"fern/solumab", "moss/other"})
    replaced = loaded(tmp_path, {made.FILE: made.text()}, mine=made.text(title="Our own"))
    assert replaced.policies["fern/solumab"].title == "Our own"


def test_files_of_a_practice_stand_anywhere_in_its_folder(tmp_path):
    """Flat or nested, each file is a policy."""
    library = loaded(
        tmp_path,
        **{"flat": made.text(id="a/b"), "deep/deeper/one": made.text(id="c/d", number="other")},
    )
    assert set(library.policies) == {"a/b", "c/d"}


def test_worked_cases_of_a_replaced_policy_are_left_out(tmp_path):
    """Cases written for the shipped text say nothing of the practice's own."""
    cases = invented.CASES.replace("moonlight/solumab", "fern/solumab")
    shipped = {made.FILE: made.text(), "policies/fern/cases/solumab.yaml": cases}
    assert set(loaded(tmp_path, shipped).worked_policies) == {"fern/solumab"}
    assert not loaded(tmp_path, shipped, mine=made.text()).worked_policies


def test_the_digest_covers_the_practices_own_policies(tmp_path):
    """Another word in a policy of the practice is another library."""
    plain = loaded(tmp_path).digest
    first = loaded(tmp_path, mine=made.text()).digest
    second = loaded(tmp_path, mine=made.text(title="Other")).digest
    assert len({plain, first, second}) == 3


def test_a_fault_in_a_practices_policy_is_pointed_at(tmp_path):
    """The file is named with its whole path and the line."""
    with pytest.raises(PackError) as raised:
        loaded(tmp_path, mine=made.text(payers=[]))
    assert f"{tmp_path}/own/mine.yaml:4: payers: " in str(raised.value)


def test_two_files_of_a_practice_may_not_share_an_id(tmp_path):
    """The second is refused, since it cannot be told which one counts."""
    with pytest.raises(PackError, match="is taken by another file"):
        loaded(tmp_path, one=made.text(), two=made.text())


def test_a_folder_without_policies_is_a_mistake(tmp_path):
    """A folder named by mistake does not pass for one without policies."""
    (tmp_path / "own").mkdir()
    invented.write(tmp_path / "citations")
    with pytest.raises(PackError, match="is this a folder of policies"):
        load(tmp_path / "citations", tmp_path / "own")


# What is shipped.

SHIPPED = load(CITATIONS).policies


def test_exemplars_are_shipped():
    """There are policies of several payers for at least four drugs."""
    assert len(SHIPPED) >= 6
    assert len({drug for one in SHIPPED.values() for drug in one.applies_to.drugs}) >= 4
    assert len({one.payers[0] for one in SHIPPED.values()}) >= 5


@pytest.mark.parametrize("name", SHIPPED)
def test_an_exemplar_is_confirmed_by_nobody(name):
    """Nothing shipped was compared with the policy itself or read better than at second hand."""
    one = SHIPPED[name]
    assert one.spoken == ()
    assert one.read.level is Level.SECONDARY
    assert one.read.where
    assert one.unread


def decidable(leaf: AnyLeaf) -> set[Truth]:
    """The truths that some record can give a leaf."""
    undated = isinstance(leaf, ProcedureLeaf | RecordLeaf) and leaf.within is None
    unlisted = isinstance(leaf, DiagnosisLeaf) and not leaf.one_of
    unborn = {Truth.UNKNOWN} if leaf.kind == "age" else set()  # a worked record has a birth date
    never = {Truth.NOT_MET} if undated else {Truth.MET} if unlisted else unborn
    return set(Truth) - never


def shown(worked: WorkedCases) -> set[tuple[str, Truth]]:
    return {(name, truth) for case in worked.cases for name, truth in case.expect.items()}


@pytest.mark.parametrize("name", SHIPPED)
def test_worked_cases_show_every_leaf_of_an_exemplar_each_way(library, name):
    """Each leaf is seen met, not met and unknown, as far as a record can make it so."""
    seen = shown(library.worked_policies[name])
    missing = [
        (leaf.id, truth.value)
        for leaf in leaves(SHIPPED[name].whole)
        for truth in decidable(leaf)
        if (leaf.id, truth) not in seen
    ]
    assert missing == []


def test_the_examples_of_a_practice_are_confirmed():
    """The example practice confirmed its policies, and the library with them is sound."""
    found = load_with_readings(CITATIONS, EXAMPLES / "policies")
    assert isinstance(found, Loaded), [str(problem) for problem in found]
    own: Library = found.library
    theirs = {name: one for name, one in own.policies.items() if name not in SHIPPED}
    assert theirs
    assert all(len(one.spoken) == len(one.criteria) for one in theirs.values())
    assert any(one.exceptions for one in theirs.values())
