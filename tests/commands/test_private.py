"""What a verb writes is for its owner only, whatever the mask of the process."""

import os
import stat
from pathlib import Path

import imaginary
import pytest

from commands.conftest import run
from letters.commands import demo
from letters.commands.common import counted


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def masked(request):
    """The mask of a process that lets all, its group or nobody read what it writes."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(root: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*") if path.is_file()}


def test_a_mapping_is_for_its_owner_only(masked, tmp_path):
    """It may hold names of payers and reviewers."""
    done = run("map", imaginary.EXPORT, "--out", tmp_path / "mapping.yaml")
    assert done.exit_code == 0, done.output
    assert modes(tmp_path) == {0o600}


def test_a_policy_is_for_its_owner_only(masked, tmp_path):
    done = run("packs new policy", "some/policy", "--to", tmp_path / "policies")
    assert done.exit_code == 0, done.output
    assert modes(tmp_path) == {0o600}


def test_a_workbook_is_for_its_owner_only(masked, tmp_path):
    """Patients come into it later; also where one that others could read is replaced."""
    old = tmp_path / "old.xlsx"
    old.write_bytes(b"old")
    old.chmod(0o644)
    for file in (tmp_path / "new.xlsx", old):
        assert run("workbook", file, "--force").exit_code == 0
        assert file.read_bytes().startswith(b"PK")
    assert modes(tmp_path) == {0o600}


def test_a_workbook_that_cannot_be_written_leaves_what_was_there(tmp_path):
    """A library in error is found before the file is touched."""
    old = tmp_path / "old.xlsx"
    old.write_bytes(b"old")
    run("workbook", old, "--force", "--citations", tmp_path, library=None)
    assert old.read_bytes() == b"old"


def test_what_the_demo_lays_out_is_for_its_owner_only(masked, tmp_path):
    """Wherever it was installed, and whoever may read it there."""
    source = tmp_path / "installed" / "below"
    source.mkdir(parents=True)
    (source / "file.pdf").write_bytes(b"x")
    (source / "file.pdf").chmod(0o444)
    demo.copy(tmp_path / "installed", tmp_path / "out" / "example")
    demo.copy(tmp_path / "installed", tmp_path / "out" / "example")
    assert (tmp_path / "out" / "example" / "below" / "file.pdf").read_bytes() == b"x"
    assert modes(tmp_path / "out") == {0o600}


@pytest.mark.parametrize(
    ("told", "number"), [("0 entries", 0), ("1 entry", 1), ("2 entries", 2)], ids=str
)
def test_what_is_counted_is_one_or_many(told, number):
    assert counted(number, "entry", "entries") == told
    assert counted(number, "page") == f"{number} page{'' if number == 1 else 's'}"
