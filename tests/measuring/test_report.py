"""The report: goals beside what was measured, tables and links that hold."""

import datetime as dt
from dataclasses import replace

import pytest

from benchmarks.machine import Machine
from benchmarks.measures.model import Goal, Outcome, Plot, Section, Series, Table
from benchmarks.parts import Part, keep, kept
from benchmarks.plots import draw
from benchmarks.report import Report, goals, markdown, plain
from benchmarks.timing import Spread

LESS = Goal("time", 1.10, 1.05)
MORE = Goal("rate", 1.6, 2.0, at_least=True)
MACHINE = Machine(*["told"] * 8)
PLOT = Plot("growth", "Growth", "N", "s", (Series("done", ((1, 1), (2, 2.1)), ((1, 1), (2, 2))),))
SECTION = Section("A part", ("What it is.",), (Table(("a", "b"), (("1|2", "3"),)),), (PLOT,))
PART = Part(dt.date(2026, 11, 23), "at full size", MACHINE, SECTION)


def measured(value: float) -> Spread:
    return Spread(value, value, value, 9)


def row(outcome: Outcome) -> tuple[str, ...]:
    return goals([outcome]).rows[0]


def test_a_value_between_must_and_stretch_meets_the_one_and_not_the_other():
    assert row(Outcome(LESS, measured(1.07)))[2:6] == ("≤ 1.1", "yes", "≤ 1.05", "**no**")
    assert row(Outcome(MORE, measured(1.7)))[2:6] == ("≥ 1.6", "yes", "≥ 2", "**no**")


def test_a_bound_itself_is_met():
    assert row(Outcome(LESS, measured(1.10)))[3] == "yes"
    assert row(Outcome(MORE, measured(1.6)))[3] == "yes"


def test_a_goal_without_a_stretch_says_nothing_of_it():
    assert row(Outcome(Goal("x", 1), measured(0.5)))[4:6] == ("", "")


def test_what_was_not_measured_is_neither_met_nor_missed():
    found = row(Outcome(LESS, None, "the peers are not installed"))
    assert found[1] == "not measured"
    assert found[3] == found[5] == ""
    assert found[-1] == "the peers are not installed"


def test_the_report_has_its_parts_with_days_and_plots_and_what_failed():
    told = markdown(Report([PART], ["batch: no"]))
    assert "Measured on 2026-11-23, at full size; machine 1." in told
    assert "## A part" in told
    assert "| 1\\|2 | 3 |" in told
    assert "(benchmarks/plots/growth.svg)" in told
    assert "- batch: no" in told


def test_machines_that_differ_stand_beside_each_other():
    other = replace(PART, machine=replace(MACHINE, memory="more"))
    told = markdown(Report([PART, other, PART]))
    assert "| memory | told | more |" in told
    assert told.count("machine 1.") == 2
    assert told.count("machine 2.") == 1


def test_a_part_that_was_kept_is_the_same_and_takes_the_place_of_an_earlier_one(tmp_path):
    outcomes = (Outcome(LESS, measured(1.07)), Outcome(MORE, None, "no peers"))
    part = replace(PART, section=replace(SECTION, outcomes=outcomes))
    for one in (PART, part):
        keep(tmp_path, "warm", one)
    assert kept(tmp_path, ("cold", "warm")) == [part]


def test_columns_of_the_terminal_stand_below_each_other():
    lines = plain(Table(("what", "n"), (("a", "1"), ("longer", "22")))).splitlines()
    assert [line.index(cell) for line, cell in zip(lines, "n12", strict=True)] == [8, 8, 8]


def test_a_plot_is_the_same_bytes_each_time(tmp_path):
    pytest.importorskip("matplotlib")
    first, again = draw(PLOT, tmp_path / "a"), draw(PLOT, tmp_path / "b")
    assert first.read_bytes() == again.read_bytes()
    assert b"Growth" in first.read_bytes()
