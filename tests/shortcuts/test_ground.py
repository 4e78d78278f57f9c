"""A shortcut is taken only where all that it stands on is known."""

import runpy
from pathlib import Path

import pytest

from letters import shortcuts
from letters.shortcuts import declared, ground, loading

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "shortcuts.py"))


@pytest.fixture
def another(monkeypatch):
    """Lets a test change what is known of a file."""

    def change(file: str) -> None:
        monkeypatch.setattr(ground, "KNOWN", {**ground.KNOWN, file: "of another release"})

    return change


def test_every_file_is_known():
    """Of the releases that are installed here all files are the known ones."""
    files = [file for shortcut in shortcuts.SHORTCUTS for file in shortcut.files]
    assert ground.strange((*files, *loading.FILES)) == ()


def test_the_version_is_part_of_the_ground():
    """Each shortcut stands on the file that holds the version of WeasyPrint."""
    for shortcut in shortcuts.SHORTCUTS:
        assert "weasyprint/__init__.py" in shortcut.files
    assert "weasyprint/__init__.py" in loading.FILES


def test_another_version_leaves_all_off(taken, another):
    """With another WeasyPrint nothing is patched."""
    another("weasyprint/__init__.py")
    assert taken() == ()


@pytest.mark.parametrize("shortcut", shortcuts.SHORTCUTS, ids=lambda shortcut: shortcut.name)
def test_another_source_leaves_its_shortcuts_off(taken, another, shortcut):
    """Where one file differs, the shortcuts that stand on it are off and the others are not."""
    file = shortcut.files[1]
    another(file)
    expected = {each.name for each in shortcuts.SHORTCUTS if file not in each.files}
    assert shortcut.name not in expected
    assert set(taken()) == expected


def test_a_changed_file_has_another_hash(monkeypatch, tmp_path):
    """The hash is of what is installed, not of what was."""
    library = tmp_path / "library"
    library.mkdir()
    (library / "a.py").write_text("one")
    monkeypatch.syspath_prepend(tmp_path)
    (library / "__init__.py").touch()
    ground.digest.cache_clear()
    first = ground.digest("library/a.py")
    (library / "a.py").write_text("two")
    ground.digest.cache_clear()
    assert first != ground.digest("library/a.py") is not None
    assert ground.digest("library/gone.py") is None
    assert ground.digest("no_such_library/a.py") is None


def test_the_declarations_are_those_of_the_source():
    """What is shipped is what cffi makes of the text in WeasyPrint."""
    made = SCRIPT["declared"]()
    shipped = Path(declared.__file__).read_text(encoding="utf-8")
    assert made.split("import _cffi_backend")[1] == shipped.split("import _cffi_backend")[1]


def test_switched_off_they_stay_off(taken):
    """What loads WeasyPrint later does not switch them on again."""
    shortcuts.switch_off()
    shortcuts.load()
    assert shortcuts.in_use() == ()
