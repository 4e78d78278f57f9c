"""A sound library has no problems, and each way of spoiling it gives exactly one."""

import datetime as dt

import invented
import pytest

from letters.citations.checks import check, cited
from letters.citations.loading import Loaded, load_with_readings
from letters.paths import CITATIONS

TODAY = dt.date(2026, 11, 22)
TERMS = "terms/words.yaml"
SCALES = "terms/scales.yaml"
ALMAGEST = "sources/almagest.yaml"
LABEL = "sources/label-solara.yaml"
PACK = "conditions/moonlight/pack.yaml"
PATHWAY = "conditions/moonlight/pathways/solumab.yaml"
CASES = "conditions/moonlight/cases/solumab.yaml"


def problems_of(root, files, today=TODAY):
    invented.write(root, files)
    loaded = load_with_readings(root)
    assert isinstance(loaded, Loaded), loaded
    return check(loaded, today)


def changed(file, old, new):
    """The invented library with one text of one file replaced."""
    text = invented.FILES[file]
    assert text.count(old) == 1, (text.count(old), old)
    return {**invented.FILES, file: text.replace(old, new)}


def line_of(text, marker):
    """The 1-based number of the first line that contains `marker`."""
    return next(i for i, line in enumerate(text.splitlines(), 1) if marker in line)


# file, what is replaced, by what, a text of the line of the problem, the problem
SPOILED = {
    "unknown statement in a criterion": (
        PATHWAY,
        "      cites: [almagest/glow-matters]",
        "      cites: [almagest/glow-fades]",
        "almagest/glow-fades",
        "no statement 'almagest/glow-fades'",
    ),
    "unknown statement in the terms": (
        TERMS,
        "almagest/flow-equation]",
        "almagest/flow-equation, almagest/flow-formula]",
        "almagest/flow-formula",
        "no statement 'almagest/flow-formula'",
    ),
    "unknown statement in an answer": (
        PATHWAY,
        "    because: Time is on our side.\n",
        "    because: Time is on our side.\n    cites: [almagest/solumab-first]\n"
        "  - to: almagest/no-such\n    because: So be it.\n",
        "almagest/no-such",
        "no statement 'almagest/no-such'",
    ),
    "unknown pathway in a pack": (
        PACK,
        "[moonlight/solumab]",
        "[moonlight/solumab, moonlight/lunamab]",
        "moonlight/lunamab",
        "no pathway 'moonlight/lunamab'",
    ),
    "pathway that no pack lists": (
        PACK,
        "pathways: [moonlight/solumab]",
        "pathways: []",
        (PATHWAY, "id: moonlight/solumab"),
        "no pack lists this pathway",
    ),
    "unused statement": (
        PACK,
        "considered:\n  - {statement: almagest/weighed, because: It is only a story.}\n",
        "",
        (ALMAGEST, "id: weighed"),
        "statement 'almagest/weighed' is used nowhere; cite it or list it as considered",
    ),
    "unknown question": (
        PATHWAY,
        "question: sky-clear",
        "question: sky-blue",
        "sky-blue",
        "'sky-blue' is not among the questions",
    ),
    "unknown measure in a criterion": (
        PATHWAY,
        "of: glow",
        "of: gloom",
        "gloom",
        "'gloom' is not among the measures",
    ),
    "unknown diagnosis in a criterion": (
        PATHWAY,
        "      one_of: [moonlight]",
        "      one_of: [twilight]",
        "twilight",
        "'twilight' is not among the diagnoses",
    ),
    "unknown drug in a criterion": (
        PACK,
        "with_any: [lunamab]",
        "with_any: [lunatab]",
        "lunatab",
        "'lunatab' is not among the drugs or drug classes",
    ),
    "regimen where a drug belongs": (
        PACK,
        "with_any: [lunamab]",
        "with_any: [solumab-fixed]",
        "solumab-fixed",
        "'solumab-fixed' is not among the drugs or drug classes",
    ),
    "unknown drug of a pathway": (
        PATHWAY,
        "drugs: [solumab]",
        "drugs: [solumab, lunatab]",
        "lunatab",
        "'lunatab' is not among the drugs",
    ),
    "unknown diagnosis of a pathway": (
        PATHWAY,
        "{diagnosis: moonlight,",
        "{diagnosis: twilight,",
        "twilight",
        "'twilight' is not among the diagnoses",
    ),
    "unknown route of a pathway": (
        PATHWAY,
        "continuing: false}",
        "continuing: false, routes: [by-rocket]}",
        "by-rocket",
        "'by-rocket' is not among the routes",
    ),
    "unknown measure in the laboratory table": (
        PACK,
        "laboratory: [glow, ash]",
        "laboratory: [glow, ashes]",
        "ashes",
        "'ashes' is not among the measures",
    ),
    "unknown category in the summary": (
        PACK,
        "summary: [phase]",
        "summary: [face]",
        "face",
        "'face' is not among the categories",
    ),
    "unknown document of a category": (
        TERMS,
        "    recorded_in: [almanac]\n    several",
        "    recorded_in: [calendar]\n    several",
        "calendar",
        "'calendar' is not among the documents",
    ),
    "unknown class of a drug": (
        TERMS,
        "classes: [moonsteroid]",
        "classes: [moonstone]",
        "moonstone",
        "'moonstone' is not among the drug_classes",
    ),
    "unknown frequency of a regimen": (
        TERMS,
        "frequency: every-4-weeks",
        "frequency: every-blue-moon",
        "every-blue-moon",
        "'every-blue-moon' is not among the frequencies",
    ),
    "unknown dose unit of a regimen": (
        TERMS,
        "cap: 1500 mg",
        "cap: 1500 grains",
        "cap: 1500 grains",
        "'grains' is not among the dose_units",
    ),
    "unknown word in a worked case": (
        CASES,
        "  attestations: {sky-clear: true}",
        "  attestations: {sky-clear: true, sky-blue: true}",
        "sky-blue",
        "'sky-blue' is not among the questions",
    ),
    "unknown unit in a worked case": (
        CASES,
        "glow: {2026-11-01: 0.2 g/g}",
        "glow: {2026-11-01: 0.2 lux}",
        "0.2 lux",
        "'lux' is not a unit of 'glow'",
    ),
    "worked case that is no record": (
        CASES,
        "change: {diagnoses: null,",
        "change: {service: null, diagnoses: null,",
        "name: nothing is recorded",
        "'nothing is recorded': service: Field required",
    ),
    "adverse statement unanswered": (
        PATHWAY,
        "answers:\n  - to: almagest/antibodies-slow\n    because: Time is on our side.\n"
        "    cites: [almagest/solumab-first]\n",
        "considered: [{statement: almagest/antibodies-slow, because: It is slow.}]\nanswers: []\n",
        "answers: []",
        "adverse statement 'almagest/antibodies-slow' is left unanswered for some patients",
    ),
    "leaf not seen met": (
        CASES,
        "expect: {solumab: met, coded: met, bright: met, clear: met}",
        "expect: {solumab: met, coded: met, bright: met}",
        "cases:",
        "no worked case shows 'clear' met",
    ),
    "leaf not seen not met nor unknown": (
        CASES,
        invented.CASES[invented.CASES.index("  - name: nothing is") :],
        invented.CASES[invented.CASES.index("  - name: nothing is") :]
        .replace("clear: unknown}", "solumab: unknown}")
        .replace("{solumab: unknown, ", "{")
        .replace(", clear: not met}", "}"),
        "cases:",
        "no worked case shows 'clear' not met nor unknown",
    ),
    "verification in the future": (
        LABEL,
        "    verification: {level: primary, on: 2026-11-01,",
        "    verification: {level: primary, on: 2026-11-24,",
        "id: indication",
        "'indication' was verified on a day that has not come",
    ),
    "source verified in the future": (
        LABEL,
        "\nverification: {level: primary, on: 2026-11-01,",
        "\nverification: {level: primary, on: 2027-01-01,",
        "id: label-solara",
        "'label-solara' was verified on a day that has not come",
    ),
    "review overdue": (
        ALMAGEST,
        "review_by: 2027-11-01",
        "review_by: 2026-11-21",
        "id: solumab-first",
        "'solumab-first' was due for review by 2026-11-21",
    ),
    "second-hand support alone": (
        PATHWAY,
        "supported_by: [almagest/solumab-first, almagest/solumab-later]",
        "evidence: [almagest/solumab-first]\nsupported_by: [almagest/solumab-later]",
        "supported_by",
        "no supporting statement was read on a primary page",
    ),
    "unverified statement cited": (
        PATHWAY,
        "almagest/solumab-later]",
        "almagest/solumab-later, almagest/from-memory]",
        "almagest/from-memory",
        "'almagest/from-memory' is unverified and must never print; cite a checked statement",
    ),
    "wrong verb for a strength": (
        ALMAGEST,
        "says: recommends solumab",
        "says: suggests solumab",
        "id: solumab-first",
        "'solumab-first' must open with one of: recommends",
    ),
    "verb that only begins like an allowed one": (
        ALMAGEST,
        "says: recommends solumab",
        "says: recommendsomething solumab",
        "id: solumab-first",
        "'solumab-first' must open with one of: recommends",
    ),
    "strength of another scale": (
        ALMAGEST,
        "{strength: weak}",
        "{strength: conditional}",
        "id: solumab-later",
        "strength 'conditional' is not of the scale 'lunar'",
    ),
    "grade of another scale": (
        ALMAGEST,
        "value: A}",
        "value: 1a}",
        "id: solumab-first",
        "grade '1a' is not of the scale 'lunar'",
    ),
    "grade without a scale": (
        LABEL,
        "    stance: for",
        "    stance: for\n    grade: {strength: strong}",
        "id: indication",
        "'indication' has a grade, but its source names no known scale",
    ),
    "concern that is no drug": (
        ALMAGEST,
        "concerns: [solumab]",
        "concerns: [solumab, cheese]",
        "id: solumab-first",
        "'cheese' is not a drug, drug class or regimen of the terms",
    ),
    "superseded by nothing known": (
        ALMAGEST,
        "scale: lunar",
        "scale: lunar\nsuperseded_by: almagest-2",
        "id: almagest",
        "'almagest' is superseded by 'almagest-2', which does not exist",
    ),
    "forbidden pattern in a statement": (
        ALMAGEST,
        "says: tells a story",
        "says: tells that it is Made of cheese",
        "id: weighed",
        "says what is audited as wrong: F1: It is not.",
    ),
    "forbidden pattern in a criterion": (
        PATHWAY,
        "      says: The sky is clear",
        "      says: The moon is made of cheese",
        "made of cheese",
        "says what is audited as wrong: F1: It is not.",
    ),
    "forbidden pattern in an answer": (
        PATHWAY,
        "because: Time is on our side.",
        "because: It is made of cheese.",
        "made of cheese",
        "says what is audited as wrong: F1: It is not.",
    ),
    "forbidden pattern in a pack": (
        PACK,
        "says: a quarter less",
        "says: made of cheese",
        "says: made of cheese",
        "says what is audited as wrong: F1: It is not.",
    ),
    "forbidden pattern in the terms": (
        TERMS,
        "says: The owl was heard",
        "says: It is made of cheese",
        "made of cheese",
        "says what is audited as wrong: F1: It is not.",
    ),
    "pattern that is none": (
        PACK,
        "'\\bmade of cheese\\b'",
        "'(made of cheese'",
        "id: F1",
        "not a pattern: missing ), unterminated subpattern at position 0",
    ),
    "statement twice": (
        ALMAGEST,
        "  - id: glow-matters",
        "  - {locator: again, id: weighed, says: tells it again, verification: {level: primary, "
        "on: 2026-11-01, by: evidence file}}\n  - id: glow-matters",
        "locator: again",
        "statement 'weighed' stands twice",
    ),
    "term twice": (
        TERMS,
        "  - {id: diary, name: diary}",
        "  - {id: diary, name: diary}\n  - {id: diary, name: journal}",
        "{id: diary, name: diary}",
        "'diary' stands twice in documents",
    ),
    "regimen twice": (
        TERMS,
        "id: lunacillin-daily",
        "id: solumab-fixed",
        "id: solumab-fixed",
        "'solumab-fixed' stands twice in regimens",
    ),
    "criterion twice": (
        PATHWAY,
        "  id: solumab\n",
        "  id: clear\n",
        "  id: clear",
        "criterion 'clear' stands twice",
    ),
    "unknown unit in a criterion": (
        PATHWAY,
        "at_least: 0.5 g/g",
        "at_least: 0.5 lux",
        "0.5 lux",
        "'lux' is not a unit of 'glow'",
    ),
    "unknown unit in a definition": (
        PACK,
        "at_most: 0.7 g/g",
        "at_most: 0.7 lux",
        "0.7 lux",
        "'lux' is not a unit of 'glow'",
    ),
}


def test_a_sound_library_has_no_problems(tmp_path):
    """Nothing is found wrong with the invented library, on its day or later."""
    assert problems_of(tmp_path, invented.FILES) == []
    assert problems_of(tmp_path, invented.FILES, dt.date(2027, 11, 1)) == []


@pytest.mark.parametrize("name", SPOILED)
def test_each_fault_is_found_where_it_stands(tmp_path, name):
    """One fault is one problem, with the file and the line at which to mend it."""
    file, old, new, where, what = SPOILED[name]
    files = changed(file, old, new)
    place, marker = where if isinstance(where, tuple) else (file, where)
    problems = problems_of(tmp_path, files)
    wanted = f"{place}:{line_of(files[place], marker)}: {what}"
    assert [str(problem) for problem in problems] == [wanted]


def test_a_pathway_needs_worked_cases(tmp_path):
    """A pathway beside which no worked cases stand is a problem of the pathway."""
    files = {name: text for name, text in invented.FILES.items() if name != CASES}
    (problem,) = problems_of(tmp_path, files)
    assert str(problem) == f"{PATHWAY}:1: this pathway has no worked cases"


def test_worked_cases_need_their_pathway(tmp_path):
    """Worked cases of no pathway are a problem, and so is the pathway that lost them."""
    files = changed(CASES, "pathway: moonlight/solumab", "pathway: moonlight/lunamab")
    assert [str(problem) for problem in problems_of(tmp_path, files)] == [
        f"{CASES}:1: no pathway 'moonlight/lunamab'",
        f"{PATHWAY}:1: this pathway has no worked cases",
    ]


def test_an_adverse_statement_about_a_regimen_touches_who_names_it(tmp_path):
    """A statement against a regimen must be answered by a pathway whose criteria allow it."""
    files = changed(
        ALMAGEST,
        "    stance: against\n    concerns: [moonmab]",
        "    stance: against\n    concerns: [solumab-fixed]",
    )
    assert problems_of(tmp_path, {**files, PATHWAY: invented.PATHWAY}) == []
    request = (
        "    - {id: dose, kind: request, regimens: [solumab-fixed], says: It is, ask: Which?, "
        "why: It matters., who: chart}\n"
    )
    answers = invented.PATHWAY[invented.PATHWAY.index("answers:") :]
    considered = (
        "considered: [{statement: almagest/antibodies-slow, because: It is slow.}]\nanswers: []\n"
    )
    unanswered = invented.PATHWAY.replace(answers, considered)
    assert problems_of(tmp_path, {**files, PATHWAY: unanswered}) == []
    named = unanswered.replace("considered:", f"{request}considered:", 1)
    whats = [problem.what for problem in problems_of(tmp_path, {**files, PATHWAY: named})]
    assert (
        "adverse statement 'almagest/antibodies-slow' is left unanswered for some patients" in whats
    )


def test_problems_come_in_the_order_of_their_files(tmp_path):
    """Problems are sorted by file and line, each told once."""
    files = changed(LABEL, "id: indication", "id: indicated")
    problems = problems_of(tmp_path, files)
    assert [problem.file for problem in problems] == [LABEL, TERMS]
    assert problems == sorted(set(problems), key=lambda p: (p.file, p.line, p.what))


def test_every_citation_is_seen(moonlit):
    """Statements are found wherever a pack, pathway or term cites, answers or weighs them."""
    pathway = set(cited(moonlit.pathways["moonlight/solumab"]))
    assert pathway == {
        "almagest/solumab-first",
        "almagest/solumab-later",
        "almagest/glow-matters",
        "almagest/antibodies-slow",
    }
    assert "almagest/weighed" in set(cited(moonlit.packs["moonlight"]))
    assert {"label-solara/indication", "almagest/flow-equation", "almagest/dose"} <= set(
        cited(moonlit.vocabulary)
    )


def test_the_library_is_sound():
    """Nothing is wrong with the library as it stands, as of the day of its newest verification."""
    loaded = load_with_readings(CITATIONS)
    assert isinstance(loaded, Loaded), [str(problem) for problem in loaded]
    assert len(loaded.library.pathways) >= 16
    assert len(loaded.library.statements) >= 200
    assert [str(problem) for problem in check(loaded, TODAY)] == []
