"""The fingerprint of a case names any change of what it tells, and knows no rows or files."""

import random
from decimal import Decimal

import imaginary
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import paths
from letters.case import Case
from letters.case.model import Decision, Level, Override, Ruling, Urgency
from letters.case.provenance import Exhibit, Provenance
from letters.dossier import Fingerprint, fingerprint
from letters.dossier import fingerprint as module

PLACE = Provenance(file="other.csv", sha256="f" * 64, sheet="cases", row=77, part="line 3")


def full() -> Case:
    """A case with something in every field."""
    case = imaginary.case("IM-2")
    point = case.denial.points[0] if case.denial.points else None
    return case.model_copy(
        update={
            "override": Override(reason="It is needed.", read=case.read),
            "urgency": Urgency(statement="Soon.", by="D", on=imaginary.AS_OF, read=case.read),
            "decisions": (
                Decision(
                    level=Level.INITIAL,
                    ruling=Ruling.DENIED,
                    points=(point,) if point else (),
                    read=case.read,
                    exhibit=Exhibit(file="notice.pdf", page=1),
                ),
            ),
            "required_drugs": ("moonwort",),
            "definition": "What is needed.",
        }
    )


CASE = full()


def made(case: Case, library="l", templates="t", exhibits=None) -> Fingerprint:
    return fingerprint(case, library, templates, exhibits)


def leaves(value: object, where: tuple = ()):
    """The places of all values below a dumped case that tell something: not where it was read."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key != "read":
                yield from leaves(below, (*where, key))
    elif isinstance(value, list):
        for i, below in enumerate(value):
            yield from leaves(below, (*where, i))
    else:
        yield where


def changed_at(dumped: dict, where: tuple) -> object:
    """Another value at one place, in a copy."""
    *path, last = where
    held = dumped
    for step in path:
        held = held[step]
    held[last] = ("changed", held[last])
    return dumped


LEAVES = list(leaves(CASE.model_dump(mode="json")))


def test_every_field_of_a_case_is_watched():
    """But for the place where it was read; a new field is watched without a word."""
    told = {where[0] for where in LEAVES}
    assert set(made(CASE).inputs) == set(Case.model_fields) - {"read"}
    assert told == set(Case.model_fields) - {"read"}
    assert len(LEAVES) > 100


@pytest.mark.parametrize("where", LEAVES, ids=lambda where: ".".join(map(str, where)))
def test_any_change_of_what_a_case_tells_is_named_by_its_field(where, monkeypatch):
    dumped = changed_at(CASE.model_dump(mode="json"), where)
    monkeypatch.setattr(Case, "model_dump", lambda self, mode: dumped)
    now = made(CASE)
    monkeypatch.undo()
    assert made(CASE).changed(now) == (f"input: {where[0]}",)


def test_what_is_added_or_taken_away_is_named():
    fewer = CASE.model_copy(update={"evidence": CASE.evidence[:-1], "services": ()})
    assert made(CASE).changed(made(fewer)) == ("input: evidence", "input: services")
    assert made(fewer).changed(made(CASE)) == ("input: evidence", "input: services")


def test_the_same_fact_twice_is_not_the_same_as_once():
    twice = CASE.model_copy(update={"evidence": (*CASE.evidence, CASE.evidence[0])})
    assert made(CASE).changed(made(twice)) == ("input: evidence",)


def replaced(value: object) -> object:
    """A dumped case with every fact read from another place."""
    if isinstance(value, dict):
        elsewhere = PLACE.model_dump(mode="json")
        return {k: elsewhere if k == "read" else replaced(v) for k, v in value.items()}
    return [replaced(below) for below in value] if isinstance(value, list) else value


def test_other_files_rows_and_sheets_are_the_same_case():
    moved = Case.model_validate(replaced(CASE.model_dump(mode="json")))
    assert moved.read == PLACE
    assert made(CASE) == made(moved)


@given(st.randoms(use_true_random=False))
def test_rows_of_evidence_in_another_order_are_the_same_case(chance: random.Random):
    evidence = list(CASE.evidence)
    chance.shuffle(evidence)
    assert made(CASE) == made(CASE.model_copy(update={"evidence": tuple(evidence)}))


def test_the_order_of_what_is_asked_is_no_accident():
    """The first diagnosis is the one that was sent first."""
    diagnosis = CASE.diagnoses[0]
    two = (diagnosis, diagnosis.model_copy(update={"code": "Z00.0"}))
    one = made(CASE.model_copy(update={"diagnoses": two}))
    other = made(CASE.model_copy(update={"diagnoses": two[::-1]}))
    assert one.changed(other) == ("input: diagnoses",)


def test_other_citations_templates_and_program_are_named(monkeypatch):
    before = made(CASE)
    assert before.changed(made(CASE, library="x")) == ("citations",)
    assert before.changed(made(CASE, templates="x")) == ("templates",)
    monkeypatch.setattr(module_of(), "_program", lambda: "x")
    assert before.changed(made(CASE)) == ("program",)
    monkeypatch.setattr(module_of(), "_shipped", lambda folder: "x")
    assert before.changed(made(CASE, library="x")) == ("citations", "templates", "program")


def module_of():
    import sys

    return sys.modules[module.__module__]


def test_the_program_and_its_templates_are_watched_byte_by_byte(tmp_path):
    """A changed, added, renamed or removed file makes another digest."""
    tree = module_of()._tree
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.py").write_text("y = 1")
    digests = [tree(tmp_path, ("py",))]
    (tmp_path / "a.py").write_text("x = 2")
    digests.append(tree(tmp_path, ("py",)))
    (tmp_path / "a.py").rename(tmp_path / "d.py")
    digests.append(tree(tmp_path, ("py",)))
    (tmp_path / "b" / "c.py").unlink()
    digests.append(tree(tmp_path, ("py",)))
    assert len(set(digests)) == 4
    (tmp_path / "notes.md").write_text("nothing")
    assert tree(tmp_path, ("py",)) == digests[-1]


def test_what_is_watched_is_there():
    """The digests are of our own files, not of empty folders."""
    empty = module_of()._tree(paths.FONTS, ("nothing",))
    assert made(CASE).tool.split()[1] != empty
    assert made(CASE).templates.removesuffix("t") != empty


def test_an_exhibit_is_compared_where_it_was_there_both_times():
    before = made(CASE, exhibits={"A": "1", "B": "2"})
    assert before.changed(made(CASE, exhibits={"A": "1", "B": "9", "C": "3"})) == ("exhibit B",)
    assert before.changed(made(CASE)) == ()


def test_a_name_of_a_change_tells_no_value():
    other = CASE.model_copy(update={"label": "Canary"})
    assert made(CASE).changed(made(other)) == ("input: label",)


def test_equal_amounts_written_otherwise_are_told_as_written():
    """2.50 and 2.5 print differently, so they are not the same."""
    measured = next(one for one in CASE.evidence if one.kind == "measurement")
    others = tuple(one for one in CASE.evidence if one is not measured)
    cases = [
        CASE.model_copy(
            update={"evidence": (*others, measured.model_copy(update={"value": Decimal(text)}))}
        )
        for text in ("2.5", "2.50")
    ]
    assert made(cases[0]).changed(made(cases[1])) == ("input: evidence",)
