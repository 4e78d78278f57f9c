"""An export counts as arrived when it is whole, and never before."""

import os

import pytest

from letters.batch.inbox import ROOM, Settling, look, look_at


@pytest.fixture
def inbox(tmp_path):
    return tmp_path


@pytest.fixture
def arrived(inbox):
    """What has arrived at the next look, by name."""
    settling = Settling()
    return lambda: {entry.path.name for entry in settling.settled(look(inbox))}


def test_a_file_has_arrived_at_the_second_look(inbox, arrived):
    """A file that is as it was at the look before is whole."""
    (inbox / "export.csv").write_text("a")
    assert arrived() == set()
    assert arrived() == {"export.csv"}


def test_a_file_that_grows_waits(inbox, arrived):
    """As long as a file changes from look to look, it is not run."""
    file = inbox / "export.csv"
    for text in ("a", "ab", "abc"):
        file.write_text(text)
        assert arrived() == set()
    assert arrived() == {"export.csv"}


def test_a_file_rewritten_to_the_same_size_waits(inbox, arrived):
    """The time of the last change counts, not the size alone."""
    file = inbox / "export.csv"
    file.write_text("aaa")
    os.utime(file, ns=(1, 1))
    arrived()
    file.write_text("bbb")
    assert arrived() == set()


def test_a_file_that_somebody_has_open_to_write_waits(inbox, arrived):
    """A copy that stalls looks whole; whoever writes it has it open."""
    with (inbox / "export.csv").open("w") as written:
        written.write("half")
        written.flush()
        assert [arrived(), arrived(), arrived()] == [set()] * 3
    assert arrived() == {"export.csv"}


def test_a_folder_waits_for_the_last_of_its_files(inbox, arrived):
    """A folder is one export: all in it is whole, or it is not."""
    folder = inbox / "export" / "below"
    folder.mkdir(parents=True)
    (folder / "cases.csv").write_text("a")
    arrived()
    (folder / "labs.csv").write_text("b")
    assert arrived() == set()
    with (folder / "labs.csv").open("a"):
        assert arrived() == set()
    assert arrived() == {"export"}


@pytest.mark.parametrize(
    "name",
    ["e.csv.part", "e.csv.tmp", ".e.csv.Xy12", "E.CSV.CRDOWNLOAD", "~$e.xlsx", "e.xlsx~"],
)
def test_what_has_a_partial_name_waits_for_good(inbox, arrived, name):
    """Names of what is still being written are never run, at the top or in a folder."""
    (inbox / name).write_text("a")
    (inbox / "export").mkdir()
    (inbox / "export" / "cases.csv").write_text("a")
    (inbox / "export" / name).write_text("a")
    assert [arrived(), arrived(), arrived()] == [set()] * 3
    (inbox / "export" / name).unlink()
    arrived()
    assert arrived() == {"export"}


def test_a_rename_from_a_partial_name_is_seen_at_once(inbox, arrived):
    """What was whole under its partial name has arrived as soon as it is renamed."""
    partial = inbox / "export.csv.part"
    partial.write_text("a")
    arrived()
    partial.rename(inbox / "export.csv")
    assert arrived() == {"export.csv"}


def test_a_rename_of_what_still_grew_waits_for_a_look(inbox, arrived):
    """A rename alone proves nothing of what has changed since it was last looked at."""
    partial = inbox / "export.csv.part"
    partial.write_text("a")
    arrived()
    partial.write_text("abc")
    partial.rename(inbox / "export.csv")
    assert arrived() == set()
    assert arrived() == {"export.csv"}


def test_what_is_empty_waits(inbox, arrived):
    """An empty file or folder is the beginning of one."""
    (inbox / "export.csv").touch()
    (inbox / "export" / "below").mkdir(parents=True)
    assert [arrived(), arrived()] == [set()] * 2
    assert {entry.hindrance for entry in look(inbox)} == {"empty"}


def test_what_belongs_to_the_computer_is_no_export(inbox, arrived):
    """Neither the room of exports at work nor the files of file managers are looked at."""
    for name in (".DS_Store", "Thumbs.db", "._export.csv"):
        (inbox / name).write_text("a")
    (inbox / ROOM).mkdir()
    assert look(inbox) == []
    (inbox / "export").mkdir()
    (inbox / "export" / "cases.csv").write_text("a")
    (inbox / "export" / ".DS_Store").write_text("a")
    arrived()
    assert arrived() == {"export"}


def test_links_and_pipes_are_marked_and_not_followed(inbox, tmp_path_factory):
    """A link counts as a link whatever it leads to, and a pipe is not opened."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.csv").write_text("a")
    (inbox / "file.csv").symlink_to(outside / "secret.csv")
    (inbox / "folder").mkdir()
    (inbox / "folder" / "cases.csv").write_text("a")
    (inbox / "folder" / "deep").symlink_to(outside)
    os.mkfifo(inbox / "pipe.csv")
    found = {entry.path.name: entry for entry in look(inbox)}
    assert {name: entry.hindrance for name, entry in found.items()} == {
        "file.csv": "link",
        "folder": "link",
        "pipe.csv": "special",
    }
    assert not any("secret" in mark.name for mark in found["folder"].marks)


def test_what_vanishes_is_none(inbox):
    """A file that goes while it is looked at is simply not there."""
    assert look_at(inbox / "gone.csv") is None
