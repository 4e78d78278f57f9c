"""The program writes to folders of its own, never through a link to what is another's."""

import pytest

from dossier import OPENED
from letters.dossier import log as logs
from letters.dossier.folder import clear, store
from letters.errors import OutputError


@pytest.fixture
def other(tmp_path):
    """A folder that is another's, with a file."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "letter.pdf").write_bytes(b"another's")
    return folder


@pytest.mark.parametrize("linked", ["c-1", "c-1/earlier"])
@pytest.mark.parametrize("below", ["", "003"])
def test_nothing_is_stored_or_removed_through_a_link(linked, below, tmp_path, other):
    place = tmp_path / "out" / linked
    place.parent.mkdir(parents=True)
    place.symlink_to(other)
    with pytest.raises(OutputError, match="is a link"):
        store(place / below / "letter.pdf", b"ours")
    with pytest.raises(OutputError, match="is a link"):
        clear(place, ("letter.pdf",))
    assert [path.read_bytes() for path in other.rglob("*")] == [b"another's"]


@pytest.mark.parametrize("linked", ["c-1", "marks"])
def test_no_event_is_logged_through_a_link(linked, tmp_path, other):
    (tmp_path / "out" / "c-1").mkdir(parents=True)
    place = tmp_path / "out" / linked
    if place.exists():
        place.rmdir()
    place.symlink_to(other)
    with pytest.raises(OutputError, match="is a link"):
        logs.append(tmp_path / "out" / "c-1", OPENED)
    assert [path.name for path in other.rglob("*")] == ["letter.pdf"]


def test_a_log_that_is_a_link_is_not_added_to(tmp_path, other):
    folder = tmp_path / "out" / "c-1"
    folder.mkdir(parents=True)
    (folder / "log.jsonl").symlink_to(other / "log")
    with pytest.raises(OSError, match="symbolic link"):
        logs.append(folder, OPENED)
    assert not (other / "log").exists()


def test_the_output_folder_itself_may_be_a_link(tmp_path, other):
    """So a practice may keep it on another disk."""
    (tmp_path / "out").symlink_to(other)
    store(tmp_path / "out" / "c-1" / "letter.pdf", b"ours")
    logs.append(tmp_path / "out" / "c-1", OPENED)
    assert (other / "c-1" / "letter.pdf").read_bytes() == b"ours"
