"""The report: goals beside what was measured, tables and links that hold."""

import datetime as dt

import pytest

from benchmarks.machine import Machine
from benchmarks.measures.model import Goal, Outcome, Plot, Section, Series, Table
from benchmarks.plots import draw
from benchmarks.report import Report, goals, markdown, plain
from benchmarks.timing import Spread

LESS = Goal("time", 1.10, 1.05)
MORE = Goal("rate", 1.6, 2.0, at_least=True)
MACHINE = Machine(*["told"] * 9)
PLOT = Plot("growth", "Growth", "N", "s", (Series("done", ((1, 1), (2, 2.1)), lambda x: x),))


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


def test_the_report_has_its_date_sections_plots_and_what_failed():
    section = Section("A part", ("What it is.",), (Table(("a", "b"), (("1|2", "3"),)),), (PLOT,))
    told = markdown(Report(dt.date(2026, 11, 23), MACHINE, [section], "", ["batch: no"]))
    assert "2026-11-23" in told
    assert "## A part" in told
    assert "| 1\\|2 | 3 |" in told
    assert "(benchmarks/plots/growth.svg)" in told
    assert "- batch: no" in told


def test_columns_of_the_terminal_stand_below_each_other():
    lines = plain(Table(("what", "n"), (("a", "1"), ("longer", "22")))).splitlines()
    assert [line.index(cell) for line, cell in zip(lines, "n12", strict=True)] == [8, 8, 8]


def test_a_plot_is_the_same_bytes_each_time(tmp_path):
    pytest.importorskip("matplotlib")
    first, again = draw(PLOT, tmp_path / "a"), draw(PLOT, tmp_path / "b")
    assert first.read_bytes() == again.read_bytes()
    assert b"Growth" in first.read_bytes()
