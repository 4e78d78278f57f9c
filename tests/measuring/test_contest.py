"""Contestants take turns, keep what they print apart, and say why they fell out."""

from pathlib import Path

import pytest

from benchmarks.contest import Contestant, ContestError, environment, race

COUNTING = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from benchmarks.turns import take_turns

def turn(file):
    print("noise of a library")
    if file.name == "bad":
        raise ValueError("this file is bad")
    return {{"letters": len(file.name)}}

take_turns(turn)
"""


@pytest.fixture
def counting(tmp_path, monkeypatch):
    root = Path(__file__).parent.parent.parent
    (tmp_path / "counting.py").write_text(COUNTING.format(root=str(root)))
    return lambda: Contestant("counting", PYTHONPATH=str(tmp_path))


def test_contestants_take_a_turn_each_round_and_the_first_rounds_do_not_count(counting):
    with counting() as one, counting() as other:
        files = [{"one": Path("a"), "other": Path("bcd")}] * 5
        laps = race({"one": one, "other": other}, files, warming=2)
    assert [lap.told["letters"] for lap in laps["one"]] == [1, 1, 1]
    assert [lap.told["letters"] for lap in laps["other"]] == [3, 3, 3]
    assert all(lap.seconds >= 0 and lap.cpu >= 0 for lap in laps["one"])


def test_a_contestant_that_falls_out_says_why(counting):
    with pytest.raises(ContestError, match="this file is bad"), counting() as one:
        one.turn(Path("bad"))


def test_a_program_that_is_not_there_is_told():
    with pytest.raises(ContestError, match=r"benchmarks\.nobody"), Contestant("benchmarks.nobody"):
        pass


def test_what_changes_the_program_does_not_reach_a_child(monkeypatch):
    monkeypatch.setenv("LETTERS_SHORTCUTS", "off")
    assert "LETTERS_SHORTCUTS" not in environment()
    assert environment(LETTERS_SHORTCUTS="off")["LETTERS_SHORTCUTS"] == "off"
