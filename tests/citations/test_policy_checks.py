"""A sound policy has no problems, and each way of spoiling it gives exactly one."""

import datetime as dt

import invented
import invented_policy as made
import pytest

from letters.citations.checks import check
from letters.citations.loading import Loaded, load_with_readings
from letters.citations.worked import WorkedCases
from letters.paths import CITATIONS, EXAMPLES

TODAY = dt.date(2026, 11, 22)
ASKING = {"kind": "attested", "says": "It holds", **made.ASKED}
CASES = invented.CASES.replace("moonlight/solumab", "fern/solumab").replace(
    "expect: {solumab:", "expect: {fern/solumab:"
)


def problems_of(tmp_path, files, **own):
    invented.write(tmp_path / "citations", {**invented.FILES, **files})
    folder = made.folder(tmp_path / "own", **own) if own else None
    loaded = load_with_readings(tmp_path / "citations", folder)
    assert isinstance(loaded, Loaded), loaded
    return check(loaded, TODAY)


def test_a_sound_policy_has_no_problems(tmp_path):
    """Neither as it stands, nor confirmed, nor as a practice's own."""
    assert problems_of(tmp_path, {made.FILE: made.text()}) == []
    assert problems_of(tmp_path, {made.FILE: made.text(confirmed=made.CONFIRMED)}) == []
    assert problems_of(tmp_path, {}, **{"any/where": made.text()}) == []


def other(**changed):
    return [made.attested("long", "night-long"), {**made.attested("owl", "owl-heard"), **changed}]


# what is changed in the policy, and the problem
SPOILED = {
    "id that is not its place": ({"id": "fern/other"}, "must stand in policies/fern/other.yaml"),
    "blank name of the payer": ({"payers": ["Fern", " "]}, "a name of the payer is blank"),
    "end before the beginning": ({"until": "2025-12-31"}, "it ends on 2025-12-31, before"),
    "read in the future": (
        {"read": {"level": "secondary", "on": "2026-11-23", "by": "notes"}},
        "it was read on a day that has not come",
    ),
    "confirmed before it took effect": (
        {"confirmed": {**made.CONFIRMED, "on": "2025-12-31"}},
        "it was confirmed on 2025-12-31, before it took effect",
    ),
    "confirmed in the future": (
        {"confirmed": {**made.CONFIRMED, "on": "2026-11-23"}},
        "it was confirmed on a day that has not come",
    ),
    "confirmed by a blank": (
        {"confirmed": {**made.CONFIRMED, "by": " "}},
        "a confirmation says by whom and where it was read",
    ),
    "criterion confirmed before it took effect": (
        {"criteria": other(confirmed={**made.CONFIRMED, "on": "2025-12-31"})},
        "it was confirmed on 2025-12-31, before it took effect",
    ),
    "criterion twice": (
        {"asides": [{"id": "long", "question": "owl-heard", **ASKING}]},
        "criterion 'long' stands twice",
    ),
    "unknown question": ({"criteria": other(question="bat-heard")}, "'bat-heard' is not among"),
    "unknown drug": (
        {"applies_to": {"diagnosis": "moonlight", "drugs": ["sunumab"]}},
        "'sunumab' is not among the drugs",
    ),
    "condition that nothing judges": (
        {"applies_to": {"diagnosis": "starlight", "drugs": ["solumab"]}},
        "no pack is for 'starlight', so nothing judges it",
    ),
    "unknown unit": (
        {
            "criteria": [
                *other(),
                {
                    "id": "x",
                    "locator": "p",
                    "kind": "measure",
                    "of": "glow",
                    "below": "1 lux",
                    "says": "x",
                    **made.ASKED,
                },
            ]
        },
        "'lux' is not a unit of 'glow'",
    ),
    "leaf without a question": ({"criteria": other(ask="")}, "'owl' needs `ask` and `why`"),
    "leaf without its reason": ({"criteria": other(why="")}, "'owl' needs `ask` and `why`"),
    "exception of no criterion": (
        {"exceptions": [{"criterion": "bat", "says": "No.", "cites": []}]},
        "no top criterion 'bat' to make an exception of",
    ),
    "exception under no criterion": (
        {"exceptions": [{"criterion": "owl", "says": "No.", "cites": [], "when": ["bat"]}]},
        "no criterion or aside 'bat'",
    ),
    "unknown statement": ({"criteria": other(cites=["almagest/none"])}, "no statement"),
    "statement from memory": (
        {"exceptions": [{"criterion": "owl", "says": "No.", "cites": ["almagest/from-memory"]}]},
        "'almagest/from-memory' is unverified and must never print",
    ),
    "forbidden words": (
        {"criteria": other(says="It is made of cheese")},
        "says what is audited as wrong: F1: It is not.",
    ),
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_each_fault_is_found(tmp_path, spoiled):
    """A shipped policy with one fault gives one problem that points at its file and line."""
    changed, what = SPOILED[spoiled]
    problems = problems_of(tmp_path, {made.FILE: made.text(**{"exceptions": None} | changed)})
    assert [what in problem.what for problem in problems] == [True], problems
    assert problems[0].file == made.FILE
    assert problems[0].line > 0


def test_a_fault_of_a_practices_own_policy_names_its_file(tmp_path):
    """The path is the whole one, since the practice's folder is not part of the library."""
    spoiled = made.text(until="2025-12-31")
    (problem,) = problems_of(tmp_path, {}, mine=spoiled)
    assert problem.file == f"{tmp_path}/own/mine.yaml"
    assert spoiled.splitlines()[problem.line - 1].startswith("until:")


ROUTED = {"diagnosis": "moonlight", "drugs": ["solumab"], "routes": ["oral"]}
NEW = {"diagnosis": "moonlight", "drugs": ["solumab"], "continuing": False}
GOING_ON = {"diagnosis": "moonlight", "drugs": ["solumab"], "continuing": True}


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ({}, {}, True),
        ({}, {"applies_to": ROUTED}, True),
        ({"until": "2026-06-30"}, {"effective": "2026-06-30"}, True),
        ({"until": "2026-06-30"}, {"effective": "2026-07-01"}, False),
        ({"effective": None}, {"effective": None}, True),
        ({"applies_to": NEW}, {"applies_to": GOING_ON}, False),
        ({}, {"number": "FH-13"}, False),
        ({}, {"number": None}, False),
        ({}, {"payers": ["Moss"]}, False),
    ],
)
def test_one_number_governs_a_request_once(tmp_path, first, second, clash):
    """Versions and kinds of request may share a number; the same request on one day may not."""
    own = {"one": made.text(**first), "two": made.text(**({"id": "fern/second"} | second))}
    problems = problems_of(tmp_path, {}, **own)
    assert [p.what for p in problems] == (
        ["'fern/solumab' has the same payer, number, days and requests"] if clash else []
    )


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("pathway: fern/solumab", "pathway: fern/none", "no policy 'fern/none'"),
        ("{sky-clear: true}", "{sky-blue: true}", "'sky-blue' is not among the questions"),
        ("1200 mg/g", "1200 lux", "'lux' is not a unit of 'glow'"),
        ("diagnoses: null,", "diagnoses: null, service: null,", "service: Field required"),
    ],
)
def test_worked_cases_of_a_policy_are_records(tmp_path, old, new, what):
    """They belong to a policy and use the words of the vocabulary."""
    assert old in CASES
    files = {made.FILE: made.text(), "policies/fern/cases/solumab.yaml": CASES.replace(old, new)}
    found = {problem.what for problem in problems_of(tmp_path, files)}
    assert found
    assert all(what in one for one in found)


def test_a_policy_uses_the_statements_that_it_cites(tmp_path):
    """A statement that only a policy cites is not unused."""
    unused = invented.FILES["sources/label-solara.yaml"] + (
        "  - id: owls\n    locator: section 2\n    says: names owls\n"
        "    verification: {level: primary, on: 2026-11-01, where: p, by: f}\n"
    )
    files = {"sources/label-solara.yaml": unused}
    assert len(problems_of(tmp_path, files)) == 1
    exception = {"criterion": "owl", "says": "No.", "cites": ["label-solara/owls"]}
    assert problems_of(tmp_path, {**files, made.FILE: made.text(exceptions=[exception])}) == []


def test_the_examples_are_sound():
    """The example practice's policies have no problems."""
    loaded = load_with_readings(CITATIONS, EXAMPLES / "policies")
    assert isinstance(loaded, Loaded)
    assert [p for p in check(loaded, TODAY) if "examples" in p.file] == []
    assert all(isinstance(one, WorkedCases) for one in loaded.library.worked_policies.values())
