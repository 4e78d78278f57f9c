"""Writes BENCHMARKS.md: what was measured, on what, and whether the goals are met."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.machine import Machine
from benchmarks.measures.model import Goal, Outcome, Section, Table, quartiles

PLOTS = "benchmarks/plots"
"""Where plots stand, seen from the report."""

_HEAD = """# Benchmarks

Written by `make bench`{how}; {date}.

Every figure is a median with its quartiles in brackets. Ratios are of two contestants in the same
round of the same run, each a warm process of its own that take turns, so that what else the machine
does meets both. Absolute times wander by a tenth and more; judge by the ratios. All patients are
invented, and no two letters are alike: `benchmarks/cases.py` makes them from the example.
"""


@dataclass(frozen=True)
class Report:
    """All parts of a run."""

    date: dt.date
    machine: Machine
    sections: Sequence[Section]
    how: str = ""
    failed: Sequence[str] = ()

    @property
    def outcomes(self) -> list[Outcome]:
        """What was measured of each goal, in their order."""
        return [outcome for section in self.sections for outcome in section.outcomes]


def markdown(report: Report) -> str:
    """The report as it is written."""
    how = f" `{report.how}`" if report.how else ""
    parts = [_HEAD.format(how=how, date=report.date), "## Goals\n", _table(goals(report.outcomes))]
    if report.failed:
        parts.append("Not measured:\n\n" + "".join(f"- {told}\n" for told in report.failed))
    parts += ["## Machine and versions\n", _table(_machine(report.machine))]
    parts += [_section(section) for section in report.sections]
    return "\n".join(parts)


def goals(outcomes: Sequence[Outcome]) -> Table:
    """What was measured of each goal beside what it must be."""
    rows = []
    for outcome in outcomes:
        goal, measured = outcome.goal, outcome.measured
        met = [
            _said(goal.met(measured.median, bound)) if measured else ""
            for bound in (goal.must, goal.stretch)
        ]
        rows.append(
            (
                goal.what,
                _measured(outcome),
                _bound(goal, goal.must),
                met[0],
                _bound(goal, goal.stretch),
                met[1],
                str(measured.count) if measured else "",
                outcome.note,
            )
        )
    headings = ("what", "measured", "must", "met", "stretch", "met", "n", "note")
    return Table(headings, tuple(rows))


def _measured(outcome: Outcome) -> str:
    if outcome.measured is None:
        return "not measured"
    unit = f" {outcome.goal.unit}" if outcome.goal.unit else ""
    return quartiles(outcome.measured, 2 if outcome.measured.median < 20 else 0, unit)


def _bound(goal: Goal, bound: float | None) -> str:
    if bound is None:
        return ""
    unit = f" {goal.unit}" if goal.unit else ""
    return f"{'≥' if goal.at_least else '≤'} {bound:g}{unit}"


def _said(met: bool | None) -> str:
    return "" if met is None else "yes" if met else "**no**"


def _section(section: Section) -> str:
    parts = [f"## {section.title}\n"]
    parts += [f"{told}\n" for told in section.told]
    parts += [_table(table) for table in section.tables]
    parts += [f"![{plot.title}]({PLOTS}/{plot.name}.svg)\n" for plot in section.plots]
    return "\n".join(parts)


def _machine(machine: Machine) -> Table:
    return Table(("", ""), tuple(vars(machine).items()))


def _table(table: Table) -> str:
    """A table in Markdown; a bar within a cell would end it."""
    rows = [table.headings, tuple("---" for _ in table.headings), *table.rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in row)} |\n" for row in rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def plain(table: Table) -> str:
    """A table for the terminal, its columns as wide as their widest cell."""
    rows = [table.headings, *table.rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(table.headings))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
