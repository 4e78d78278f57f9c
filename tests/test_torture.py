"""Torture would see harm if there were any."""

from random import Random

import pytest

from letters.case.vocabulary import Vocabulary
from letters.errors import InputError
from letters.intake import Notice, Reading
from torture import judge as judging
from torture.planted import FAMILY, MEMBER
from torture.smaller import smaller
from torture.targets import OURS, TARGETS

NOTICE = Notice(severity="error", what="x", file="a.csv", rule="y", action="z")


def judged(monkeypatch, read):
    monkeypatch.setattr(judging, "read", read)
    return judging.judge([OURS], Vocabulary(), 0.2).find


def test_an_error_for_people_is_no_find(monkeypatch):
    def read(*_):
        raise InputError("nothing could be read")

    assert judged(monkeypatch, read) is None


def test_any_other_error_is_a_find(monkeypatch):
    def read(*_):
        return {}["x"]

    assert judged(monkeypatch, read).mark.startswith("KeyError in ")


def test_reading_without_end_is_a_find(monkeypatch):
    def read(*_):
        while True:
            pass

    assert judged(monkeypatch, read).mark.startswith("too long in ")


@pytest.mark.parametrize("field", ["what", "rule", "action", "part", "column"])
def test_a_patient_in_any_field_of_a_remark_is_a_find(monkeypatch, field):
    notice = NOTICE.model_copy(update={field: f"of {FAMILY.upper()} here"})
    assert judged(monkeypatch, lambda *_: Reading(notices=(notice,))).mark.startswith("leak")


def test_a_number_of_the_patient_in_an_error_is_a_find(monkeypatch):
    def read(*_):
        raise InputError(f"cannot read {MEMBER}")

    assert judged(monkeypatch, read).mark.startswith("leak")


def test_a_harmless_reading_is_no_find(monkeypatch):
    assert judged(monkeypatch, lambda *_: Reading(notices=(NOTICE,))) is None


def test_every_target_has_seeds_of_our_own():
    assert [each.name for each in TARGETS if each.breaks and not each.seeds(given=False)] == []


@pytest.mark.parametrize("each", [e for e in TARGETS if e.breaks], ids=lambda each: each.name)
def test_the_same_number_breaks_an_input_at_the_same_places(each):
    seeds = each.seeds(given=False)
    one, other = Random(3), Random(3)
    firsts = [each.broken(seeds, one).content for _ in range(50)]
    assert firsts == [each.broken(seeds, other).content for _ in range(50)]
    assert len(set(firsts)) > 30


def test_a_find_is_made_as_small_as_what_shows_it():
    assert smaller(b"abcdefgXhijklmnop", lambda content: b"X" in content) == b"X"
