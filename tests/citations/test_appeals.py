"""The appeals of the library: what they hold, and that each way of spoiling them is found."""

import datetime as dt

import invented
import pytest

from letters.case.model import Level, PlanTrack
from letters.case.vocabulary import RouteKind
from letters.citations.appeal_checks import LONGEST_GLOSS, check_appeals
from letters.citations.loading import Loaded, load_with_readings
from letters.citations.source import Level as Verified
from letters.paths import CITATIONS

TODAY = dt.date(2026, 11, 22)
APPEALS = "appeals/appeals.yaml"
TERMS = "terms/words.yaml"


def problems_of(root, old="", new="", file=APPEALS, today=TODAY):
    text = invented.FILES[file]
    assert not old or text.count(old) == 1, (text.count(old), old)
    invented.write(root, {**invented.FILES, file: text.replace(old, new) if old else text})
    loaded = load_with_readings(root)
    if isinstance(loaded, Loaded):
        return list(check_appeals(loaded, today))
    return loaded


def test_sound_appeals_have_no_problem(tmp_path):
    """Nothing is found wrong with the invented appeals."""
    assert problems_of(tmp_path) == []


# what is replaced, by what, a text of the line of the problem, the problem
SPOILED = {
    "code twice": (
        '{code: "45", gloss: the agreed part',
        '{code: "16", gloss: the agreed part',
        '{code: "16", gloss: a lens',
        "'16' stands twice in codes",
    ),
    "no gloss": ("gloss: no need of light", 'gloss: " "', 'code: "50"', "'50' has no gloss"),
    "long gloss": (
        "gloss: no need of light",
        f"gloss: {'light ' * 30}",
        'code: "50"',
        f"the gloss of '50' is over {LONGEST_GLOSS} characters",
    ),
    "unknown document of a code": (
        "route: clinical appeal, documents: [almanac]}",
        "route: clinical appeal, documents: [calendar]}",
        "[calendar]",
        "'calendar', of 'N115', is not among the documents",
    ),
    "unknown reason of a code": (
        "route: clinical appeal, reason: too-bright}",
        "route: clinical appeal, reason: too-dark}",
        "too-dark",
        "'too-dark', of '50', is not among the denial_reasons",
    ),
    "clinical code for a reason that is not": (
        "route: clinical appeal, reason: too-bright}",
        "route: clinical appeal, reason: wrong-form}",
        'code: "50"',
        "'50' amounts to a reason, but one of the two is not clinical",
    ),
    "settled code that calls for something": (
        "route: nothing, settled: true",
        "route: clinical appeal, settled: true",
        'code: "45"',
        "'45' is settled, and yet calls for something",
    ),
    "bar that calls for an appeal": (
        "route: corrected claim, bars: true",
        "route: clinical appeal, bars: true",
        "MA130",
        "'MA130' bars an appeal, so it must be corrected",
    ),
    "no list of the codes": (
        "  - {of: remark, as_of: 2026-11-01, cites: [ephemeris/looked-up]}\n",
        "",
        "remark_codes:",
        "no list is named in which the remark codes stand",
    ),
    "route without steps": (
        "steps: [Send the plates.]",
        "steps: []",
        "route: records submission",
        "no steps are given for 'records submission'",
    ),
    "reason not told": (
        "  - {reason: too-bright, gloss: the plan finds it too bright}\n",
        "",
        "reasons:",
        "the denial reason 'too-bright' is not told in words",
    ),
    "level of a track left out": (
        "  - {track: Part D, level: external review, appeal: it, as_of: 2026-11-01, "
        "question: When?}\n",
        "",
        "filings:",
        "it is not said how to file 'external review' on 'Part D'",
    ),
    "unknown statement of a filing": (
        "says: Thirty days from the notice,\n      cites: [ephemeris/looked-up]",
        "says: Thirty days from the notice,\n      cites: [ephemeris/looked-down]",
        "ephemeris/looked-down",
        "no statement 'ephemeris/looked-down'",
    ),
    "window that cites nothing": (
        "says: Thirty days from the notice,\n      cites: [ephemeris/looked-up]",
        "says: Thirty days from the notice",
        "appeal to the dome",
        "the first-level appeal on 'ERISA self-funded' has a window that cites nothing",
    ),
    "window that no words tell": (
        "says: Thirty days from the notice,",
        "",
        "appeal to the dome",
        "the first-level appeal on 'ERISA self-funded' has a window that no words tell",
    ),
    "filing of a day that has not come": (
        "appeal: appeal to the dome,\n      as_of: 2026-11-01",
        "appeal: appeal to the dome,\n      as_of: 2027-11-01",
        "appeal to the dome",
        "the first-level appeal on 'ERISA self-funded' is dated on a day that has not come",
    ),
    "caution that nothing supports": (
        "reasons: [too-bright], cites: [ephemeris/looked-up]}\noff_label",
        "reasons: [too-bright]}\noff_label",
        "id: windy",
        "'windy' states what nothing supports; ask it",
    ),
    "caution from memory": (
        "reasons: [too-bright], cites: [ephemeris/looked-up]}\noff_label",
        "reasons: [too-bright], cites: [ephemeris/remembered]}\noff_label",
        "ephemeris/remembered",
        "'ephemeris/remembered' is unverified and must never print; ask instead (windy)",
    ),
    "call without its day": (
        'says: "Call until {by}."',
        'says: "Call."',
        "star-line",
        "'star-line' needs {by} in its words, and a day that has come",
    ),
    "words left out": (
        "  upheld: looked at again\n",
        "",
        "words:",
        "the words 'upheld' are missing, or their day is",
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_each_fault_is_found_where_it_stands(tmp_path, name):
    """One fault is one problem, with the line at which to mend it."""
    old, new, marker, what = SPOILED[name]
    (problem,) = problems_of(tmp_path, old, new)
    spoiled = invented.FILES[APPEALS].replace(old, new)
    lines = [i for i, line in enumerate(spoiled.splitlines(), 1) if marker in line]
    assert problem.what == what
    assert problem.file == APPEALS
    assert problem.line == lines[0]


def test_a_clinical_reason_needs_an_answer(tmp_path):
    """A denial reason that calls for a clinical appeal says which part of a letter answers it."""
    (problem,) = problems_of(
        tmp_path, "name: wrong form, route: corrected claim}", "name: wrong form}", TERMS
    )
    assert problem.what == "'wrong-form' calls for a clinical appeal, and nothing answers it"


def test_a_library_without_appeals_is_not_sound(tmp_path):
    """Without its appeals a library routes nothing, and the check says so."""
    files = {name: text for name, text in invented.FILES.items() if name != APPEALS}
    invented.write(tmp_path, files)
    loaded = load_with_readings(tmp_path)
    assert isinstance(loaded, Loaded)
    whats = [problem.what for problem in check_appeals(loaded, TODAY)]
    assert "no steps are given for 'clinical appeal'" in whats
    assert len(whats) > 20


def test_what_is_no_list_of_the_appeals_is_a_problem(tmp_path):
    """A field that the appeals do not have is refused with its line."""
    (problem,) = problems_of(tmp_path, "discussions:", "talks:")
    assert problem.what == "'talks' is not a list of the appeals"


def test_a_malformed_code_is_a_problem(tmp_path):
    """An entry that is not what it should be is refused with its file and line."""
    (problem,) = problems_of(tmp_path, 'code: "50"', "code: 50")
    assert (problem.file, problem.what.split(":")[0]) == (APPEALS, "code")


# The library as it stands


@pytest.fixture(scope="module")
def loaded():
    found = load_with_readings(CITATIONS)
    assert isinstance(found, Loaded), [str(problem) for problem in found]
    return found


def test_the_appeals_of_the_library_are_sound(loaded):
    """Nothing is wrong with the appeals as they stand, and they hold much."""
    appeals = loaded.library.appeals
    assert list(check_appeals(loaded, TODAY)) == []
    assert len(appeals.adjustment_codes) >= 90
    assert len(appeals.remark_codes) >= 35
    assert len(appeals.filings) == 18


def test_routes_stand_for_every_kind(loaded):
    """Each route has steps, administrative ones stand before the clinical one."""
    order = [one.route for one in loaded.library.appeals.routes]
    assert set(order) == set(RouteKind)
    clinical = order.index(RouteKind.CLINICAL)
    assert set(order[clinical + 1 :]) == {RouteKind.PATIENT, RouteKind.NOTHING}


def test_nothing_from_memory_dates_an_appeal(loaded):
    """Every window was read at least at second hand, and says how current the text was."""
    library = loaded.library
    windows = [one for one in library.appeals.filings if one.window is not None]
    assert len(windows) >= 12
    for one in windows:
        levels = {library.statement(cite).verification.level for cite in one.cites}
        assert Verified.UNVERIFIED not in levels
        assert one.as_of <= TODAY


@pytest.mark.parametrize("track", [track for track in PlanTrack if track is not PlanTrack.OTHER])
def test_a_first_appeal_has_a_window_on_every_track(loaded, track):
    """Each known plan track has a confirmed first appeal: window, who files, and its statements."""
    filing = loaded.library.appeals.filing(track, Level.FIRST)
    assert filing.window is not None
    assert filing.who
    assert filing.decision is not None


def test_the_settled_codes_reach_the_vocabulary(loaded):
    """Intake finds the patient's share and the contract's discount among the settled codes."""
    settled = set(loaded.library.vocabulary.settled_codes)
    assert {"1", "2", "3", "45", "253"} <= settled
    assert settled.isdisjoint({"50", "16", "197", "204", "29", "18"})
