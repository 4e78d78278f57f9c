"""A case is written by one process at a time, and waits for none that has ended."""

import os
from multiprocessing import Pipe, Process

import pytest

from letters.batch.turns import Turns


def _holds(out, case, pipe):
    turns = Turns(out)
    pipe.send(turns.take(case))
    pipe.recv()
    os._exit(0)


@pytest.fixture
def holder(tmp_path):
    """Another process that has its turn at c-1."""
    ours, theirs = Pipe()
    process = Process(target=_holds, args=(tmp_path, "c-1", theirs))
    process.start()
    assert ours.recv() is True
    yield process
    process.kill()
    process.join()


def test_a_case_that_another_process_has_cannot_be_had(tmp_path, holder):
    with Turns(tmp_path) as turns:
        assert not turns.take("c-1")
        assert turns.take("c-2")


def test_a_turn_ends_with_its_process(tmp_path, holder):
    with Turns(tmp_path) as turns:
        holder.kill()
        holder.join()
        assert turns.take("c-1")


def test_a_turn_is_given_up(tmp_path):
    with Turns(tmp_path) as turns:
        with turns.taken("c-1") as had:
            assert had
        ours, theirs = Pipe()
        process = Process(target=_holds, args=(tmp_path, "c-1", theirs))
        process.start()
        assert ours.recv() is True
        with turns.taken("c-1") as had:
            assert not had
        ours.send(None)
        process.join()


def test_turns_are_for_their_owner_only(tmp_path):
    with Turns(tmp_path / "out"):
        pass
    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "out").iterdir()] == [0]
