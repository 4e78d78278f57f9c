"""Where the files of exhibits are looked for, and that no name leads anywhere else."""

import imaginary
import pytest

from letters.case.provenance import Exhibit
from letters.dossier import (
    Dossier,
    Origin,
    Read,
    exhibit_files,
    exhibit_hashes,
    exhibit_places,
    hashes,
    store,
)
from letters.exhibits.refusals import REFUSALS

LETTER = imaginary.argued("IM-2").document
CASE = imaginary.argued("IM-2").case
NAMED = {each.letter: each.file for each in LETTER.enclosures if each.file}
FIRST, NAME = next(iter(NAMED.items()))


def export_of(file: str) -> str:
    """The hash of the export that names a document."""
    facts = (each for each in CASE.evidence if getattr(each, "exhibit", None))
    return next(fact.read.sha256 for fact in facts if fact.exhibit.file == file)


@pytest.fixture
def dossier(tmp_path):
    """The case of a letter that was read from one of two folders of exports."""
    return dossier_of(tmp_path, LETTER)


def dossier_of(root, letter, case=CASE) -> Dossier:
    for name in ("ours", "other"):
        (root / name).mkdir()
    files = (
        Read(path=root / "other" / "labs.csv", sha256="0" * 64),
        Read(path=root / "ours" / "cases.csv", sha256=export_of(NAME)),
    )
    origin = Origin(
        exports=(root / "other", root / "ours"),
        files=files,
        citations=imaginary.CITATIONS,
        as_of=imaginary.AS_OF,
    )
    folder = root / "out" / case.id
    for name, value in (
        ("case.json", case),
        ("rationale.json", letter),
        ("review.json", imaginary.argued("IM-2").review),
        ("origin.json", origin),
    ):
        store(folder / name, value.model_dump_json().encode())
    return Dossier(folder)


def test_there_is_something_to_look_for():
    assert len(NAMED) > 1


def test_the_folder_that_was_given_at_approval_is_remembered(dossier, tmp_path):
    """Unless another one is given now; a file that it does not hold is still found elsewhere."""
    for name in ("ours", "scans", "new"):
        store(tmp_path / name / NAME, name.encode())
    told = dossier.origin().model_copy(update={"exhibits": tmp_path / "scans"})
    store(dossier.folder / "origin.json", told.model_dump_json().encode())
    assert exhibit_files(dossier)[FIRST] == tmp_path / "scans" / NAME
    assert exhibit_files(dossier, tmp_path / "new")[FIRST] == tmp_path / "new" / NAME
    (tmp_path / "scans" / NAME).unlink()
    assert exhibit_files(dossier)[FIRST] == tmp_path / "ours" / NAME


def test_a_file_is_found_beside_the_export_that_named_it(dossier, tmp_path):
    store(tmp_path / "ours" / NAME, b"proof")
    store(tmp_path / "other" / NAME, b"of another patient")
    assert exhibit_files(dossier)[FIRST] == tmp_path / "ours" / NAME
    assert exhibit_hashes(dossier)[FIRST] == hashes({"": b"proof"})[""]


def test_a_file_beside_another_export_is_not_taken(dossier, tmp_path):
    """A document of that name may be another patient's."""
    store(tmp_path / "other" / NAME, b"of another patient")
    assert FIRST not in exhibit_files(dossier)


def test_a_folder_that_is_given_comes_first(dossier, tmp_path):
    store(tmp_path / "ours" / NAME, b"proof")
    store(tmp_path / "scans" / NAME, b"a better scan")
    assert exhibit_files(dossier, tmp_path / "scans")[FIRST] == tmp_path / "scans" / NAME
    (tmp_path / "scans" / NAME).unlink()
    assert exhibit_files(dossier, tmp_path / "scans")[FIRST] == tmp_path / "ours" / NAME


def test_what_was_given_for_the_case_is_found(dossier):
    store(dossier.folder / "enclosed" / NAME, b"notice")
    assert exhibit_files(dossier)[FIRST] == dossier.folder / "enclosed" / NAME


def test_what_is_not_there_is_not_told(dossier):
    assert exhibit_files(dossier) == {}
    assert exhibit_hashes(dossier) == {}


def renamed(letter, name):
    """A letter and its case whose first exhibit has another name."""
    enclosures = tuple(
        each.model_copy(update={"file": name}) if each.letter == FIRST else each
        for each in letter.enclosures
    )
    facts = tuple(
        fact.model_copy(update={"exhibit": Exhibit(file=name) if name else None})
        if getattr(fact, "exhibit", None) and fact.exhibit.file == NAME
        else fact
        for fact in CASE.evidence
    )
    return (
        letter.model_copy(update={"enclosures": enclosures}),
        CASE.model_copy(update={"evidence": facts}),
    )


@pytest.mark.parametrize("name", ["sub/scan.pdf", "sub\\scan.pdf", "./sub/scan.pdf"])
def test_a_file_in_a_folder_below_is_found(tmp_path, name):
    dossier = dossier_of(tmp_path, *renamed(LETTER, name))
    store(tmp_path / "ours" / "sub" / "scan.pdf", b"proof")
    assert exhibit_hashes(dossier)[FIRST] == hashes({"": b"proof"})[""]


@pytest.mark.parametrize(
    "name", ["../secret.pdf", "{root}/secret.pdf", "sub/../../secret.pdf", "..\\secret.pdf", "link"]
)
def test_no_name_leads_out_of_its_folder(tmp_path, name):
    store(tmp_path / "secret.pdf", b"not of this export")
    dossier = dossier_of(tmp_path, *renamed(LETTER, name.format(root=tmp_path)))
    (tmp_path / "ours" / "sub").mkdir()
    (tmp_path / "ours" / "link").symlink_to(tmp_path / "secret.pdf")
    assert FIRST not in exhibit_files(dossier)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("scan.pdf", "missing"),
        (None, "unnamed"),
        ("../secret.pdf", "above"),
        ("sub/../../secret.pdf", "above"),
        ("..\\secret.pdf", "above"),
        ("{root}/secret.pdf", "whole path"),
        ("link/secret.pdf", "elsewhere"),
        ("secret-link.pdf", "elsewhere"),
    ],
)
def test_why_there_is_no_file_is_told_by_a_refusal(tmp_path, name, why):
    """That it is missing is told only where the name itself is none to be followed."""
    store(tmp_path / "secret.pdf", b"not of this export")
    dossier = dossier_of(tmp_path, *renamed(LETTER, name and name.format(root=tmp_path)))
    (tmp_path / "ours" / "link").symlink_to(tmp_path)
    (tmp_path / "ours" / "secret-link.pdf").symlink_to(tmp_path / "secret.pdf")
    assert exhibit_places(dossier)[FIRST] == why
    assert why in REFUSALS


def test_a_name_that_leads_out_of_one_folder_may_be_found_in_another(tmp_path):
    """A link beside the export does not hide the file that was given for the case."""
    dossier = dossier_of(tmp_path, LETTER)
    store(tmp_path / "secret.pdf", b"not of this export")
    (tmp_path / "ours" / NAME).symlink_to(tmp_path / "secret.pdf")
    assert exhibit_places(dossier)[FIRST] == "elsewhere"
    store(dossier.folder / "enclosed" / NAME, b"notice")
    assert exhibit_places(dossier)[FIRST] == dossier.folder / "enclosed" / NAME


@pytest.mark.parametrize("name", ["", ".", "sub", "a\0b", "x" * 5000])
def test_a_name_of_no_file_is_not_found(tmp_path, name):
    dossier = dossier_of(tmp_path, *renamed(LETTER, name))
    (tmp_path / "ours" / "sub").mkdir()
    assert FIRST not in exhibit_files(dossier)
