"""What a run has to do, and the key by which it knows that it was done."""

import json

import imaginary
import pytest

from batch import made, writing
from letters.batch.docket import Made, Task, docket_of, key_of, terms_of
from letters.batch.docket import made as made_elsewhere
from letters.case import Case
from letters.dossier import store
from letters.errors import ExitCode
from letters.intake import Notice, Refused
from letters.paths import EXAMPLES
from letters.pipeline import AS_PROPOSED, Argued, CompanionKind, Wanted, Writing, making, press
from letters.templates import opened

WHERE = {"file": "labs.csv", "row": 7, "rule": "it is odd", "action": "look"}


def notice(case, **more):
    return Notice(**{"severity": "warning", "what": "Odd", "case": case} | WHERE | more)


def task(label="IM-1") -> Task:
    (one,) = docket_of(imaginary.reading(), (label,)).tasks()
    return one


def test_each_case_has_its_notices_and_no_other():
    first, second = imaginary.case("IM-1").id, imaginary.case("IM-2").id
    told = (notice(first), notice(second), notice(None), notice(first, row=8))
    reading = imaginary.reading().model_copy(update={"notices": told})
    tasks = {each.case.label: each for each in docket_of(reading).tasks()}
    assert tasks["IM-1"].notices == (told[0], told[3])
    assert tasks["IM-2"].notices == (told[1],)
    assert tasks["IM-3"].notices == ()


def test_the_cases_asked_for_keep_the_order_of_the_export():
    lost = Refused(name="row-5", case=None, file="cases.csv", place="row 5", cells=1)
    reading = imaginary.reading().model_copy(update={"refused": (lost,)})
    docket = docket_of(reading, ("IM-4", "IM-2"), again=("IM-4",))
    assert [(each.case.label, each.place, each.again) for each in docket.tasks()] == [
        ("IM-2", 0, False),
        ("IM-4", 1, True),
    ]
    assert (docket.whole, len(docket)) == (False, 2)
    assert (docket_of(reading).whole, len(docket_of(reading))) == (True, 6)


def test_cases_wait_packed_and_come_out_as_they_went_in():
    """A docket holds bytes and no case, so that a reading of thousands can be let go of."""
    reading = imaginary.reading()
    docket = docket_of(reading)
    assert [each.case for each in docket.tasks()] == list(reading.cases)
    plain = sum(len(each.model_dump_json()) for each in docket.tasks())
    assert all(type(packed) is bytes for packed in docket.waiting)
    assert sum(map(len, docket.waiting)) < plain / 2


def test_a_task_travels_as_json():
    assert Task.model_validate_json(task("IM-2").model_dump_json()) == task("IM-2")


def test_the_same_case_has_the_same_key(tmp_path):
    assert key_of(task(), writing(tmp_path)) == key_of(task(), writing(tmp_path))
    assert key_of(task(), writing(tmp_path)) != key_of(task("IM-2"), writing(tmp_path))


def moved(value: object) -> object:
    """A case as an export tells it in which every row stands elsewhere."""
    if isinstance(value, dict):
        read = {"read": {"file": "other.csv", "sha256": "f" * 64, "row": 99}}
        below = {name: moved(each) for name, each in value.items()}
        return below | read if "read" in value else below
    return [moved(each) for each in value] if isinstance(value, list) else value


def test_where_a_fact_stands_in_its_export_does_not_count(tmp_path):
    """Else a change of one case would be one of all that stand in the same file."""
    elsewhere = Case.model_validate(moved(task().case.model_dump(mode="json")))
    assert elsewhere != task().case
    other = task().model_copy(update={"case": elsewhere})
    assert key_of(other, writing(tmp_path)) == key_of(task(), writing(tmp_path))


def test_whatever_the_files_are_made_from_counts(tmp_path):
    """The case, a notice, a decision recorded, the day, the library, the templates, the call."""
    here = writing(tmp_path)
    case = task().case.model_copy(update={"label": "IM-1b"})
    keys = [
        key_of(task(), here),
        key_of(task().model_copy(update={"case": case}), here),
        key_of(task().model_copy(update={"notices": (notice(case.id),)}), here),
        key_of(task().model_copy(update={"notices": (notice(case.id, row=8),)}), here),
        key_of(task(), writing(tmp_path, as_of=imaginary.AS_OF.replace(day=23))),
    ]
    library = here.library.model_copy(update={"digest": "0" * 12})
    keys.append(key_of(task(), Writing(library, tmp_path, here.origin, here.at)))
    theirs = Wanted(templates=opened(EXAMPLES / "templates"))
    keys.append(key_of(task(), Writing(here.library, tmp_path, here.origin, here.at, theirs)))
    for change in ({"docx": True}, {"data": False}, {"kinds": ("brief",)}):
        origin = here.origin.model_copy(update=change)
        keys.append(key_of(task(), Writing(here.library, tmp_path, origin, here.at)))
    store(tmp_path / task().case.id / "decisions.json", b"[]")
    keys.append(key_of(task(), here))
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("overlay", [None, EXAMPLES / "templates"])
def test_files_made_elsewhere_are_the_same(tmp_path, overlay):
    """From JSON alone, a practice's templates and a Word file included."""
    wanted = Wanted(companions=frozenset({CompanionKind.FAX}), docx=True, templates=opened(overlay))
    here = Writing(imaginary.library(), tmp_path, imaginary.origin(), imaginary.AT, wanted)
    begun = here.begin(imaginary.case("IM-2"))
    told = begun.argued.model_dump_json()
    assert Argued.model_validate_json(told) == begun.argued
    elsewhere = Made.model_validate_json(made_elsewhere(terms_of(here).model_dump_json(), told))
    files = making(wanted, here.origin, press(wanted))(begun.argued)
    assert elsewhere.files == files
    assert list(elsewhere.files) == list(files)
    assert (elsewhere.says, "letter.docx" in files, "fax.pdf" in files) == (None, True, True)


def test_what_cannot_be_made_elsewhere_tells_why_and_names_no_patient(tmp_path):
    here = Writing(imaginary.library(), tmp_path, imaginary.origin(), imaginary.AT, AS_PROPOSED)
    argued = here.begin(imaginary.case("IM-3")).argued
    cuneiform = argued.document.model_copy(update={"label": "\N{CUNEIFORM SIGN A} Nägeli"})
    told = argued.model_copy(update={"document": cuneiform}).model_dump_json()
    found = Made.model_validate_json(made_elsewhere(terms_of(here).model_dump_json(), told))
    assert (found.files, found.code) == ({}, ExitCode.RENDERING)
    assert "CUNEIFORM" in found.says
    assert "Nägeli" not in found.says


def test_the_quick_files_of_these_tests_are_those_of_a_case():
    """The other tests of this room place them."""
    names = set(made(imaginary.argued("IM-1")))
    assert names >= {"letter.pdf", "review.pdf", "case.json", "origin.json"}
    assert json.loads(made(imaginary.argued("IM-1"))["case.json"])["label"] == "IM-1"
