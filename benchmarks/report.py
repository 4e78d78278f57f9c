"""Writes BENCHMARKS.md: what was measured, on what, and whether the goals are met."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.machine import Machine
from benchmarks.measures.model import Goal, Outcome, Table, quartiles
from benchmarks.parts import Part

PLOTS = "benchmarks/plots"
"""Where plots stand, seen from the report."""

_HEAD = """# Benchmarks

Written by `make bench`, which keeps what it measured in `benchmarks/measured`, part by part.

Every figure is a median with its quartiles in brackets. Ratios are of two contestants in the same
round of the same run, each a warm process of its own that take turns, so that what else the machine
does meets both. Absolute times wander by a tenth and more; judge by the ratios. All patients are
invented, and no two letters are alike: `benchmarks/cases.py` makes them from the example.
"""


@dataclass(frozen=True)
class Report:
    """All parts that were measured, and why others were not."""

    parts: Sequence[Part]
    failed: Sequence[str] = ()

    @property
    def outcomes(self) -> list[Outcome]:
        """What was measured of each goal, in their order."""
        return [outcome for part in self.parts for outcome in part.section.outcomes]

    @property
    def machines(self) -> list[Machine]:
        """The machines that they were measured on."""
        return list(dict.fromkeys(part.machine for part in self.parts))


def markdown(report: Report) -> str:
    """The report as it is written."""
    parts = [_HEAD, "## Goals\n", _table(goals(report.outcomes))]
    if report.failed:
        parts.append("Not measured:\n\n" + "".join(f"- {told}\n" for told in report.failed))
    parts += ["## Machine and versions\n", _table(_machines(report.machines))]
    parts += [_section(part, report.machines.index(part.machine) + 1) for part in report.parts]
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


def _section(part: Part, machine: int) -> str:
    section = part.section
    parts = [f"## {section.title}\n", f"Measured on {part.date}, {part.how}; machine {machine}.\n"]
    parts += [f"{told}\n" for told in section.told]
    parts += [_table(table) for table in section.tables]
    parts += [f"![{plot.title}]({PLOTS}/{plot.name}.svg)\n" for plot in section.plots]
    return "\n".join(parts)


def _machines(machines: Sequence[Machine]) -> Table:
    told = [asdict(machine) for machine in machines]
    rows = ((name, *(str(each[name]) for each in told)) for name in told[0]) if told else ()
    return Table(("", *(f"machine {at}" for at in range(1, len(told) + 1))), tuple(rows))


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
